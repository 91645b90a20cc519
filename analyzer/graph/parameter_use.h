#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/permissions.h"

namespace weir {

/// What a process does with the thing whose name a parameter gives it.
struct ParameterUse {
  struct Way {
    EdgeLabelId kind;
    DataDirection data = DataDirection::both;
    std::vector<Evidence> evidence;
    Guard exists = kAlways;
  };
  ConceptId of;  ///< what kind of thing it is; none: that cannot be told
  std::vector<Way> ways;
};

/// The setting's name or the parameter's ends in the word for one kind of thing, and the process
/// may use any of that kind, or anybody may.
ParameterUse parameter_use(const Inference& inference, const Permissions& permissions,
                           NodeId process, std::string_view setting, std::string_view parameter);

}  // namespace weir
