#include "analyzer/base/duration.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(Duration, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(read_duration("4 h"), 4 * 3.6e6);
  EXPECT_EQ(read_duration("15min"), 15 * 6e4);
  EXPECT_EQ(read_duration("1h30m"), 90 * 6e4);
  EXPECT_EQ(read_duration("24h0m0s"), 24 * 3.6e6);
  EXPECT_EQ(read_duration("0 s"), 0);
  EXPECT_EQ(read_duration("1.5 d"), 36 * 3.6e6);
  for (const char* text : {"", " ", "4", "h", "4 weeks", "-1 h", "4 h and more", "1..5 h"})
    EXPECT_EQ(read_duration(text), std::nullopt) << text;
}

TEST(Duration, IsWrittenInTheUnitThatFits) {
  EXPECT_EQ(duration_text(0), "0 s");
  EXPECT_EQ(duration_text(90'000), "90 s");
  EXPECT_EQ(duration_text(6e4), "1 min");
  EXPECT_EQ(duration_text(5 * 6e4), "5 min");
  EXPECT_EQ(duration_text(3.6e6), "1 h");
  EXPECT_EQ(duration_text(4 * 3.6e6), "4 h");
  EXPECT_EQ(duration_text(24 * 3.6e6), "24 h");
  EXPECT_EQ(duration_text(14 * 8.64e7), "14 d");
}

}  // namespace
}  // namespace weir
