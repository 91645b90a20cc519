#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::terraform {

/// A part of an address: a name and the key behind it as it is shown ("", `[0]`, `["a"]`).
struct AddressStep {
  std::string name;
  std::string key;
};

/// Behind the key that begins at `at` (a bracket, perhaps a quoted text with escapes); npos if the
/// key does not end.
std::size_t end_of_key(std::string_view address, std::size_t at);

/// The parts between dots: `module.a["x.y"].t.n[0]` has the parts module, a, t and n.
std::vector<AddressStep> steps_of(std::string_view address);

/// The address of the block that makes an instance: no part has a key.
std::string without_keys(std::string_view address);

/// Whether an address is the pattern, in which `[*]` stands for any one key.
bool covers(std::string_view pattern, std::string_view address);

}  // namespace weir::terraform
