#pragma once

#include <string>
#include <vector>

#include "analyzer/resilience/scope.h"

namespace weir::resilience {

/// What is known of a practice.
enum class Evidence : std::uint8_t {
  in_code,   ///< something in the input shows it
  declared,  ///< somebody says so
  absent,    ///< code could show it, and this does not
  open       ///< code cannot show it, and nobody says so
};

/// A practice of the lifecycle, and what is known of it.
struct PracticeStatus {
  std::string stage, practice, name;
  Evidence evidence = Evidence::open;
  std::string by;  ///< what shows it
};

/// The practices of tables/lifecycle.yaml in their order. O(rows × nodes).
std::vector<PracticeStatus> lifecycle_of(const Input& input);

}  // namespace weir::resilience
