#pragma once

#include "analyzer/rule/scene.h"

namespace weir::findings {

/// Whether an alternative of a choice (or a list's item, always) can be where `holds` does.
bool is_possible(const Scene& scene, const PropertyValue& choice, std::size_t alternative,
                 Guard holds);

/// Of a list that the rule reports at, or of a choice of lists, the first item that fulfils a
/// condition `some place op …` of the query where `holds` does: the wildcard among the actions, not
/// the first action. Nullptr if the query has no such condition or no item fulfils it.
const PropertyValue* item_in_question(const Scene& scene, const PropertyValue& value, Guard holds);

}  // namespace weir::findings
