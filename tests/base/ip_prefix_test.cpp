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
  for (const char* text : {"0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "52.0.0.0/8", "126.0.0.0/7",
                           "10.0.0.0/7", "::/0", "2000::/3"})
    EXPECT_TRUE(of(text).is_internet()) << text;
  for (const char* text :
       {"10.0.0.0/8", "203.0.113.0/24", "172.16.0.0/12", "fd00::/8", "2001:db8::/32", "127.0.0.0/8",
        "0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "224.0.0.0/3", "255.0.0.0/8"})
    EXPECT_FALSE(of(text).is_internet()) << text;
}

TEST(AddressRange, IsWhatABlockHolds) {
  const AddressRange ten = AddressRange::of(of("10.0.0.0/8"));
  EXPECT_TRUE(ten.overlaps(AddressRange::of(of("10.255.255.255/32"))));
  EXPECT_FALSE(ten.overlaps(AddressRange::of(of("11.0.0.0/8"))));
  EXPECT_FALSE(ten.overlaps(AddressRange::of(of("::/0"))));
  EXPECT_EQ(common(AddressRange{}, ten), ten);
  EXPECT_EQ(AddressRange::of(of("0.0.0.0/0")), AddressRange{});
  EXPECT_EQ(AddressRange::of(of("2001:db8::/128")), AddressRange::of(of("2001:db8::/64")));
}

TEST(AddressRange, WhatIsLeftBesideAHoleIsTheInternet) {
  const AddressRange hole = AddressRange::of(of("41.0.0.0/8"));
  EXPECT_TRUE((AddressRange{IpFamily::v4, 0, hole.first - 1}).is_internet());
  EXPECT_TRUE((AddressRange{IpFamily::v4, hole.last + 1, ~std::uint64_t{0}}).is_internet());
  EXPECT_FALSE((AddressRange{IpFamily::v4, hole.first + 1, hole.last}).is_internet());
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
