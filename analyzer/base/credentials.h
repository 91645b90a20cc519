#pragma once

#include <string>
#include <string_view>

namespace weir {

/// The text with "(hidden)" in the place of what signs somebody in: name and password before the host of an address
/// (`https://name:password@host`, `name:password@host:5432`), values of its parameters that are called a token, password, key, secret or signature, and long parts of its path
/// that nobody would write: whoever knows such an address may use it (`https://hooks.example/T01/wX3kPq9Lz…`).
std::string without_credentials(std::string_view text);
/// Whether that would change the text.
bool has_credentials(std::string_view text);
/// An address without name and password before its host: `https://host`, `host:5432`.
std::string without_login(std::string_view address);

}  // namespace weir
