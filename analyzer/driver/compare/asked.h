#pragma once

#include "analyzer/base/result.h"
#include "analyzer/driver/analyze.h"
#include "analyzer/driver/command_line.h"
#include "analyzer/knowledge/knowledge.h"

namespace weir {

/// Leaves out the findings that the command line does not ask for: --baseline, --changed-since,
/// --files-from. What they come from is analysed in full all the same. Errors: a baseline, a
/// revision or a list that cannot be read.
Result<bool> leave_out_unasked(const CommandLine& line, const Knowledge& knowledge,
                               Analysis& analysis);

}  // namespace weir
