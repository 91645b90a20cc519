#include "analyzer/graph/denials.h"

#include <algorithm>

namespace weir {
namespace {

/// How many denials are looked at one by one for one action; beyond it what is left is undecided.
constexpr std::size_t kMaxDenials = 256;

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
    if (!left.none) out.push_back(std::move(left));
  }
  return out;
}

void Denials::take(Left& left, const Denial& denial, UnitId unit,
                   const std::vector<ConceptId>& concepts, bool moves_data, Guard guard) {
  const PolicyStatement& one = *denial.statement;
  if (in_.guards.both(denial.guard, guard) == kNever) return;
  const auto undecided = [&](std::string why) {
    left.undecided = true;
    left.why = std::move(why);
    left.span = in_.dfd[one.item].header;
  };
  if (!denial.doubt.empty()) return undecided(denial.doubt);
  if (one.conditional && !denial.met) {
    left.conditional = true;
    return;
  }
  if (!one.allow || denial.any_action)
    return undecided("a statement that may deny it is not known");
  const bool always = in_.guards.implies(guard, denial.guard);
  const bool but = one.resources.empty() && !one.not_resources.empty();
  const std::vector<PolicyPattern>& patterns = but ? one.not_resources : one.resources;
  std::vector<PolicyPattern> known;
  for (const PolicyPattern& pattern : patterns) {
    if (has_hole(pattern) || !in_.guards.implies(guard, pattern.guard))
      return undecided("what is denied is not known");
    if (but || covers_all(pattern, moves_data && concepts.size() == 1 &&
                                       targets_.keeps_inside(concepts.front())))
      known.push_back(pattern);
  }
  if (known.empty() && !but) return;
  const bool all = !but && std::any_of(known.begin(), known.end(),
                                       [](const PolicyPattern& p) { return p.text == "*"; });
  if (!always) return undecided("a statement that denies it does not always hold");
  if (all) {
    left.none = true;
    return;
  }
  const TargetSetId set = but ? targets_.all_but(unit, concepts, known, moves_data)
                              : targets_.covered(unit, concepts, known);
  const std::vector<NodeId>& members = in_.dfd.targets[set.index()].members;
  left.denied.insert(left.denied.end(), members.begin(), members.end());
}

}  // namespace weir
