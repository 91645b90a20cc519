// How long at most lies between two runs of a schedule.

#include "analyzer/base/schedule.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

constexpr double kHour = 3.6e6;

TEST(Schedule, RatesAreTheirInterval) {
  EXPECT_EQ(longest_interval("rate(12 hours)"), 12 * kHour);
  EXPECT_EQ(longest_interval("rate(1 day)"), 24 * kHour);
  EXPECT_EQ(longest_interval("rate(soon)"), std::nullopt);
}

TEST(Schedule, TheLongestTimeBetweenTwoRunsCounts) {
  EXPECT_EQ(longest_interval("cron(0 5 * * ? *)"), 24 * kHour) << "each day";
  EXPECT_EQ(longest_interval("cron(0 5 ? * 1 *)"), 7 * 24 * kHour) << "each Sunday";
  EXPECT_EQ(longest_interval("cron(0 5 ? * MON-FRI *)"), 3 * 24 * kHour) << "over the weekend";
  EXPECT_EQ(longest_interval("cron(0 0/6 * * ? *)"), 6 * kHour);
  EXPECT_EQ(longest_interval("cron(0 */8 * * ? *)"), 8 * kHour);
  EXPECT_EQ(longest_interval("cron(0 8-10 * * ? *)"), 22 * kHour) << "over the night";
  EXPECT_EQ(longest_interval("cron(30 1 1 * ? *)"), 31 * 24 * kHour) << "the first of each month";
  EXPECT_EQ(longest_interval("cron(0 12 1 JAN ? *)"), 366 * 24 * kHour) << "over a leap year";
  EXPECT_EQ(longest_interval("cron(0,30 * * * ? *)"), kHour / 2);
  EXPECT_EQ(longest_interval("cron(0 1/2147483647 * * ? *)"), 24 * kHour) << "a step past the field's end";
}

TEST(Schedule, WhatIsNotUnderstoodIsNotGuessed) {
  for (const char* text : {"", "5 min", "cron()", "cron(0 5 * *)", "cron(0 5 ? * 2#1 *)", "cron(0 5 L * ? *)",
                           "cron(0 5 * * ? 2027)", "cron(0 25 * * ? *)", "cron(0 5 31 FEB ? *)", "cron(0 5 * * ? * *)",
                           "cron(0 5/0 * * ? *)", "cron(- 5 * * ? *)", "cron(0 5 * * ? *", "rate()", "rate(0 days)"})
    EXPECT_EQ(longest_interval(text), std::nullopt) << text;
}

}  // namespace
}  // namespace weir
