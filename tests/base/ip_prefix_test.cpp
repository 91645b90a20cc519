#include "analyzer/base/ip_prefix.h"

#include <gtest/gtest.h>

#include <string>

namespace weir {
namespace {

IpPrefix of(std::string_view text) {
  const auto prefix = IpPrefix::parse(text);
  EXPECT_TRUE(prefix.has_value()) << text;
  return prefix.value_or(IpPrefix{});
}

TEST(IpPrefix, BitsBehindTheLengthDoNotMatter) {
  EXPECT_EQ(of("10.1.2.3/8"), of("10.0.0.0/8"));
  EXPECT_EQ(of("2001:db8::1/32"), of("2001:db8:0:0:0:0:0:0/32"));
  EXPECT_EQ(of("::ffff:10.1.2.3/128"), of("::ffff:0a01:0203/128"));
  EXPECT_NE(of("0.0.0.0/0"), of("::/0"));
}

TEST(IpPrefix, ContainsWhatIsLongerAndBeginsAlike) {
  EXPECT_TRUE(of("10.0.0.0/8").contains(of("10.255.0.0/16")));
  EXPECT_TRUE(of("10.0.0.0/8").contains(of("10.0.0.0/8")));
  EXPECT_FALSE(of("10.255.0.0/16").contains(of("10.0.0.0/8")));
  EXPECT_FALSE(of("10.0.0.0/8").contains(of("11.0.0.0/16")));
  EXPECT_FALSE(of("0.0.0.0/0").contains(of("2001:db8::/32")));
  EXPECT_TRUE(of("2001:db8::/63").contains(of("2001:db8:0:1::/64")));
  EXPECT_FALSE(of("2001:db8::/64").contains(of("2001:db8:0:1::/64")));
  EXPECT_TRUE(of("2001:db8::/65").contains(of("2001:db8::7fff:0:0:0/70")));
}

TEST(IpPrefix, OverlapsEitherWay) {
  EXPECT_TRUE(of("10.0.0.0/8").overlaps(of("10.1.0.0/16")));
  EXPECT_TRUE(of("10.1.0.0/16").overlaps(of("10.0.0.0/8")));
  EXPECT_FALSE(of("10.1.0.0/16").overlaps(of("10.2.0.0/16")));
}

TEST(IpPrefix, TheInternetIsMoreThanSomeHosts) {
  for (const char* text :
       {"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "52.0.0.0/8", "::/0", "2000::/3"})
    EXPECT_TRUE(of(text).is_internet()) << text;
  for (const char* text : {"10.0.0.0/8", "203.0.113.0/24", "172.16.0.0/12", "fd00::/8",
                           "2001:db8::/32", "127.0.0.0/8"})
    EXPECT_FALSE(of(text).is_internet()) << text;
}

TEST(IpPrefix, HostileTextsAreNone) {
  for (const std::string text : {"",
                                 "/",
                                 "10.0.0.0",
                                 "10.0.0.0/",
                                 "10.0.0/8",
                                 "10.0.0.0.0/8",
                                 "10.0.0.0/33",
                                 "10.0.0.0/-1",
                                 "10.0.0.0/08",
                                 "256.0.0.0/8",
                                 "010.0.0.0/8",
                                 " 10.0.0.0/8",
                                 "10.0.0.0/8 ",
                                 "10.0.0.0/8/8",
                                 "a.b.c.d/8",
                                 "+1.0.0.0/8",
                                 ":/8",
                                 ":::/8",
                                 "::1::/8",
                                 "1:2:3:4:5:6:7/8",
                                 "1:2:3:4:5:6:7:8:9/8",
                                 "1:2:3:4:5:6:7:8::/8",
                                 "12345::/16",
                                 "::g/8",
                                 "::/129",
                                 "::1.2.3/96",
                                 "1.2.3.4::/16",
                                 "fe80::1%eth0/64",
                                 "1:/16",
                                 ":1/16",
                                 "${Range}"})
    EXPECT_FALSE(IpPrefix::parse(text).has_value()) << text;
  EXPECT_FALSE(IpPrefix::parse(std::string(100'000, ':') + "/8").has_value());
  EXPECT_FALSE(IpPrefix::parse(std::string(100'000, '1') + "/8").has_value());
  EXPECT_FALSE(IpPrefix::parse(std::string("10.0.0.0/8\0", 11)).has_value());
}

}  // namespace
}  // namespace weir
