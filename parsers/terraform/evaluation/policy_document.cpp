// `aws_iam_policy_document`: the data source whose content the module itself writes, as the policy
// that it renders.

#include <algorithm>
#include <array>

#include "analyzer/base/limits.h"
#include "analyzer/model/passing.h"
#include "parsers/embedded/policy.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/evaluation/policy_merge.h"

namespace weir::terraform {

/// `{test: {variable: values}}` of a condition.
struct TestedCondition {
  ValueId test, variable, values;
};

namespace {

/// Attributes of a statement, and what they are called in a policy.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kAttributes = {
    {{"sid", "Sid"},
     {"effect", "Effect"},
     {"actions", "Action"},
     {"not_actions", "NotAction"},
     {"resources", "Resource"},
     {"not_resources", "NotResource"}}};

/// What a policy says of its variables where it is not said.
constexpr std::string_view kVersion = "2012-10-17";

/// `&{…}` as the `${…}` that policies write: terraform would read the latter itself.
ValueId with_variables(ValueStore& values, ValueId value, int depth) {
  const Value v = values[value];
  if (depth > limits::kNesting) return value;
  ValueId made = value;
  if (v.kind == ValueKind::string) {
    std::string text(values.string(value));
    const std::size_t first = text.find("&{");
    if (first == text.npos) return value;
    for (std::size_t at = first; at != text.npos; at = text.find("&{", at)) text[at] = '$';
    made = values.add_string(std::move(text), v.span);
  } else if (v.kind == ValueKind::text || v.kind == ValueKind::list) {
    std::vector<ValueId> items = values.items(value);
    bool changed = false;
    for (ValueId& item : items) {
      const ValueId fresh = with_variables(values, item, depth + 1);
      changed = changed || fresh != item;
      item = fresh;
    }
    if (!changed) return value;
    made = v.kind == ValueKind::text ? values.add_text(items, v.span)
                                     : values.add_list(items, v.span, v.collection);
  } else if (v.kind == ValueKind::choice) {
    std::vector<Alternative> alternatives;
    bool changed = false;
    for (std::size_t i = 0; i < v.range.count; ++i) {
      Alternative one = values.alternative(value, i);
      const ValueId fresh = with_variables(values, one.value, depth + 1);
      changed = changed || fresh != one.value;
      alternatives.push_back({one.guard, fresh});
    }
    if (!changed) return value;
    made = values.add_choice(alternatives, v.span);
  } else {
    return value;
  }
  made = v.origin.valid() ? values.moved(made, v.span, v.origin) : made;
  return v.secret ? values.marked_secret(made) : made;
}

/// Attributes whose values may name a policy's variables.
bool holds_variables(std::string_view attribute) {
  return attribute == "resources" || attribute == "not_resources";
}

}  // namespace

/// The data source as expressions see it: its `json` is the policy as a value. What others say
/// comes first, its own statements replace theirs of the same sid, and what overrides replaces
/// both.
ValueId Lowering::policy_document(const Block& block, const Scope& scope) {
  const ValueId written = as_blocks(body(block.at_body(), scope, true), block.at_body());
  PolicyMerge merge(model_);
  const PolicyMerge::Repeated repeated = [&](std::string_view sid, Span at) {
    note(Level::warning, "malformed-module", "Sid " + std::string(sid), at,
         "found the Sid " + std::string(sid) + " twice; expected each once");
  };
  merge_policies(merge, written, "source_json", {}, block.header);
  merge.begin_group();
  merge_policies(merge, written, "source_policy_documents", repeated, block.header);
  merge.begin_group();
  if (const ValueId own = values_.find(written, "statement"); own.valid()) {
    for (const ValueId statement : values_.items(own)) {
      if (spend(1 + merge.size())) merge.add(policy_statement(statement), repeated);
    }
  }
  merge_policies(merge, written, "override_json", {}, block.header);
  merge_policies(merge, written, "override_policy_documents", {}, block.header);
  const auto said = [&](std::string_view attribute) {
    const ValueId value = values_.find(written, attribute);
    return value.valid() && values_[value].kind != ValueKind::null ? value : ValueId{};
  };
  const ValueId given = said("version");
  const ValueId version =
      given.valid() ? given : values_.add_string(std::string(kVersion), block.header);
  std::vector<MapEntry> entries = {{"Version", block.header, version}};
  if (const ValueId id = said("policy_id"); id.valid()) entries.push_back({"Id", block.header, id});
  entries.push_back({"Statement", block.header, merge.statements(block.header)});
  const ValueId policy = values_.add_map(std::move(entries), block.header);
  std::vector<MapEntry> attributes = {{"json", block.header, policy},
                                      {"minified_json", block.header, policy},
                                      {"version", block.header, version}};
  for (std::size_t i = 0; i < values_.item_count(written); ++i)
    attributes.push_back(values_.entry(written, i));
  return values_.add_map(std::move(attributes), block.header);
}

