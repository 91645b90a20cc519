#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/analysis/properties.h"
#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/driver/discover.h"
#include "analyzer/driver/suppress.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/graph/environments.h"
#include "analyzer/knowledge/knowledge.h"
#include "analyzer/model/resource_model.h"
#include "analyzer/query/evaluate.h"
#include "analyzer/resilience/scope.h"
#include "analyzer/rule/finding.h"
#include "analyzer/rule/results.h"
#include "parsers/cloudformation/files/parameter_file.h"
#include "parsers/terraform/given.h"

namespace weir {

struct AnalyzeOptions {
  unsigned jobs = 1;
  bool ignore_parse_errors = false;
  query::Undecideds undecideds = query::Undecideds::counted;  ///< left out where nobody is told
  query::Matches findings = query::Matches::told;             ///< likewise; suppressions need them all the same
  cloudformation::ParameterValues parameters;  ///< values for template parameters
  terraform::GivenVariables variables;         ///< values for variables of root modules
};

/// How long a stage took.
struct Timing {
  std::string stage;
  double seconds = 0;
  double processor_seconds = 0;  ///< of all threads; other programs disturb them less
};

/// All stages of one run, each a value made from the one before; dropped at once.
struct Analysis {
  SourceMap sources;
  Project project;
  std::size_t lone_applications = 0;  ///< read besides its files, by what tells of them
  ResourceModel model;
  std::vector<resilience::DeclaredOf> declared;  ///< what the configurations say of resilience
  std::vector<UnitEnvironment> environments;  ///< of its units, by their numbers
  Dfd dfd;
  std::unique_ptr<Properties> properties;
  std::unique_ptr<query::Index> index;
  std::vector<SourceSuppression> suppressions;
  std::vector<Finding> findings;
  std::vector<RuleOutcome> outcomes;
  Diagnostics diagnostics;
  std::vector<Timing> timings;  ///< in the order they ended
};

/// From the project's files (already in `analysis.sources`) to the graph that rules query.
void infer(Analysis& analysis, const Knowledge& knowledge, const AnalyzeOptions& options);

/// Other work over the graph: `task(i)` for every i below `count`, in any order and at the same time.
struct Beside {
  std::size_t count = 0;
  std::function<void(std::size_t)> task = {};
};

/// From the graph to sorted findings, suppressions applied. `today` is YYYY-MM-DD. Threads that no rule keeps busy do what is
/// `beside`.
void evaluate_rules(Analysis& analysis, const Knowledge& knowledge, const AnalyzeOptions& options, std::string_view today,
                    const Beside& beside = {});

/// What resilience is computed from. Refers to both.
resilience::Input resilience_input(const Analysis& analysis, const Knowledge& knowledge);

/// Moves everything that the driver collected into what the writers take.
Results results_of(Analysis& analysis, const Knowledge& knowledge);

}  // namespace weir
