#include "parsers/app_config/kubernetes/rbac.h"

#include <array>

namespace weir::kubernetes {
namespace {

constexpr std::size_t kRules = 2000;            // of one account
constexpr std::size_t kListedRules = 100'000;  // of the accounts of all workloads

/// Roles that every cluster has, and what they allow of what is asked here.
struct OwnRole {
  std::string_view name;
  std::array<std::string_view, 3> groups, resources, verbs;
};
constexpr std::array<OwnRole, 3> kOwnRoles = {{{"cluster-admin", {"*"}, {"*"}, {"*"}},
                                               {"admin", {"", "apps"}, {"secrets", "pods", "deployments"}, {"get", "list", "create"}},
                                               {"edit", {"", "apps"}, {"secrets", "pods", "deployments"}, {"get", "list", "create"}}}};

std::string text_entry(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId found = map.valid() ? values.find(map, key) : ValueId{};
  return std::string(found.valid() ? values.string(found) : std::string_view{});
}

std::vector<ValueId> entries_of_list(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId list = map.valid() ? values.find(map, key) : ValueId{};
  return list.valid() && values[list].kind == ValueKind::list ? values.items(list) : std::vector<ValueId>{};
}

ValueId list_of(ValueStore& values, const std::array<std::string_view, 3>& texts, Span place) {
  std::vector<ValueId> items;
  for (const std::string_view text : texts)
    if (items.empty() || !text.empty()) items.push_back(values.add_string(std::string(text), place));
  return values.add_list(items, place);
}

}  // namespace

Permissions::Permissions(ResourceModel& model, const std::vector<Object>& objects) : model_(model) {
  for (const Object& object : objects) {
    if (object.kind == "Role" || object.kind == "ClusterRole")
      roles_.emplace(std::pair(object.kind, Key(object.space, object.name)), model_.values.find(object.written, "rules"));
    else if (object.kind == "RoleBinding" || object.kind == "ClusterRoleBinding")
      add_binding(object);
  }
}

void Permissions::add_binding(const Object& object) {
  const ValueStore& values = model_.values;
  const ValueId role = values.find(object.written, "roleRef");
  if (!role.valid()) return;
  const Binding binding{text_entry(values, role, "kind"), text_entry(values, role, "name"), object.space, values[role].span,
                        bindings_++};
  for (const ValueId subject : entries_of_list(values, object.written, "subjects")) {
    const std::string kind = text_entry(values, subject, "kind"), name = text_entry(values, subject, "name");
    const std::string space = text_entry(values, subject, "namespace");
    if (kind == "ServiceAccount")
      by_account_[{space.empty() ? object.space : space, name}].push_back(binding);
    else if (kind == "Group")
      by_group_[name].push_back(binding);
  }
}

/// A rule as it is written, with whether it holds in all namespaces.
ValueId Permissions::rule(ValueId written, bool everywhere, Span place) {
  ValueStore& values = model_.values;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values.item_count(written); ++i) entries.push_back(values.entry(written, i));
  entries.push_back({"everywhere", place, values.add_boolean(everywhere, place)});
  return values.add_map(std::move(entries), place);
}

std::vector<ValueId> Permissions::made_rules(const Binding& binding) {
  ValueStore& values = model_.values;
  std::vector<ValueId> rules;
  const bool everywhere = binding.space.empty();
  const std::string space = binding.role_kind == "Role" ? binding.space : "";
  if (const auto role = roles_.find({binding.role_kind, Key(space, binding.role)}); role != roles_.end()) {
    if (!role->second.valid() || values[role->second].kind != ValueKind::list) return rules;
    for (const ValueId one : values.items(role->second))
      if (values[one].kind == ValueKind::map && rules.size() < kRules) rules.push_back(rule(one, everywhere, values[one].span));
    return rules;
  }
  if (binding.role_kind != "ClusterRole") return rules;
  for (const OwnRole& own : kOwnRoles) {
    if (own.name != binding.role) continue;
    const Span at = binding.place;
    rules.push_back(values.add_map({{"apiGroups", at, list_of(values, own.groups, at)},
                                    {"resources", at, list_of(values, own.resources, at)},
                                    {"verbs", at, list_of(values, own.verbs, at)},
                                    {"everywhere", at, values.add_boolean(everywhere, at)}},
                                   at));
  }
  return rules;
}

/// What a binding gives: rules of a role are made once for all bindings that give them alike, those of roles that every
/// cluster has stand where they are bound.
const std::vector<ValueId>& Permissions::rules_of(const Binding& binding) {
  const bool in_unit = roles_.count({binding.role_kind, Key(binding.role_kind == "Role" ? binding.space : "", binding.role)}) != 0;
  const std::string which = in_unit ? (binding.space.empty() ? "everywhere" : binding.role_kind == "Role" ? binding.space : "one namespace")
                                    : std::to_string(binding.number);
  const auto [known, is_new] = made_.try_emplace({binding.role_kind, Key(which, binding.role)});
  if (is_new) known->second = made_rules(binding);
  return known->second;
}

/// The rules of all bindings. Work is bounded, whatever the bindings give.
ValueId Permissions::held(const std::vector<const std::vector<Binding>*>& bindings, Span place) {
  std::vector<ValueId> rules;
  for (const std::vector<Binding>* some : bindings)
    for (const Binding& binding : *some) {
      if (++listed_ > kListedRules) return too_many(place);
      for (const ValueId one : rules_of(binding))
        if (rules.size() < kRules) rules.push_back(one);
    }
  return model_.values.add_list(rules, place);
}

ValueId Permissions::too_many(Span place) {
  return model_.values.add_unknown(UnknownKind::budget, "accounts have too many rules", "", place);
}

ValueId Permissions::of(std::string_view space, std::string_view account, Span place) {
  const ValueId rules = under_bindings(space, account, place);
  listed_ += model_.values.item_count(rules);
  return listed_ > kListedRules ? too_many(place) : rules;
}

ValueId Permissions::under_bindings(std::string_view space, std::string_view account, Span place) {
  const auto [known, is_new] = known_.try_emplace(Key(space, account));
  if (!is_new) return known->second;
  std::vector<const std::vector<Binding>*> bindings;
  std::pair<std::string, std::vector<std::size_t>> under;
  if (const auto own = by_account_.find(known->first); own != by_account_.end()) {
    bindings.push_back(&own->second);
    for (const Binding& one : own->second) under.second.push_back(one.number);
  }
  const std::string in_space = "system:serviceaccounts:" + std::string(space);
  for (const std::string& group : {std::string("system:serviceaccounts"), in_space, std::string("system:authenticated")})
    if (const auto found = by_group_.find(group); found != by_group_.end()) {
      bindings.push_back(&found->second);
      if (group == in_space) under.first = space;
    }
  const auto [shared, first] = shared_.try_emplace(std::move(under));
  if (first) shared->second = held(bindings, place);
  known->second = first ? shared->second : model_.values.moved(shared->second, place, {});
  return known->second;
}

}  // namespace weir::kubernetes
