#include "analyzer/resilience/scope.h"

#include <algorithm>

#include "analyzer/base/glob.h"

namespace weir::resilience {

bool concerns(const DeclaredOf& declared, const Dfd& dfd, NodeId node) {
  const UnitId unit = dfd[node].unit;
  return unit.valid() && declared.units.count(dfd.units[unit.index()].path) != 0;
}

bool means(std::string_view glob, const Dfd& dfd, NodeId node) {
  return glob_match(glob, dfd[node].address) || glob_match(glob, full_address(dfd, node));
}

bool is_there(const Dfd& dfd, NodeId node) {
  return is_element(dfd[node].kind) && dfd[node].exists != kNever && !dfd[node].address.empty();
}

std::optional<double> copies_of(const Input& input, NodeId node) {
  const PropertyId redundancy = input.catalog().property("redundancy");
  const GraphNodeKind kind = input.dfd()[node].kind;
  if (!redundancy.valid() || (kind != GraphNodeKind::process && kind != GraphNodeKind::data_store))
    return std::nullopt;
  const PropertyValue& value = input.properties.of(node, redundancy);
  return value.state == PropertyState::number ? std::optional(value.number) : std::nullopt;
}

std::string kind_of(const Input& input, NodeId node) {
  const GraphNode& n = input.dfd()[node];
  const Catalog& catalog = input.catalog();
  if (!n.concept_id.valid()) return n.type;
  std::string_view name = catalog.text(catalog.concepts[n.concept_id.index()].name);
  if (name.find('.') != name.npos) name.remove_prefix(name.find('.') + 1);
  std::string text;
  while (!name.empty()) {
    const std::string_view word = name.substr(0, name.find_first_of("._"));
    name.remove_prefix(std::min(word.size() + 1, name.size()));
    text += (text.empty() ? "" : " ") + std::string(catalog.display(word));
  }
  return text;
}

}  // namespace weir::resilience
