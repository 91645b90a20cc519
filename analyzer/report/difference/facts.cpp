#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "analyzer/graph/enclosures.h"
#include "analyzer/report/diagram.h"
#include "analyzer/report/difference/difference.h"
#include "analyzer/report/layout.h"
#include "analyzer/rule/known.h"

namespace weir::report {
namespace {

constexpr std::size_t kTargets = 50;  ///< of one permission that are told one by one

std::string joined(const std::vector<std::string>& texts, std::string_view separator = ", ") {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : std::string(separator)) + text;
  return all;
}

std::string text_of(const PropertyValue& value) {
  switch (value.state) {
    case PropertyState::boolean:
      return value.boolean ? "true" : "false";
    case PropertyState::number: {
      std::string text = std::to_string(value.number);
      text.erase(text.find_last_not_of('0') + 1);
      if (text.ends_with('.')) text.pop_back();
      return text;
    }
    case PropertyState::text:
      return value.text;
    case PropertyState::unknown:
      return "unknown";
    case PropertyState::absent:
      return "absent";
    case PropertyState::list:
    case PropertyState::choice:
      break;
  }
  std::vector<std::string> items;
  for (const PropertyValue& item : value.items) items.push_back(text_of(item));
  return joined(items, value.state == PropertyState::list ? ", " : " or ");
}

class Facts {
 public:
  Facts(const Results& results, SaferTable safer)
      : results_(results),
        safer_(safer),
        dfd_(results.dfd),
        catalog_(results.catalog),
        nesting_(results.dfd, results.catalog),
        enclosures_(results.dfd, results.catalog),
        drawing_(draw(results.dfd, results.catalog, nesting_, {})) {}

  std::vector<Fact> all() && {
    for (const NodeId id : drawing_.elements) add_element(id);
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      if (dfd_.nodes[i].kind == GraphNodeKind::identity && dfd_.nodes[i].resource.valid())
        add_element(NodeId(i));
    for (std::size_t i = 0; i < dfd_.nodes.size(); ++i)
      if (dfd_.nodes[i].kind == GraphNodeKind::item) add_setting(NodeId(i));
    for (const FlowId id : drawing_.flows) add_flow(id);
    for (const Attachment& edge : dfd_.attachments) add_attachment(edge);
    for (const Access& access : dfd_.access) add_access(access);
    for (const Finding& finding : results_.findings) add_finding(finding);
    return std::move(facts_);
  }

 private:
  const std::string& address(NodeId node) const { return dfd_[node].address; }
  std::string name(NodeId node) const {
    return dfd_[node].name.empty() ? dfd_[node].address : dfd_[node].name;
  }
  std::string unit(NodeId node) const {
    const UnitId unit = dfd_[node].unit;
    return unit.valid() ? dfd_.units[unit.index()].path : "";
  }
  std::string place(Span span) const {
    return span.valid() ? place_text(results_.sources, results_.sources.in_host(span)) : "";
  }

  Fact about(FactKind kind, const std::vector<NodeId>& nodes) const {
    Fact fact;
    fact.kind = kind;
    fact.key = std::string(kFactKinds[static_cast<std::size_t>(kind)]) + "|";
    for (const NodeId node : nodes) {
      fact.key += (fact.key.ends_with('|') ? "" : ",") + address(node);
      fact.about.push_back(full_address(dfd_, node));
    }
    fact.unit = unit(nodes.front());
    fact.place = place(dfd_[nodes.front()].header.valid() ? dfd_[nodes.front()].header
                                                          : dfd_[nodes.front()].span);
    return fact;
  }

  std::map<std::string, std::string> details_of(const std::vector<Property>& properties,
                                                Guard exists) const {
    std::map<std::string, std::string> details;
    for (const Property& property : properties) {
      if (property.value.state == PropertyState::absent) continue;
      details[std::string(catalog_.name(property.property))] = text_of(property.value);
    }
    if (exists != kAlways) details["holds"] = dfd_.guards.describe(exists);
    return details;
  }

  /// What may be said of each property's safety, by its name: see Fact.
  std::map<std::string, double> safety_of(const std::vector<Property>& properties) const {
    std::map<std::string, double> safety;
    for (const Property& property : properties)
      for (const SaferRecord& row : safer_)
        if (row.property == property.property)
          if (const std::optional<double> amount = amount_of(property))
            safety[std::string(catalog_.name(property.property))] = row.more ? *amount : -*amount;
    return safety;
  }

