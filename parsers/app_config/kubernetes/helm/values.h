#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir::helm {

/// A chart among those of a release, with its own values.
struct Chart {
  std::string folder;         ///< with its slash
  std::string shown;          ///< the same, as if it stood in `charts/` of the chart around it
  std::string name;           ///< under which the chart around it gives it values
  std::string condition = {};               ///< paths of values that switch it on, with commas between them
  std::vector<std::string> tags = {};
  ValueId meta = {}, values = {};           ///< what its Chart.yaml and its values.yaml say
  bool there = false;                       ///< else only its name is known
  std::vector<Chart> charts = {};           ///< that it depends on
};

/// `over` laid over `base`, map by map; a null takes an entry away.
ValueId values_over(ValueStore& values, ValueId base, ValueId over, int depth = 0);

/// Gives each chart the values that hold for it, `given` to the first, and drops those that are switched off. In `open` stand maps of values of
/// charts that are not there: they have defaults that nobody knows.
void give_values(ValueStore& values, Chart& chart, ValueId given, std::set<ValueId>& open);

}  // namespace weir::helm
