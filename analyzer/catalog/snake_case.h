#pragma once

#include <string>
#include <string_view>

namespace weir {

/// A name in capitals as Terraform writes it where a provider mirrors CloudFormation's schema:
/// "KMSKeyArn" → "kms_key_arn", "S3Bucket" → "s3_bucket", "Ipv6Native" → "ipv_6_native".
std::string snake_case(std::string_view name);

}  // namespace weir
