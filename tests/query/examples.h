#pragma once

#include <string>
#include <vector>

#include "analyzer/query/query.h"

namespace weir::query {

struct ExampleQuery {
  std::string id;
  std::string query;
  std::vector<MitigationSource> mitigations;
};

/// The 45 queries on which the language was tried, and the definitions they use.
const std::vector<ExampleQuery>& example_queries();
const std::vector<std::string>& example_definitions();

}  // namespace weir::query
