#include <utility>

#include "analyzer/graph/calls.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/entry_permissions.h"
#include "analyzer/graph/entry_policies.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/taken_on.h"

namespace weir {
namespace {

class Wiring {
 public:
  explicit Wiring(Inference& inference)
      : in_(inference),
        catalog_(inference.catalog),
        calls_(catalog_),
        taken_on_(inference),
        entry_(catalog_.edge("entry")),
        runs_as_(catalog_.edge("runs_as")) {}

  void resources(Range ConceptRecord::*rules) {
    for (std::size_t i = 0; i < in_.model.resources.size(); ++i) {
      const ConceptId concept_id = in_.concept_of[i];
      if (!concept_id.valid()) continue;
      const Range own = catalog_.concepts[concept_id.index()].*rules;
      for (const EdgeRule& rule : Catalog::slice(catalog_.edge_rules, own))
        apply(ResourceId(i), rule);
    }
  }

 private:
  void apply(ResourceId id, const EdgeRule& rule) {
    Scope whole = scope_of(in_.model, id);
    whole.guard = in_.model[id].exists;
    if (rule.each.languages.empty()) return entry(id, rule, whole, whole.header);
    for (const Hit& hit : select(in_.source, rule.each, whole).hits) {
      if (hit.unknown) {
        in_.add_open({in_.node_of[id.index()],
                      rule.edge,
                      rule.from.kind == EndKind::self,
                      {},
                      hit.why,
                      hit.place(),
                      hit.guard});
        continue;
      }
      entry(id, rule, hit.scope, hit.place().valid() ? hit.place() : hit.scope.header);
    }
  }

  void entry(ResourceId id, const EdgeRule& rule, const Scope& scope, Span place) {
    if (rule.call.languages.empty()) return edge(id, rule, scope, scope, place);
    for (const Hit& hit : select(in_.source, rule.call, scope).hits) {
      if (hit.unknown || hit.key) {
        open_call(id, rule, scope, {}, hit.why, hit);
        continue;
      }
      const std::vector<Rendered> texts = render(in_.model, in_.guards, hit.value);
      for (const Rendered& text : texts) call(id, rule, scope, hit, text);
      if (texts.empty()) open_call(id, rule, scope, {}, "what is called does not stand there", hit);
    }
  }

  /// What an argument says, if it is a text and all that is known of the arguments.
  std::string argument_text(const std::vector<Hit>& arguments, std::string_view name) const {
    if (arguments.size() != 1 || arguments.front().unknown) return {};
    const ValueStore& values = in_.model.values;
    const ValueId map = arguments.front().value;
    if (!map.valid() || values[map].kind != ValueKind::map) return {};
    for (std::size_t i = 0; i < values.item_count(map); ++i)
      if (const MapEntry& entry = values.entry(map, i); equal_but_for_case(entry.key, name))
        return std::string(values.string(entry.value));
    return {};
  }

  /// A call is the flow that the tables say it is, to what its arguments name.
  void call(ResourceId id, const EdgeRule& rule, const Scope& scope, const Hit& hit,
            const Rendered& text) {
    Scope there = scope;
    there.guard = in_.guards.both(hit.guard, text.guard);
    Hit called = hit;
    called.guard = there.guard;
    const std::string made = calls_.with_arguments(text.text(), [&](std::string_view argument) {
      return argument_text(select(in_.source, rule.arguments, there).hits, argument);
    });
    const CallMeaning& meaning = calls_.of(made);
    if (!meaning.known)
      return open_call(id, rule, scope, {}, "what the call " + text.text() + " does is not known",
                       called);
    if (!meaning.kind.valid()) return;
    EdgeRule told = rule;
    told.edge = meaning.kind;
    told.data = meaning.data;
    told.to = meaning.to;
    if (told.to.kind == EndKind::self)
      return open_call(id, rule, scope, told.edge,
                       "what the call " + text.text() + " is done to is not known", called);
    if (told.to.kind != EndKind::selected) return edge(id, told, there, there, hit.place());
    for (const Hit& given : select(in_.source, rule.arguments, there).hits) {
      if (given.unknown)
        open_call(id, rule, scope, told.edge, given.why, given);
      else
        edge(id, told, there, given.scope, hit.place());
    }
  }

