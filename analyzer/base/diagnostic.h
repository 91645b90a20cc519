#pragma once

#include <string>
#include <vector>

#include "analyzer/base/span.h"

namespace weir {

enum class Level { note, warning, error };

/// What *we* could not read or resolve. Never a finding. `code` is a stable kebab-case word
/// (`syntax-error`, `not-modelled`, `unresolved-import`, `suppression-without-reason` …). An `error`
/// says that an infrastructure file was not analysed: exit status 2.
struct Diagnostic {
  Level level = Level::note;
  Span span;
  std::string code;
  std::string message;
};

using Diagnostics = std::vector<Diagnostic>;

}  // namespace weir
