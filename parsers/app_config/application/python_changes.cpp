// What statements of a module of settings change after it was assigned.
#include "parsers/app_config/application/python_changes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/app_config/application/properties.h"

namespace weir::app_config {
namespace {

constexpr std::size_t kCostOfEntry = 96;
constexpr std::size_t kPathOfPart = 16;
/// What an address of a database stands for, among its settings.
constexpr std::string_view kAddress = "URL";
constexpr std::array<std::string_view, 6> kOfDatabase = {"ENGINE", "HOST", "NAME", "PASSWORD", "PORT", "USER"};

bool holds_others(const ValueStore& values, ValueId value) {
  return value.valid() && (values[value].kind == ValueKind::map || values[value].kind == ValueKind::list);
}

/// Names in an expression that what it makes may share something with.
std::vector<NodeIndex> shared_names(const ProgramTree& tree, NodeIndex node) {
  std::vector<NodeIndex> found;
  const NodeIndex end = tree.nodes[node].subtree_end;
  for (NodeIndex at = node; at < end;) {
    const std::string_view type = tree.nodes[at].type;
    if (type == "identifier" && tree.nodes[at].field != "key") found.push_back(at);
    const NodeIndex function = type == "call" ? child_for(tree, at, "function") : 0;
    if (function != 0 && tree.nodes[function].type == "attribute")
      if (const NodeIndex root = root_of(tree, function); root != 0 && !written_text(tree, function).ends_with(".copy")) found.push_back(root);
    const bool is_new = type == "call" || type == "comparison_operator" || type == "binary_operator" || type == "lambda" || type == "string";
    at = is_new ? tree.nodes[at].subtree_end : at + 1;
  }
  return found;
}

}  // namespace

ValueId PythonChanges::decided(Span place) {
  return model_.values.add_unknown(UnknownKind::unsupported, "the program decides what it is", "", place);
}

void PythonChanges::give(NodeIndex name, ValueId value, NodeIndex written) {
  const std::string called(written_text(*tree_, name));
  keep_name(model_.values, {called, span_of(name), value});
  if (!names_->set(called, {value, span_of(name)})) values_.refuse(span_of(name));
  if (written == 0 || !holds_others(model_.values, value)) return;
  for (const NodeIndex one : shared_names(*tree_, written)) {
    const std::string other(written_text(*tree_, one));
    const std::optional<PythonName> held = names_->find(other);
    if (other == called || !held || !holds_others(model_.values, held->value)) continue;
    const auto [group, is_new] = group_of_.try_emplace(other, groups_.size());
    if (is_new) groups_.push_back({other});
    const auto own = group_of_.find(called);
    if (own != group_of_.end() && own->second != group->second) {
      std::set<std::string> moved = std::move(groups_[own->second]);
      if (!values_.spend(moved.size() * kCostOfEntry, span_of(name))) return;
      for (const std::string& member : moved) group_of_.insert_or_assign(member, group->second);
      groups_[group->second].merge(moved);
    }
    groups_[group->second].insert(called);
    group_of_.insert_or_assign(called, group->second);
  }
}

void PythonChanges::forget(const std::string& name, Span place) {
  const std::optional<PythonName> held = names_->find(name);
  names_->set(name, {decided(place), held && held->place.valid() ? held->place : place});
}

/// The other names that may stand for what was changed, or for what holds it.
void PythonChanges::forget_shares(const std::string& name, Span place) {
  const auto group = group_of_.find(name);
  if (group == group_of_.end()) return;
  if (!values_.spend(groups_[group->second].size() * kCostOfEntry, place)) return names_->disturb(values_.too_much(place));
  for (const std::string& other : groups_[group->second]) {
    const std::optional<PythonName> held = other == name ? std::nullopt : names_->find(other);
    if (held && holds_others(model_.values, held->value)) forget(other, place);
  }
}

ValueId PythonChanges::changed(ValueId held, const std::vector<std::string>& path, std::size_t at, const Change& change,
                               Span place) {
  ValueStore& values = model_.values;
  if (at == path.size()) {
    const ValueId made = change(held);
    return made.valid() ? made : decided(place);
  }
  if (held.valid() && values[held].kind == ValueKind::unknown) return held;
  if (!held.valid() || values[held].kind != ValueKind::map) return {};
  if (!values_.spend((values.item_count(held) + 1) * kCostOfEntry + path[at].size(), place)) return {};
  std::map<std::string, MapEntry> entries;
  for (std::size_t i = 0; i < values.item_count(held); ++i) entries.emplace(values.entry(held, i).key, values.entry(held, i));
  const auto there = entries.find(path[at]);
  const bool last = at + 1 == path.size();
  if (there == entries.end() && !last) return {};
  const ValueId part = changed(there == entries.end() ? ValueId{} : there->second.value, path, at + 1, change, place);
  if (!part.valid()) return {};
  entries.insert_or_assign(path[at], MapEntry{path[at], place, part});
  std::vector<MapEntry> all;
  for (auto& [key, entry] : entries) all.push_back(std::move(entry));
  return values.add_map(std::move(all), values[held].span);
}

/// Changes what a target stands for: a name, or a part of what one stands for.
void PythonChanges::change(NodeIndex target, const Change& change) {
  const NodeIndex root = root_of(*tree_, target);
  if (root == 0) return;
  const std::string name(written_text(*tree_, root));
  const std::optional<PythonName> held = names_->find(name);
  if (!held) return;
  std::vector<std::string> path;
  bool plain = true;
  for (NodeIndex at = target; plain && at != root;) {
    const NodeIndex key = child_for(*tree_, at, "subscript"), of = child_for(*tree_, at, "value");
    plain = tree_->nodes[at].type == "subscript" && key != 0 && of != 0 && path.size() < kPathOfPart;
    if (!plain) break;
    const ValueId read = values_.read(*tree_, key);
    path.insert(path.begin(), std::string(model_.values.string(read)));
    plain = model_.values[read].kind == ValueKind::string && !path.front().empty();
    at = of;
  }
  const Span place = span_of(target);
  const ValueId made = plain ? changed(held->value, path, 0, change, place) : ValueId{};
  if (made.valid()) names_->set(name, {made, held->place.valid() ? held->place : place});
  else forget(name, place);
  forget_shares(name, place);
}

void PythonChanges::give_part(NodeIndex target, ValueId value) {
  change(target, [value](ValueId) { return value; });
}

void PythonChanges::remove(NodeIndex target) {
  if (tree_->nodes[target].type == "identifier") return names_->remove(std::string(written_text(*tree_, target)));
  const NodeIndex of = child_for(*tree_, target, "value"), key = child_for(*tree_, target, "subscript");
  if (of == 0 || key == 0) return;
  ValueStore& values = model_.values;
  const std::string gone(values.string(values_.read(*tree_, key)));
  const Span place = span_of(target);
  change(of, [&](ValueId held) {
    if (!held.valid() || gone.empty() || !values.find(held, gone).valid()) return ValueId{};
    if (!values_.spend(values.item_count(held) * kCostOfEntry, place)) return ValueId{};
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < values.item_count(held); ++i)
      if (values.entry(held, i).key != gone) entries.push_back(values.entry(held, i));
    return values.add_map(std::move(entries), values[held].span);
  });
}

