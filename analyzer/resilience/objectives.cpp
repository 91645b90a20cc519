#include "analyzer/resilience/objectives.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "analyzer/base/duration.h"
#include "analyzer/base/glob.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/tags.h"

namespace weir::resilience {
namespace {

void lay_over(std::optional<Sought>& below, const std::optional<Sought>& above) {
  if (above) below = above;
}

void lay_over(Objective& below, const Objective& above) {
  lay_over(below.tier, above.tier);
  lay_over(below.availability, above.availability);
  for (std::size_t i = 0; i < kDisruptions; ++i) {
    lay_over(below.rto[i], above.rto[i]);
    lay_over(below.rpo[i], above.rpo[i]);
  }
}

Objective declared_objective(const ObjectiveDeclaration& said, const std::string& from) {
  Objective out;
  const auto set = [&](std::optional<Sought>& slot, std::optional<double> value) {
    if (value) slot = Sought{*value, from, said.span};
  };
  set(out.tier, said.tier);
  set(out.availability, said.availability);
  for (std::size_t i = 0; i < kDisruptions; ++i) {
    set(out.rto[i], said.of[i].rto ? said.of[i].rto : said.any.rto);
    set(out.rpo[i], said.of[i].rpo ? said.of[i].rpo : said.any.rpo);
  }
  return out;
}

/// "99.9", "99.9%": all of the text, or nothing.
std::optional<double> read_percent(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (!text.empty() && text.back() == '%') text.remove_suffix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  double percent = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), percent);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && percent > 0 && percent <= 100 ? std::optional(percent) : std::nullopt;
}

std::string number_text(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number);
  return {text, end.ptr};
}

/// A property's number.
void take(std::optional<Sought>& slot, const std::vector<Property>& properties, PropertyId id,
          const std::string& from) {
  const PropertyValue* value = id.valid() ? find_property(properties, id) : nullptr;
  if (value != nullptr && value->state == PropertyState::number)
    slot = Sought{value->number, from, value->span};
}

}  // namespace

bool Objective::says_nothing() const {
  const auto none = [](const auto& list) {
    return std::none_of(list.begin(), list.end(), [](const auto& one) { return one.has_value(); });
  };
  return !tier && !availability && none(rto) && none(rpo);
}

Objectives::Objectives(const Input& input) : in_(input), tags_(input.dfd().nodes.size()) {
  read_policies();
  read_tags();
}

/// A policy is its unit's; several in one unit cannot be told apart from here.
void Objectives::read_policies() {
  const Dfd& dfd = in_.dfd();
  const Catalog& catalog = in_.catalog();
  const LabelId label = catalog.label("objectives"), item = catalog.label("objective");
  const PropertyId disruption = catalog.property("disruption"), rto = catalog.property("rto"),
                   rpo = catalog.property("rpo");
  std::map<std::uint32_t, std::vector<NodeId>> by_unit;
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i)
    if (label.valid() && dfd.nodes[i].exists != kNever && has_label(dfd, catalog, NodeId(i), label))
      by_unit[dfd.nodes[i].unit.value].push_back(NodeId(i));
  for (const auto& [unit, policies] : by_unit) {
    if (policies.size() > 1) {
      remarks_.push_back(std::to_string(policies.size()) + " policies with objectives stand in " +
                         dfd.units[UnitId(unit).index()].path +
                         "; which one is meant for what is not known, so none counts");
      continue;
    }
    const GraphNode& node = dfd[policies.front()];
    const std::string from = "the policy " + node.name;
    Policy policy{UnitId(unit), {}};
    take(policy.says.tier, node.properties, catalog.property("objective_tier"), from);
    take(policy.says.availability, node.properties, catalog.property("objective_availability"),
         from);
    for (const GraphNode& part : dfd.nodes) {
      if (part.kind != GraphNodeKind::item || part.owner != policies.front() || !item.valid() ||
          std::find(part.labels.begin(), part.labels.end(), item) == part.labels.end())
        continue;
      const std::string_view which = text_of(find_property(part.properties, disruption));
      for (std::size_t i = 0; i < kDisruptions; ++i) {
        if (kDisruptionNames[i] != which) continue;
        take(policy.says.rto[i], part.properties, rto, from);
        take(policy.says.rpo[i], part.properties, rpo, from);
      }
    }
    policies_.push_back(std::move(policy));
  }
}

