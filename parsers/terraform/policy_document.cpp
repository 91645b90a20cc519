// `aws_iam_policy_document`: the data source whose content the module itself writes, as the policy
// that it renders.

#include <array>

#include "analyzer/model/passing.h"
#include "parsers/embedded/policy.h"
#include "parsers/terraform/lowering.h"

namespace weir::terraform {
namespace {

/// Attributes of a statement, and what they are called in a policy.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kAttributes = {
    {{"sid", "Sid"},
     {"effect", "Effect"},
     {"actions", "Action"},
     {"not_actions", "NotAction"},
     {"resources", "Resource"},
     {"not_resources", "NotResource"}}};

}  // namespace

/// The data source as expressions see it: its `json` is the policy as a value.
ValueId Lowering::policy_document(ModuleInstance&, const Block& block, const Scope& scope) {
  const ValueId written = body(block.at_body(), scope, true);
  std::vector<ValueId> statements;
  const auto merge = [&](std::string_view attribute) {
    const ValueId others = values_.find(written, attribute);
    if (!others.valid() || values_[others].kind != ValueKind::list) {
      if (others.valid() && values_[others].kind != ValueKind::null) statements.push_back(others);
      return;
    }
    for (const ValueId other : items_as_used(values_, others)) {
      if (!spend(1 + statements.size()))
        return void(statements.assign(1, over_budget(block.header)));
      const ValueId document = normalise_policy(model_, sources_, other);
      const ValueId inner = values_.find(document, "Statement");
      if (!inner.valid()) {
        statements.push_back(depends_on(values_, document, " merged into a policy", block.header));
        continue;
      }
      for (const ValueId statement : values_.items(inner)) statements.push_back(statement);
    }
  };
  merge("source_policy_documents");
  const ValueId own = values_.find(written, "statement");
  if (own.valid()) {
    for (const ValueId statement : values_.items(own))
      statements.push_back(policy_statement(statement));
  }
  merge("override_policy_documents");
  const ValueId list = values_.add_list(statements, block.header);
  const ValueId policy = values_.add_map({{"Statement", block.header, list}}, block.header);
  return values_.add_map({{"json", block.header, policy}, {"minified_json", block.header, policy}},
                         block.header);
}

ValueId Lowering::policy_statement(ValueId block) {
  return each_way({block}, values_[block].span, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid() || values_[chosen[0]].kind != ValueKind::map) return chosen[0];
    return statement_map(chosen[0]);
  });
}

ValueId Lowering::statement_map(ValueId block) {
  const Span span = values_[block].span;
  std::vector<MapEntry> entries;
  for (const auto& [attribute, key] : kAttributes) {
    const MapEntry* found = values_.find_entry(block, attribute);
    if (found == nullptr || values_[found->value].kind == ValueKind::null) continue;
    entries.push_back({std::string(key), found->key_span, found->value});
  }
  if (!values_.find(block, "effect").valid()) {
    entries.push_back({"Effect", span, values_.add_string("Allow", span)});
  }
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kPrincipals = {
      {{"principals", "Principal"}, {"not_principals", "NotPrincipal"}}};
  for (const auto& [attribute, key] : kPrincipals) {
    const MapEntry* found = values_.find_entry(block, attribute);
    if (found == nullptr) continue;
    const MapEntry entry = *found;
    entries.push_back(
        {std::string(key), entry.key_span, principals_map(entry.value, entry.key_span)});
  }
  if (const MapEntry* found = values_.find_entry(block, "condition")) {
    const MapEntry entry = *found;
    entries.push_back({"Condition", entry.key_span, conditions_map(entry.value, entry.key_span)});
  }
  return values_.add_map(std::move(entries), span);
}

/// Blocks of `{type, identifiers}` as `{type: identifiers}`; as they are if they cannot be read.
ValueId Lowering::principals_map(ValueId blocks, Span span) {
  std::vector<ValueId> made;
  for (const ValueId block : values_.items(blocks)) {
    made.push_back(each_way({block}, span, [&](const std::vector<ValueId>& chosen) {
      if (!chosen[0].valid() || values_[chosen[0]].kind != ValueKind::map) return chosen[0];
      const ValueId type = values_.find(chosen[0], "type");
      const ValueId identifiers = values_.find(chosen[0], "identifiers");
      if (!type.valid() || !identifiers.valid()) return chosen[0];
      const std::string name(values_.string(type));
      if (name.empty()) return depends_on(values_, type, " of a principal", span);
      if (name == "*") return identifiers;
      return values_.add_map({{name, values_[type].span, identifiers}}, values_[chosen[0]].span);
    }));
  }
  return made.size() == 1 ? made.front() : values_.add_list(made, span);
}

/// Blocks of `{test, variable, values}` as a list of `{test: {variable: values}}`.
ValueId Lowering::conditions_map(ValueId blocks, Span span) {
  std::map<std::string, std::vector<MapEntry>> by_test;
  std::vector<std::pair<std::string, Span>> order;
  for (const ValueId block : values_.items(blocks)) {
    const ValueId test = values_.find(block, "test");
    const ValueId variable = values_.find(block, "variable");
    const ValueId tested = values_.find(block, "values");
    const bool read = test.valid() && variable.valid() && tested.valid() &&
                      values_[test].kind == ValueKind::string &&
                      values_[variable].kind == ValueKind::string;
    if (!read) return depends_on(values_, block, " of a condition", span);
    const std::string name(values_.string(test));
    if (by_test[name].empty()) order.emplace_back(name, values_[test].span);
    by_test[name].push_back(
        {std::string(values_.string(variable)), values_[variable].span, tested});
  }
  std::vector<MapEntry> entries;
  for (const auto& [name, at] : order) {
    entries.push_back({name, at, values_.add_map(std::move(by_test[name]), at)});
  }
  return values_.add_map(std::move(entries), span);
}

}  // namespace weir::terraform
