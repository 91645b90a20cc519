#pragma once

#include <memory>
#include <string>

#include "analyzer/base/result.h"
#include "analyzer/driver/analyze.h"
#include "analyzer/driver/command_line.h"
#include "analyzer/driver/compare/snapshot.h"
#include "analyzer/knowledge/knowledge.h"

namespace weir {

/// Leaves out the findings that the command line does not ask for: --baseline, --changed-since,
/// --files-from. What they come from is analysed in full all the same. Errors: a baseline, a
/// revision or a list that cannot be read.
Result<bool> leave_out_unasked(const CommandLine& line, const Knowledge& knowledge,
                               Analysis& analysis);

/// A revision, its files, and their analysis with the same arguments: none if it has no argument.
struct Revision {
  std::string commit;
  Snapshot snapshot;
  std::unique_ptr<Analysis> analysis;
};
Result<Revision> analyze_revision(const CommandLine& line, const Knowledge& knowledge,
                                  const std::string& root, const std::string& revision);

}  // namespace weir
