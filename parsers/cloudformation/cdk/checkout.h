#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace weir::cloudformation::cdk {

/// Where the machine that ran a program had the project: one folder of it, and the same folder
/// here. What that machine had elsewhere is not of the project.
struct Checkout {
  std::string there;  ///< absolute, without a slash at the end
  std::string here;   ///< as shown; "" for the root
};

/// Paths of programs as traces name them → how many lines of traces name them.
using NamedPrograms = std::map<std::string, std::size_t, std::less<>>;

/// Whether a path is one from a machine's root. Others are seen from the folder of the app.
bool is_absolute(std::string_view path);

/// Where the programs named by absolute paths are, seen from `app` (the folder that the assembly
/// lies in) and the folders above it. Only those that most lines name are looked for. Most programs
/// decide, then most lines, then the longest path in common, then what is nearest to `app`; none if
/// nothing is there, or nothing decides. `is_program` says whether a place holds one.
std::optional<Checkout> find_checkout(const NamedPrograms& named, std::string_view app,
                                      const std::function<bool(const std::string&)>& is_program);

/// Where a program is, as shown; "" if it is not of the project.
std::string place_of(const std::optional<Checkout>& checkout, std::string_view app,
                     std::string_view path);

}  // namespace weir::cloudformation::cdk
