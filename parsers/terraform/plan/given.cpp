// The values that a plan was made with, for the configuration beside it.

#include <map>
#include <optional>
#include <string>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/terraform/plan/plan.h"

namespace weir::terraform {
namespace {

/// Whether a value of the model is what a plan says.
bool is_same(const Document& document, NodeIndex node, const ResourceModel& model,
             const SourceMap& sources, ValueId value, int depth) {
  if (!value.valid() || depth > limits::kNesting) return false;
  const ValueStore& values = model.values;
  const Value& v = values[value];
  switch (document[node].kind) {
    case NodeKind::null:
      return v.kind == ValueKind::null;
    case NodeKind::list: {
      std::size_t n = 0;
      for (const NodeIndex item : children(document, node)) {
        if (v.kind != ValueKind::list || n >= v.range.count ||
            !is_same(document, item, model, sources, values.item(value, n), depth + 1))
          return false;
        ++n;
      }
      return v.kind == ValueKind::list && n == v.range.count;
    }
    case NodeKind::map: {
      if (v.kind != ValueKind::map) return false;
      std::map<std::string_view, ValueId> entries;
      for (std::size_t i = 0; i < v.range.count; ++i)
        entries.emplace(values.entry(value, i).key, values.entry(value, i).value);
      std::size_t n = 0;
      for (const NodeIndex entry : children(document, node)) {
        const NodeIndex key = document.first_child(entry);
        const auto found = entries.find(document.text(key));
        if (found == entries.end() || !is_same(document, document.next_sibling(key), model, sources,
                                               found->second, depth + 1))
          return false;
        ++n;
      }
      return n == entries.size();
    }
    default: {
      std::string text;
      return scalar_text(values, sources, value, text) && text == document.text(node);
    }
  }
}

/// Appends the attribute `name` with the value at `node` of another document.
void add_attribute(Document& to, std::string_view name, const Document& from, NodeIndex node) {
  const auto at = static_cast<NodeIndex>(to.nodes.size());
  SyntaxNode attribute;
  attribute.kind = NodeKind::attribute;
  attribute.begin = from[node].begin;
  attribute.end = from[node].end;
  attribute.subtree_end = at + 1 + (from[node].subtree_end - node);
  attribute.text = {static_cast<std::uint32_t>(to.strings.size()),
                    static_cast<std::uint32_t>(name.size())};
  to.strings += name;
  to.nodes.push_back(attribute);
  for (NodeIndex i = node; i < from[node].subtree_end; ++i) {
    SyntaxNode copy = from[i];
    if (copy.kind == NodeKind::map) copy.kind = NodeKind::object;
    if (copy.kind == NodeKind::list) copy.kind = NodeKind::tuple;
    copy.subtree_end = copy.subtree_end - node + at + 1;
    const std::string_view text = from.text(i);
    copy.text = {static_cast<std::uint32_t>(to.strings.size()),
                 static_cast<std::uint32_t>(text.size())};
    to.strings += text;
    to.nodes.push_back(copy);
  }
}

/// The variables that a plan was made with where that is not what the configuration alone gives
/// them (`lowered`), as a values file would set them; none if there are no such variables.
std::optional<Document> given_otherwise(const Plan& plan, const ResourceModel& lowered,
                                        const SourceMap& sources) {
  if (plan.variables.empty() || lowered.units.empty()) return std::nullopt;
  Document document;
  document.file = plan.document->file;
  SyntaxNode body;
  body.kind = NodeKind::body;
  document.nodes.push_back(body);
  for (const Parameter& parameter : lowered.units.front().parameters) {
    const auto given = plan.variables.find(parameter.name);
    if (given == plan.variables.end()) continue;
    if (!is_same(*plan.document, given->second, lowered, sources, parameter.value, 0))
      add_attribute(document, parameter.name, *plan.document, given->second);
  }
  if (document.nodes.size() == 1) return std::nullopt;
  document.nodes.front().subtree_end = static_cast<NodeIndex>(document.nodes.size());
  return document;
}

}  // namespace

ResourceModel lower_beside(const Plan& plan, const Beside& beside, SourceMap& sources,
                           const Catalog& catalog) {
  Configuration configuration = *beside.configuration;
  configuration.given = nullptr;  // the plan says what was given
  ResourceModel alone = lower(beside.root, configuration, sources, catalog);
  const std::optional<Document> given = given_otherwise(plan, alone, sources);
  if (!given) return alone;
  configuration.folders[beside.root].values.push_back(&*given);
  return lower(beside.root, configuration, sources, catalog);
}

}  // namespace weir::terraform
