// What stands beside the attributes of a resource: its lifecycle, timeouts, and what is run on it.

#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {

ValueId Lowering::meta(const Syntax& at, const Scope& scope) {
  const Document& document = *at.document;
  std::vector<MapEntry> entries;
  std::vector<ValueId> provisioners;
  Span first;
  for (const NodeIndex node : children(document, at.node)) {
    if (document[node].kind != NodeKind::block) continue;
    const std::string_view name = document.text(node);
    const Block block = block_at(document, node);
    if (block.body == kNoNode || !spend()) continue;
    if (name == "lifecycle") {
      entries.push_back({"lifecycle", block.header, lifecycle({&document, node}, scope)});
    } else if (name == "timeouts" || name == "connection") {
      entries.push_back({std::string(name), block.header, block_value({&document, node}, scope)});
    } else if (name == "provisioner") {
      if (provisioners.empty()) first = block.header;
      provisioners.push_back(provisioner(block, scope));
    }
  }
  if (!provisioners.empty())
    entries.push_back({"provisioner", first, values_.add_list(provisioners, first)});
  return values_.add_map(std::move(entries), document.span(at.node));
}

/// What is to happen when it changes. `ignore_changes = [tags]` names attributes, and a condition
/// may speak of what is not there yet: both are kept as they are written.
ValueId Lowering::lifecycle(const Syntax& at, const Scope& scope) {
  const Block block = block_at(*at.document, at.node);
  const Document& document = *at.document;
  std::vector<MapEntry> entries;
  std::map<std::string, std::vector<ValueId>, std::less<>> checks;
  for (const NodeIndex node : children(document, block.body)) {
    const std::string name(document.text(node));
    if (document[node].kind == NodeKind::block) {
      checks[name].push_back(check_of({&document, node}, scope));
      continue;
    }
    if (document[node].kind != NodeKind::attribute || !document.has_children(node)) continue;
    const NodeIndex value = document.first_child(node);
    const bool names = name == "ignore_changes" || name == "replace_triggered_by";
    const Span key{document.file, document[node].begin,
                   document[node].begin + static_cast<std::uint32_t>(name.size())};
    entries.push_back(
        {name, key, names ? names_in({&document, value}) : evaluate(value, scope.in(document))});
  }
  for (const auto& [name, all] : checks) {
    const Span span = values_[all.front()].span;
    entries.push_back({name, span, values_.add_list(all, span)});
  }
  return values_.add_map(std::move(entries), block.header);
}

/// A `precondition` or `postcondition`.
ValueId Lowering::check_of(const Syntax& at, const Scope& scope) {
  const Block block = block_at(*at.document, at.node);
  std::vector<MapEntry> entries;
  const Syntax condition = terraform::attribute_of(block.at_body(), "condition");
  if (condition.there()) {
    const Span span = condition.span();
    const ValueId text = values_.add_string(std::string(sources_.text(span)), span);
    entries.push_back({"condition", span, text});
  }
  const Syntax message = terraform::attribute_of(block.at_body(), "error_message");
  if (message.there())
    entries.push_back({"error_message", message.span(), evaluate(message, scope)});
  return values_.add_map(std::move(entries), block.header);
}

/// Names as they are written: of a list each of its items, else the lone one (`all`).
ValueId Lowering::names_in(const Syntax& at) {
  const Document& document = *at.document;
  const auto text_of = [&](NodeIndex node) {
    const Span span = document.span(node);
    if (!spend(span.end - span.begin)) return over_budget(span);
    return values_.add_string(std::string(sources_.text(span)), span);
  };
  if (document[at.node].kind != NodeKind::tuple) return text_of(at.node);
  std::vector<ValueId> names;
  for (const NodeIndex item : children(document, at.node)) names.push_back(text_of(item));
  return values_.add_list(names, document.span(at.node));
}

/// What is run where: its type, and what its block says (`command`, `inline`, `connection`).
ValueId Lowering::provisioner(const Block& block, const Scope& scope) {
  std::vector<MapEntry> entries;
  const std::string type = block.labels.empty() ? "" : block.labels[0];
  entries.push_back({"type", block.header, values_.add_string(type, block.header)});
  const Document& document = *block.block.document;
  for (const NodeIndex node : children(document, block.body)) {
    const std::string name(document.text(node));
    if (document[node].kind == NodeKind::block) {
      entries.push_back(
          {name, block_at(document, node).header, block_value({&document, node}, scope)});
    } else if (document[node].kind == NodeKind::attribute && document.has_children(node)) {
      const Syntax value{&document, document.first_child(node)};
      const bool word = name == "when" || name == "on_failure";  // `when = destroy`
      entries.push_back({name, value.span(), word ? names_in(value) : evaluate(value, scope)});
    }
  }
  return values_.add_map(std::move(entries), block.header);
}

}  // namespace weir::terraform
