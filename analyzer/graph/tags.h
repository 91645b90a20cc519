#pragma once

#include <functional>
#include <string>

#include "analyzer/graph/select.h"

namespace weir {

/// Calls `use` with the key and the value of each tag of a resource, wherever its language keeps
/// them. Values may be anything; keys are known. O(tags).
void each_tag(SelectSource& source, ResourceId resource,
              const std::function<void(const std::string& key, ValueId value)>& use);

}  // namespace weir
