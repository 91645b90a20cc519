#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace weir::terraform {

/// What gzip (RFC 1952) compressed; none if the bytes are none of its, or there are more than `limit`
/// of them. Its checksum is not looked at.
std::optional<std::string> gunzip(std::string_view bytes, std::size_t limit);

}  // namespace weir::terraform