void Objectives::read_tags() {
  const Dfd& dfd = in_.dfd();
  const Catalog& catalog = in_.catalog();
  if (in_.figures.objective_tags.empty()) return;
  GuardStore guards = dfd.guards;
  SelectSource source{in_.model, catalog, guards, {}, {}};
  const PropertyId tier = catalog.property("tier");
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const GraphNode& node = dfd.nodes[i];
    if (!is_there(dfd, NodeId(i)) || !node.resource.valid()) continue;
    Objective& says = tags_[i];
    take(says.tier, node.properties, tier, "a tag");
    each_tag(source, node.resource,
             [&](const std::string& key, ValueId value) { read_tag(says, key, value); });
  }
}

/// A figure that cannot be read is a fault, not another figure: "99,99" is not 99.
void Objectives::read_tag(Objective& says, const std::string& key, ValueId value) {
  const Value& written = in_.model.values[value];
  std::string text(in_.model.values.string(value));
  if (written.kind == ValueKind::number) text = number_text(written.number);
  if (text.empty()) return;  // unknown, or none
  for (const ObjectiveTag& row : in_.figures.objective_tags) {
    if (!glob_match(in_.catalog().text(row.key), key, true)) continue;
    const std::string_view what = in_.catalog().text(row.says);
    const bool percent = what == "availability";
    const std::optional<double> read = percent ? read_percent(text) : read_duration(text);
    if (!read) {
      faults_.push_back({Level::warning, written.span, "objective-not-read",
                         "the tag " + key + " must be " +
                             (percent ? "a percentage above 0 and up to 100, such as 99.9"
                                      : "a duration with its unit, such as 15 min or 4 h") +
                             ", not \"" + text + "\"; it counts for nothing"});
      continue;
    }
    const Sought sought{*read, "the tag " + key, written.span};
    if (percent)
      says.availability = sought;
    else
      for (auto& slot : what == "rto" ? says.rto : says.rpo) slot = sought;
  }
}

bool Objectives::any() const {
  const auto says_some = [](const Objective& one) { return !one.says_nothing(); };
  return std::any_of(in_.declared.begin(), in_.declared.end(),
                     [](const DeclaredOf& one) { return !one.said.objectives.empty(); }) ||
         std::any_of(policies_.begin(), policies_.end(),
                     [&](const Policy& policy) { return says_some(policy.says); }) ||
         std::any_of(tags_.begin(), tags_.end(), says_some);
}

Objective Objectives::of_system(NodeId node) const {
  const Dfd& dfd = in_.dfd();
  const UnitId unit = dfd[node].unit;
  Objective out;
  for (const Policy& policy : policies_)
    if (policy.unit == unit) lay_over(out, policy.says);
  const std::string system = unit.valid() ? dfd.units[unit.index()].system : "";
  const auto lay_those_of = [&](const std::string& name, const std::string& source) {
    for (const DeclaredOf& declared : in_.declared)
      for (const ObjectiveDeclaration& said : declared.said.objectives)
        if (said.system == name && concerns(declared, dfd, node))
          lay_over(out, declared_objective(said, source));
  };
  lay_those_of("*", "declared for all");
  if (!system.empty()) lay_those_of(system, "declared for the system " + system);
  return out;
}

void Objectives::add_own(Objective& below, NodeId node) const {
  for (const DeclaredOf& declared : in_.declared)
    for (const ObjectiveDeclaration& said : declared.said.objectives)
      if (!said.address.empty() && concerns(declared, in_.dfd(), node) &&
          means(said.address, in_.dfd(), node))
        lay_over(below, declared_objective(said, "declared for " + said.address));
  lay_over(below, tags_[node.index()]);
}

Objective Objectives::of(NodeId node) const {
  Objective out = of_system(node);
  add_own(out, node);
  return out;
}

Objective Objectives::of_part(NodeId node) const {
  Objective out = of_system(node);
  out.availability.reset();
  add_own(out, node);
  return out;
}

Objective Objectives::of_journey(const DeclaredOf& declared, std::string_view journey,
                                 NodeId entry) const {
  Objective out = of_system(entry);
  for (const ObjectiveDeclaration& said : declared.said.objectives)
    if (said.journey == journey && !journey.empty())
      lay_over(out, declared_objective(said, "declared for the journey " + said.journey));
  return out;
}

}  // namespace weir::resilience
