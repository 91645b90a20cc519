#pragma once

#include <string>
#include <vector>

#include "parsers/app_config/compose/interpolation.h"

namespace weir::compose {

/// A setting that a container is given, or a variable of the project.
struct Setting {
  std::string name;
  Span name_span;
  ValueId value;
};

/// The settings of a file of lines `NAME=value` (`.env`), in their order: quotes taken away, `$NAME` replaced by what
/// stands above it or in `around`. A name without a value is unknown (parameter). Lines of no such form are left
/// out, and what is more than a file may have; that is said.
std::vector<Setting> settings_in(ResourceModel& model, SourceMap& sources, FileId file, const Variables& around,
                                 std::size_t& budget);

}  // namespace weir::compose
