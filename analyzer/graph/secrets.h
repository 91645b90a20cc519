#pragma once

#include <string_view>

namespace weir {

/// Whether a literal looks like a secret: a well-known form of keys, or a name that speaks of
/// secrets together with a text that no person would write (at least 8 characters without spaces
/// and 2.5 bits of entropy a character). References, placeholders and addresses are none.
bool looks_secret(std::string_view name, std::string_view value);

/// Shannon entropy in bits per character.
double entropy(std::string_view text);

}  // namespace weir
