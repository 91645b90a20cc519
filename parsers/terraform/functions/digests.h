#pragma once

#include <string>
#include <string_view>

namespace weir::terraform {

/// Digests of bytes, as their bytes (RFC 1321, FIPS 180-4). They name contents as terraform does;
/// nothing here is kept safe by them.
std::string md5(std::string_view bytes);
std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
std::string sha512(std::string_view bytes);

/// A function that makes such a digest.
using Digest = std::string (*)(std::string_view);

/// Bytes as small hexadecimal digits.
std::string hexadecimal(std::string_view bytes);

}  // namespace weir::terraform
