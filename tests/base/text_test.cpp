// Escapes, UTF-8, globs, regular expressions: what happens to text that an attacker wrote.

#include <gtest/gtest.h>

#include "analyzer/base/credentials.h"
#include "analyzer/base/escape.h"
#include "analyzer/base/glob.h"
#include "analyzer/base/regex.h"
#include "analyzer/base/utf.h"

namespace weir {
namespace {

TEST(Utf, FindsWhatIsNotUtf8) {
  EXPECT_TRUE(is_valid_utf8("plain \xC3\xA9 \xF0\x9F\x98\x80"));
  EXPECT_EQ(find_invalid_utf8("123456789\xE9x"), 9u);
  EXPECT_FALSE(is_valid_utf8("\xC0\x80")) << "overlong";
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80")) << "surrogate";
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80")) << "above U+10FFFF";
  EXPECT_EQ(sanitise_utf8("a\xE9z\xFF"), "a\xEF\xBF\xBDz\xEF\xBF\xBD");
  EXPECT_EQ(utf16_length("a\xC3\xA9\xF0\x9F\x98\x80\xFF"), 5u);
}

TEST(Credentials, AddressesWithoutThem) {
  EXPECT_EQ(without_credentials("see https://me:hunter2@x.example/a?b=c, and amqp://tok@y"), "see https://(hidden)@x.example/a?b=c, and amqp://(hidden)@y");
  EXPECT_EQ(without_credentials("https://x.example/a?page=1&access_token=abc&Key=d#sig=e"), "https://x.example/a?page=1&access_token=(hidden)&Key=(hidden)#sig=(hidden)");
  EXPECT_EQ(without_credentials("//me:hunter2@x.example/a, me:hunter2@x.example:5432 (or me:hunter2@localhost:1)"),
            "//(hidden)@x.example/a, (hidden)@x.example:5432 (or (hidden)@localhost:1)");
  EXPECT_EQ(without_credentials("git@x.example:a/b.git?sshkey=hunter2&ref=v1, x.example/f?code=hunter2 and x.example/f?zipcode=1"),
            "git@x.example:a/b.git?sshkey=(hidden)&ref=v1, x.example/f?code=(hidden) and x.example/f?zipcode=1");
  for (const char* plain : {"", "x", "x.example/a:1.2@sha256:0123", "mailto:me@x.example", "arn:aws:iam::1:user/me@x.example", "group:artifact:1.2@jar", "me:$PASSWORD@x.example", "ssh://git@x.example/a", "https://x.example/@scope/a", "postgres://me:${PASSWORD}@x", "https://x.example/?key=$KEY", "://", "a://?"})
    EXPECT_EQ(without_credentials(plain), plain);
  EXPECT_EQ(without_credentials("git+https://wX3kPq9Lz:@x.example/a, git+https://me:hunter2@x.example, a+b://:hunter2@x"),
            "git+https://(hidden)@x.example/a, git+https://(hidden)@x.example, a+b://(hidden)@x");
  EXPECT_EQ(without_credentials("https://hooks.x.example/services/T01AB2CDE/B01AB2CDE/wX3kPq9LzR7tYb2Nc8VmQ4sD?a=b"),
            "https://hooks.x.example/services/T01AB2CDE/B01AB2CDE/(hidden)?a=b");
  EXPECT_EQ(without_credentials("https://x.example/webhookb2/1b0e3c2a-1111-2222-3333-444455556666@1b0e3c2a-1111-2222-3333-444455556666/In/0a1b2c3d4e5f60718293a4b5c6d7e8f9/a"),
            "https://x.example/webhookb2/1b0e3c2a-1111-2222-3333-444455556666@1b0e3c2a-1111-2222-3333-444455556666/In/(hidden)/a");
  EXPECT_EQ(without_credentials("https://api.x.example/bot12345:AAEwX3kPq9LzR7tYb2Nc8VmQ4sDfGh/send"), "https://api.x.example/bot12345:(hidden)/send");
  for (const char* plain : {"https://x.example/MyCustomerRecordsV2/OrderProcessing2Function", "https://x.example/0a1b2c3d4e5f60718293a4b5c6d7e8f9", "https://x.example/550E8400-E29B-41D4-A716-446655440000",
                            "https://hooks.x.example/my-service-for-orders-v2-of-tests", "https://x.example/app.wX3kPq9LzR7tYb2Nc8VmQ4sD.js", "https://git:@x.example"})
    EXPECT_EQ(without_credentials(plain), plain);
  EXPECT_TRUE(has_credentials("https://me:hunter2@x"));
  EXPECT_EQ(without_login("https://me:a@b@x.example/c@d"), "https://x.example/c@d");
  EXPECT_EQ(without_login("//me:a@x.example/c"), "//x.example/c");
  EXPECT_EQ(without_login("me:a@x.example:5432"), "x.example:5432");
  EXPECT_EQ(without_login("x:1.2@sha256:0123"), "x:1.2@sha256:0123");
  EXPECT_EQ(without_login("x.example/a@b"), "x.example/a@b");
  EXPECT_FALSE(has_credentials("me:hunter2@x"));
}

TEST(Escape, Json) { EXPECT_EQ(escape_json("a\"\\\n\x01\xFF"), "a\\\"\\\\\\n\\u0001\xEF\xBF\xBD"); }

TEST(Escape, MarkdownTextStaysText) {
  EXPECT_EQ(escape_markdown("<img src=x>"), "&lt;img src=x&gt;");
  EXPECT_EQ(escape_markdown("[a](http://b)"), "\\[a\\](http\\://b)");
  EXPECT_EQ(escape_markdown("# x\n- *y*"), "\\# x - \\*y\\*");
  EXPECT_EQ(escape_markdown("@team"), "&#64;team");
  EXPECT_EQ(escape_markdown("patient-records"), "patient-records");
}

TEST(Escape, TerminalShowsControlsAndReordering) {
  EXPECT_EQ(escape_terminal("a\x1B[31m\r\nb"), "a\\x1b[31m\\x0d\nb");
  EXPECT_EQ(escape_terminal("x\xE2\x80\xAEgnp"), "x\\u202egnp");
}

TEST(Escape, TerminalTextIsNoCommandToARunner) {
  EXPECT_EQ(escape_terminal("::error::x"), "\\::error::x");
  EXPECT_EQ(escape_terminal("a\n  ::stop-commands::x"), "a\n  \\::stop-commands::x");
  EXPECT_EQ(escape_terminal("a \xE3\x80\x80##[error]x"), "a \xE3\x80\x80\\##[error]x");
  EXPECT_EQ(escape_terminal("AWS::SQS::Queue a: #1"), "AWS::SQS::Queue a: #1");
  EXPECT_EQ(escape_terminal_line("x\n::y\t"), "x\\n\\::y\\t");
}

TEST(Escape, JsonIsMadeVisibleAndStaysJson) {
  EXPECT_EQ(visible_json("{\"a\":\"x\xE2\x80\xAE\\u001b\\n\\\\u\\b\"}"),
            "{\"a\":\"x\\\\u202e\\\\u001b\\n\\\\u\\\\b\"}");
}

TEST(Escape, DiagramLabels) {
  EXPECT_EQ(escape_mermaid("a\"]-->x\n"), "a#quot;#93;--#62;x ");
  EXPECT_EQ(escape_dot("a\"\\N\n&"), "a\\\"\\\\N &amp;");
}

TEST(Escape, Xml) {
  EXPECT_EQ(escape_xml("<a b='\"&\x01"), "&lt;a b=&#39;&quot;&amp;\xEF\xBF\xBD");
}

TEST(Escape, UriPath) {
  EXPECT_EQ(percent_encode_path("a b/c:d/%\xC3\xA9"), "a%20b/c%3Ad/%25%C3%A9");
}

TEST(Glob, StarsAndQuestionMarks) {
  EXPECT_TRUE(glob_match("s3:Get*", "s3:GetObject"));
  EXPECT_TRUE(glob_match("S3:get*", "s3:GetObject", true));
  EXPECT_FALSE(glob_match("S3:get*", "s3:GetObject"));
  EXPECT_TRUE(glob_match("a*b?c*", "axxbyczz"));
  EXPECT_FALSE(glob_match("a?", "a"));
  EXPECT_TRUE(glob_match("*", "a/b"));
  EXPECT_FALSE(glob_match(std::string(50, '*') + "b", std::string(100'000, 'a')));
}

TEST(Glob, OverlapIsSymmetric) {
  const auto overlap = [](std::string_view a, std::string_view b) {
    EXPECT_EQ(globs_overlap(a, b), globs_overlap(b, a)) << a << " / " << b;
    return globs_overlap(a, b);
  };
  EXPECT_TRUE(overlap("arn:s3:::a*", "arn:s3:::*b"));
  EXPECT_TRUE(overlap("*", ""));
  EXPECT_TRUE(overlap("a*c", "ab?"));
  EXPECT_FALSE(overlap("a*", "b*"));
  EXPECT_FALSE(overlap("*x", "*y"));
  EXPECT_FALSE(overlap("a?c", "a*d"));
  EXPECT_FALSE(overlap("?", "??"));
}

TEST(Glob, PathsFollowGit) {
  EXPECT_TRUE(path_glob_match("*.yaml", "a/b/c.yaml")) << "without a slash: at any depth";
  EXPECT_FALSE(path_glob_match("/*.yaml", "a/c.yaml"));
  EXPECT_TRUE(path_glob_match("a/**/c", "a/c"));
  EXPECT_TRUE(path_glob_match("a/**/c", "a/x/y/c"));
  EXPECT_FALSE(path_glob_match("a/**/c", "a/xc"));
  EXPECT_FALSE(path_glob_match("a/*", "a/b/c"));
  EXPECT_TRUE(path_glob_match("build/", "x/build/y"));
  EXPECT_FALSE(path_glob_match("build/", "x/build"))
      << "the folder's content, not a file of that name";
  EXPECT_TRUE(path_glob_match("*.py[co]", "m.pyc"));
  EXPECT_FALSE(path_glob_match("*.py[!co]", "m.pyc"));
  EXPECT_TRUE(path_glob_match("\\*", "*"));
  EXPECT_FALSE(path_glob_match("\\*", "x"));
  EXPECT_TRUE(path_glob_match("/a/**", "a/b/c"));
}

TEST(Regex, MatchesWholeOrPart) {
  const Result<Regex> regex = Regex::compile("(?P<who>[a-z]+)@([a-z]+)");
  ASSERT_TRUE(regex.ok());
  EXPECT_TRUE(regex->matches("ann@host"));
  EXPECT_FALSE(regex->matches(" ann@host"));
  EXPECT_TRUE(regex->contains(" ann@host "));
  EXPECT_EQ(regex->find("to ann@host"), (std::vector<std::string_view>{"ann@host", "ann", "host"}));
  EXPECT_EQ(regex->group_names(), (std::vector<std::string>{"who", ""}));
  EXPECT_TRUE(regex->find("nothing").empty());
}

TEST(Regex, SaysWhatIsWrong) {
  const Result<Regex> regex = Regex::compile("a(b");
  ASSERT_FALSE(regex.ok());
  EXPECT_NE(regex.error().message.find("missing )"), std::string::npos) << regex.error().message;
}

TEST(Regex, HostilePatternsAreLinear) {
  const Result<Regex> regex = Regex::compile("(a*)*b");
  ASSERT_TRUE(regex.ok());
  EXPECT_FALSE(regex->contains(std::string(1'000'000, 'a')));
}

}  // namespace
}  // namespace weir