void PythonChanges::add(NodeIndex target, std::string_view sign, ValueId value) {
  const Span place = span_of(target);
  change(target, [&](ValueId held) {
    if (!held.valid()) return ValueId{};
    if (sign == "+=") return values_.sum(held, value, model_.values[held].span);
    return sign == "|=" ? united(held, {{value}, {}, ""}, false, place) : ValueId{};
  });
}

/// A map with the entries of others laid over it. Where an address stands for settings of a database, it replaces them.
ValueId PythonChanges::united(ValueId held, const PythonArguments& given, bool only_missing, Span place) {
  ValueStore& values = model_.values;
  if (!held.valid() || values[held].kind != ValueKind::map || given.placed.size() > 1) return {};
  std::map<std::string, MapEntry> entries;
  std::size_t cost = values.item_count(held) + given.named.size();
  if (!given.placed.empty() && values[given.placed.front()].kind != ValueKind::map) return {};
  if (!given.placed.empty()) cost += values.item_count(given.placed.front());
  if (!values_.spend(cost * kCostOfEntry, place)) return {};
  const auto lay = [&](ValueId map) {
    for (std::size_t i = 0; i < values.item_count(map); ++i) {
      const MapEntry entry = values.entry(map, i);
      if (only_missing) entries.emplace(entry.key, entry);
      else entries.insert_or_assign(entry.key, entry);
    }
  };
  lay(held);
  if (!given.placed.empty()) {
    const ValueId address = values.find(given.placed.front(), kAddress);
    for (const std::string_view key : kOfDatabase)
      if (const auto there = entries.find(std::string(key)); address.valid() && !only_missing && there != entries.end()) {
        if (values[address].kind == ValueKind::string) entries.erase(there);
        else there->second.value = decided(place);
      }
    lay(given.placed.front());
  }
  for (const auto& [name, value] : given.named) entries.insert_or_assign(name, MapEntry{name, values[value].span, value});
  std::vector<MapEntry> all;
  for (auto& [key, entry] : entries) all.push_back(std::move(entry));
  return values.add_map(std::move(all), values[held].span);
}

