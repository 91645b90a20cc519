#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/graph/arn_parts.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/hosts.h"
#include "analyzer/graph/merging.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

/// The resource that a value refers to, itself or as a whole within a text; none otherwise.
ResourceId referred(Inference& inference, ValueId value) {
  for (const Rendered& one : render(inference.model, inference.guards, value))
    for (const ResourceId target : whole_references(one)) return target;
  return {};
}

class Resources {
 public:
  explicit Resources(Inference& inference)
      : in_(inference), model_(inference.model), catalog_(inference.catalog) {}

  void run() {
    const std::size_t n = model_.resources.size();
    in_.concept_of.resize(n);
    in_.node_of.resize(n);
    in_.read.resize(n);
    in_.items_of.resize(n);
    in_.whole_of.resize(n);
    for (std::size_t i = 0; i < n; ++i)
      in_.concept_of[i] =
          catalog_.concept_of(model_.resources[i].language, model_.resources[i].type);
    merged_into_ = merge_parts(in_);
    for (std::size_t i = 0; i < n; ++i) add(ResourceId(i));
    for (std::size_t i = 0; i < n; ++i) resolve_whole(ResourceId(i));
    for (std::size_t i = 0; i < n; ++i) hand_on(ResourceId(i));
    for (std::size_t i = 0; i < n; ++i) name_hosts(ResourceId(i));
    for (std::size_t i = 0; i < n; ++i) open_what_is_handed_over(model_.resources[i]);
    for (std::size_t i = 0; i < n; ++i) place_in_whole(ResourceId(i));
    count();
  }

 private:
  void add(ResourceId id) {
    const ConceptId concept_id = in_.concept_of[id.index()];
    if (!concept_id.valid()) return;
    const Resource& resource = model_[id];
    const ConceptRecord& record = catalog_.concepts[concept_id.index()];
    GraphNode node;
    node.properties = read_properties(in_.source, record.properties, scope_of(model_, id));
    in_.read[id.index()] = node.properties;
    node.exists = resource.exists;
    if (choose_kind(in_, record, node).exists == kNever) return;
    apply_concept(in_, node, concept_id);
    node.address = resource.address;
    node.name = resource.name.empty() ? short_name(resource.address) : resource.name;
    node.unit = resource.unit;
    node.type = resource.type;
    node.resource = id;
    node.span = resource.span;
    node.header = resource.header;
    const NodeId made = in_.add_node(std::move(node));
    in_.node_of[id.index()] = made;
    index(made, names_of(record, id));
    open_if_unread(resource, made);
  }

  /// ARNs put the path that some names lie under before the name; whoever refers to the thing by
  /// its name does not.
  void index(NodeId node, const std::vector<std::string>& names) {
    const PropertyValue* given =
        find_property(in_.dfd[node].properties, catalog_.property("arn_path"));
    std::string path(text_of(given));
    if (given != nullptr && given->state != PropertyState::text &&
        given->state != PropertyState::absent)
      path = "${Path}";
    if (path.starts_with('/')) path.erase(0, 1);
    if (path.empty()) return in_.index_node(node, names);
    std::vector<std::string> in_arns;
    for (const std::string& name : names) {
      in_arns.push_back(path + name);
      in_.names[Inference::name_key(in_.dfd[node].unit, name)].push_back(node);
    }
    if (names.empty()) in_arns.push_back(path + kUnknownName);
    in_.index_node(node, in_arns);
  }

  static std::string short_name(const std::string& address) {
    const std::size_t slash = address.rfind('/');
    return slash == std::string::npos ? address : address.substr(slash + 1);
  }

  std::vector<std::string> names_of(const ConceptRecord& record, ResourceId id) {
    std::set<std::string> names;
    for (const Hit& hit : select(in_.source, record.physical_name, scope_of(model_, id)).hits) {
      if (hit.key || !hit.value.valid()) continue;
      for (const Rendered& one : render(model_, in_.guards, hit.value)) names.insert(one.text());
    }
    names.erase("");
    return {names.begin(), names.end()};
  }

  void open_if_unread(const Resource& resource, NodeId node) {
    const ValueStore& values = model_.values;
    std::string why;
    if (resource.handed_over)
      why = resource.why_open.empty() ? "it is handed to something unread" : resource.why_open;
    if (resource.attributes.valid() && values[resource.attributes].kind == ValueKind::unknown)
      why = values.why(resource.attributes);
    if (why.empty()) return;
    for (const bool outgoing : {true, false})
      in_.add_open({node, {}, outgoing, {}, why, resource.header, resource.exists});
  }

  /// What something unread is given, it may do anything with.
  void open_what_is_handed_over(const Resource& resource) {
    if (!resource.handed_over || !resource.attributes.valid()) return;
    const ValueStore& values = model_.values;
    std::set<std::uint32_t> seen, opened;
    std::vector<ValueId> pending = {resource.attributes};
    while (!pending.empty()) {
      const ValueId value = pending.back();
      pending.pop_back();
      if (!value.valid() || !seen.insert(value.value).second) continue;
      const Value& v = values[value];
      if (v.kind == ValueKind::reference) {
        const ResourceId target = values.reference(value).target;
        const NodeId node = target.valid() ? in_.node_of[target.index()] : NodeId();
        if (node.valid() && opened.insert(node.value).second) open_both_ways(node, resource);
        continue;
      }
      for (std::size_t i = 0; i < v.range.count; ++i) {
        if (v.kind == ValueKind::map) pending.push_back(values.entry(value, i).value);
        if (v.kind == ValueKind::list || v.kind == ValueKind::text)
          pending.push_back(values.item(value, i));
        if (v.kind == ValueKind::choice) pending.push_back(values.alternative(value, i).value);
      }
    }
  }

