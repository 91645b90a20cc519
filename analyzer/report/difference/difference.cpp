#include "analyzer/report/difference/difference.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/rule/known.h"

namespace weir::report {
namespace {

KnownFinding known(const Fact& fact) {
  KnownFinding result{{fact.key}, fact.unit, "", "", ""};
  result.identities.insert(result.identities.end(), fact.other_keys.begin(), fact.other_keys.end());
  return result;
}

std::vector<KnownFinding> known(const std::vector<Fact>& facts) {
  std::vector<KnownFinding> all;
  for (const Fact& fact : facts) all.push_back(known(fact));
  return all;
}

int rank_of(const Fact& finding) {
  const auto band = finding.details.find("severity");
  return band == finding.details.end() ? -1 : severity_rank(band->second);
}

/// Of two changes of one bearing, that of the more telling kind is the more dangerous; within a
/// kind its weight decides.
double danger_of(const Fact& fact) {
  return 100.0 * static_cast<double>(kFactKinds.size() - static_cast<std::size_t>(fact.kind)) +
         fact.weight;
}

class Comparison {
 public:
  Comparison(const std::vector<Fact>& before, const std::vector<Fact>& now)
      : before_(before), now_(now) {
    for (const Fact& fact : before_)
      if (fact.kind == FactKind::element)
        elements_before_.insert(fact.key.substr(fact.key.find('|') + 1));
    for (const Fact& fact : now_)
      if (fact.kind == FactKind::element)
        elements_now_.insert(fact.key.substr(fact.key.find('|') + 1));
  }

  std::vector<Change> run() {
    const FindingMatches matches = match_findings(known(before_), known(now_));
    for (std::size_t i = 0; i < now_.size(); ++i) {
      if (!matches.now[i]) {
        add(ChangeKind::came, now_[i], bearing_of_new(now_[i]), {});
      } else {
        compare(before_[*matches.now[i]], now_[i]);
      }
    }
    for (std::size_t i = 0; i < before_.size(); ++i)
      if (matches.gone[i]) add(ChangeKind::went, before_[i], bearing_of_gone(before_[i]), {});
    std::sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
      return std::tuple(a.bearing, -a.danger, a.fact.kind, a.kind, std::string_view(a.fact.text),
                        std::string_view(a.fact.key)) <
             std::tuple(b.bearing, -b.danger, b.fact.kind, b.kind, std::string_view(b.fact.text),
                        std::string_view(b.fact.key));
    });
    return std::move(changes_);
  }

 private:
  void add(ChangeKind kind, const Fact& fact, Bearing bearing, std::vector<std::string> details) {
    changes_.push_back({kind, bearing, fact, std::move(details), danger_of(fact)});
  }

  /// The address of the `n`th thing that a fact speaks of, without its unit.
  static std::string subject(const Fact& fact, std::size_t n) {
    std::string_view rest = std::string_view(fact.key).substr(fact.key.find('|') + 1);
    rest = rest.substr(0, rest.find('|'));
    for (; n > 0 && rest.find(',') != rest.npos; --n) rest.remove_prefix(rest.find(',') + 1);
    return std::string(rest.substr(0, rest.find(',')));
  }

  Bearing bearing_of_new(const Fact& fact) const {
    const auto was_there = [&](std::size_t n) {
      return elements_before_.count(subject(fact, n)) != 0;
    };
    switch (fact.kind) {
      case FactKind::finding:
        return Bearing::worse;
      case FactKind::mitigation:
        return Bearing::better;
      case FactKind::exposure:
        return was_there(0) ? Bearing::worse : Bearing::neutral;
      case FactKind::flow:
        return fact.from_outside && was_there(1) ? Bearing::worse : Bearing::neutral;
      case FactKind::access:
        return fact.from_outside || (fact.everything && was_there(0)) ? Bearing::worse
                                                                      : Bearing::neutral;
      default:
        return Bearing::neutral;
    }
  }

  Bearing bearing_of_gone(const Fact& fact) const {
    switch (fact.kind) {
      case FactKind::finding:
        return Bearing::better;
      case FactKind::mitigation:
        return elements_now_.count(subject(fact, 0)) != 0 ? Bearing::worse : Bearing::neutral;
      case FactKind::exposure:
        return Bearing::better;
      case FactKind::flow:
      case FactKind::access:
        return fact.from_outside ? Bearing::better : Bearing::neutral;
      default:
        return Bearing::neutral;
    }
  }

  /// A finding by its band; a flow by whether it is encrypted and its caller known.
  static Bearing bearing_of_changed(const Fact& before, const Fact& now) {
    if (now.kind == FactKind::finding && rank_of(now) != rank_of(before))
      return rank_of(now) > rank_of(before) ? Bearing::worse : Bearing::better;
    Bearing bearing = Bearing::neutral;
    // a finding that holds under another condition may hold where it did not
    if (now.kind == FactKind::finding && detail(now, "holds") != detail(before, "holds") &&
        detail(before, "holds") != "always")
      return Bearing::worse;
    if (now.kind != FactKind::flow) return bearing;
    for (const char* name : {"encrypted", "authenticated"}) {
      const std::string old = detail(before, name), fresh = detail(now, name);
      if (old == "true" && fresh == "false") return Bearing::worse;
      if (old == "false" && fresh == "true") bearing = Bearing::better;
    }
    return bearing;
  }

  static std::string detail(const Fact& fact, const std::string& name) {
    const auto at = fact.details.find(name);
    return at == fact.details.end() || at->second.empty() ? std::string("none") : at->second;
  }

  void compare(const Fact& before, const Fact& now) {
    std::vector<std::string> details;
    std::set<std::string> names;
    for (const auto& [name, text] : before.details) names.insert(name);
    for (const auto& [name, text] : now.details) names.insert(name);
    for (const std::string& name : names) {
      const std::string old = detail(before, name), fresh = detail(now, name);
      if (old != fresh) details.push_back(name + ": " + old + " → " + fresh);
    }
    if (details.empty()) return;
    add(ChangeKind::changed, now, bearing_of_changed(before, now), std::move(details));
  }

  const std::vector<Fact>& before_;
  const std::vector<Fact>& now_;
  std::set<std::string> elements_before_, elements_now_;
  std::vector<Change> changes_;
};

}  // namespace
}  // namespace weir::report

std::vector<weir::Change> weir::differences(const std::vector<Fact>& before,
                                            const std::vector<Fact>& now) {
  return report::Comparison(before, now).run();
}
