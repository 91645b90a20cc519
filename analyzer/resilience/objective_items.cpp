#include "analyzer/resilience/objective_items.h"

#include <limits>
#include <utility>

#include "analyzer/graph/property_value.h"
#include "analyzer/resilience/shortfall.h"

namespace weir::resilience {
namespace {

/// Milliseconds at best; without end if nothing brings it back.
PropertyValue estimated(const Recovery& recovery, const Reached& reached) {
  if (reached.nothing) return number_value(std::numeric_limits<double>::infinity());
  if (recovery.state == RecoveryState::unknown) return unknown_value(recovery.why);
  if (!reached.time && reached.least == 0)
    return unknown_value("the figure of what brings it back is not known");
  return number_value(reached.least);
}

/// What is missed of the node of the first, which share it.
struct MissedOfNode {
  std::vector<const PartObjective*> loss, late;
};

class ObjectiveItems {
 public:
  explicit ObjectiveItems(const Input& input)
      : in_(input), dfd_(input.dfd()), catalog_(input.catalog()) {}

  std::vector<GraphNode> take() { return std::move(items_); }

  void add(const std::vector<PartObjective>& parts) {
    for (std::size_t first = 0; first < parts.size();) {
      std::size_t end = first;
      MissedOfNode missed;
      for (; end < parts.size() && parts[end].node == parts[first].node; ++end)
        if (parts[end].rpo_judgement == Judgement::missed)
          missed.loss.push_back(&parts[end]);
        else if (parts[end].rto_judgement == Judgement::missed)
          missed.late.push_back(&parts[end]);
      const std::string loss = shortfall_text(in_, missed.loss, Figure::rpo);
      const std::string late = shortfall_text(in_, missed.late, Figure::rto);
      for (; first < end; ++first) add(parts[first], loss, late);
    }
  }

  void add(const EntryReport& entry) {
    const bool missed = entry.availability_judgement == Judgement::missed;
    if (entry.objective.availability)
      add(entry.entries.front(), entry.name, *entry.objective.availability, entry.percent, missed,
          missed ? shortfall_text(in_, entry) : "");
  }

  void add(const StoreReport& store) {
    const bool missed = store.availability_judgement == Judgement::missed;
    if (store.objective.availability)
      add(store.node, "store", *store.objective.availability, store.availability.percent, missed,
          missed ? shortfall_text(in_, store) : "");
  }

 private:
  void add(const PartObjective& part, const std::string& loss, const std::string& late) {
    const std::string disruption(kDisruptionNames[static_cast<std::size_t>(part.disruption)]);
    const Claim& claim = part.rpo ? *part.rpo : *part.rto;
    GraphNode item = item_of(part.node, "objective", disruption, claim.sought);
    set(item, "disruption", text_value(disruption));
    if (part.rto) {
      set(item, "rto", number_value(part.rto->sought.value, part.rto->sought.span));
      set(item, "estimated_rto", estimated(part.recovery, reached_rto(part.recovery)));
    }
    if (part.rpo) {
      set(item, "rpo", number_value(part.rpo->sought.value, part.rpo->sought.span));
      set(item, "estimated_rpo", estimated(part.recovery, reached_rpo(part.recovery)));
    }
    if (part.recovery.mechanism != nullptr)
      set(item, "mechanism", text_value(std::string(catalog_.text(part.recovery.mechanism->id))));
    set(item, "loses_too_much", boolean_value(part.rpo_judgement == Judgement::missed));
    if (!loss.empty()) set(item, "loss", text_value(loss));
    if (!late.empty()) set(item, "delay", text_value(late));
    items_.push_back(std::move(item));
  }

  void add(NodeId owner, const std::string& name, const Sought& sought,
           std::optional<double> percent, bool missed, const std::string& shortfall) {
    GraphNode item = item_of(owner, "availability_objective", name.empty() ? "entry" : name, sought);
    set(item, "slo", number_value(sought.value, sought.span));
    // a difference that is one of rounding is none
    const double reached = percent ? (missed ? *percent : std::max(*percent, sought.value)) : 0;
    set(item, "best_availability", percent ? number_value(reached) : unknown_value("no figure is known"));
    if (!shortfall.empty()) set(item, "shortfall", text_value(shortfall));
    items_.push_back(std::move(item));
  }

  GraphNode item_of(NodeId owner, std::string_view label, const std::string& which,
                    const Sought& sought) const {
    const GraphNode& of = dfd_[owner];
    GraphNode item;
    item.kind = GraphNodeKind::item;
    item.address = of.address + "/" + std::string(label) + "[" + which + "]";
    item.name = "objective " + sought.from;
    item.unit = of.unit;
    item.labels = {catalog_.label(label)};
    item.exists = of.exists;
    item.span = item.header = sought.span;
    item.owner = owner;
    return item;
  }

  void set(GraphNode& item, std::string_view property, PropertyValue value) const {
    const PropertyId id = catalog_.property(property);
    if (id.valid()) set_property(item.properties, id, std::move(value));
  }

  const Input& in_;
  const Dfd& dfd_;
  const Catalog& catalog_;
  std::vector<GraphNode> items_;
};

}  // namespace

std::vector<GraphNode> objective_items(const Input& input, const Report& report) {
  ObjectiveItems items(input);
  items.add(report.parts);
  for (const EntryReport& entry : report.entries) items.add(entry);
  for (const StoreReport& store : report.stores) items.add(store);
  return items.take();
}

Dfd with_items(Dfd dfd, const Catalog& catalog, std::vector<GraphNode> items) {
  const EdgeLabelId has = catalog.edge("has");
  for (GraphNode& item : items) {
    if (!has.valid() || item.labels.empty() || !item.labels.front().valid()) continue;
    Attachment owns;
    owns.source = item.owner;
    owns.target = NodeId(dfd.nodes.size());
    owns.kind = has;
    owns.evidence = {{item.name, item.header}};
    owns.exists = item.exists;
    dfd.nodes.push_back(std::move(item));
    dfd.attachments.push_back(std::move(owns));
  }
  return dfd;
}

}  // namespace weir::resilience