  void open_both_ways(NodeId node, const Resource& by) {
    const std::string why = "it is given to " + by.address + ": " + by.why_open;
    for (const bool outgoing : {true, false})
      in_.add_open({node, {}, outgoing, {}, why, by.header, by.exists});
  }

  /// A part, or a merged resource, stands for its whole. Chains are followed at most as far as
  /// there are resources.
  void resolve_whole(ResourceId id) {
    std::vector<ResourceId> chain;
    std::set<std::uint32_t> seen;
    ResourceId at = id;
    while (at.valid() && !in_.node_of[at.index()].valid() && seen.insert(at.value).second) {
      chain.push_back(at);
      at = whole_of(at);
    }
    const NodeId node = at.valid() ? in_.node_of[at.index()] : whole_by_name(chain.back());
    for (const ResourceId link : chain) in_.node_of[link.index()] = node;
  }

  /// A part with settings gives them to its whole; what comes back from it is not the whole.
  void hand_on(ResourceId id) {
    const NodeId node = in_.node_of[id.index()];
    const ConceptId concept_id = in_.concept_of[id.index()];
    if (!node.valid() || !concept_id.valid() || in_.dfd[node].resource == id) return;
    const ConceptRecord& record = catalog_.concepts[concept_id.index()];
    if (record.uses.languages.empty() || record.part_of.languages.empty()) return;
    in_.whole_of[id.index()] = node;
    in_.node_of[id.index()] = {};
  }

  /// A host that a part is called (a domain name, a record of its address) is its whole's.
  void name_hosts(ResourceId id) {
    const NodeId node = in_.node_of[id.index()];
    const ConceptId concept_id = in_.concept_of[id.index()];
    if (!node.valid() || !concept_id.valid() || in_.dfd[node].resource == id) return;
    for (const std::string& name : names_of(catalog_.concepts[concept_id.index()], id)) {
      const std::optional<std::string> host = host_name(name);
      if (!host) continue;
      std::vector<NodeId>& called = in_.names[Inference::name_key(model_[id].unit, *host)];
      if (std::find(called.begin(), called.end(), node) == called.end()) called.push_back(node);
    }
  }

  /// A control may be a part of something all the same.
  void place_in_whole(ResourceId id) {
    const NodeId node = in_.node_of[id.index()];
    if (!node.valid() || in_.dfd[node].resource != id ||
        in_.dfd[node].kind != GraphNodeKind::control ||
        catalog_.concepts[in_.concept_of[id.index()].index()].part_of.languages.empty())
      return;
    const ResourceId whole = whole_of(id);
    in_.whole_of[id.index()] = whole.valid() ? in_.node_of[whole.index()] : whole_by_name(id);
  }

  /// The whole named by an ARN, a physical name or a parameter instead of a reference.
  NodeId whole_by_name(ResourceId id) {
    const ConceptId concept_id = in_.concept_of[id.index()];
    if (!concept_id.valid()) return {};
    const SelectorRecord& part_of = catalog_.concepts[concept_id.index()].part_of;
    for (const Hit& hit : select(in_.source, part_of, scope_of(model_, id)).hits)
      for (const End& end : resolve_hit(in_, model_[id].unit, hit, {}).nodes) return end.node;
    return {};
  }

  /// By `part_of`; what has no concept of its own belongs to what it is merged into.
  ResourceId whole_of(ResourceId id) {
    if (const ConceptId concept_id = in_.concept_of[id.index()]; concept_id.valid()) {
      const SelectorRecord& part_of = catalog_.concepts[concept_id.index()].part_of;
      for (const Hit& hit : select(in_.source, part_of, scope_of(model_, id)).hits)
        if (!hit.unknown && hit.value.valid())
          if (const ResourceId target = referred(in_, hit.value); target.valid()) return target;
      if (!part_of.languages.empty()) return {};
    }
    return id.index() < merged_into_.size() ? merged_into_[id.index()].whole : ResourceId();
  }

  /// Whether nothing of the resource can reach the diagram.
  bool is_ignored(ConceptId concept_id) const {
    if (!concept_id.valid()) return false;
    const auto kinds = Catalog::slice(catalog_.kinds, catalog_.concepts[concept_id.index()].kinds);
    return std::all_of(kinds.begin(), kinds.end(), [](const KindRecord& record) {
      return record.kind == ConceptKind::ignored;
    });
  }

  void count() {
    std::map<std::string, std::size_t> ignored, not_modelled, types;
    in_.dfd.coverage.resources = model_.resources.size();
    for (std::size_t i = 0; i < model_.resources.size(); ++i) {
      const bool merged =
          i < merged_into_.size() && (merged_into_[i].whole.valid() || merged_into_[i].perhaps);
      ++types[model_.resources[i].type];
      if (!merged && is_ignored(in_.concept_of[i]))
        ++ignored[model_.resources[i].type];
      else if (in_.concept_of[i].valid() || merged || model_.resources[i].opened)
        ++in_.dfd.coverage.modelled;
      else
        ++not_modelled[model_.resources[i].type];
    }
    for (auto& [type, n] : types) in_.dfd.coverage.types.emplace_back(type, n);
    for (auto& [type, n] : ignored) in_.dfd.coverage.ignored.emplace_back(type, n);
    for (auto& [type, n] : not_modelled) in_.dfd.coverage.not_modelled.emplace_back(type, n);
  }

  Inference& in_;
  const ResourceModel& model_;
  const Catalog& catalog_;
  std::vector<MergedInto> merged_into_;
};

}  // namespace

void infer_resources(Inference& inference) { Resources(inference).run(); }

}  // namespace weir
