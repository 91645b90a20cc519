#pragma once

#include <string>
#include <vector>

#include "analyzer/driver/analyze.h"

namespace weir::templates {

/// In what our expansion of a template differs from what SAM's translator makes of it, one line
/// each: `-` for what only ours has, `+` for what only the translator's has. Logical ids that only
/// their hashes tell apart, places and evidence are left aside.
struct SamComparison {
  std::vector<std::string> types;  ///< `- TYPE 2`: how many more resources of it there are
  std::vector<std::string> diagram;
  std::vector<std::string> models;  ///< one for each resource, parameter and output that differs
};

/// Reads both templates, each alone in a project.
SamComparison compare_sam(const std::string& input, const std::string& translated);

/// A template for SAM as the translator's tests read it: with the values that they give, and in
/// their partition.
void read_sam(const std::string& input, Analysis& analysis);

}  // namespace weir::templates
