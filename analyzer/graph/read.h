#pragma once

#include <string_view>
#include <vector>

#include "analyzer/base/guard.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/select.h"

namespace weir {

/// Reads one canonical property: selects, converts units and value maps, takes, fills in defaults.
/// What differs by guard becomes a choice; what is in no row of a value map, or not of the
/// property's type, is unknown.
PropertyValue read_property(SelectSource& source, const PropertyRule& rule, const Scope& scope);

/// Reads all of them; sorted by property id (the last rule of a property counts). Absent ones are
/// left out, unless an inner block would hold them.
std::vector<Property> read_properties(SelectSource& source, Range rules, const Scope& scope);

/// When a `when` is definitely true and when it is definitely false, over properties already read.
/// An empty `when` is always true.
struct Decision {
  Guard yes = kAlways;
  Guard no = kNever;
};
Decision decide(GuardStore& guards, const Catalog& catalog, Range whens,
                const std::vector<Property>& properties,
                const std::vector<Property>* more = nullptr);

}  // namespace weir
