#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/resilience/scope.h"

namespace weir::resilience {

/// What is promised of one thing.
struct AvailabilityPart {
  NodeId node;
  std::optional<double> percent;
  std::string how;      ///< "2 copies of 99.5 % in separate zones"; "" = the figure itself
  std::string source;   ///< with its date
  std::string unknown;  ///< why there is no figure
};

/// One more figure that a thing could have.
struct BetterFigure {
  double percent = 0;
  std::string advice;  ///< "two copies in separate zones"
};

/// The figure for a node as it is deployed: of the rows of its concept the one for its number of
/// copies. n copies in separate zones fail together only if each does: 1 − (1 − A)ⁿ; a row for the
/// whole thing bounds that.
AvailabilityPart availability_of(const Input& input, NodeId node);

/// What the rows of its concept promise of more copies; none if there is nothing better.
std::optional<BetterFigure> better_availability(const Input& input, const AvailabilityPart& part);

/// All of them are needed: the product, in percent. Parts without a figure are left out.
double in_series(const std::vector<AvailabilityPart>& parts);

/// One of them is enough, and they fail by themselves.
double in_parallel(const std::vector<double>& percents);

}  // namespace weir::resilience
