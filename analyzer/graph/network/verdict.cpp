#include "analyzer/graph/network/verdict.h"

#include <utility>

namespace weir {

Verdict holds(std::vector<Evidence> way) {
  Verdict out;
  out.yes = kAlways;
  out.no = kNever;
  out.way = std::move(way);
  return out;
}

Verdict fails(std::string why, Span place) {
  Verdict out;
  out.why = std::move(why);
  out.place = place;
  return out;
}

Verdict unknown_verdict(std::string why, Span place) {
  Verdict out = fails(std::move(why), place);
  out.no = kNever;
  return out;
}

Verdict when(GuardStore& guards, Guard guard, Verdict verdict) {
  verdict.yes = guards.both(guard, verdict.yes);
  verdict.no = guards.either(guards.negate(guard), verdict.no);
  if (verdict.yes == kNever) verdict.way.clear();
  return verdict;
}

Verdict both(GuardStore& guards, const Verdict& a, const Verdict& b) {
  Verdict out;
  out.yes = guards.both(a.yes, b.yes);
  out.no = guards.either(a.no, b.no);
  if (out.yes != kNever) {
    out.way = a.way;
    out.way.insert(out.way.end(), b.way.begin(), b.way.end());
  }
  // what is certainly against it says more than what is not known
  const Verdict& against = a.never() ? a : b.never() ? b : !a.always() ? a : b;
  out.why = against.why;
  out.place = against.place;
  return out;
}

Verdict either(GuardStore& guards, const Verdict& a, const Verdict& b) {
  Verdict out;
  out.yes = guards.either(a.yes, b.yes);
  out.no = guards.both(a.no, b.no);
  out.way = a.yes != kNever ? a.way : b.way;
  const Verdict& against = !a.never() || b.why.empty() ? a : b;
  out.why = against.why;
  out.place = against.place;
  return out;
}

Verdict opposite(const Verdict& verdict) {
  return {verdict.no, verdict.yes, {}, verdict.why, verdict.place};
}

Verdict agreed(GuardStore& guards, const std::vector<std::pair<Guard, Verdict>>& all) {
  Verdict some = fails(""), every = holds();
  for (const auto& [exists, verdict] : all) {
    some = either(guards, when(guards, exists, verdict), some);
    Verdict there = verdict;  // one that is not there says nothing against
    there.yes = guards.either(there.yes, guards.negate(exists));
    there.no = guards.both(there.no, exists);
    every = both(guards, every, there);
  }
  Verdict out = some;
  out.yes = guards.both(some.yes, every.yes);
  if (out.yes == kNever) out.way.clear();
  if (some.yes != out.yes) out.why = "one place of several: " + every.why, out.place = every.place;
  return out;
}

}  // namespace weir
