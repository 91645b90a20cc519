// What a GuardStore takes for granted: assumptions, and the outcomes that hold by default.

#include <algorithm>

#include "analyzer/base/guard.h"

namespace weir {

std::vector<std::uint32_t> GuardStore::assumptions_about(Guard a) const {
  std::vector<std::uint32_t> found;
  for (const std::uint32_t node : reachable(a)) {
    const std::uint32_t one = atoms_[nodes_[node - kFirstNode].atom].assumption;
    if (one == kNone || assumptions_[one] == kAlways) continue;  // always: replaced by a later one
    if (std::find(found.begin(), found.end(), one) == found.end()) {
      found.push_back(one);
    }
  }
  return found;
}

/// All that is assumed about the atoms of `a`, and of atoms that these assumptions tie them to.
Guard GuardStore::assumed_about(Guard a) {
  Guard known = kAlways;
  for (const std::uint32_t one : assumptions_about(a)) {
    known = combine(Operation::both, known, assumptions_[one]);
  }
  return known;
}

bool GuardStore::assume(Guard a) {
  if (is_terminal(a)) return a == kAlways;
  // what speaks about the same atoms becomes one assumption
  const std::vector<std::uint32_t> replaced = assumptions_about(a);
  const Guard whole = combine(Operation::both, a, assumed_about(a));
  if (is_terminal(whole)) return whole == kAlways;
  for (const std::uint32_t one : replaced) assumptions_[one] = kAlways;
  const auto index = static_cast<std::uint32_t>(assumptions_.size());
  assumptions_.push_back(whole);
  const std::vector<std::uint32_t> nodes = reachable(whole);
  steps_ += nodes.size();  // walks are paid for like operations: there may be many assumptions
  for (const std::uint32_t node : nodes) atoms_[nodes_[node - kFirstNode].atom].assumption = index;
  settled_cache_.clear();
  return true;
}

Guard GuardStore::settled(Guard a) {
  if (assumptions_.empty() || is_terminal(a)) return a;
  const auto known = settled_cache_.find(a.node);
  if (known != settled_cache_.end()) return known->second;
  Guard result = a;
  steps_ += reachable(a).size();
  if (const Guard given = assumed_about(a); given != kAlways) {
    if (combine(Operation::both, a, given) == kNever) {
      result = kNever;
    } else if (combine(Operation::both, complement(a), given) == kNever) {
      result = kAlways;
    }
  }
  settled_cache_.emplace(a.node, result);
  if (added_) added_->settled.push_back(a.node);
  return result;
}

void GuardStore::import_assumptions(const GuardStore& other, std::string_view prefix) {
  for (const Guard one : other.assumptions_) {
    if (one != kAlways) assume(brought(other, one, prefix));
  }
}

/// Whether a path to "always" takes the default child wherever there is one.
bool GuardStore::has_default_path(Guard a) const {
  std::vector<Guard> open = {a};
  std::unordered_map<std::uint32_t, bool> seen;
  while (!open.empty()) {
    const Guard at = open.back();
    open.pop_back();
    if (at == kAlways || at == kUndecided) return true;
    if (at == kNever || !seen.try_emplace(at.node, true).second) continue;
    const auto children = children_of(at.node);
    const AtomTraits& traits = atoms_[nodes_[at.node - kFirstNode].atom].traits;
    if (traits.by_default) {
      open.push_back(children[*traits.by_default]);
    } else {
      open.insert(open.end(), children.begin(), children.end());
    }
  }
  return false;
}

bool GuardStore::possible_by_default(Guard a) {
  const Guard given = assumed_about(a);
  if (!has_default_path(given)) return has_default_path(a);
  return has_default_path(combine(Operation::both, a, given));
}

}  // namespace weir
