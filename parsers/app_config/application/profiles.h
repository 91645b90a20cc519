#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/truth.h"

namespace weir::app_config {

/// The profiles that an application runs under.
struct Profiles {
  std::vector<std::string> active;  ///< in their order
  bool known = true;                ///< else there may be others
};

/// Adds the names of a list `docker,prod` that are not there yet.
void add_profiles(Profiles& profiles, std::string_view names);

/// Whether an expression holds: names with `!`, `&`, `|`, parentheses; a comma is `|`. What is no such expression, and what
/// hangs on profiles that are not known, is not known.
Truth holds_under(const Profiles& profiles, std::string_view expression);

}  // namespace weir::app_config
