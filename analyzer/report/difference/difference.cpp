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
  Comparison(const std::vector<Fact>& before, const std::vector<Fact>& now,
             const std::set<std::string>& unread)
      : before_(before), now_(now), unread_(unread) {
    for (const Fact& fact : before_)
      if (fact.kind == FactKind::element) elements_before_.emplace(after_bar(fact.key));
    for (const Fact& fact : now_) {
      if (fact.kind == FactKind::element) elements_now_.emplace(after_bar(fact.key));
      if (fact.kind != FactKind::suppression) continue;
      accepted_.emplace(after_bar(fact.key));
      for (const std::string& key : fact.other_keys) accepted_.emplace(after_bar(key));
    }
  }

  std::vector<Change> run() {
    const FindingMatches matches = match_findings(known(before_), known(now_));
    for (std::size_t i = 0; i < now_.size(); ++i)
      if (!matches.now[i] && now_[i].kind == FactKind::finding) add_place_of(now_[i]);
    for (std::size_t i = 0; i < now_.size(); ++i) {
      if (!matches.now[i]) {
        add(ChangeKind::came, now_[i], bearing_of_new(now_[i]), {});
      } else {
        compare(before_[*matches.now[i]], now_[i]);
      }
    }
    for (std::size_t i = 0; i < before_.size(); ++i)
      if (matches.gone[i])
        add(ChangeKind::went, before_[i], bearing_of_gone(before_[i]), why_gone(before_[i]));
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

  static std::string_view after_bar(std::string_view key) {
    return key.substr(key.find('|') + 1);  // npos + 1 is 0
  }

  /// "address|property" of what a new finding stands at.
  void add_place_of(const Fact& finding) {
    const std::string_view identity = after_bar(after_bar(finding.key));  // address|walked|property
    const std::string_view property = identity.substr(identity.rfind('|') + 1);
    if (!property.empty())
      reported_.insert(std::string(identity.substr(0, identity.find('|'))) + "|" +
                       std::string(property));
  }

  bool is_unread(const Fact& finding) const { return unread_.count(finding.file) != 0; }
  bool is_accepted(const Fact& finding) const {
    return accepted_.count(std::string(after_bar(finding.key))) != 0;
  }

  /// Why a finding went, where that is not because it was mended.
  std::vector<std::string> why_gone(const Fact& fact) const {
    if (fact.kind != FactKind::finding) return {};
    if (is_accepted(fact)) return {"is accepted from now on"};
    if (is_unread(fact)) return {fact.file + " is there and is not read any more: ignored or excluded"};
    return {};
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
      case FactKind::suppression:  // it hides a finding
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
        if (is_accepted(fact)) return Bearing::neutral;  // the suppression that came is worse
        return is_unread(fact) ? Bearing::worse : Bearing::better;
      case FactKind::mitigation:
        return elements_now_.count(subject(fact, 0)) != 0 ? Bearing::worse : Bearing::neutral;
      case FactKind::setting:
        return elements_now_.count(subject(fact, 1)) != 0 && was_safe(fact) ? Bearing::worse
                                                                           : Bearing::neutral;
      case FactKind::exposure:
        return Bearing::better;
      case FactKind::flow:
      case FactKind::access:
        return fact.from_outside ? Bearing::better : Bearing::neutral;
      default:
        return Bearing::neutral;
    }
  }

  /// Whether something of it did more than nothing for safety.
  static bool was_safe(const Fact& fact) {
    return std::any_of(fact.safety.begin(), fact.safety.end(),
                       [](const auto& detail) { return detail.second > 0; });
  }

  /// By what has an order: worse if anything is less safe, or if a new finding stands at what
  /// changed.
  Bearing bearing_of_settings(const Fact& before, const Fact& now) const {
    Bearing bearing = Bearing::neutral;
    for (const auto& [name, safety] : now.safety) {
      const auto old = before.safety.find(name);
      if (old == before.safety.end() || old->second == safety) continue;
      if (safety < old->second) return Bearing::worse;
      bearing = Bearing::better;
    }
    for (const auto& [name, text] : now.details)
      if (detail(before, name) != detail(now, name) &&
          reported_.count(subject(now, 0) + "|" + name) != 0)
        return Bearing::worse;
    return bearing;
  }

  /// A finding by its band; a flow by whether it is encrypted and its caller known; others by their
  /// settings.
  Bearing bearing_of_changed(const Fact& before, const Fact& now) const {
    if (now.kind != FactKind::finding && now.kind != FactKind::flow)
      return bearing_of_settings(before, now);
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
  const std::set<std::string>& unread_;
  std::set<std::string> elements_before_, elements_now_;
  std::set<std::string> accepted_;  ///< identities of findings that are accepted now
  std::set<std::string> reported_;  ///< "address|property" of what new findings stand at
  std::vector<Change> changes_;
};

}  // namespace
}  // namespace weir::report

std::vector<weir::Change> weir::differences(const std::vector<Fact>& before,
                                            const std::vector<Fact>& now,
                                            const std::set<std::string>& unread) {
  return report::Comparison(before, now, unread).run();
}
