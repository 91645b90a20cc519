#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/graph/conditions.h"
#include "analyzer/graph/inference.h"

namespace weir {

/// One action, resource or principal of a statement.
struct PolicyPattern {
  std::string text;           ///< holes as `${…}`
  std::vector<NodeId> nodes;  ///< what it refers to by reference
  std::string parameter;      ///< it is nothing but this parameter
  bool unknown = false;       ///< text says why
  Guard guard = kAlways;
  Span span;
  std::vector<ResourceId> parts = {};  ///< what it refers to that makes no node of its own
};

/// A policy statement as far as it is known.
struct PolicyStatement {
  NodeId item;
  std::optional<bool> allow;  ///< none: unknown
  std::vector<PolicyPattern> actions, not_actions, resources, not_resources;
  std::vector<PolicyPattern> principals, not_principals;
  std::vector<PolicyPattern> federated;  ///< of the principals, who signs others in
  std::vector<PolicyPattern> sources;  ///< for which of the callers' resources alone they may come
  bool conditional = false;
  Strangers strangers = Strangers::all;  ///< who meets its conditions of those it does not name
  /// What its caller must carry (of a denial: to escape it); none: not known.
  std::optional<std::vector<std::string>> demanded = std::vector<std::string>();
  bool avoidable = false;  ///< some condition is about how a request is made: whoever sees to that
                           ///< escapes a denial
};

/// Calls `found` with the owner, the item and the edge's guard for each item that bears the label,
/// of those that are there when it begins: `found` may add to the diagram. O(attachments).
template <class Found>
void for_each_held(const Inference& inference, LabelId label, Found found) {
  const EdgeLabelId has = inference.catalog.edge("has");
  if (!has.valid() || !label.valid()) return;
  const std::size_t attachments = inference.dfd.attachments.size();
  for (std::size_t i = 0; i < attachments; ++i) {
    const Attachment& edge = inference.dfd.attachments[i];
    if (edge.kind != has || !has_label(inference.dfd, inference.catalog, edge.target, label))
      continue;
    const NodeId owner = edge.source, item = edge.target;
    const Guard exists = edge.exists;  // the edge may move
    found(owner, item, exists);
  }
}

/// Reads the values behind a statement item's properties.
PolicyStatement load_statement(Inference& inference, NodeId item);

/// The values behind a property of a resource (of its concept), as patterns.
std::vector<PolicyPattern> load_patterns(Inference& inference, ResourceId resource,
                                         std::string_view property);

/// Whether only deployment knows what a pattern names.
bool has_hole(const PolicyPattern& pattern);

/// What the catalogue knows of a managed policy by its ARN; empty if it knows nothing.
std::vector<PolicyStatement> managed_statements(const Catalog& catalog, std::string_view arn);

/// Whether one of the patterns matches an action, ignoring case.
bool any_action(const std::vector<PolicyPattern>& patterns, std::string_view action);

/// Indices into Catalog::actions that patterns cover; each distinct pattern is expanded once.
class ActionTable {
 public:
  explicit ActionTable(const Catalog& catalog) : catalog_(catalog) {}
  /// What a statement says, by Action or by NotAction; nothing where it is not known what that
  /// leaves out. Sorted.
  std::vector<std::uint32_t> of(const PolicyStatement& statement);

 private:
  const std::vector<std::uint32_t>& expand(const std::string& pattern);

  const Catalog& catalog_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> known_;
};

}  // namespace weir
