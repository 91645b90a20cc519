#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/query/evaluate.h"
#include "analyzer/rule/finding.h"

namespace weir::findings {

/// What wording one rule's findings takes: the rule, its query, the graph and the texts behind it.
struct Scene {
  const Rules& rules;
  const RuleRecord& rule;
  const query::Query& query;
  const query::Index& index;
  const SourceMap& sources;
  GuardStore& guards;  ///< of the matches' guards; may be extended
  std::span<const UnitEnvironment> environments = {};  ///< by unit; empty = not known of any
  std::vector<std::string_view> asked_moves = {};      ///< of the severity: what the rule's own has in it

  const Dfd& dfd() const { return index.properties().dfd(); }
  const Catalog& catalog() const { return index.properties().catalog(); }
};

/// The matches of one finding; the first is its witness. Never empty.
using MatchGroup = std::vector<const query::Match*>;

/// What the match binds a variable to; nullptr for variables of inner scopes.
const query::Binding* binding_of(const Scene& scene, const query::Match& match,
                                 query::VariableId variable);

/// Why we believe in an edge. Derived edges say what they were derived from.
const std::vector<Evidence>& evidence_of(const Scene& scene, const query::EdgeRef& edge);

/// Label of an edge as rules write it.
std::string_view label_of(const Scene& scene, const query::EdgeRef& edge);

/// Value of a property of what is bound: of the node, or of the first hop of an edge. Absent if
/// there is nothing that could have it.
const PropertyValue& value_of(const Scene& scene, const query::Binding& binding,
                              PropertyId property);

/// The line that stands for a node: its header, else its whole text, else its owner's. In the host
/// file; `Span{}` for nodes that no file declares (actors, things outside).
Span header_of(const Scene& scene, NodeId node);

/// The place of an edge: the granting statement of an access, else the first evidence that has a
/// place. In the host file.
Span place_of(const Scene& scene, const query::EdgeRef& edge);

/// Where a match is reported, and what stands there.
struct ReportedPlace {
  Span span;             ///< in the host file
  NodeId node;           ///< the reported node, or the flow's source
  std::string property;  ///< the property reported at; "" for the node or flow itself
  PassageId passage;     ///< how what stands there came to its use; none if it is used there
};
ReportedPlace reported_place(const Scene& scene, const query::Match& match);

/// The same place in the host file; `Span{}` stays itself.
Span in_host(const Scene& scene, Span span);

/// What people call a node: its name, else its address.
std::string node_name(const Scene& scene, NodeId node);

}  // namespace weir::findings
