// Lines of stack traces, as node, ts-node, Python and Windows write them.

#include "parsers/cloudformation/cdk/trace.h"

#include <gtest/gtest.h>

namespace weir::cloudformation::cdk {
namespace {

/// "path line column", or "none".
std::string read(std::string_view line) {
  const std::optional<Frame> frame = frame_of(line);
  if (!frame) return "none";
  return frame->path + " " + std::to_string(frame->line) + " " + std::to_string(frame->column);
}

TEST(TraceLine, NamesAFileALineAndAColumn) {
  EXPECT_EQ(read("new Api (/app/lib/api.ts:12:5)"), "/app/lib/api.ts 12 5");
  EXPECT_EQ(read("    at new Api (/app/lib/api.ts:12:5)"), "/app/lib/api.ts 12 5");
  EXPECT_EQ(read("at /app/bin/app.ts:3:1"), "/app/bin/app.ts 3 1");
  EXPECT_EQ(read("/app/bin/app.ts:3:1"), "/app/bin/app.ts 3 1");
  EXPECT_EQ(read("at async file:///app/bin/app.mjs:3:1"), "/app/bin/app.mjs 3 1");
  EXPECT_EQ(read("at file:///app/bin/app.mjs:3:1"), "/app/bin/app.mjs 3 1");
  EXPECT_EQ(read("Object.<anonymous> (C:\\app\\bin\\app.ts:3:1)"), "C:/app/bin/app.ts 3 1");
  EXPECT_EQ(read("com.acme.Shop.<init>(Shop.java:22)"), "Shop.java 22 0");
  EXPECT_EQ(read("File \"/app/app.py\", line 12, in <module>"), "/app/app.py 12 0");
}

TEST(TraceLine, IsNoneIfItNamesNoLineOfAFile) {
  for (const char* line : {"",
                           " ",
                           ":",
                           "(",
                           ")",
                           "()",
                           "(:)",
                           "(::)",
                           "...node internals, ts-node...",
                           "new Promise (<anonymous>)",
                           "(x:0:0)",
                           "(x:-1)",
                           "(x:99999999999)",
                           "Module._compile (node:internal/modules/cjs/loader:1554:14)",
                           "File \"",
                           "File \"x\", line",
                           "File \"x\", line y",
                           "stack traces disabled",
                           ":12:5",
                           "(:12:5)"})
    EXPECT_EQ(read(line), "none") << line;
  EXPECT_EQ(read(std::string(1 << 20, 'x') + ":1:1"), "none");
}

TEST(TraceLine, KnowsWhatItsAuthorDidNotWrite) {
  EXPECT_TRUE(is_library("/app/node_modules/constructs/lib/construct.js"));
  EXPECT_TRUE(is_library("/usr/lib/python3/site-packages/aws_cdk/__init__.py"));
  EXPECT_FALSE(is_library("/app/lib/node_modules_report.ts"));
}

}  // namespace
}  // namespace weir::cloudformation::cdk
