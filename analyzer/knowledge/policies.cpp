// Tables about permissions: managed policies, principals, condition keys, escalations.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

/// Policies are about actions whose meaning tables/actions.yaml knows.
void check_action(Builder& b, const Yaml& node) {
  const auto name = node.text();
  if (!name) return;
  for (const ActionRecord& record : b.tables.actions)
    if (b.text(record.action) == *name) return;
  node.fault("tables/actions.yaml has no action " + in_backticks(*name) + " that lets anything be done");
}

/// The actions of the statement that let anything be done, of those that tables/actions.yaml knows.
Range read_known_actions(Builder& b, const Yaml& node) {
  std::vector<Text> known;
  for (const Yaml& item : node.items_or_self()) {
    const auto pattern = item.text();
    if (!pattern) continue;
    const bool any = std::any_of(b.tables.actions.begin(), b.tables.actions.end(),
                                 [&](const ActionRecord& record) {
                                   return glob_match(*pattern, b.text(record.action), true);
                                 });
    if (any) known.push_back(b.text(*pattern));
  }
  return Builder::append(b.tables.texts, known);
}

void read_managed_arn(Builder& b, const Yaml& node, std::vector<Text>& arns) {
  for (const Yaml& item : node.items_or_self()) {
    const auto arn = item.text();
    if (!arn) continue;
    const std::string_view name = managed_policy_name(*arn);
    if (name.find_first_of("*?") != name.npos)
      item.fault("expected the name of a policy after the last `/`, found the pattern " +
                 in_backticks(name));
    arns.push_back(b.text(*arn));
  }
}

/// Sorted by name for look-ups. Of one name, what was read first comes first.
void sort_managed_policies(Builder& b) {
  const auto name = [&b](const ManagedPolicyRecord& policy) {
    return managed_policy_name(b.text(policy.arn));
  };
  auto& policies = b.tables.managed_policies;
  std::stable_sort(policies.begin(), policies.end(),
                   [&](const auto& one, const auto& other) { return name(one) < name(other); });
}

/// The statement; none if it is about nothing that is known.
std::optional<ManagedStatement> read_managed_statement(Builder& b, const Yaml& node) {
  constexpr std::array<std::pair<std::string_view, bool>, 2> kEffects = {
      {{"allow", true}, {"deny", false}}};
  ManagedStatement record;
  std::vector<std::pair<Range*, Yaml>> lists;
  const auto list = [&lists](Range& into) {
    return [&lists, &into](const Yaml& y) { lists.emplace_back(&into, y); };
  };
  node.fields("a statement",
              {{"effect", Field::optional,
                [&](const Yaml& y) { record.allow = read_word(y, kEffects).value_or(true); }},
               {"actions", Field::optional,
                [&](const Yaml& y) { record.actions = read_known_actions(b, y); }},
               {"not_actions", Field::optional, list(record.not_actions)},
               {"resources", Field::optional, list(record.resources)},
               {"not_resources", Field::optional, list(record.not_resources)},
               {"condition_keys", Field::optional, list(record.condition_keys)}});
  const bool by_name = node.find("actions").has_value();
  if (node.is_map() && by_name == node.find("not_actions").has_value())
    node.fault("expected either `actions` or `not_actions` in a statement");
  if (by_name && record.actions.empty()) return std::nullopt;
  for (const auto& [range, texts] : lists) *range = read_texts(b, texts);
  return record;
}

void read_managed_policy(Builder& b, const Yaml& row) {
  std::vector<Text> arns;
  std::vector<ManagedStatement> statements;
  const auto statement = [&](const Yaml& node) {
    if (const auto record = read_managed_statement(b, node)) statements.push_back(*record);
  };
  row.fields("a managed policy",
             {{"arn", Field::required, [&](const Yaml& y) { read_managed_arn(b, y, arns); }},
              {"statements", Field::required, [&](const Yaml& y) { each_row(y, statement); }},
              {"doc", Field::optional, ignore}});
  const Range range = Builder::append(b.tables.managed_statements, statements);
  for (const Text arn : arns) b.tables.managed_policies.push_back({arn, range});
}

}  // namespace

void read_managed_policies(Builder& b, const std::vector<CatalogFile>& files) {
  const std::vector<ManagedPolicyRecord> built_in = std::exchange(b.tables.managed_policies, {});
  for (const CatalogFile& file : files)
    each_row(file.root, [&](const Yaml& row) { read_managed_policy(b, row); });
  auto& policies = b.tables.managed_policies;
  policies.insert(policies.end(), built_in.begin(), built_in.end());
  sort_managed_policies(b);
}

void read_principal(Builder& b, const Yaml& row) {
  PrincipalRecord record;
  row.fields("a principal",
             {{"principal", Field::required, into_text(b, record.principal)},
              {"what", Field::required, into_text(b, record.what)},
              {"as", Field::optional, [&](const Yaml& y) { record.as = b.concept_named(y); }},
              {"doc", Field::optional, ignore}});
  b.tables.principals.push_back(record);
}

void read_condition_keys(Builder& b, const Yaml& row) {
  ConditionKeyRecord record;
  std::vector<Text> keys;
  row.fields("a row of condition keys", {{"keys", Field::required,
                                          [&](const Yaml& y) {
                                            for (const Yaml& item : y.items_or_self())
                                              if (const auto key = item.text())
                                                keys.push_back(b.text(*key));
                                          }},
                                         {"narrows", Field::required, into_text(b, record.narrows)},
                                         {"doc", Field::optional, ignore}});
  for (const Text key : keys) {
    record.key = key;
    b.tables.condition_keys.push_back(record);
  }
}

void read_escalation(Builder& b, const Yaml& row) {
  constexpr std::array<std::pair<std::string_view, Obtained>, 4> kObtained = {
      {{"passed", Obtained::passed},
       {"target", Obtained::target},
       {"held_by", Obtained::held_by},
       {"itself", Obtained::itself}}};
  EscalationRecord record;
  row.fields("an escalation", {{"method", Field::required, into_text(b, record.method)},
                               {"actions", Field::required,
                                [&](const Yaml& y) {
                                  record.actions = read_texts(b, y);
                                  for (const Yaml& item : y.items_or_self()) check_action(b, item);
                                }},
                               {"obtains", Field::required,
                                [&](const Yaml& y) {
                                  record.obtains =
                                      read_word(y, kObtained).value_or(Obtained::target);
                                }},
                               {"service", Field::optional, into_text(b, record.service)},
                               {"doc", Field::optional, ignore}});
  b.tables.escalations.push_back(record);
}

}  // namespace weir
