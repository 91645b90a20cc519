#include "analyzer/rule/severity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>

#include "analyzer/rule/narrow.h"
#include "analyzer/rule/wording.h"

namespace weir::findings {
namespace {

/// Edges of bands in tenths: low, medium, high, critical.
struct Band {
  int least, most;
};
constexpr std::array<Band, 4> kBands = {Band{1, 39}, Band{40, 69}, Band{70, 89}, Band{91, 100}};

int tenths(double severity) { return static_cast<int>(std::lround(severity * 10)); }

int band_of(int severity) {
  for (std::size_t i = 0; i + 1 < kBands.size(); ++i)
    if (severity <= kBands[i].most) return static_cast<int>(i);
  return static_cast<int>(kBands.size()) - 1;
}

/// What a row found: what bears the value, and which.
struct Hit {
  std::string it, value;
};

std::vector<std::string_view> values_of(const JudgementCatalog& judgement, const SeverityMove& row) {
  std::vector<std::string_view> values;
  for (const Text text : judgement.values_of(row)) values.push_back(judgement.text(text));
  return values;
}

class Mover {
 public:
  Mover(const Scene& scene, const MatchGroup& group,
        const std::vector<MitigationVerdict>& mitigations)
      : scene_(scene), group_(group), mitigations_(mitigations) {}

  Severity run() {
    int step = 0;
    std::vector<std::string> reasons;
    std::set<std::string_view> done(scene_.asked_moves.begin(), scene_.asked_moves.end());
    for (const SeverityMove& row : scene_.rules.judgement.moves) {
      if (row.threats_only && scene_.rule.kind != RuleKind::threat) continue;
      const std::string_view move = scene_.rules.judgement.text(row.move);
      if (done.count(move) != 0) continue;
      const std::optional<Hit> hit = hit_of(row);
      if (!hit) continue;
      done.insert(move);
      step += tenths(row.by);
      reasons.push_back(worded(scene_.rules.judgement.text(row.why), *hit));
    }
    const double value = moved(scene_.rule.severity, step);
    if (tenths(value) == tenths(scene_.rule.severity)) return {scene_.rule.severity, ""};
    return {value, join_all(reasons)};
  }

 private:
  static std::string worded(std::string_view why, const Hit& hit) {
    std::string text;
    while (!why.empty()) {
      if (why.starts_with("{it}")) {
        text += hit.it;
        why.remove_prefix(4);
      } else if (why.starts_with("{value}")) {
        text += hit.value;
        why.remove_prefix(7);
      } else {
        text += why.front();
        why.remove_prefix(1);
      }
    }
    return text;
  }

  std::optional<Hit> hit_of(const SeverityMove& row) const {
    switch (row.of) {
      case MoveOf::path_start:
        return of_starts(row);
      case MoveOf::asset:
        return of_assets(row);
      case MoveOf::mitigation:
        return of_mitigations();
      case MoveOf::system:
        return of_environment(row);
    }
    return std::nullopt;
  }

  std::optional<Hit> of_starts(const SeverityMove& row) const {
    for (const query::Match* match : group_)
      for (const query::Binding& binding : match->bindings) {
        if (binding.path.empty()) continue;
        const query::Hop& first = binding.path.front();
        if (first.edge.relation != query::EdgeRef::Relation::flow ||
            scene_.dfd()[first.from].kind != GraphNodeKind::external_entity)
          continue;
        const NodeId last = binding.path.back().to;  // whom nobody asks who calls, as far as here
        if (!of_binding(row, {last, {}}, match->holds)) continue;
        if (const auto hit = of_binding(row, {first.from, {}}, match->holds)) return hit;
      }
    return std::nullopt;
  }

  std::optional<Hit> of_assets(const SeverityMove& row) const {
    for (const query::Match* match : group_)
      for (const query::Binding& binding : match->bindings) {
        if (binding.node.valid() &&
            scene_.dfd()[binding.node].kind != GraphNodeKind::data_store)
          continue;
        if (const auto hit = of_binding(row, binding, match->holds)) return hit;
      }
    return std::nullopt;
  }

