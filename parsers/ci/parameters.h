#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "analyzer/model/resource_model.h"
#include "parsers/ci/left_out.h"

namespace weir::ci {

/// What the parameters of a job, command or executor are given, by name.
using Arguments = std::map<std::string, ValueId>;

/// What parameters may make of one file.
inline constexpr Limit kParameterBytes = {16u << 20, "16 MiB that parameters make"};

/// Puts arguments in the place of `<< parameters.name >>`. A string that is nothing but one parameter becomes its value, whatever
/// its kind; within a text, strings, numbers and truths are written out. What is not known stands there as `${{ … }}`, which the
/// rest reads as it reads the other hosts' expressions.
class Parameters {
 public:
  explicit Parameters(ValueStore& values) : values_(values) {}
  /// The same value, at every depth; where that would take too much, texts are unknown (budget), and it is full from then on.
  ValueId put_in(ValueId value, const Arguments& arguments);
  /// The declared parameters' usual values, and over them what is given.
  Arguments arguments_of(ValueId declared, ValueId given) const;
  bool is_full() const { return bytes_ > kParameterBytes.most; }

 private:
  ValueId put_in(ValueId value, const Arguments& arguments, int depth);
  ValueId text(ValueId value, const Arguments& arguments);
  std::string written(ValueId argument, std::string_view expression) const;
  bool holds_parameter(ValueId value, int depth) const;

  ValueStore& values_;
  std::size_t bytes_ = 0;  ///< that were made
};

}  // namespace weir::ci
