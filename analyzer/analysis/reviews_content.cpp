// reviews_content(process) = whether a person looks at what passes it: true for a workflow with a
// step that waits for somebody to call back and is named for it (tables/words.yaml). Unknown for
// other workflows that wait for a call back, for those whose steps are not all read and for code of
// ours, which is not read; false for everything else. O(n + items).
#include "analyzer/analysis/attached.h"
#include "analyzer/analysis/derived.h"
#include "analyzer/analysis/named_words.h"

namespace weir {
namespace {

/// How sure it is that a workflow asks a person.
enum class Asks { no, perhaps, yes };

Asks asks(const Catalog& catalog, const GraphNode& state, PropertyId callback) {
  const PropertyValue* value = find_property(state.properties, callback);
  if (value == nullptr || value->state == PropertyState::absent) return Asks::no;
  if (value->state == PropertyState::boolean && !value->boolean) return Asks::no;
  const bool certain = value->state == PropertyState::boolean && state.exists == kAlways;
  return certain && name_says(catalog, state.name, "reviewer") ? Asks::yes : Asks::perhaps;
}

}  // namespace

PropertyColumn compute_reviews_content(const Dfd& dfd, const Catalog& catalog) {
  const Attached has(dfd, catalog, catalog.edge("has"));
  const LabelId compute = catalog.label("compute");
  const PropertyId callback = catalog.property("callback");
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    if (dfd.nodes[i].kind != GraphNodeKind::process) continue;
    Asks most = Asks::no;
    for (const Attachment* edge : has.from[i])
      most = std::max(most, asks(catalog, dfd[edge->target], callback));
    if (most == Asks::yes)
      column.put(i, derived_boolean(true));
    else if (most == Asks::perhaps)
      column.put(i, derived_unknown("who answers the step that waits is not known"));
    else if (has_label(dfd, catalog, NodeId(i), compute))
      column.put(i, derived_unknown("its code is not read"));
    else if (has.open_from[i])
      column.put(i, derived_unknown("not all of its steps are read"));
    else
      column.put(i, derived_boolean(false));
  }
  return column;
}

}  // namespace weir