  /// What is not known may be a flow with this label, or with any, from where the calls come.
  void open_call(ResourceId id, const EdgeRule& rule, const Scope& scope, EdgeLabelId label,
                 const std::string& why, const Hit& hit) {
    for (const End& from : resolve_end(in_, rule.from, scope, in_.node_of[id.index()]).nodes)
      in_.add_open(
          {from.node, label, true, {}, why, hit.place(), in_.guards.both(hit.guard, from.guard)});
  }

  /// `named`: where what the other end is called stands.
  void edge(ResourceId id, const EdgeRule& rule, const Scope& scope, const Scope& named,
            Span place) {
    const std::vector<Property> properties = read_properties(in_.source, rule.properties, scope);
    const Decision when =
        decide(in_.guards, catalog_, rule.when, in_.read[id.index()], &properties);
    const NodeId self = in_.node_of[id.index()];
    if (when.no == kAlways) return none(id, rule, scope, named, self);
    const Ends from = resolve_end(in_, rule.from, scope, self);
    const Ends to = resolve_end(in_, rule.to, named, self);
    for (const End& a : from.nodes)
      for (const End& b : to.nodes) connect(id, rule, a, b, scope, when.yes, properties, place);
    if (bears(catalog_, rule.to.as, catalog_.label("secret")))
      for (const End& a : from.nodes)
        for (const OpenValue& secret : to.open) use_by_password(a, secret, when.yes);
    open_ends(rule, from, to);
    undecided(rule, from, to, in_.guards.negate(in_.guards.either(when.yes, when.no)),
              scope.header);
  }

  /// Whoever is given the secret that a database brings along for its password uses the database.
  void use_by_password(const End& user, const OpenValue& secret, Guard when) {
    const EdgeLabelId access = catalog_.edge("access");
    if (!access.valid() || !secret.brings.valid() ||
        in_.dfd[secret.brings].kind != GraphNodeKind::data_store)
      return;
    const Guard both = in_.guards.both(user.guard, secret.guard);
    in_.confirm_flow({user.node,
                      carrier(in_, secret.brings),
                      access,
                      catalog_.edges[access.index()].data,
                      Confidence::implied,
                      {},
                      {{"the secret of its password is given to it", secret.span}},
                      in_.guards.both(both, when)});
  }

  /// That there is none is said as well: what a permission that is still there allows is no flow.
  /// Of a node that the resource only stands for, others speak.
  void none(ResourceId id, const EdgeRule& rule, const Scope& scope, const Scope& named,
            NodeId self) {
    if (catalog_.edges[rule.edge.index()].relation != EdgeRelation::flow) return;
    const bool own = self.valid() && in_.dfd[self].resource == id;
    if (!own && (rule.from.kind == EndKind::self || rule.to.kind == EndKind::self)) return;
    for (const End& a : declared_end(in_, rule.from, scope, self).nodes)
      for (const End& b : declared_end(in_, rule.to, named, self).nodes)
        in_.settle_flow(a.node, b.node, rule.edge,
                        in_.guards.both(scope.guard, in_.guards.both(a.guard, b.guard)));
  }

  void connect(ResourceId id, const EdgeRule& rule, const End& a, const End& b, const Scope& scope,
               Guard when, const std::vector<Property>& properties, Span place) {
    const Guard there = in_.guards.both(scope.guard, in_.guards.both(a.guard, b.guard));
    Guard exists = in_.guards.both(there, when);
    // the value that names the other end is the best evidence; the entry or the resource's header
    // the next best
    const Span span = b.span.valid() ? b.span : a.span.valid() ? a.span : place;
    std::string why(catalog_.text(rule.why));
    if (why.empty()) why = named_by(id, catalog_.text(b.path).empty() ? a : b);
    if (catalog_.edges[rule.edge.index()].relation == EdgeRelation::flow) {
      const DataDirection data =
          rule.data == DataDirection::none ? catalog_.edges[rule.edge.index()].data : rule.data;
      const NodeId from = carrier(in_, a.node), to = carrier(in_, b.node);
      in_.settle_flow(from, to, rule.edge, there);
      std::vector<Evidence> evidence = {
          {std::move(why), span, b.protocol.empty() ? a.protocol : b.protocol}};
      if (rule.edge == entry_ && rule.from.kind == EndKind::actor) narrow(to, exists, evidence);
      in_.add_flow({from, to, rule.edge, data,
                    a.implied || b.implied ? std::max(rule.confidence, Confidence::implied)
                                           : rule.confidence,
                    properties, std::move(evidence), exists, scope.header});
      return;
    }
    if (rule.edge == runs_as_) exists = trusted(a.node, b.node, exists, span);
    // what guards or watches a control guards and watches what that is a part of
    for (const NodeId target : {b.node, carrier(in_, b.node)})
      if (a.node != target)
        in_.add_attachment({a.node, target, {}, rule.edge, properties, {{why, span}}, exists});
  }

