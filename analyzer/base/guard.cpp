#include "analyzer/base/guard.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/check.h"
#include "analyzer/base/limits.h"

namespace weir {
namespace {

std::uint64_t hash_of(std::uint32_t atom, const std::vector<Guard>& children) {
  std::uint64_t hash = 0x9E3779B97F4A7C15u ^ atom;
  for (const Guard child : children) hash = (hash ^ child.node) * 0x100000001B3u;
  return hash;
}

/// `both` and `either` commute, so one key serves both orders.
std::uint64_t pair_key(Guard a, Guard b) {
  const auto [low, high] = std::minmax(a.node, b.node);
  return static_cast<std::uint64_t>(low) << 32 | high;
}

}  // namespace

AtomId GuardStore::atom(std::string_view subject, const std::vector<std::string>& outcomes,
                        AtomTraits traits) {
  CHECK(!outcomes.empty());
  CHECK(!traits.by_default || *traits.by_default < outcomes.size());
  const auto [known, added] =
      atom_of_subject_.try_emplace(std::string(subject), static_cast<std::uint32_t>(atoms_.size()));
  if (added) {
    atoms_.push_back({std::string(subject), outcomes, traits});
  } else {
    CHECK(atoms_[known->second].outcomes == outcomes);
  }
  return AtomId(known->second);
}

Guard GuardStore::is(AtomId atom, std::size_t outcome) {
  const std::size_t outcomes = atoms_[atom.index()].outcomes.size();
  CHECK(outcome < outcomes);
  std::vector<Guard> children(outcomes, kNever);
  children[outcome] = kAlways;
  return settled(make(atom.value, children));
}

bool GuardStore::spend() { return ++steps_ <= limits::kGuardSteps; }

Guard GuardStore::make(std::uint32_t atom, const std::vector<Guard>& children) {
  const Guard first = children.front();
  if (std::all_of(children.begin(), children.end(), [&](Guard c) { return c == first; })) {
    return first;
  }
  for (const Guard child : children) {
    if (child == kUndecided) return kUndecided;
  }
  std::vector<std::uint32_t>& candidates = unique_[hash_of(atom, children)];
  for (const std::uint32_t candidate : candidates) {
    const DiagramNode& node = nodes_[candidate];
    if (node.atom == atom &&
        std::equal(children.begin(), children.end(),
                   children_.begin() + static_cast<std::ptrdiff_t>(node.first_child))) {
      return {candidate + kFirstNode};
    }
  }
  if (!spend()) return kUndecided;
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({atom, static_cast<std::uint32_t>(children_.size())});
  children_.insert(children_.end(), children.begin(), children.end());
  candidates.push_back(index);
  if (added_) added_->unique.push_back(hash_of(atom, children));
  return {index + kFirstNode};
}

/// The usual apply algorithm, with its own stack: diagrams are as deep as there are atoms.
Guard GuardStore::combine(Operation operation, Guard a, Guard b) {
  const Guard zero = operation == Operation::both ? kNever : kAlways;  // absorbs
  const Guard one = operation == Operation::both ? kAlways : kNever;   // changes nothing
  auto& cache = operation == Operation::both ? both_cache_ : either_cache_;
  struct Frame {
    Guard a, b;
    std::uint32_t atom;
    std::vector<Guard> children;
  };
  std::vector<Frame> frames;
  Guard result;

  // Puts the combination of x and y into `result`, or a frame on the stack that will compute it.
  const auto begin = [&](Guard x, Guard y) {
    if (x == zero || y == zero) return void(result = zero);
    if (x == one || x == y) return void(result = y);
    if (y == one) return void(result = x);
    if (x == kUndecided || y == kUndecided) return void(result = kUndecided);
    const auto known = cache.find(pair_key(x, y));
    if (known != cache.end()) return void(result = known->second);
    if (!spend()) return void(result = kUndecided);
    const std::uint32_t atom =
        std::min(nodes_[x.node - kFirstNode].atom, nodes_[y.node - kFirstNode].atom);
    frames.push_back({x, y, atom, {}});
  };
  const auto child_of = [&](Guard guard, const Frame& frame) {
    const DiagramNode& node = nodes_[guard.node - kFirstNode];
    return node.atom == frame.atom ? children_[node.first_child + frame.children.size()] : guard;
  };

  begin(a, b);
  while (!frames.empty()) {
    Frame& top = frames.back();
    if (top.children.size() < atoms_[top.atom].outcomes.size()) {
      const std::size_t depth = frames.size();
      const Guard x = child_of(top.a, top), y = child_of(top.b, top);
      begin(x, y);
      if (frames.size() > depth) continue;
    } else {
      result = make(top.atom, top.children);
      if (result != kUndecided) {
        cache.emplace(pair_key(top.a, top.b), result);
        if (added_)
          (operation == Operation::both ? added_->both : added_->either).push_back(pair_key(top.a, top.b));
      }
      frames.pop_back();
    }
    if (frames.empty() || result == kUndecided) return result;
    frames.back().children.push_back(result);
  }
  return result;
}

GuardStore::Mark GuardStore::mark() {
  added_.emplace();
  return {nodes_.size(), children_.size(), steps_};
}

void GuardStore::rewind(const Mark& mark) {
  CHECK(added_.has_value());
  for (const std::uint64_t hash : added_->unique)
    std::erase_if(unique_[hash], [&](std::uint32_t node) { return node >= mark.nodes; });
  for (const std::uint64_t pair : added_->both) both_cache_.erase(pair);
  for (const std::uint64_t pair : added_->either) either_cache_.erase(pair);
  for (const std::uint32_t node : added_->negation) negation_cache_.erase(node);
  for (const std::uint32_t node : added_->settled) settled_cache_.erase(node);
  nodes_.resize(mark.nodes);
  children_.resize(mark.children);
  steps_ = mark.steps;
  added_.emplace();
}

Guard GuardStore::both(Guard a, Guard b) { return settled(combine(Operation::both, a, b)); }
Guard GuardStore::either(Guard a, Guard b) { return settled(combine(Operation::either, a, b)); }
Guard GuardStore::negate(Guard a) { return settled(complement(a)); }

bool GuardStore::implies(Guard a, Guard b) {
  if (a == kUndecided || b == kUndecided) return false;
  return minus(a, b) == kNever;
}

std::vector<std::uint32_t> GuardStore::reachable(Guard guard) const {
  std::vector<std::uint32_t> found;
  if (is_terminal(guard)) return found;
  std::vector<std::uint32_t> open = {guard.node};
  std::unordered_map<std::uint32_t, bool> seen = {{guard.node, true}};
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    found.push_back(node);
    for (const Guard child : children_of(node)) {
      if (!is_terminal(child) && seen.try_emplace(child.node, true).second) {
        open.push_back(child.node);
      }
    }
  }
  std::sort(found.begin(), found.end());  // children are always made before their parents
  return found;
}

