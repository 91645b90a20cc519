#include "analyzer/graph/denials.h"

#include <algorithm>
#include <iterator>

namespace weir {
namespace {

/// How many denials are looked at one by one for one action; beyond it what is left is undecided.
constexpr std::size_t kMaxDenials = 256;

constexpr char kNotAlways[] = "a statement that denies it does not always hold";
constexpr char kWhatIsDenied[] = "what is denied is not known";

}  // namespace

void Denials::add(const PolicyStatement& statement, Guard guard, bool met, std::string doubt) {
  if (statement.allow == true || statement.avoidable) return;
  Denial denial{&statement, guard, false, met, std::move(doubt)};
  for (const auto* patterns : {&statement.actions, &statement.not_actions})
    for (const PolicyPattern& pattern : *patterns)
      if (pattern.unknown || !pattern.parameter.empty() ||
          (patterns == &statement.not_actions && has_hole(pattern)))
        denial.any_action = true;
  const auto index = static_cast<std::uint32_t>(denials_.size());
  const bool any_action = denial.any_action;
  denials_.push_back(std::move(denial));
  if (any_action) {
    any_.push_back(index);
  } else {
    for (const std::uint32_t action : table_.of(statement)) by_action_[action].push_back(index);
  }
}

std::vector<Denials::Left> Denials::apply(const std::vector<std::uint32_t>& actions, UnitId unit,
                                          const std::vector<ConceptId>& concepts, bool moves_data,
                                          Guard guard) {
  std::map<std::vector<std::uint32_t>, std::vector<std::uint32_t>> alike;
  for (const std::uint32_t action : actions) {
    std::vector<std::uint32_t> touched = any_;
    if (const auto at = by_action_.find(action); at != by_action_.end())
      touched.insert(touched.end(), at->second.begin(), at->second.end());
    alike[std::move(touched)].push_back(action);
  }
  std::vector<Left> out;
  for (auto& [touched, some] : alike) {
    Left left;
    left.actions = std::move(some);
    const std::size_t looked_at = std::min(touched.size(), kMaxDenials);
    for (std::size_t i = 0; i < looked_at && !left.none; ++i)
      take(left, denials_[touched[i]], unit, concepts, moves_data, guard);
    if (touched.size() > kMaxDenials && !left.undecided) {
      left.undecided = true;
      left.why = "more than " + std::to_string(kMaxDenials) + " statements deny it";
      left.span = in_.dfd[denials_[touched.back()].statement->item].header;
    }
    std::sort(left.denied.begin(), left.denied.end());
    std::sort(left.doubted.begin(), left.doubted.end());
    if (!left.none) out.push_back(std::move(left));
  }
  return out;
}

void Denials::take(Left& left, const Denial& denial, UnitId unit,
                   const std::vector<ConceptId>& concepts, bool moves_data, Guard guard) {
  const PolicyStatement& one = *denial.statement;
  if (in_.guards.both(denial.guard, guard) == kNever) return;
  if (!denial.doubt.empty()) return doubt_all(left, denial, denial.doubt);
  if (one.conditional && !denial.met) {
    left.conditional = true;
    return;
  }
  if (!one.allow || denial.any_action)
    return doubt_all(left, denial, "a statement that may deny it is not known");
  const bool but = one.resources.empty() && !one.not_resources.empty();
  for (const PolicyPattern& pattern : but ? one.not_resources : one.resources)
    if (pattern.unknown || !pattern.parameter.empty())
      return doubt_all(left, denial, "what is denied is not known");
  if (but)
    take_others(left, denial, unit, concepts, moves_data, guard);
  else
    take_these(left, denial, unit, concepts, moves_data, guard);
}

void Denials::doubt_all(Left& left, const Denial& denial, std::string why) {
  left.undecided = true;
  left.why = std::move(why);
  left.span = in_.dfd[denial.statement->item].header;
}

void Denials::doubt(Left& left, const Denial& denial, const std::vector<NodeId>& nodes,
                    const char* why) {
  if (nodes.empty()) return;
  left.doubted.insert(left.doubted.end(), nodes.begin(), nodes.end());
  if (!left.why.empty()) return;
  left.why = why;
  left.span = in_.dfd[denial.statement->item].header;
}

void Denials::take_these(Left& left, const Denial& denial, UnitId unit,
                         const std::vector<ConceptId>& concepts, bool moves_data, Guard guard) {
  for (const PolicyPattern& pattern : denial.statement->resources) {
    const bool always = in_.guards.implies(guard, in_.guards.both(denial.guard, pattern.guard));
    if (pattern.text == "*" && !always) return doubt_all(left, denial, kNotAlways);
    if (pattern.text == "*") {
      left.none = true;
      return;
    }
    const PatternCover::Taken& taken = targets_.cover().taken(unit, concepts, pattern, moves_data);
    doubt(left, denial, taken.perhaps, kWhatIsDenied);
    if (always)
      left.denied.insert(left.denied.end(), taken.surely.begin(), taken.surely.end());
    else
      doubt(left, denial, taken.surely, kNotAlways);
  }
}

void Denials::take_others(Left& left, const Denial& denial, UnitId unit,
                          const std::vector<ConceptId>& concepts, bool moves_data, Guard guard) {
  std::vector<PolicyPattern> known, open;
  for (const PolicyPattern& pattern : denial.statement->not_resources)
    (has_hole(pattern) || !in_.guards.implies(guard, pattern.guard) ? open : known)
        .push_back(pattern);
  const TargetSetId set = targets_.all_but(unit, concepts, known, moves_data);
  std::vector<NodeId> denied = in_.dfd.targets[set.index()].members, perhaps;
  const auto left_out = [&](NodeId node) {
    const bool inside = targets_.cover().inside_of(node, moves_data);
    return std::any_of(open.begin(), open.end(), [&](const PolicyPattern& pattern) {
      return targets_.cover().of(pattern, node, inside) != Covered::nothing;
    });
  };
  std::copy_if(denied.begin(), denied.end(), std::back_inserter(perhaps), left_out);
  doubt(left, denial, perhaps, kWhatIsDenied);
  if (!in_.guards.implies(guard, denial.guard)) return doubt(left, denial, denied, kNotAlways);
  std::erase_if(denied, left_out);
  left.denied.insert(left.denied.end(), denied.begin(), denied.end());
}

bool Denials::Left::denies(NodeId target) const {
  return std::binary_search(denied.begin(), denied.end(), target);
}

bool Denials::Left::doubts(NodeId target) const {
  return undecided ||
         (!denies(target) && std::binary_search(doubted.begin(), doubted.end(), target));
}

}  // namespace weir