  /// Nobody comes in where no way leads to; the way is evidence where one does.
  void narrow(NodeId to, Guard& exists, std::vector<Evidence>& evidence) const {
    const auto exposure = in_.exposures.find(to.value);
    if (exposure == in_.exposures.end()) return;
    exists = in_.guards.minus(exists, exposure->second.no);
    const std::vector<Evidence>& way = exposure->second.way;
    evidence.insert(evidence.end(), way.begin(), way.end());
  }

  /// What of the guard a role's trust leaves. Such a stack cannot be deployed, so that somebody will
  /// change the one or the other.
  Guard trusted(NodeId element, NodeId role, Guard exists, Span span) {
    const Guard refused = in_.guards.both(exists, taken_on_.refused(element, role));
    if (refused == kNever) return exists;
    in_.add_open({element, runs_as_, true, {},
                  in_.dfd[role].name + " does not trust the service that would take it on", span,
                  refused});
    return in_.guards.minus(exists, refused);
  }

  /// "the attribute Role names BookingRole". Keys of merged parts and brackets are ours, not the
  /// input's.
  std::string named_by(ResourceId id, const End& end) const {
    std::string_view path = catalog_.text(end.path);
    if (path.starts_with("^")) path.remove_prefix(1);
    const ConceptRecord& record = catalog_.concepts[in_.concept_of[id.index()].index()];
    for (const MergeRule& merge : Catalog::slice(catalog_.merges, record.merges)) {
      const std::string key = std::string(catalog_.text(merge.key)) + ".";
      if (merge.language == in_.model[id].language && path.starts_with(key))
        path = path.substr(path.find('.') + 1);
    }
    std::string attribute;
    int bracket = 0;
    for (const char c : path) {
      if (c == '[') ++bracket;
      if (bracket == 0) attribute += c;
      if (c == ']') --bracket;
    }
    while (attribute.starts_with('.')) attribute.erase(0, 1);
    if (attribute.empty()) return "what " + in_.model[id].address + " is";
    return "the attribute " + attribute + " names " + in_.dfd[end.node].name;
  }

  /// An end that is not known leaves the other one open for this label.
  void open_ends(const EdgeRule& rule, const Ends& from, const Ends& to) {
    for (const OpenValue& open : to.open)
      for (const End& a : from.nodes)
        in_.add_open({a.node, rule.edge, true, rule.to.of, open.why, open.span,
                      in_.guards.both(a.guard, open.guard)});
    for (const OpenValue& open : from.open)
      for (const End& b : to.nodes)
        in_.add_open({b.node, rule.edge, false, rule.from.of, open.why, open.span,
                      in_.guards.both(b.guard, open.guard)});
  }

  /// A `when` over an unknown property: the edge may be there.
  void undecided(const EdgeRule& rule, const Ends& from, const Ends& to, Guard guard, Span place) {
    const auto nowhere = [](const Ends& ends) { return ends.nodes.empty() && ends.open.empty(); };
    if (guard == kNever || nowhere(from) || nowhere(to)) return;
    const std::string why = "whether it applies depends on a value that is not known";
    for (const End& a : from.nodes)
      in_.add_open({a.node, rule.edge, true, rule.to.of, why, place, guard});
    for (const End& b : to.nodes)
      in_.add_open({b.node, rule.edge, false, rule.from.of, why, place, guard});
  }

  Inference& in_;
  const Catalog& catalog_;
  Calls calls_;
  TakenOn taken_on_;
  EdgeLabelId entry_, runs_as_;
};

}  // namespace

void infer_attachments(Inference& inference) {
  Wiring(inference).resources(&ConceptRecord::attaches);
}

void infer_wiring(Inference& inference) {
  close_entries(inference);
  close_unpermitted(inference);
  Wiring(inference).resources(&ConceptRecord::flows);
}

}  // namespace weir
