#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"

namespace weir {

/// What the configuration declares of the data in elements whose addresses fit.
struct DataDeclaration {
  std::string address;  ///< glob, case-sensitive, over the address with and without the unit's path
  std::optional<std::vector<std::string>> classes;  ///< none: not declared; empty: holds none
  std::string sensitivity;                          ///< "" = not declared
  Span span;
};

/// By the unit's path; of several that fit an element the last counts.
using DataDeclarations = std::map<std::string, std::vector<DataDeclaration>, std::less<>>;

}  // namespace weir
