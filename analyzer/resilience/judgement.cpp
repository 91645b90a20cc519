#include "analyzer/resilience/judgement.h"

namespace weir::resilience {
namespace {

constexpr double kRounding = 1e-9;  ///< percent; products of doubles differ by less

Reached reached_of(const Recovery& recovery, std::optional<double> time, double least) {
  const bool unknown = recovery.state == RecoveryState::unknown;
  return {time, least, recovery.state == RecoveryState::nothing, unknown || !time};
}

}  // namespace

Judgement judged_availability(const std::optional<Sought>& sought, std::optional<double> percent,
                              bool complete) {
  if (!sought) return Judgement::none;
  if (!percent) return Judgement::unknown;
  if (*percent < sought->value - kRounding) return Judgement::missed;
  return complete ? Judgement::met : Judgement::unknown;
}

Judgement judged_time(const std::optional<Sought>& sought, const Reached& reached) {
  if (!sought) return Judgement::none;
  if (reached.nothing || reached.least > sought->value) return Judgement::missed;
  const bool late = reached.time && *reached.time > sought->value;
  return reached.open || late ? Judgement::unknown : Judgement::met;
}

Reached reached_rto(const Recovery& recovery) {
  return reached_of(recovery, recovery.rto, recovery.least_rto);
}

Reached reached_rpo(const Recovery& recovery) {
  return reached_of(recovery, recovery.rpo, recovery.least_rpo);
}

}  // namespace weir::resilience
