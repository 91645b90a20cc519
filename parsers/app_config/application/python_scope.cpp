#include "parsers/app_config/application/python_scope.h"

#include <algorithm>
#include <set>
#include <utility>

namespace weir::app_config {
namespace {

constexpr std::size_t kNamesOfModule = 10'000;
constexpr std::size_t kMergedNames = 100'000;  // names times branches; more are not compared

/// Whether a name stands for the same after either of two branches.
bool is_same(const ValueStore& values, const std::optional<PythonName>& one, const std::optional<PythonName>& other) {
  if (!one || !other) return !one && !other;
  if (one->value == other->value) return true;
  const Value &a = values[one->value], &b = values[other->value];
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case ValueKind::null: return true;
    case ValueKind::boolean: return a.boolean == b.boolean;
    case ValueKind::number: return a.number == b.number;
    case ValueKind::string: return values.string(one->value) == values.string(other->value);
    default: return false;
  }
}

}  // namespace

std::optional<PythonName> PythonScope::find(std::string_view name) const {
  const auto known = names_.find(name);
  if (known == names_.end()) return std::nullopt;
  const Held& held = known->second;
  if (held.disturbances == disturbances_) return held.is;
  return PythonName{anything_, held.is ? held.is->place : Span{}};
}

void PythonScope::put(const std::string& name, Held held) {
  const auto known = names_.find(name);
  journal_.push_back({name, known == names_.end() ? std::nullopt : std::optional(known->second), {}});
  names_.insert_or_assign(name, held);
}

bool PythonScope::set(const std::string& name, PythonName held) {
  if (names_.size() >= kNamesOfModule && !names_.contains(name)) return false;
  put(name, {held, disturbances_});
  return true;
}

void PythonScope::remove(const std::string& name) {
  if (names_.contains(name)) put(name, {std::nullopt, disturbances_});
}

void PythonScope::disturb(ValueId unknown) {
  journal_.push_back({"", std::nullopt, anything_});
  ++disturbances_;
  anything_ = unknown;
}

std::vector<std::pair<std::string, PythonName>> PythonScope::all() const {
  std::vector<std::pair<std::string, PythonName>> found;
  for (const auto& [name, held] : names_)
    if (const std::optional<PythonName> is = find(name); is && is->place.valid()) found.emplace_back(name, *is);
  return found;
}

PythonScope::Branch PythonScope::take_back(std::size_t mark) {
  Branch branch;
  for (std::size_t i = mark; i < journal_.size(); ++i)
    if (journal_[i].name.empty()) branch.anything = anything_;
    else branch.changed.insert_or_assign(journal_[i].name, find(journal_[i].name));
  while (journal_.size() > mark) {
    Change& last = journal_.back();
    if (last.name.empty()) {
      --disturbances_;
      anything_ = last.anything_before;
    } else if (last.before) {
      names_.insert_or_assign(last.name, *last.before);
    } else {
      names_.erase(last.name);
    }
    journal_.pop_back();
  }
  return branch;
}

void PythonScope::merge(const ValueStore& values, const std::vector<Branch>& branches, ValueId unknown) {
  std::map<std::string, Span> places;  // of all names that some branch changed
  bool disturbed = false;
  for (const Branch& branch : branches) {
    disturbed = disturbed || branch.anything.valid();
    for (const auto& [name, held] : branch.changed) {
      Span& place = places[name];
      if (held && held->place.valid()) place = held->place;
    }
  }
  const bool compared = places.size() * branches.size() <= kMergedNames;
  const auto after = [&](const Branch& branch, const std::string& name) {
    if (const auto changed = branch.changed.find(name); changed != branch.changed.end()) return changed->second;
    const std::optional<PythonName> before = find(name);
    return branch.anything.valid() ? std::optional<PythonName>({branch.anything, before ? before->place : Span{}}) : before;
  };
  std::vector<std::pair<std::string, std::optional<PythonName>>> merged;
  for (const auto& at : places) {
    const std::string& name = at.first;
    const Span place = at.second;
    std::optional<PythonName> first = after(branches.front(), name);
    const bool same = compared && std::all_of(branches.begin() + 1, branches.end(), [&](const Branch& branch) {
                        return is_same(values, first, after(branch, name));
                      });
    if (same) merged.emplace_back(name, first);
    else merged.emplace_back(name, PythonName{unknown, place.valid() ? place : find(name).value_or(PythonName{}).place});
  }
  if (disturbed) disturb(unknown);
  for (const auto& [name, held] : merged)
    if (held) set(name, *held);
    else remove(name);
}

}  // namespace weir::app_config
