#include "analyzer/base/source_map.h"

#include <gtest/gtest.h>

#include <thread>

#include "analyzer/base/utf.h"

namespace weir {
namespace {

TEST(SourceMap, CountsColumnsInUtf16Units) {
  SourceMap sources;
  const FileId file = sources.add_file("a.yaml", "x\n\xC3\xA9\xF0\x9F\x98\x80z\r\nend");
  const Position z = sources.position(file, 8);
  EXPECT_EQ(z.line, 2u);
  EXPECT_EQ(z.column, 4u) << "é is one unit, the emoji two";
  EXPECT_EQ(z.byte_column, 7u);
  EXPECT_EQ(sources.text(sources.line_at(file, 8)), "\xC3\xA9\xF0\x9F\x98\x80z");
  EXPECT_EQ(sources.position(file, 999).line, 3u) << "offsets behind the end mean the end";
}

TEST(SourceMap, CountsColumnsOfLongLinesAsIfFromTheirStart) {
  const std::string first = "\xF0\x9F\x98\x80 first\n";
  std::string line;
  for (int i = 0; i < 700; ++i)
    line += i % 7 == 0 ? "\xFF" : i % 3 == 0 ? "\xF0\x9F\x98\x80" : "a\xC3\xA9";
  SourceMap sources;
  const FileId file = sources.add_file("a.yaml", first + line + "\nend");
  for (std::size_t at = 0; at <= line.size(); ++at) {
    const auto offset = static_cast<std::uint32_t>(first.size() + at);
    const Position position = sources.position(file, offset);
    EXPECT_EQ(position.line, 2u);
    EXPECT_EQ(position.column, utf16_length(line.substr(0, at)) + 1) << "at byte " << at;
  }
}

TEST(SourceMap, FindsManyPlacesOfOneHugeLine) {
  std::string line;
  for (int i = 0; i < 1'000'000; ++i) line += "\xC3\xA9";
  SourceMap sources;
  const FileId file = sources.add_file("a.json", line);
  // each counted from the line's start would be 100 GB of text
  for (std::uint32_t unit = 0; unit < 1'000'000; unit += 10) {
    ASSERT_EQ(sources.position(file, 2 * unit).column, unit + 1);
  }
}

TEST(SourceMap, LeadsBackThroughSeveralDerivations) {
  SourceMap sources;
  const FileId host = sources.add_file("t.json", R"({"p": "a\nb*c"})");
  // The decoded JSON string, whose line break was an escape, and a stretch of that again.
  const FileId decoded = sources.add_derived(
      "a\nb*c", {{0, {host, 7, 8}, true}, {1, {host, 8, 10}, false}, {2, {host, 10, 13}, true}});
  const FileId inner = sources.add_derived("*c", {{0, {decoded, 3, 5}, true}});

  EXPECT_EQ(sources.text(sources.in_host({inner, 0, 1})), "*");
  EXPECT_EQ(sources.text(sources.in_host({decoded, 1, 2})), "\\n");
  EXPECT_EQ(sources.text(sources.in_host({decoded, 0, 5})), "a\\nb*c") << "hull of all segments";
  EXPECT_EQ(sources.path(inner), "t.json");
  EXPECT_TRUE(sources.is_derived(inner));
  EXPECT_FALSE(sources.is_derived(host));
}

TEST(SourceMap, SpanOverTwoHostsIsTheFirstOne) {
  SourceMap sources;
  const FileId a = sources.add_file("a", "left"), b = sources.add_file("b", "right");
  const FileId joined =
      sources.add_derived("leftright", {{0, {a, 0, 4}, true}, {4, {b, 0, 5}, true}});
  EXPECT_EQ(sources.in_host({joined, 0, 9}), (Span{a, 0, 4}));
  EXPECT_EQ(sources.in_host({joined, 5, 7}), (Span{b, 1, 3}));
}

TEST(SourceMap, NoPlaceHasNoText) {
  SourceMap sources;
  EXPECT_EQ(sources.text(Span{}), "");
  EXPECT_EQ(sources.path(FileId{}), "");
  EXPECT_FALSE(sources.in_host(Span{}).valid());
}

TEST(SourceMap, OrdersByPathNotById) {
  SourceMap sources;
  const FileId z = sources.add_file("z", "1234"), a = sources.add_file("a", "1234");
  EXPECT_TRUE(before_in_source(sources, {a, 3, 4}, {z, 0, 1}));
  EXPECT_TRUE(before_in_source(sources, {a, 0, 1}, {a, 0, 2}));
  EXPECT_FALSE(before_in_source(sources, {a, 0, 1}, {a, 0, 1}));
}

TEST(SourceMap, ViewsStayWhileThreadsAdd) {
  SourceMap sources;
  const FileId first = sources.add_file("first", "one\ntwo");
  const std::string_view text = sources.text(first);
  const auto add = [&] {
    for (int i = 0; i < 500; ++i) {
      const FileId file = sources.add_file("f", "line\nline");
      EXPECT_EQ(sources.position(file, 6).line, 2u);
      EXPECT_EQ(sources.position(first, 5).line, 2u);
    }
  };
  std::thread other(add);
  add();
  other.join();
  EXPECT_EQ(text, "one\ntwo");
}

}  // namespace
}  // namespace weir