std::span<const Guard> GuardStore::children_of(std::uint32_t node) const {
  const DiagramNode& at = nodes_[node - kFirstNode];
  return {children_.data() + at.first_child, atoms_[at.atom].outcomes.size()};
}

Guard GuardStore::complement(Guard a) {
  if (is_terminal(a)) return a == kNever ? kAlways : a == kAlways ? kNever : kUndecided;
  if (const auto known = negation_cache_.find(a.node); known != negation_cache_.end()) {
    return known->second;
  }
  for (const std::uint32_t node : reachable(a)) {
    if (negation_cache_.contains(node)) continue;
    std::vector<Guard> children;
    for (const Guard child : children_of(node)) {
      children.push_back(child == kNever    ? kAlways
                         : child == kAlways ? kNever
                                            : negation_cache_.at(child.node));
    }
    const Guard negated = make(nodes_[node - kFirstNode].atom, children);
    if (negated == kUndecided) return kUndecided;
    for (const auto& [of, is] : {std::pair(node, negated), std::pair(negated.node, Guard{node})})
      if (negation_cache_.emplace(of, is).second && added_) added_->negation.push_back(of);
  }
  return negation_cache_.at(a.node);
}

std::string GuardStore::subject_for(const Atom& theirs, std::string_view prefix) const {
  if (theirs.traits.shared) {
    const auto known = atom_of_subject_.find(theirs.subject);
    const bool same =
        known == atom_of_subject_.end() || atoms_[known->second].outcomes == theirs.outcomes;
    if (same) return theirs.subject;
  }
  return std::string(prefix) + theirs.subject;
}

Guard GuardStore::import(const GuardStore& other, Guard guard, std::string_view prefix) {
  return settled(brought(other, guard, prefix));
}

Guard GuardStore::brought(const GuardStore& other, Guard guard, std::string_view prefix) {
  if (is_terminal(guard)) return guard;
  std::unordered_map<std::uint32_t, Guard> imported;
  for (const std::uint32_t node : other.reachable(guard)) {
    const Atom& theirs = other.atoms_[other.nodes_[node - kFirstNode].atom];
    const std::string subject = subject_for(theirs, prefix);
    const auto known = atom_of_subject_.find(subject);
    if (known != atom_of_subject_.end() && atoms_[known->second].outcomes != theirs.outcomes) {
      return kUndecided;  // two things of one name that are decided differently
    }
    const AtomId ours = atom(subject, theirs.outcomes, theirs.traits);
    std::vector<Guard> children;
    bool in_order = true;  // our atoms stand in the order of theirs, as those of a new unit do
    for (const Guard child : other.children_of(node)) {
      children.push_back(is_terminal(child) ? child : imported.at(child.node));
      const Guard below = children.back();
      in_order =
          in_order && (is_terminal(below) || nodes_[below.node - kFirstNode].atom > ours.value);
    }
    Guard result = in_order ? make(ours.value, children) : kNever;
    for (std::size_t outcome = 0; !in_order && outcome < children.size(); ++outcome) {
      std::vector<Guard> only(children.size(), kNever);
      only[outcome] = kAlways;
      const Guard here = combine(Operation::both, make(ours.value, only), children[outcome]);
      result = combine(Operation::either, result, here);
    }
    imported.emplace(node, result);
  }
  return imported.at(guard.node);
}

}  // namespace weir
