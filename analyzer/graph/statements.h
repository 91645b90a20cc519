#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

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
};

/// A policy statement as far as it is known.
struct PolicyStatement {
  NodeId item;
  std::optional<bool> allow;  ///< none: unknown
  std::vector<PolicyPattern> actions, not_actions, resources, not_resources, principals;
  bool conditional = false;
  bool narrows_caller = false;  ///< some condition may keep callers out, whatever they send
};

/// Reads the values behind a statement item's properties.
PolicyStatement load_statement(Inference& inference, NodeId item);

/// Whether one of the patterns matches an action, ignoring case.
bool any_action(const std::vector<PolicyPattern>& patterns, std::string_view action);

/// Indices into Catalog::actions that patterns cover; each distinct pattern is expanded once.
class ActionTable {
 public:
  explicit ActionTable(const Catalog& catalog) : catalog_(catalog) {}
  /// What a statement says, by Action or by NotAction. Sorted.
  std::vector<std::uint32_t> of(const PolicyStatement& statement);

 private:
  const std::vector<std::uint32_t>& expand(const std::string& pattern);

  const Catalog& catalog_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> known_;
};

}  // namespace weir