/// Adds the statements of the policies, or of the one, that an attribute names.
void Lowering::merge_policies(PolicyMerge& merge, ValueId written, std::string_view attribute,
                              const std::function<void(std::string_view, Span)>& repeated,
                              Span span) {
  for (const Alternative& way : ways(model_, values_.find(written, attribute))) {
    if (!way.value.valid() || values_[way.value].kind == ValueKind::null) continue;
    const bool list = values_[way.value].kind == ValueKind::list;
    const std::vector<ValueId> policies =
        list ? items_as_used(values_, way.value) : std::vector<ValueId>{way.value};
    for (const ValueId policy : policies) {
      const bool empty =
          values_[policy].kind == ValueKind::string && values_.string(policy).empty();
      if (empty) continue;
      const ValueId parsed = parse_embedded_json(model_, sources_, policy);
      for (const ValueId statement : statements_of(model_, parsed, span)) {
        if (!spend(1 + merge.size())) return merge.add(over_budget(span));
        merge.add(only_when(model_, way.guard, statement), repeated);
      }
    }
  }
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
    MapEntry entry{std::string(key), found->key_span, found->value};
    if (holds_variables(attribute)) entry.value = with_variables(values_, entry.value, 0);
    entries.push_back(std::move(entry));
  }
  const ValueId effect = values_.find(block, "effect");
  if (!effect.valid() || values_[effect].kind == ValueKind::null) {
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
      const ValueId named = with_variables(values_, identifiers, 0);
      const std::string name(values_.string(type));
      if (name.empty()) return depends_on(values_, type, " of a principal", span);
      if (name == "*") return named;
      return values_.add_map({{name, values_[type].span, named}}, values_[chosen[0]].span);
    }));
  }
  std::erase_if(made, [](ValueId one) { return !one.valid(); });
  return made.size() == 1 ? made.front() : values_.add_list(made, span);
}

/// Blocks of `{test, variable, values}` as `{test: {variable: values}}`, values of the same test
/// and variable together; as a list of such maps where some block is there only sometimes or cannot
/// be read.
ValueId Lowering::conditions_map(ValueId blocks, Span span) {
  std::vector<ValueId> made;
  std::vector<TestedCondition> known;
  bool whole = true;
  for (const ValueId block : values_.items(blocks)) {
    const std::optional<TestedCondition> one = condition_of(block);
    whole = whole && one.has_value();
    if (one) known.push_back(*one);
    made.push_back(each_way({block}, span, [&](const std::vector<ValueId>& chosen) {
      if (!chosen[0].valid()) return chosen[0];
      const std::optional<TestedCondition> condition = condition_of(chosen[0]);
      return condition ? tests_map({*condition}, span)
                       : depends_on(values_, chosen[0], " of a condition", span);
    }));
  }
  if (whole) return tests_map(known, span);
  std::erase_if(made, [](ValueId one) { return !one.valid(); });
  return values_.add_list(made, span);
}

/// A condition block whose test and variable are known.
std::optional<TestedCondition> Lowering::condition_of(ValueId block) {
  const ValueId test = values_.find(block, "test");
  const ValueId variable = values_.find(block, "variable");
  const ValueId tested = values_.find(block, "values");
  const bool read = test.valid() && variable.valid() && tested.valid() &&
                    values_[test].kind == ValueKind::string &&
                    values_[variable].kind == ValueKind::string;
  if (!read) return std::nullopt;
  return TestedCondition{test, variable, with_variables(values_, tested, 0)};
}

ValueId Lowering::tests_map(const std::vector<TestedCondition>& conditions, Span span) {
  std::map<std::string, std::vector<MapEntry>, std::less<>> by_test;
  std::vector<std::pair<std::string, Span>> order;
  for (const TestedCondition& one : conditions) {
    const std::string test(values_.string(one.test));
    std::vector<MapEntry>& entries = by_test[test];
    if (entries.empty()) order.emplace_back(test, values_[one.test].span);
    const std::string variable(values_.string(one.variable));
    const auto same = std::find_if(entries.begin(), entries.end(),
                                   [&](const MapEntry& entry) { return entry.key == variable; });
    if (same == entries.end()) {
      entries.push_back({variable, values_[one.variable].span, one.values});
    } else {
      std::vector<ValueId> together;
      for (const ValueId some : {same->value, one.values}) {
        const bool list = values_[some].kind == ValueKind::list;
        for (const ValueId item : list ? items_as_used(values_, some) : std::vector<ValueId>{some})
          together.push_back(item);
      }
      same->value = values_.add_list(together, values_[same->value].span);
    }
  }
  std::vector<MapEntry> entries;
  for (const auto& [name, at] : order) {
    entries.push_back({name, at, values_.add_map(std::move(by_test[name]), at)});
  }
  return values_.add_map(std::move(entries), span);
}

}  // namespace weir::terraform
