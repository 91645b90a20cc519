#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::terraform {

/// Bytes in base64 with padding (RFC 4648).
std::string to_base64(std::string_view bytes);
/// The bytes; line ends are passed over. None if it is no such text.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace weir::terraform