  /// A value as a figure, where its property has an order; none if it is not known.
  std::optional<double> amount_of(const Property& property) const {
    const PropertyValue& value = property.value;
    if (value.state == PropertyState::boolean) return value.boolean ? 1 : 0;
    if (value.state == PropertyState::number) return value.number;
    if (value.state != PropertyState::text) return std::nullopt;
    const std::optional<std::uint32_t> rank = catalog_.rank(
        catalog_.properties[property.property.index()].enumeration, value.text);
    return rank ? std::optional<double>(*rank) : std::nullopt;
  }

  /// An item of a control: what it filters, lets pass, asks for.
  void add_setting(NodeId id) {
    NodeId control = id;
    while (control.valid() && dfd_[control].kind == GraphNodeKind::item)
      control = dfd_[control].owner;
    if (!control.valid() || dfd_[control].kind != GraphNodeKind::control) return;
    Fact fact = about(FactKind::setting, {id, control});
    fact.details = details_of(dfd_[id].properties, dfd_[id].exists);
    fact.safety = safety_of(dfd_[id].properties);
    fact.text = name(id) + " of " + name(control);
    facts_.push_back(std::move(fact));
  }

  std::vector<std::string> names_of(const std::vector<NodeId>& nodes) const {
    std::vector<std::string> names;
    for (const NodeId node : nodes) names.push_back(name(node));
    std::sort(names.begin(), names.end());
    return names;
  }

  void add_element(NodeId id) {
    const GraphNode& node = dfd_[id];
    Fact fact = about(FactKind::element, {id});
    fact.details = details_of(node.properties, node.exists);
    fact.safety = safety_of(node.properties);
    fact.details["lies in"] = joined(names_of(nesting_.innermost(id)));
    fact.text = name(id) + (node.type.empty() ? "" : " (" + node.type + ")");
    facts_.push_back(std::move(fact));
    for (const std::string& data_class : node.data) {
      Fact data = about(FactKind::data, {id});
      data.key += "|" + data_class;
      data.text = name(id) + " holds " + data_class;
      facts_.push_back(std::move(data));
    }
  }

  void add_flow(FlowId id) {
    const Flow& flow = dfd_[id];
    if (flow.confidence == Confidence::possible) return;
    const std::string kind(catalog_.name(flow.kind));
    Fact fact = about(FactKind::flow, {flow.from, flow.to});
    fact.key += "|" + kind;
    fact.text = name(flow.from) + " → " + name(flow.to) + " (" + kind + ")";
    fact.details = details_of(flow.properties, flow.exists);
    fact.from_outside = dfd_[flow.from].kind == GraphNodeKind::external_entity;
    fact.details["confidence"] = kConfidenceWords[static_cast<std::size_t>(flow.confidence)];
    fact.details["protocol"] = flow.transport.protocol;
    fact.details["encrypted"] = text_of(flow.transport.encrypted);
    fact.details["authenticated"] = text_of(flow.transport.authenticated);
    std::set<std::string> classes;
    for (const DataReason& reason : flow.carries) classes.insert(reason.data_class);
    fact.details["carries"] = joined({classes.begin(), classes.end()});
    if (!flow.evidence.empty()) fact.place = place(flow.evidence.front().span);
    for (const NodeId boundary : enclosures_.crossed(flow).certain) {
      Fact crossing = fact;
      crossing.kind = FactKind::crossing;
      crossing.details.clear();
      crossing.from_outside = false;
      crossing.key = "crossing" + fact.key.substr(fact.key.find('|')) + "|" + address(boundary);
      crossing.text = fact.text + " crosses " + name(boundary);
      facts_.push_back(std::move(crossing));
    }
    facts_.push_back(std::move(fact));
  }

