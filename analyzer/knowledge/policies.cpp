// Tables about permissions: managed policies, principals, condition keys, escalations.
#include <array>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

/// Policies are about actions whose meaning tables/actions.yaml knows.
void check_action(Builder& b, const Yaml& node) {
  const auto name = node.text();
  if (!name) return;
  for (const ActionRecord& record : b.tables.actions)
    if (b.text(record.action) == *name) return;
  node.fault("tables/actions.yaml has no action " + quoted(*name) + " that lets anything be done");
}

}  // namespace

void read_managed_policy(Builder& b, const Yaml& row) {
  std::vector<Text> arns;
  std::vector<ManagedStatement> statements;
  const auto statement = [&](const Yaml& node) {
    constexpr std::array<std::pair<std::string_view, bool>, 2> kEffects = {
        {{"allow", true}, {"deny", false}}};
    ManagedStatement record;
    const auto texts = [&b](Range& into) {
      return [&b, &into](const Yaml& y) { into = read_texts(b, y); };
    };
    node.fields("a statement",
                {{"effect", Field::optional,
                  [&](const Yaml& y) { record.allow = read_word(y, kEffects).value_or(true); }},
                 {"actions", Field::optional, texts(record.actions)},
                 {"not_actions", Field::optional, texts(record.not_actions)},
                 {"resources", Field::optional, texts(record.resources)},
                 {"condition_keys", Field::optional, texts(record.condition_keys)}});
    if (node.is_map() && node.find("actions").has_value() == node.find("not_actions").has_value())
      node.fault("expected either `actions` or `not_actions` in a statement");
    statements.push_back(record);
  };
  row.fields("a managed policy",
             {{"arn", Field::required,
               [&](const Yaml& y) {
                 for (const Yaml& item : y.items_or_self())
                   if (const auto arn = item.text()) arns.push_back(b.text(*arn));
               }},
              {"statements", Field::required, [&](const Yaml& y) { each_row(y, statement); }},
              {"doc", Field::optional, ignore}});
  const Range range = Builder::append(b.tables.managed_statements, statements);
  for (const Text arn : arns) b.tables.managed_policies.push_back({arn, range});
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
