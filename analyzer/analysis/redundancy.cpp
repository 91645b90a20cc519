// redundancy(process or store) = how many copies of it fail independently of each other: as many as
// there are zones, then instances. What the provider spreads over a Region's zones has infinitely
// many (tables/copies.yaml), unless it is tied to subnets; `multi_zone` says two or one; else the
// instances that are asked for (`desired_count`, `min_size`, `instances`, or the table's number),
// of which no two count in one zone: what fails with it fails together. Zones are those of the
// subnets that it lies within: subnets whose zone is not written may share one, and a parameter may
// stand for several. Unknown where the number is not the same for all that may be. O(n + m).
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "analyzer/analysis/attached.h"
#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

constexpr double kAny = std::numeric_limits<double>::infinity();

/// What a number may be.
struct Bounds {
  double least = 0, most = kAny;
};

class Redundancy {
 public:
  Redundancy(const Dfd& dfd, const Catalog& catalog)
      : dfd_(dfd),
        within_(dfd, catalog, catalog.edge("within")),
        multi_zone_(catalog.property("multi_zone")),
        zone_name_(catalog.property("zone_name")) {
    for (const char* name : {"desired_count", "min_size", "instances"})
      counts_.push_back(catalog.property(name));
    for (const CopiesRecord& record : catalog.copies)
      copies_[record.concept_id.value] = record.copies;
  }

  PropertyValue of(NodeId id) const {
    const GraphNode& node = dfd_[id];
    const PropertyValue* multi = find_property(node.properties, multi_zone_);
    if (multi != nullptr && multi->state == PropertyState::boolean)
      return number(multi->boolean ? 2 : 1);
    if (multi != nullptr && multi->state != PropertyState::absent)
      return derived_unknown(multi->state == PropertyState::unknown ? multi->text
                                                                    : "it depends on conditions");
    const Bounds zones = zones_of(id), instances = instances_of(node);
    if (instances.most <= 1) return number(instances.most);
    if (zones.most == 0)  // in no subnet
      return exactly(instances) && catalogued(node)
                 ? number(instances.least)
                 : derived_unknown("how many copies of it there are is not known");
    const Bounds both = {std::min(zones.least, instances.least),
                         std::min(zones.most, instances.most)};
    if (exactly(both)) return number(both.least);
    return derived_unknown("how many zones it spreads over is not known");
  }

 private:
  static bool exactly(const Bounds& bounds) { return bounds.least == bounds.most; }
  bool catalogued(const GraphNode& node) const { return copies_.count(node.concept_id.value) != 0; }

  static PropertyValue number(double copies) {
    PropertyValue out;
    out.state = PropertyState::number;
    out.number = copies;
    return out;
  }

  Bounds zones_of(NodeId id) const {
    std::set<std::string> known;
    std::set<NodeId> certain, perhaps;
    bool several = within_.open_from[id.index()];
    for (const Attachment* edge : within_.from[id.index()]) {
      const GraphNode& subnet = dfd_[edge->target];
      if (subnet.boundary_kind != "subnet") continue;
      several = several || subnet.outside;
      const PropertyValue* zone = find_property(subnet.properties, zone_name_);
      if (edge->exists != kAlways && edge->exists != dfd_[id].exists)
        perhaps.insert(edge->target);
      else if (zone != nullptr && zone->state == PropertyState::text)
        known.insert(zone->text);
      else
        certain.insert(edge->target);
    }
    const auto count = [](const auto& set) { return static_cast<double>(set.size()); };
    Bounds zones;
    zones.least = known.empty() && !certain.empty() ? 1 : count(known);
    zones.most = several ? kAny : count(known) + count(certain) + count(perhaps);
    return zones;
  }

  Bounds instances_of(const GraphNode& node) const {
    for (const PropertyId property : counts_) {
      const PropertyValue* value = find_property(node.properties, property);
      if (value == nullptr || value->state == PropertyState::absent) continue;
      if (value->state != PropertyState::number) return {};
      return {value->number, value->number};
    }
    const auto copies = copies_.find(node.concept_id.value);
    if (node.concept_id.valid() && copies != copies_.end()) return {copies->second, copies->second};
    return {};
  }

  const Dfd& dfd_;
  Attached within_;
  PropertyId multi_zone_, zone_name_;
  std::vector<PropertyId> counts_;
  std::map<std::uint32_t, double> copies_;  ///< by concept
};

}  // namespace

PropertyColumn compute_redundancy(const Dfd& dfd, const Catalog& catalog) {
  const Redundancy redundancy(dfd, catalog);
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const GraphNodeKind kind = dfd.nodes[i].kind;
    if (kind == GraphNodeKind::process || kind == GraphNodeKind::data_store)
      column.put(i, redundancy.of(NodeId(i)));
  }
  return column;
}

}  // namespace weir
