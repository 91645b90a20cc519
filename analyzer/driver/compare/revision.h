#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/result.h"
#include "analyzer/driver/analyze.h"
#include "analyzer/driver/command_line.h"
#include "analyzer/driver/compare/snapshot.h"
#include "analyzer/knowledge/knowledge.h"

namespace weir {

/// The folder that all arguments lie in, as their paths are told from; of one that is not there, the
/// current folder counts.
Result<std::string> root_around(const std::vector<std::string>& paths);

/// A revision, its files, and their analysis with the same arguments: none if it has no argument.
struct Revision {
  std::string commit;
  Snapshot snapshot;
  std::unique_ptr<Analysis> analysis;
  Diagnostics diagnostics;  ///< what the revision does not hold although it would be read
};
Result<Revision> analyze_revision(const CommandLine& line, const Knowledge& knowledge,
                                  const std::string& root, const std::string& revision);

/// From what is staged, in place of the working tree, to the graph that rules query: what is not
/// tracked is not there, and what was changed after `git add` is as it was added. Errors: no
/// repository around the arguments, or nothing that they name is staged.
Result<std::unique_ptr<Analysis>> analyze_staged(const CommandLine& line,
                                                 const Knowledge& knowledge);

}  // namespace weir
