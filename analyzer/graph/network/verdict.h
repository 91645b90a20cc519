#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/base/guard.h"
#include "analyzer/graph/dfd.h"

namespace weir {

/// What is known of a statement about a network: the configurations in which it holds and those in
/// which it does not. In the others it is not known.
struct Verdict {
  Guard yes = kNever;
  Guard no = kAlways;
  std::vector<Evidence> way;  ///< where it holds: the first way in which it does, step by step
  std::string why;            ///< where it does not, or is not known: what stands against it
  Span place;                 ///< of what stands against it

  bool always() const { return yes == kAlways; }
  bool never() const { return no == kAlways; }
};

Verdict holds(std::vector<Evidence> way = {});
Verdict fails(std::string why, Span place = {});
Verdict unknown_verdict(std::string why, Span place = {});
/// Only where `guard` holds; elsewhere it is false.
Verdict when(GuardStore& guards, Guard guard, Verdict verdict);
Verdict both(GuardStore& guards, const Verdict& a, const Verdict& b);
Verdict either(GuardStore& guards, const Verdict& a, const Verdict& b);
/// True where it is false, without a way.
Verdict opposite(const Verdict& verdict);
/// What all of those that are there say; where they say different things it is not known.
Verdict agreed(GuardStore& guards, const std::vector<std::pair<Guard, Verdict>>& all);

}  // namespace weir
