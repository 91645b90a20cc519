#include "analyzer/graph/ends.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace weir {
namespace {

/// Characters that may stand beside a reference without making another name of it.
bool separates(char c) {
  return c == ':' || c == '/' || c == '.' || c == '@' || c == '?' || c == ',' || c == ' ' ||
         c == '#' || c == '*';
}

bool bounded(const Rendered& text, std::size_t n) {
  if (n > 0) {
    const Piece& before = text.pieces[n - 1];
    if (before.kind != Piece::Kind::literal ||
        (!before.text.empty() && !separates(before.text.back())))
      return false;
  }
  if (n + 1 < text.pieces.size()) {
    const Piece& after = text.pieces[n + 1];
    if (after.kind != Piece::Kind::literal ||
        (!after.text.empty() && !separates(after.text.front())))
      return false;
  }
  return true;
}

/// `https://host:port/path` → `host`; anything else as it is.
std::string_view host_of(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return text;
  const std::string_view rest = text.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/:?#"));
}

class Resolver {
 public:
  Resolver(Inference& inference, UnitId unit, const Hit& hit, ConceptId as)
      : in_(inference), unit_(unit), hit_(hit), place_(hit.place()), as_(as) {}

  Ends run() {
    if (hit_.key) {
      named(*hit_.key, hit_.guard);
    } else if (hit_.unknown) {
      unknown(hit_.value);
    } else if (in_.model.values[hit_.value].kind == ValueKind::list) {
      for (const ValueId item : in_.model.values.items(hit_.value)) {
        place_ = place_of_item(in_.model.values, hit_, item);
        one(item);
      }
    } else {
      one(hit_.value);
    }
    return std::move(out_);
  }

 private:
  void open(Guard guard, std::string why) { out_.open.push_back({guard, std::move(why), place_}); }

  void found(NodeId node, Guard guard) {
    for (const End& end : out_.nodes)
      if (end.node == node && end.guard == guard) return;
    out_.nodes.push_back({node, guard, place_, hit_.path});
  }

  void unknown(ValueId value) {
    const ValueStore& values = in_.model.values;
    const Value& v = values[value];
    const bool parameter =
        !hit_.above && v.kind == ValueKind::unknown && v.unknown == UnknownKind::parameter;
    if (parameter && as_.valid() && !values.subject(value).empty()) {
      found(parameter_node(in_, unit_, as_, std::string(values.subject(value)), place_),
            hit_.guard);
      return;
    }
    open(hit_.guard, hit_.why.empty() ? std::string(values.why(value)) : hit_.why);
  }

  void one(ValueId value) {
    const Value& v = in_.model.values[value];
    if (v.kind == ValueKind::unknown) return unknown(value);
    for (const Rendered& text : render(in_.model, in_.guards, value)) {
      const Guard guard = in_.guards.both(hit_.guard, text.guard);
      if (guard == kNever || referenced(text, guard)) continue;
      // `${SecretArn}:key::` is a part of what the parameter names
      const bool part = text.pieces.size() == 2 && text.pieces[0].kind == Piece::Kind::parameter &&
                        text.pieces[1].text.starts_with(":");
      if (part || (text.pieces.size() == 1 && text.pieces[0].kind != Piece::Kind::literal))
        single_hole(text.pieces[0], guard);
      else
        named(text.text(), guard);
    }
  }

  void single_hole(const Piece& piece, Guard guard) {
    if (piece.kind == Piece::Kind::parameter && as_.valid())
      found(parameter_node(in_, unit_, as_, piece.subject, place_), guard);
    else
      open(guard, "\"" + piece.text + "\" is known only once it is deployed");
  }

  bool referenced(const Rendered& text, Guard guard) {
    std::vector<NodeId> nodes;
    bool any = false;
    for (const ResourceId target : whole_references(text)) {
      any = true;
      const NodeId whole = in_.stands_for[target.index()];
      const NodeId node = whole.valid() ? whole : in_.node_of[target.index()];
      if (node.valid()) {
        if (std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
      } else if (!in_.concept_of[target.index()].valid()) {
        open(guard, "what " + in_.model[target].type + " " + in_.model[target].address +
                        " stands for is not modelled");
      }
    }
    if (nodes.size() > 1) {  // the one that is meant, if that can be told
      const auto meant = std::find_if(nodes.begin(), nodes.end(),
                                      [&](NodeId n) { return in_.dfd[n].concept_id == as_; });
      nodes = {meant != nodes.end() ? *meant : nodes.front()};
    }
    for (const NodeId node : nodes) found(node, guard);
    return any;
  }

  void named(std::string_view text, Guard guard) {
    if (text.empty()) return;
    if (text.starts_with("arn:")) {
      const std::vector<ConceptId> only =
          as_.valid() ? std::vector<ConceptId>{as_} : std::vector<ConceptId>{};
      ArnTargets targets = match_arn(in_, unit_, text, only, place_);
      if (targets.nodes.empty() && as_.valid()) targets = match_arn(in_, unit_, text, {}, place_);
      for (const NodeId node : targets.nodes) found(node, guard);
      if (targets.nodes.empty())
        open(guard, "nothing that the input declares has the ARN " + std::string(text));
      return;
    }
    bool declared = false;
    const auto at = in_.names.find(Inference::name_key(unit_, text));
    if (at != in_.names.end())
      for (const NodeId node : at->second) {
        if (as_.valid() && in_.dfd[node].concept_id != as_) continue;
        found(node, guard);
        declared = true;
      }
    if (declared || !as_.valid()) return;
    const NodeId outside = outside_named(in_, unit_, as_, host_of(text), place_);
    if (outside.valid())
      found(outside, guard);
    else
      open(guard, "\"" + std::string(text) + "\" is not declared in the input");
  }

  Inference& in_;
  UnitId unit_;
  const Hit& hit_;
  Span place_;  ///< where what is being resolved is used
  ConceptId as_;
  Ends out_;
};

}  // namespace

std::vector<ResourceId> whole_references(const Rendered& text) {
  std::vector<ResourceId> out;
  for (std::size_t i = 0; i < text.pieces.size(); ++i)
    if (text.pieces[i].kind == Piece::Kind::reference && bounded(text, i))
      out.push_back(text.pieces[i].target);
  return out;
}

Ends resolve_hit(Inference& inference, UnitId unit, const Hit& hit, ConceptId as) {
  return Resolver(inference, unit, hit, as).run();
}

Ends resolve_end(Inference& inference, const EndRecord& end, const Scope& scope, NodeId self) {
  Ends out;
  const Resource& resource = inference.model[scope.resource];
  switch (end.kind) {
    case EndKind::self:
      if (self.valid()) out.nodes.push_back({self, scope.guard, {}, {}});
      return out;
    case EndKind::actor:
      out.nodes.push_back({actor_node(inference, end.index), scope.guard, {}, {}});
      return out;
    case EndKind::outside: {
      const FixedOutside& fixed = inference.catalog.fixed_outside[end.index];
      out.nodes.push_back({outside_node(inference, resource.unit, fixed.concept_id,
                                        std::string(inference.catalog.text(fixed.address)), {}),
                           scope.guard,
                           {},
                           {}});
      return out;
    }
    case EndKind::selected:
      break;
  }
  for (const Hit& hit : select(inference.source, end.selector, scope).hits) {
    Ends one = resolve_hit(inference, resource.unit, hit, end.as);
    out.nodes.insert(out.nodes.end(), one.nodes.begin(), one.nodes.end());
    out.open.insert(out.open.end(), one.open.begin(), one.open.end());
  }
  return out;
}

}  // namespace weir
