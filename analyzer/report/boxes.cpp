#include <algorithm>
#include <array>
#include <set>

#include "analyzer/graph/enclosures.h"
#include "analyzer/report/diagram.h"

namespace weir::report {
namespace {

/// Which dimension a picture nests by, first choice first.
constexpr std::array<std::string_view, 4> kDimensions = {"network", "ownership", "tenancy",
                                                         "place"};

class Packer {
 public:
  Packer(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting)
      : dfd_(dfd), nesting_(nesting), enclosures_(dfd, catalog), boxes_(1) {}

  void put(NodeId element) {
    const bool stands_outside = dfd_[element].kind == GraphNodeKind::external_entity;
    const NodeId boundary = stands_outside ? NodeId{} : boundary_of(element);
    boxes_[boundary.valid() ? box_of(boundary) : 0].elements.push_back(element);
  }

  std::vector<Box> packed() {
    leave_out_lone_places();
    return std::move(boxes_);
  }

 private:
  /// The boundary whose box an element stands in; none if it lies in none in every configuration.
  NodeId boundary_of(NodeId element) {
    std::vector<NodeId> places = nesting_.parents(element);
    const auto perhaps = [&](NodeId place) {
      return !enclosures_.always_in(element, dfd_[place].dimension);
    };
    places.erase(std::remove_if(places.begin(), places.end(), perhaps), places.end());
    const auto [known, fresh] = boundary_of_.try_emplace(places);
    if (!fresh) return known->second;
    for (const std::string_view dimension : kDimensions) {
      const NodeId found = nearest_common(innermost_of(places, dimension));
      if (found.valid()) return known->second = found;
    }
    return {};
  }

  /// Those of a dimension that hold none of the others.
  std::vector<NodeId> innermost_of(const std::vector<NodeId>& places, std::string_view dimension) {
    std::vector<NodeId> found;
    for (const NodeId place : places) {
      if (dfd_[place].dimension == dimension) found.push_back(place);
    }
    std::set<NodeId> outer;
    for (const NodeId place : found) {
      for (const NodeId holder : around(place)) {
        if (holder != place && around(holder).count(place) == 0) outer.insert(holder);
      }
    }
    found.erase(std::remove_if(found.begin(), found.end(),
                               [&](NodeId place) { return outer.count(place) != 0; }),
                found.end());
    return found;
  }

  NodeId nearest_common(const std::vector<NodeId>& places) {
    if (places.empty()) return {};
    for (const NodeId candidate : nesting_.chain(places.front())) {
      const bool holds_all = std::all_of(places.begin(), places.end(), [&](NodeId place) {
        return around(place).count(candidate) != 0;
      });
      if (holds_all) return candidate;
    }
    return {};
  }

  /// A boundary and all that hold it.
  const std::set<NodeId>& around(NodeId boundary) {
    const auto [known, fresh] = around_.try_emplace(boundary);
    if (fresh) {
      const std::vector<NodeId> chain = nesting_.chain(boundary);
      known->second.insert(chain.begin(), chain.end());
    }
    return known->second;
  }

  /// The boundary around this one in the picture: of its own dimension if there is one.
  NodeId outer_of(NodeId boundary) const {
    const std::vector<NodeId>& parents = nesting_.parents(boundary);
    for (const NodeId parent : parents) {
      if (dfd_[parent].dimension == dfd_[boundary].dimension) return parent;
    }
    return parents.empty() ? NodeId{} : parents.front();
  }

  /// Opens the boxes around it first, each once; boundaries that hold each other nest once.
  std::size_t box_of(NodeId boundary) {
    std::vector<NodeId> chain;
    std::set<NodeId> seen;
    for (NodeId at = boundary; at.valid() && known_.count(at) == 0 && seen.insert(at).second;) {
      chain.push_back(at);
      at = outer_of(at);
    }
    const NodeId last = chain.empty() ? boundary : outer_of(chain.back());
    const auto opened = last.valid() ? known_.find(last) : known_.end();
    std::size_t outer = opened == known_.end() ? 0 : opened->second;
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
      known_[*at] = boxes_.size();
      boxes_.push_back({*at, outer, {}, {}});
      outer = boxes_.size() - 1;
    }
    return outer;
  }

  /// One Region alone tells nothing apart.
  void leave_out_lone_places() {
    std::map<std::size_t, std::size_t> places;
    for (std::size_t i = 1; i < boxes_.size(); ++i) {
      if (is_place(i)) ++places[boxes_[i].outer];
    }
    std::vector<std::size_t> now(boxes_.size(), 0);
    std::vector<Box> kept(1);
    kept[0].elements = std::move(boxes_[0].elements);
    for (std::size_t i = 1; i < boxes_.size(); ++i) {
      Box& box = boxes_[i];
      const std::size_t outer = now[box.outer];
      if (is_place(i) && places[box.outer] == 1) {
        now[i] = outer;
        Box& holder = kept[outer];
        holder.elements.insert(holder.elements.end(), box.elements.begin(), box.elements.end());
        holder.left_out.push_back(box.boundary);
        continue;
      }
      now[i] = kept.size();
      kept.push_back({box.boundary, outer, std::move(box.elements), {}});
    }
    boxes_ = std::move(kept);
  }

  bool is_place(std::size_t box) const {
    return dfd_[boxes_[box].boundary].dimension == kDimensions.back();
  }

  const Dfd& dfd_;
  const Nesting& nesting_;
  Enclosures enclosures_;
  std::vector<Box> boxes_;
  std::map<NodeId, std::size_t> known_;
  std::map<NodeId, std::set<NodeId>> around_;
  std::map<std::vector<NodeId>, NodeId> boundary_of_;
};

}  // namespace

std::vector<Box> boxes(const Dfd& dfd, const Catalog& catalog, const Nesting& nesting,
                       const Drawing& drawing) {
  Packer packer(dfd, catalog, nesting);
  for (const NodeId element : drawing.elements) packer.put(element);
  return packer.packed();
}

}  // namespace weir::report
