#pragma once

#include <string_view>

namespace weir {

/// Whether `text` matches `pattern`, where `*` stands for any run of characters (also `/`) and `?` for
/// one. Linear space, no recursion; O(|pattern|·|text|) at worst.
bool glob_match(std::string_view pattern, std::string_view text, bool ignore_case = false);

/// Whether some text matches both patterns (IAM's question for two sets of ARNs).
bool globs_overlap(std::string_view a, std::string_view b);

/// Git-like path glob: `*` and `?` do not cross `/`, `**` does, `[a-z]` and `[!a]` are classes, `\`
/// takes the next character as it is. A leading or inner `/` anchors; without one the last component
/// must match. A trailing `/` means a directory: what is inside it matches, at any depth. Otherwise
/// the whole path must match. `path` is relative with forward slashes.
bool path_glob_match(std::string_view pattern, std::string_view path);

}  // namespace weir
