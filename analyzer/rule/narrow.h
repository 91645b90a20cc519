#pragma once

#include "analyzer/rule/scene.h"

namespace weir::findings {

/// Of a list that the rule reports at, the first item that fulfils a condition `some place op text`
/// of the query: the wildcard among the actions, not the first action. Nullptr if the query has no
/// such condition or no item fulfils it.
const PropertyValue* item_in_question(const Scene& scene, const PropertyValue& list);

}  // namespace weir::findings
