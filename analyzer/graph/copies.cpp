// What is kept once more in other Regions, by the properties `replica_regions` and
// `own_region_among`: a node `<address>@<region>` for each, and the copy as a flow.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/graph/passes.h"
#include "analyzer/graph/render.h"
#include "analyzer/graph/whereabouts.h"

namespace weir {
namespace {

class Copies {
 public:
  explicit Copies(Inference& inference)
      : in_(inference),
        replication_(inference.catalog.edge("replication")),
        regions_(inference.catalog.property("replica_regions")),
        among_(inference.catalog.property("own_region_among")) {}

  bool can_say() const { return replication_.valid() && regions_.valid(); }

  void element(NodeId id) {
    if (in_.dfd[id].outside || !in_.dfd[id].resource.valid()) return;
    const std::vector<Named> named = regions_of(in_.dfd[id].resource);
    const auto is_own = [&](const Named& one) {
      return is_own_region(in_, in_.dfd[id].unit, one.text);
    };
    const bool has_own = own_is_among(id);
    const bool tells_own = std::any_of(named.begin(), named.end(), is_own);
    if (has_own && named.size() == 1 && is_region_name(named.front().text)) return;
    for (const Named& one : named) {
      if (is_own(one)) continue;
      if (!is_region_name(one.text))
        open(id, one, "\"" + one.text + "\" is known only once it is deployed");
      else if (has_own && !tells_own)
        open(id, one, "which of its Regions is that of the deployment is not known");
      else
        copy(id, one);
    }
  }

 private:
  /// A Region as it is written, holes as `${…}`.
  struct Named {
    std::string text;
    Guard guard = kAlways;
    Span span;
  };

  std::vector<Named> regions_of(ResourceId id) {
    std::vector<Named> out;
    const ConceptRecord& record = in_.catalog.concepts[in_.concept_of[id.index()].index()];
    Scope whole = scope_of(in_.model, id);
    whole.guard = in_.model[id].exists;
    for (const PropertyRule& rule : Catalog::slice(in_.catalog.property_rules, record.properties)) {
      if (rule.property != regions_) continue;
      for (const Hit& hit : select(in_.source, rule.selector, whole).hits) {
        if (!hit.value.valid() || hit.above) {
          out.push_back({hit.why, hit.guard, hit.place()});
          continue;
        }
        for (const Rendered& text : render(in_.model, in_.guards, hit.value))
          out.push_back({text.text(), in_.guards.both(hit.guard, text.guard), hit.place()});
      }
    }
    return out;
  }

  /// Whether the list has the Region of the deployment too.
  bool own_is_among(NodeId id) const {
    const PropertyValue* value = find_property(in_.dfd[id].properties, among_);
    return value != nullptr && value->state == PropertyState::boolean && value->boolean;
  }

  void open(NodeId id, const Named& region, std::string why) {
    in_.add_open({id, replication_, true, {}, std::move(why), region.span, region.guard});
  }

  void copy(NodeId id, const Named& region) {
    const NodeId copied = copy_of(id, region);
    in_.add_flow({id,
                  copied,
                  replication_,
                  in_.catalog.edges[replication_.index()].data,
                  Confidence::declared,
                  {},
                  {{"a replica in another Region", region.span}},
                  in_.guards.both(in_.dfd[id].exists, region.guard),
                  in_.dfd[id].header});
  }

  /// The same thing in another Region. It has settings of its own, which the input does not show.
  NodeId copy_of(NodeId id, const Named& in) {
    const GraphNode& whole = in_.dfd[id];
    GraphNode node;
    node.kind = whole.kind;
    node.address = whole.address + "@" + in.text;
    node.name = whole.name + " in " + in.text;
    node.unit = whole.unit;
    node.concept_id = whole.concept_id;
    node.type = whole.type;
    node.labels = whole.labels;
    node.possible_labels = whole.possible_labels;
    node.exists = in_.guards.both(whole.exists, in.guard);
    node.span = node.header = in.span.valid() ? in.span : whole.header;
    const Guard exists = node.exists;
    const Span span = node.header;
    const std::size_t before = in_.dfd.nodes.size();
    const std::string key = "copy#" + std::to_string(id.value) + "#" + in.text;
    const NodeId made = in_.shared_node(key, std::move(node));
    Guard& known = in_.dfd.nodes[made.index()].exists;
    known = in_.guards.either(known, exists);
    if (in_.dfd.nodes.size() == before) return made;
    in_.whereabouts[made.value] = {in.text, "", false, true};
    const std::string why = "the settings of the copy in " + in.text + " are its own";
    in_.add_open({made, in_.catalog.edge("has"), true, {}, why, span, kAlways});
    for (std::size_t i = 0; i < in_.catalog.edges.size(); ++i)
      if (in_.catalog.edges[i].relation == EdgeRelation::attachment)
        in_.add_open({made, EdgeLabelId(i), false, {}, why, span, kAlways});
    return made;
  }

  Inference& in_;
  EdgeLabelId replication_;
  PropertyId regions_, among_;
};

}  // namespace

void infer_copies(Inference& inference) {
  Copies copies(inference);
  if (!copies.can_say()) return;
  const std::size_t declared = inference.dfd.nodes.size();
  for (std::size_t i = 0; i < declared; ++i)
    if (is_element(inference.dfd.nodes[i].kind)) copies.element(NodeId(i));
}

}  // namespace weir
