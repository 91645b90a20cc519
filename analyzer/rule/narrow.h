#pragma once

#include <vector>

#include "analyzer/rule/scene.h"

namespace weir::findings {

/// Whether an alternative of a choice (or a list's item, always) can be where `holds` does.
bool is_possible(const Scene& scene, const PropertyValue& choice, std::size_t alternative,
                 Guard holds);

/// Of a list, or of a choice of lists, the items that fulfil a condition `some place op …` of the query where `holds` does, those of
/// the first condition first: the wildcard among the actions, not the first action. Empty if the query has no such condition of
/// `place` or no item fulfils it.
std::vector<const PropertyValue*> items_in_question(const Scene& scene, const query::Place& place,
                                                    const PropertyValue& value, Guard holds);

}  // namespace weir::findings
