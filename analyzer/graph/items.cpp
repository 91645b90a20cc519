#include <string>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

constexpr int kMaxNesting = 8;  ///< of item rules; the catalogue nests at most three deep

class Items {
 public:
  explicit Items(Inference& inference)
      : in_(inference), catalog_(inference.catalog), has_(inference.catalog.edge("has")) {}

  void resource(ResourceId id) {
    if (!in_.concept_of[id.index()].valid()) return;
    const ConceptRecord& record = catalog_.concepts[in_.concept_of[id.index()].index()];
    Scope whole = scope_of(in_.model, id);
    whole.guard = in_.model[id].exists;
    items(id, record.items, whole, in_.node_of[id.index()], in_.model[id].address, 0);
  }

  /// The items of what `items_from` names are this node's too.
  void from_others(ResourceId id) {
    const NodeId node = in_.node_of[id.index()];
    if (!in_.concept_of[id.index()].valid() || !node.valid()) return;
    const ConceptRecord& record = catalog_.concepts[in_.concept_of[id.index()].index()];
    Scope whole = scope_of(in_.model, id);
    whole.guard = in_.model[id].exists;
    for (const SelectorRecord& selector : Catalog::slice(catalog_.selectors, record.items_from))
      for (const Hit& hit : select(in_.source, selector, whole).hits) from_other(id, node, hit);
  }

 private:
  void from_other(ResourceId id, NodeId node, const Hit& hit) {
    const Ends ends = resolve_hit(in_, in_.model[id].unit, hit, {});
    for (const End& end : ends.nodes)
      if (const ResourceId other = in_.dfd[end.node].resource; other.valid() && other != id)
        for (const NodeId item : in_.items_of[other.index()])
          own(node, item, in_.guards.both(end.guard, in_.dfd[item].exists),
              {in_.dfd[end.node].name + " is attached there", hit.place()});
    if (!ends.nodes.empty() && ends.open.empty()) return;
    if (!managed(node, hit) && (ends.nodes.empty() || !ends.open.empty()))
      in_.add_open({node, has_, true, {}, unresolved(hit, ends), hit.place(), hit.guard});
  }

  static std::string unresolved(const Hit& hit, const Ends& ends) {
    if (!hit.why.empty()) return hit.why;
    return ends.open.empty() ? "what it names is not in the input" : ends.open.front().why;
  }

  void items(ResourceId id, Range rules, const Scope& scope, NodeId owner,
             const std::string& address, int depth) {
    if (depth >= kMaxNesting) return;
    for (const ItemRule& rule : Catalog::slice(catalog_.item_rules, rules)) {
      std::size_t ordinal = 0;
      for (const Hit& hit : select(in_.source, rule.each, scope).hits) {
        if (hit.unknown && !hit.entry) {
          in_.add_open({owner, has_, true, rule.label, hit.why, hit.place(), hit.guard});
          continue;
        }
        item(id, rule, hit, owner, address, ordinal++, depth);
      }
    }
  }

  void item(ResourceId id, const ItemRule& rule, const Hit& hit, NodeId owner,
            const std::string& address, std::size_t ordinal, int depth) {
    GraphNode node;
    node.kind = GraphNodeKind::item;
    node.properties = read_properties(in_.source, rule.properties, hit.scope);
    const Decision when =
        decide(in_.guards, catalog_, rule.when, in_.read[id.index()], &node.properties);
    if (when.yes == kNever) return;
    const std::vector<End> named = owners(id, rule, hit.scope.guard);
    if (named.empty() && !rule.owner.languages.empty()) {  // nobody's that is known
      in_.unowned.insert({in_.model[id].unit.value, rule.label.value});
      return;
    }
    const std::string label(catalog_.name(rule.label));
    const std::string name = item_name(rule, hit.scope);
    node.address =
        address + "/" + label + "[" + (name.empty() ? std::to_string(ordinal) : name) + "]";
    node.name = name.empty() ? label + " " + std::to_string(ordinal + 1) : name;
    node.unit = in_.model[id].unit;
    node.type = in_.model[id].type;
    node.resource = id;
    node.labels = {rule.label};
    node.exists = in_.guards.both(hit.scope.guard, when.yes);
    node.span = hit.span.valid() ? hit.span : in_.model[id].span;
    node.header = hit.scope.header.valid() ? hit.scope.header : in_.model[id].header;
    node.passage = hit.scope.passage;
    const Guard exists = node.exists;
    const Span header = node.header;
    const std::string own_address = node.address;
    const NodeId made = in_.add_node(std::move(node));
    in_.item_sources[made.value] = {&rule, nullptr, hit.scope};
    if (depth == 0) in_.items_of[id.index()].push_back(made);
    if (rule.owner.languages.empty()) own(owner, made, exists, {"it is written there", header});
    for (const End& end : named)
      own(end.node, made, in_.guards.both(exists, end.guard),
          {in_.dfd[end.node].name + " is named there", end.span});
    items(id, rule.items, hit.scope, made, own_address, depth + 1);
    for (const EdgeRule& edge : Catalog::slice(catalog_.edge_rules, rule.attaches))
      attach(id, edge, hit.scope, made, exists);
  }

