#include "analyzer/resilience/recovery.h"

#include <algorithm>
#include <limits>

#include "analyzer/analysis/attached.h"
#include "analyzer/graph/read.h"

namespace weir::resilience {
namespace {

double or_endless(std::optional<double> time) {
  return time.value_or(std::numeric_limits<double>::infinity());
}

std::optional<double> time_of(double milliseconds) {
  return milliseconds == kUnknownTime ? std::nullopt : std::optional(milliseconds);
}

bool is_better(const Recovery& a, const Recovery& b) {
  const auto key = [](const Recovery& one) {
    return std::pair(or_endless(one.rpo), or_endless(one.rto));
  };
  return key(a) < key(b);
}

std::string system_of(const Dfd& dfd, const GraphNode& node) {
  return node.unit.valid() ? dfd.units[node.unit.index()].system : "";
}

/// Whether a choice of what is backed up may take in anything: no attachment can say what bears a
/// tag, or fits a pattern.
bool chooses_by_kind(const Input& input, const GraphNode& item) {
  const Catalog& catalog = input.catalog();
  const LabelId choice = catalog.label("backup_choice");
  if (!choice.valid() || std::find(item.labels.begin(), item.labels.end(), choice) == item.labels.end())
    return false;
  const PropertyValue* tags = find_property(item.properties, catalog.property("by_tags"));
  if (tags != nullptr && tags->state != PropertyState::absent &&
      (tags->state != PropertyState::boolean || tags->boolean))
    return true;
  const PropertyValue* names = find_property(item.properties, catalog.property("resources"));
  if (names == nullptr || names->state == PropertyState::absent) return false;
  return names->state != PropertyState::list ||
         std::any_of(names->items.begin(), names->items.end(), [](const PropertyValue& one) {
           return one.state == PropertyState::text && one.text.find('*') != one.text.npos;
         });
}

bool covers(const RecoveryMechanism& row, Disruption disruption) {
  return (row.disruptions >> static_cast<unsigned>(disruption) & 1U) != 0;
}

}  // namespace

std::vector<NodeId> regions_of(const Input& input) {
  const Dfd& dfd = input.dfd();
  const Attached within(dfd, input.catalog(), input.catalog().edge("within"));
  std::vector<NodeId> regions(dfd.nodes.size());
  for (std::size_t i = 0; i < regions.size(); ++i)
    for (const NodeId boundary : boundaries_around(within, NodeId(i)))
      if (dfd[boundary].boundary_kind == "region" && !regions[i].valid()) regions[i] = boundary;
  return regions;
}

RecoveryTable::RecoveryTable(const Input& input)
    : in_(input), guards_(input.dfd().guards), region_of_(regions_of(input)) {
  const Dfd& dfd = input.dfd();
  flows_of_.resize(dfd.nodes.size());
  attached_.resize(dfd.nodes.size());
  open_.resize(dfd.nodes.size());
  for (const Flow& flow : dfd.flows) {
    if (flow.confidence == Confidence::possible || flow.exists == kNever) continue;
    flows_of_[flow.from.index()].push_back(&flow);
    flows_of_[flow.to.index()].push_back(&flow);
  }
  for (const Attachment& attachment : dfd.attachments)
    if (attachment.target.valid() && attachment.exists != kNever)
      attached_[attachment.target.index()].push_back(&attachment);
  for (const GraphNode& item : dfd.nodes)
    if (item.kind == GraphNodeKind::item && item.exists != kNever && chooses_by_kind(input, item))
      chosen_in_.insert(system_of(dfd, item));
  for (const OpenEnd& open : dfd.open_ends)
    if (!open.outgoing) open_[open.node.index()].push_back(open.label);
}

bool RecoveryTable::about(const RecoveryMechanism& row, NodeId node) const {
  const auto concepts = Catalog::slice(in_.catalog().concept_refs, row.concepts);
  return concepts.empty() ||
         std::find(concepts.begin(), concepts.end(), in_.dfd()[node].concept_id) != concepts.end();
}

RecoveryTable::Fit RecoveryTable::fit_copies(const RecoveryMechanism& row, NodeId node,
                                             std::string& why) const {
  const std::optional<double> copies = copies_of(in_, node);
  if (copies) return *copies >= row.copies ? Fit::yes : Fit::no;
  why = "how many copies of it there are is not known";
  return Fit::unknown;
}

bool RecoveryTable::in_other_region(NodeId a, NodeId b) const {
  const NodeId one = region_of_[a.index()], other = region_of_[b.index()];
  return one.valid() && other.valid() && one != other;
}

/// An edge of a thing counts if it is there whenever the thing is, else it may count.
RecoveryTable::Fit RecoveryTable::whenever(NodeId node, Guard there) {
  return guards_.implies(in_.dfd()[node].exists, there) ? Fit::yes : Fit::unknown;
}

RecoveryTable::Fit RecoveryTable::fit_copied(const RecoveryMechanism& row, NodeId node) {
  Fit fits = Fit::no;
  for (const Flow* flow : flows_of_[node.index()]) {
    const NodeId other = flow->from == node ? flow->to : flow->from;
    if (in_.catalog().is(flow->kind, row.copied) && other != node &&
        in_.dfd()[other].kind == GraphNodeKind::data_store &&
        (!row.elsewhere || in_other_region(node, other)))
      fits = std::max(fits, whenever(node, flow->exists));
  }
  return fits;
}

RecoveryTable::Fit RecoveryTable::fit_attached(const RecoveryMechanism& row, NodeId node) {
  const auto is_one = [&](EdgeLabelId kind) {
    return kind.valid() && in_.catalog().is(kind, row.attached);
  };
  const auto& open = open_[node.index()];
  Fit fits = std::any_of(open.begin(), open.end(), is_one) ? Fit::unknown : Fit::no;
  for (const Attachment* attachment : attached_[node.index()])
    if (is_one(attachment->kind))
      fits = std::max(fits, std::min(whenever(node, attachment->exists),
                                     fit_when(row, attachment->source, in_.dfd()[node].exists)));
  if (fits == Fit::no && may_be_chosen(node)) return Fit::unknown;
  return fits;
}

/// Stores that a plan may choose by a tag or a pattern.
bool RecoveryTable::may_be_chosen(NodeId node) const {
  return in_.dfd()[node].kind == GraphNodeKind::data_store &&
         chosen_in_.count(system_of(in_.dfd(), in_.dfd()[node])) != 0;
}

/// Whether the row's `when` holds of a node's properties wherever `there` does.
RecoveryTable::Fit RecoveryTable::fit_when(const RecoveryMechanism& row, NodeId whose,
                                           Guard there) {
  if (row.when.empty()) return Fit::yes;
  const Decision decision = decide(guards_, in_.catalog(), row.when, in_.dfd()[whose].properties);
  if (guards_.implies(there, decision.yes)) return Fit::yes;
  return guards_.implies(there, decision.no) ? Fit::no : Fit::unknown;
}

/// The least time between two runs of what is attached; none if one of them is not known.
std::optional<double> RecoveryTable::interval_of(const RecoveryMechanism& row, NodeId node) const {
  const PropertyId property = in_.catalog().property("backup_interval");
  std::optional<double> least;
  if (!row.attached.valid() || !property.valid()) return least;
  for (const Attachment* attachment : attached_[node.index()]) {
    if (!in_.catalog().is(attachment->kind, row.attached)) continue;
    const PropertyValue* value =
        find_property(in_.dfd()[attachment->source].properties, property);
    if (value == nullptr || value->state != PropertyState::number) return std::nullopt;
    least = std::min(least.value_or(value->number), value->number);
  }
  return least;
}

RecoveryTable::Fit RecoveryTable::fit(const RecoveryMechanism& row, NodeId node, std::string& why) {
  const GraphNode& n = in_.dfd()[node];
  const Catalog& catalog = in_.catalog();
  Fit fits = Fit::yes;
  const auto narrow = [&](Fit one) { fits = std::min(fits, one); };
  if (row.global && !(n.concept_id.valid() && catalog.concepts[n.concept_id.index()].global))
    return Fit::no;
  if (!row.when.empty() && !row.attached.valid()) {
    narrow(fit_when(row, node, n.exists));
    if (fits == Fit::unknown)
      why = "whether it has " + std::string(catalog.text(row.name)) + " is not known";
  }
  if (row.copied.valid()) narrow(fit_copied(row, node));
  if (row.attached.valid()) {
    narrow(fit_attached(row, node));
    if (fits == Fit::unknown)
      why = "whether it has " + std::string(catalog.text(row.name)) + " is not known";
  }
  if (row.copies > 0) narrow(fit_copies(row, node, why));
  return fits;
}

Recovery RecoveryTable::reached(const RecoveryMechanism& row, NodeId node) const {
  const Catalog& catalog = in_.catalog();
  Recovery out;
  out.state = RecoveryState::reached;
  out.mechanism = &row;
  out.rto = time_of(row.rto);
  out.rpo = row.rpo == kUnknownTime ? interval_of(row, node) : time_of(row.rpo);
  out.source = std::string(catalog.text(row.source)) + ", " + std::string(catalog.text(row.dated));
  for (const DeclaredOf& declared : in_.declared)
    for (const FigureDeclaration& figure : declared.said.figures) {
      if (figure.mechanism != catalog.text(row.id) || !concerns(declared, in_.dfd(), node) ||
          (!figure.address.empty() && !means(figure.address, in_.dfd(), node)))
        continue;
      if (figure.rto) out.rto = figure.rto;
      if (figure.rpo) out.rpo = figure.rpo;
      out.source = figure.source + ", declared";
    }
  return out;
}

const Recoveries& RecoveryTable::of(NodeId node) {
  const auto known = known_.find(node);
  return known != known_.end() ? known->second
                               : known_.emplace(node, recoveries_of(node)).first->second;
}

Recoveries RecoveryTable::recoveries_of(NodeId node) {
  Recoveries all;
  if (in_.dfd()[node].outside) {
    for (Recovery& one : all) one.why = "it is not declared in the input";
    return all;
  }
  std::array<bool, kDisruptions> perhaps{}, spoken_of{};
  std::array<double, kDisruptions> least_rto, least_rpo;
  least_rto.fill(std::numeric_limits<double>::infinity());
  least_rpo.fill(std::numeric_limits<double>::infinity());
  spoken_of[static_cast<std::size_t>(Disruption::region)] = region_of_[node.index()].valid();
  for (const RecoveryMechanism& row : in_.figures.recovery) {
    if (!about(row, node)) continue;
    for (std::size_t i = 0; i < kDisruptions; ++i)
      spoken_of[i] =
          spoken_of[i] || (!row.concepts.empty() && covers(row, static_cast<Disruption>(i)));
    std::string why;
    const Fit fits = fit(row, node, why);
    if (fits == Fit::no) continue;
    const Recovery found = reached(row, node);
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      if (!covers(row, static_cast<Disruption>(i))) continue;
      Recovery& best = all[i];
      least_rto[i] = std::min(least_rto[i], found.rto.value_or(0));
      least_rpo[i] = std::min(least_rpo[i], found.rpo.value_or(0));
      if (fits == Fit::unknown) {
        perhaps[i] = true;
        if (best.state != RecoveryState::reached) best.why = why;
      } else if (best.state != RecoveryState::reached || is_better(found, best)) {
        best = found;
      }
    }
  }
  const bool keeps_data = in_.dfd()[node].kind == GraphNodeKind::data_store;
  for (std::size_t i = 0; i < kDisruptions; ++i) {
    Recovery& one = all[i];
    if (one.state == RecoveryState::reached) {
      one.least_rto = least_rto[i];
      one.least_rpo = least_rpo[i];
    }
    if (one.state == RecoveryState::reached || perhaps[i]) continue;
    if (!keeps_data && static_cast<Disruption>(i) == Disruption::software)
      one.why = "it is deployed again from this code; how soon is not known";
    else if (spoken_of[i])
      one.state = RecoveryState::nothing;
    else
      one.why = "what brings such a thing back is not known";
  }
  return all;
}

Better RecoveryTable::better(NodeId node, Disruption disruption, const Recovery& now,
                             const Target& target) const {
  Better best;
  if (in_.dfd()[node].outside) return best;
  const auto reaches = [&](const Recovery& one) {
    return (!target.rto || or_endless(one.rto) <= *target.rto) &&
           (!target.rpo || or_endless(one.rpo) <= *target.rpo);
  };
  for (const RecoveryMechanism& row : in_.figures.recovery) {
    if (row.concepts.empty() || !about(row, node) || !covers(row, disruption)) continue;
    if (now.state == RecoveryState::reached && now.mechanism == &row) continue;
    const Recovery other = reached(row, node);
    const bool fits = (target.rto || target.rpo) && reaches(other);
    if (now.state == RecoveryState::reached && !fits && !is_better(other, now)) continue;
    const bool first = best.by.mechanism == nullptr || (fits && !best.reaches);
    if (first || (fits == best.reaches && is_better(other, best.by))) best = {other, fits};
  }
  return best;
}

}  // namespace weir::resilience
