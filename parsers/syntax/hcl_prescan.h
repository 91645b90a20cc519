#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::hcl {

/// What a quick look at HCL tells before the grammar sees it.
struct Prescan {
  std::size_t template_depth = 0;    ///< most `${`/`%{` inside one another
  std::size_t deepest_template = 0;  ///< offset of the innermost one
  /// The text with exponents without a fraction (`1e10`, which the grammar rejects) written as
  /// digits of the same length; the numbers themselves are read from the file.
  std::string text;
};

Prescan prescan(std::string_view source);

}  // namespace weir::hcl