  /// What the item itself is attached to, such as the gateway that a route leads to.
  void attach(ResourceId id, const EdgeRule& rule, const Scope& scope, NodeId self, Guard exists) {
    const Decision when =
        decide(in_.guards, catalog_, rule.when, in_.dfd[self].properties, &in_.read[id.index()]);
    if (when.yes == kNever) return;
    const Ends from = resolve_end(in_, rule.from, scope, self);
    const Ends to = resolve_end(in_, rule.to, scope, self);
    const auto both = [&](Guard a, Guard b) {
      return in_.guards.both(in_.guards.both(exists, when.yes), in_.guards.both(a, b));
    };
    const std::string why(catalog_.text(rule.why));
    for (const End& a : from.nodes)
      for (const End& b : to.nodes)
        in_.add_attachment({a.node,
                            b.node,
                            {},
                            rule.edge,
                            {},
                            {{why.empty() ? in_.dfd[b.node].name + " is named there" : why,
                              b.span.valid() ? b.span : a.span}},
                            both(a.guard, b.guard)});
    for (const End& a : from.nodes)
      for (const OpenValue& open : to.open)
        in_.add_open({a.node, rule.edge, true, {}, open.why, open.span, both(a.guard, open.guard)});
    for (const End& b : to.nodes)
      for (const OpenValue& open : from.open)
        in_.add_open({b.node, rule.edge, false, {}, open.why, open.span, both(b.guard, open.guard)});
  }

  /// Owners are named by the resource, not by the item.
  std::vector<End> owners(ResourceId id, const ItemRule& rule, Guard guard) {
    std::vector<End> out;
    Scope whole = scope_of(in_.model, id);
    whole.guard = guard;
    for (const Hit& hit : select(in_.source, rule.owner, whole).hits) {
      const Ends ends = resolve_hit(in_, in_.model[id].unit, hit, rule.owner_as);
      out.insert(out.end(), ends.nodes.begin(), ends.nodes.end());
    }
    return out;
  }

  std::string item_name(const ItemRule& rule, const Scope& scope) {
    for (const Hit& hit : select(in_.source, rule.name, scope).hits) {
      if (hit.key) return *hit.key;
      if (hit.unknown) continue;
      for (const Rendered& one : render(in_.model, in_.guards, hit.value)) return one.text();
    }
    return "";
  }

  void own(NodeId owner, NodeId item, Guard exists, Evidence why) {
    if (!owner.valid() || !has_.valid()) return;
    if (!in_.dfd[item].owner.valid()) in_.dfd.nodes[item.index()].owner = owner;
    in_.add_attachment({owner, item, {}, has_, {}, {std::move(why)}, exists});
  }

  /// Statements of a well-known managed policy; false if the name is not one of the table.
  bool managed(NodeId node, const Hit& hit) {
    if (hit.unknown || hit.key) return false;
    bool found = false;
    for (const Rendered& text : render(in_.model, in_.guards, hit.value)) {
      const ManagedPolicyRecord* policy = managed_policy(text.text());
      if (policy == nullptr) continue;
      found = true;
      std::size_t n = 0;
      for (const ManagedStatement& one :
           Catalog::slice(catalog_.managed_statements, policy->statements))
        managed_item(node, hit, text, one, n++);
    }
    return found;
  }

  const ManagedPolicyRecord* managed_policy(const std::string& arn) const {
    for (const ManagedPolicyRecord& policy :
         catalog_.managed_policies_named(managed_policy_name(arn)))
      if (glob_match(catalog_.text(policy.arn), arn)) return &policy;
    return nullptr;
  }

  void managed_item(NodeId owner, const Hit& hit, const Rendered& arn,
                    const ManagedStatement& statement, std::size_t n) {
    const std::string text = arn.text();
    const std::string policy = text.substr(text.rfind('/') + 1);
    GraphNode node;
    node.kind = GraphNodeKind::item;
    node.name = policy;
    node.address = in_.dfd[owner].address + "/statement[" + policy + "." + std::to_string(n) + "]";
    node.unit = in_.dfd[owner].unit;
    node.resource = in_.dfd[owner].resource;
    in_.add_label(node, "statement");
    node.exists = in_.guards.both(hit.guard, arn.guard);
    node.span = node.header = hit.place();
    const auto set = [&](const char* name, PropertyValue value) {
      set_property(node.properties, catalog_.property(name), std::move(value));
    };
    set("effect", text_value(statement.allow ? "allow" : "deny", hit.span));
    const std::pair<const char*, Range> lists[] = {{"actions", statement.actions},
                                                   {"not_actions", statement.not_actions},
                                                   {"resources", statement.resources},
                                                   {"not_resources", statement.not_resources},
                                                   {"condition_keys", statement.condition_keys}};
    for (const auto& [name, range] : lists)
      if (!range.empty()) set(name, list_value(texts(range), hit.span));
    const Guard exists = node.exists;
    const NodeId made = in_.add_node(std::move(node));
    ItemSource from;
    from.managed = &statement;
    in_.item_sources[made.value] = from;
    own(owner, made, exists, {policy + " is attached there", hit.place()});
  }

  std::vector<std::string> texts(Range range) const {
    std::vector<std::string> out;
    for (const Text text : Catalog::slice(catalog_.texts, range))
      out.emplace_back(catalog_.text(text));
    return out;
  }

  Inference& in_;
  const Catalog& catalog_;
  EdgeLabelId has_;
};

}  // namespace

void infer_items(Inference& inference) {
  Items items(inference);
  for (std::size_t i = 0; i < inference.model.resources.size(); ++i) items.resource(ResourceId(i));
  for (std::size_t i = 0; i < inference.model.resources.size(); ++i)
    items.from_others(ResourceId(i));
}

}  // namespace weir