ValueId PythonChanges::with_item(ValueId held, ValueId item, bool in_front, Span place) {
  ValueStore& values = model_.values;
  if (!held.valid() || values[held].kind != ValueKind::list) return {};
  const ValueId one = values.add_list({item}, place);
  return in_front ? values_.sum(one, held, values[held].span) : values_.sum(held, one, values[held].span);
}

bool PythonChanges::call(NodeIndex object, std::string_view method, const PythonArguments& given) {
  const Span place = span_of(object);
  ValueStore& values = model_.values;
  const std::size_t count = given.placed.size();
  Change made;
  if (method == "update" && count <= 1)
    made = [&](ValueId held) { return united(held, given, false, place); };
  else if (method == "setdefault" && count >= 1 && given.named.empty())
    made = [&](ValueId held) {
      const std::string key(values.string(given.placed.front()));
      if (key.empty()) return ValueId{};
      const ValueId value = count > 1 ? given.placed[1] : values.add_null(place);
      const ValueId more = values.add_map({{key, place, value}}, place);
      return united(held, {{more}, {}, ""}, true, place);
    };
  else if (method == "append" && count == 1)
    made = [&](ValueId held) { return with_item(held, given.placed.front(), false, place); };
  else if (method == "insert" && count == 2 && values[given.placed[0]].kind == ValueKind::number && values[given.placed[0]].number == 0)
    made = [&](ValueId held) { return with_item(held, given.placed[1], true, place); };
  else if (method == "extend" && count == 1)
    made = [&](ValueId held) {
      const bool lists = held.valid() && values[held].kind == ValueKind::list && values[given.placed[0]].kind == ValueKind::list;
      return lists ? values_.sum(held, given.placed[0], values[held].span) : ValueId{};
    };
  if (!made) return false;
  change(object, made);
  return true;
}

void PythonChanges::apply(const PythonEffects& effects, Span place) {
  if (effects.anything) names_->disturb(decided(place));
  if (effects.environment) values_.disturb_variables();
  for (const std::string& name : effects.changed)
    if (const std::optional<PythonName> held = names_->find(name); held && holds_others(model_.values, held->value)) {
      forget(name, place);
      forget_shares(name, place);
    }
  for (const std::string& name : effects.given) forget(name, place);
}

}  // namespace weir::app_config
