#include "analyzer/catalog/snake_case.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

TEST(SnakeCase, NamesAreWrittenAsTheProviderThatMirrorsThemDoes) {
  EXPECT_EQ(snake_case(""), "");
  EXPECT_EQ(snake_case("Arn"), "arn");
  EXPECT_EQ(snake_case("BlockedInputMessaging"), "blocked_input_messaging");
  EXPECT_EQ(snake_case("KMSMasterKeyID"), "kms_master_key_id");
  EXPECT_EQ(snake_case("KmsKeyArn"), "kms_key_arn");
  EXPECT_EQ(snake_case("S3Bucket"), "s3_bucket");
  EXPECT_EQ(snake_case("Ipv6CidrBlock"), "ipv_6_cidr_block");
  EXPECT_EQ(snake_case("CloudWatchLogsLogGroupArn"), "cloudwatch_logs_log_group_arn");
  EXPECT_EQ(snake_case("WebACL"), "web_acl");
}

}  // namespace
}  // namespace weir