  /// Whether what is bound certainly has one of the row's values where `holds` does.
  std::optional<Hit> of_binding(const SeverityMove& row, const query::Binding& binding,
                                Guard holds) const {
    if (!binding.node.valid() && binding.path.empty()) return std::nullopt;
    const PropertyValue& stands = value_of(scene_, binding, row.property);
    if (stands.state == PropertyState::absent || stands.state == PropertyState::unknown) return std::nullopt;
    const std::optional<std::string> value =
        certain_value(stands, values_of(scene_.rules.judgement, row), holds);
    if (!value) return std::nullopt;
    const NodeId node = binding.node.valid() ? binding.node : binding.path.front().from;
    return Hit{node_name(scene_, node), std::string(scene_.catalog().display(*value))};
  }

  std::optional<std::string> certain_value(const PropertyValue& value,
                                           const std::vector<std::string_view>& values,
                                           Guard holds) const {
    const auto moves = [&](const PropertyValue& one) {
      return one.state == PropertyState::text &&
             std::find(values.begin(), values.end(), one.text) != values.end();
    };
    if (moves(value)) return value.text;
    if (value.state == PropertyState::list) {
      const auto item = std::find_if(value.items.begin(), value.items.end(), moves);
      return item == value.items.end() ? std::nullopt : std::optional(item->text);
    }
    if (value.state != PropertyState::choice) return std::nullopt;
    std::optional<std::string> found;
    Guard covered = kNever;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      covered = scene_.guards.either(covered, value.guards[i]);
      if (!is_possible(scene_, value, i, holds)) continue;
      const auto inner = certain_value(value.items[i], values, holds);
      if (!inner) return std::nullopt;
      found = inner;
    }
    return scene_.guards.implies(holds, covered) ? found : std::nullopt;
  }

  std::optional<Hit> of_mitigations() const {
    for (const MitigationVerdict& verdict : mitigations_)
      if (!verdict.enough && verdict.verdict == query::Verdict::present)
        return Hit{verdict.id, ""};
    return std::nullopt;
  }

  /// Where any match is of another environment, or of one that is not known, nothing moves.
  std::optional<Hit> of_environment(const SeverityMove& row) const {
    const std::vector<std::string_view> values = values_of(scene_.rules.judgement, row);
    std::optional<Hit> hit;
    for (const query::Match* match : group_) {
      const UnitId unit = unit_of(*match);
      if (!unit.valid() || unit.index() >= scene_.environments.size()) return std::nullopt;
      const UnitEnvironment& found = scene_.environments[unit.index()];
      if (std::find(values.begin(), values.end(), found.environment) == values.end())
        return std::nullopt;
      if (!hit) hit = Hit{found.why, found.environment};
    }
    return hit;
  }

  /// The unit of what is reported, else of the first thing bound that has one.
  UnitId unit_of(const query::Match& match) const {
    const NodeId reported = reported_place(scene_, match).node;
    if (reported.valid() && scene_.dfd()[reported].unit.valid())
      return scene_.dfd()[reported].unit;
    for (const query::Binding& binding : match.bindings)
      if (binding.node.valid() && scene_.dfd()[binding.node].unit.valid())
        return scene_.dfd()[binding.node].unit;
    return {};
  }

  const Scene& scene_;
  const MatchGroup& group_;
  const std::vector<MitigationVerdict>& mitigations_;
};

std::string decimal(double severity) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f", severity);
  return buffer.data();
}

}  // namespace

double moved(double base, int step) {
  const int from = tenths(base);
  const int band = band_of(from);
  const int lowest = std::max(band - 1, 0);
  const int highest = std::min(band + 1, static_cast<int>(kBands.size()) - 1);
  int to = std::clamp(from + step, kBands[static_cast<std::size_t>(lowest)].least,
                      kBands[static_cast<std::size_t>(highest)].most);
  if (to == 90) to = from < 90 ? 89 : 91;
  return to / 10.0;
}

std::vector<std::string_view> moves_asked(const Scene& scene) {
  const JudgementCatalog& judgement = scene.rules.judgement;
  std::vector<std::string_view> moves;
  for (const SeverityMove& row : judgement.moves)
    if (row.property.valid() && asks_for(scene, row.property, values_of(judgement, row)))
      moves.push_back(judgement.text(row.move));
  return moves;
}

Severity severity_of(const Scene& scene, const MatchGroup& group,
                     const std::vector<MitigationVerdict>& mitigations) {
  return Mover(scene, group, mitigations).run();
}

std::string severity_sentence(double own, double rules, std::string_view why) {
  return "Severity " + decimal(own) + " instead of " + decimal(rules) + ": " +
         sentence(std::string(why));
}

}  // namespace weir::findings