  /// Controls on what is drawn, and what the internet reaches.
  void add_attachment(const Attachment& edge) {
    if (edge.exists == kNever || !edge.source.valid() || !edge.target.valid()) return;
    const bool exposes = edge.kind == catalog_.edge("exposes");
    const bool control = dfd_[edge.source].kind == GraphNodeKind::control &&
                         is_element(dfd_[edge.target].kind) &&
                         catalog_.edges[edge.kind.index()].relation == EdgeRelation::attachment;
    if (!exposes && !control) return;
    const std::string kind(catalog_.name(edge.kind));
    Fact fact = exposes ? about(FactKind::exposure, {edge.target})
                        : about(FactKind::mitigation, {edge.target, edge.source});
    fact.key += "|" + kind;
    fact.text = exposes ? name(edge.target) + " can be reached from the internet"
                        : name(edge.source) + " " + kind + " " + name(edge.target);
    if (!edge.evidence.empty()) fact.place = place(edge.evidence.front().span);
    facts_.push_back(std::move(fact));
  }

  /// Each kind of access of a principal to a target is told once, whatever statements give it.
  void add_access(const Access& access) {
    if (access.exists == kNever || !access.target.valid()) return;
    const TargetSet& set = dfd_.targets[access.target.index()];
    const std::string kind(catalog_.name(access.kind));
    std::map<std::string, std::string> targets;  // by key: in words
    if (set.members.size() <= kTargets)
      for (const NodeId member : set.members) targets.emplace(address(member), name(member));
    if (set.members.size() > kTargets || set.covers_outside)
      for (const std::string& pattern : set.patterns) targets.emplace(pattern, pattern);
    for (const auto& [key, words] : targets) {
      Fact fact = about(FactKind::access, {access.principal});
      fact.key += "," + key + "|" + kind;
      if (!told_.insert(fact.unit + "|" + fact.key).second) continue;
      fact.text = name(access.principal) + " may " + kind + " " + words;
      fact.from_outside = dfd_[access.principal].kind == GraphNodeKind::external_entity;
      fact.weight = weight_of(kind);
      fact.everything = key == "*";
      for (const NodeId member : set.members)
        if (address(member) == key) fact.about.push_back(full_address(dfd_, member));
      if (!access.evidence.empty()) fact.place = place(access.evidence.front().span);
      facts_.push_back(std::move(fact));
    }
  }

  /// What an access gives away, from the data it moves: to change who may do what, to change data,
  /// to read it.
  double weight_of(const std::string& kind) const {
    const EdgeLabelId label = catalog_.edge(kind);
    if (kind == "administer" || kind == "pass") return 3;
    return label.valid() && catalog_.is(label, catalog_.edge("write")) ? 2 : 1;
  }

  void add_finding(const Finding& finding) {
    const KnownFinding known = weir::known(finding, results_.sources);
    const bool accepted = finding.suppression == Suppression::in_source ||
                          finding.suppression == Suppression::in_config;
    Fact fact;
    fact.kind = accepted ? FactKind::suppression : FactKind::finding;
    const std::string kind = accepted ? "suppression|" : "finding|";
    fact.key = kind + known.identities.front();
    for (std::size_t i = 1; i < known.identities.size(); ++i)
      fact.other_keys.push_back(kind + known.identities[i]);
    fact.unit = known.unit;
    fact.place = place(finding.span);
    const std::string rule(results_.rules.text(finding.rule->id));
    fact.text = rule + ": " +
                (accepted ? finding.address + " is accepted: " + finding.suppression_reason
                          : finding.report);
    fact.weight = finding.severity;
    if (finding.span.valid()) fact.file = results_.sources.path(finding.span.file);
    fact.details["severity"] = severity_band(finding.severity);
    fact.details["precision"] = name_of(finding.precision);
    fact.details["holds"] = finding.holds.empty() ? "always" : finding.holds;
    for (const MitigationVerdict& verdict : finding.mitigations)
      fact.details["mitigation " + verdict.id] =
          verdict.verdict == query::Verdict::present  ? "present"
          : verdict.verdict == query::Verdict::absent ? "absent"
                                                      : "unknown";
    fact.about.push_back(finding.address);
    facts_.push_back(std::move(fact));
  }

  const Results& results_;
  const SaferTable safer_;
  const Dfd& dfd_;
  const Catalog& catalog_;
  const Nesting nesting_;
  Enclosures enclosures_;
  const Drawing drawing_;
  std::set<std::string> told_;
  std::vector<Fact> facts_;
};

}  // namespace
}  // namespace weir::report

std::vector<weir::Fact> weir::facts_of(const Results& results, SaferTable safer) {
  return report::Facts(results, safer).all();
}
