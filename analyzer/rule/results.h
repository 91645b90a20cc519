#pragma once

#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/rule/finding.h"
#include "analyzer/rule/rule.h"

namespace weir {

/// Everything one scan has to say, for the writers in sarif/ and analyzer/report. All spans are in host files; findings
/// and diagnostics are sorted and final (baseline, suppressions, folds applied).
struct Results {
  const SourceMap& sources;
  const Catalog& catalog;
  const Rules& rules;
  const Dfd& dfd;
  std::vector<Finding> findings;
  std::vector<RuleOutcome> outcomes;  ///< by rule id; their `findings` are moved out
  Diagnostics diagnostics;
  std::size_t files_read = 0;
  bool successful = true;             ///< false: something could not be analysed (exit status 2)
};

}  // namespace weir
