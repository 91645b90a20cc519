#include "analyzer/base/blob.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

struct Record {
  Text name;
  std::uint64_t number = 0;
};

std::span<const std::byte> bytes_of(const std::string& blob) {
  return std::as_bytes(std::span(blob.data(), blob.size()));
}

std::string sample() {
  TextPool pool;
  BlobWriter writer;
  writer.table(
      std::vector<Record>{{pool.add("alpha"), 1}, {pool.add("beta"), 2}, {pool.add("alpha"), 3}});
  writer.bytes(pool.bytes());
  writer.table(std::vector<Record>{});
  return writer.finish(4);
}

TEST(Blob, ReadsBackWhatWasWritten) {
  const std::string blob = sample();
  BlobReader reader(bytes_of(blob), 4);
  ASSERT_TRUE(reader.ok());
  const auto records = reader.table<Record>(0);
  const std::string_view pool = reader.bytes(1);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(pool, "alphabeta") << "each text once";
  EXPECT_EQ(pool.substr(records[1].name.begin, records[1].name.size), "beta");
  EXPECT_EQ(records[2].number, 3u);
  EXPECT_TRUE(reader.table<Record>(2).empty());
  EXPECT_TRUE(reader.ok());
}

TEST(Blob, RefusesAnotherVersionAndAWrongTable) {
  const std::string blob = sample();
  EXPECT_FALSE(BlobReader(bytes_of(blob), 5).ok());
  BlobReader wrong_size(bytes_of(blob), 4);
  EXPECT_TRUE(wrong_size.table<std::uint32_t>(0).empty());
  EXPECT_FALSE(wrong_size.ok());
  BlobReader no_such_table(bytes_of(blob), 4);
  EXPECT_TRUE(no_such_table.bytes(3).empty());
  EXPECT_FALSE(no_such_table.ok());
}

TEST(Blob, EveryTruncationIsNoticed) {
  const std::string blob = sample();
  for (std::size_t size = 0; size + 16 < blob.size(); ++size) {
    BlobReader reader(bytes_of(blob).first(size), 4);
    reader.table<Record>(0);
    reader.bytes(1);
    EXPECT_FALSE(reader.ok()) << size << " bytes";
  }
}

}  // namespace
}  // namespace weir
