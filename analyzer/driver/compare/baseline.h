#pragma once

#include <string>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/base/source_map.h"
#include "analyzer/rule/known.h"

namespace weir {

/// Reads what `weir baseline write` wrote. Errors name the file, the line, what was found and what
/// was expected.
Result<std::vector<KnownFinding>> read_baseline(const std::string& path, const std::string& root,
                                                SourceMap& sources);

/// How the findings of a run stand to earlier ones.
struct AgainstBaseline {
  std::size_t known = 0;  ///< findings that were there before
  std::size_t gone = 0;   ///< earlier ones that are not there any more
};

/// Findings that `before` has are not asked for; `why` says so in their suppression.
AgainstBaseline leave_out_known(const std::vector<KnownFinding>& before, const std::string& why,
                                const SourceMap& sources, std::vector<Finding>& findings);

}  // namespace weir
