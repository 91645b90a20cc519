#pragma once

#include <string>
#include <vector>

#include "parsers/embedded/form.h"
#include "parsers/embedded/workflow_paths.h"

namespace weir {

/// A value that the running workflow puts into what a state passes on.
struct FilledValue {
  Place at;             ///< `$`, then keys and numbers of items, of what is passed on
  std::string key;      ///< the key that it stands under; of a `Text` in a list, that of the list
  std::string speaker;  ///< what `role` beside it or around it says, such as "system"
  ValueId written;      ///< the path or expression
  bool read = true;     ///< false: not known what is put in
  std::vector<Place> held;  ///< where what is put in is taken from
  Guard guard = kAlways;
};

/// The values that are filled in, in Parameters, Arguments and the like: those under `key.$`, and
/// JSONata expressions.
std::vector<FilledValue> filled_values(Form& form, ValueId written_template);

}  // namespace weir
