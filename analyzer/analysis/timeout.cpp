// timeout(element) = how long one call of it runs at most: its own setting, which is stored; else
// the quota of its concept (tables/limits.yaml); else absent. Unknown of what others declare, where
// such things have a setting. timeout(call) = how long its caller waits at most: the least of the
// call's own setting
// (`call_timeout`), of how long such callers wait (tables/limits.yaml) and of the target's timeout.
// Unknown where one of them is unknown or depends on conditions; absent where nothing limits it.
// O(n + m).
#include <algorithm>
#include <map>
#include <optional>

#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

PropertyValue duration(double milliseconds) {
  PropertyValue out;
  out.state = PropertyState::number;
  out.number = milliseconds;
  return out;
}

class Timeouts {
 public:
  Timeouts(const Dfd& dfd, const Catalog& catalog)
      : dfd_(dfd),
        catalog_(catalog),
        timeout_(catalog.property("timeout")),
        call_timeout_(catalog.property("call_timeout")) {
    for (const LimitRecord& limit : catalog.limits)
      (limit.of_calls ? waits_ : runs_)[limit.concept_id.value] = limit.milliseconds;
  }

  PropertyValue of(const GraphNode& node) const {
    const PropertyValue* own = find_property(node.properties, timeout_);
    return own != nullptr ? *own : derived(node);
  }

  /// That of a node which has no setting of its own.
  PropertyValue derived(const GraphNode& node) const {
    if (node.outside && has_setting(node.concept_id))
      return derived_unknown("its setting is not declared here");
    return limit(runs_, node);
  }

  PropertyValue of(const Flow& flow) const {
    const PropertyValue* own = find_property(flow.properties, call_timeout_);
    std::optional<double> least;
    const PropertyValue waits = limit(waits_, dfd_[flow.from]), runs = of(dfd_[flow.to]);
    for (const PropertyValue* one : {own, &waits, &runs}) {
      if (one == nullptr || one->state == PropertyState::absent) continue;
      if (one->state != PropertyState::number)
        return derived_unknown(one->state == PropertyState::unknown ? one->text
                                                                    : "it depends on conditions");
      least = std::min(least.value_or(one->number), one->number);
    }
    return least ? duration(*least) : PropertyValue{};
  }

 private:
  bool has_setting(ConceptId concept_id) const {
    if (!concept_id.valid()) return false;
    const auto rules =
        Catalog::slice(catalog_.property_rules, catalog_.concepts[concept_id.index()].properties);
    return std::any_of(rules.begin(), rules.end(),
                       [&](const PropertyRule& rule) { return rule.property == timeout_; });
  }

  static PropertyValue limit(const std::map<std::uint32_t, double>& limits, const GraphNode& node) {
    const auto found = limits.find(node.concept_id.value);
    return node.concept_id.valid() && found != limits.end() ? duration(found->second)
                                                            : PropertyValue{};
  }

  const Dfd& dfd_;
  const Catalog& catalog_;
  PropertyId timeout_, call_timeout_;
  std::map<std::uint32_t, double> runs_, waits_;  ///< by concept
};

}  // namespace

PropertyColumn compute_timeout(const Dfd& dfd, const Catalog& catalog) {
  const Timeouts timeouts(dfd, catalog);
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i)
    if (is_element(dfd.nodes[i].kind)) column.put(i, timeouts.derived(dfd.nodes[i]));
  return column;
}

PropertyColumn compute_timeout_of_calls(const Dfd& dfd, const Catalog& catalog) {
  const Timeouts timeouts(dfd, catalog);
  const EdgeLabelId sync = catalog.edge("sync");
  PropertyColumn column(dfd.flows.size());
  for (std::size_t i = 0; i < dfd.flows.size(); ++i)
    if (sync.valid() && catalog.is(dfd.flows[i].kind, sync)) column.put(i, timeouts.of(dfd.flows[i]));
  return column;
}

}  // namespace weir
