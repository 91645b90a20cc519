#include "analyzer/graph/ends.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "analyzer/graph/chosen.h"
#include "analyzer/graph/hosts.h"
#include "analyzer/model/image_name.h"
#include "analyzer/graph/property_value.h"
#include "analyzer/graph/whereabouts.h"
#include "analyzer/model/own_hosts.h"

namespace weir {
namespace {

/// Characters that may stand beside a reference without making another name of it.
bool separates(char c) {
  return c == ':' || c == '/' || c == '.' || c == '@' || c == '?' || c == ',' || c == ' ' ||
         c == '#' || c == '*' || c == '|';
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

/// What bears one name, or one pattern with wildcards; more of them are nothing in particular.
constexpr std::size_t kMaxNamesakes = 16;

/// An ARN that ends before its resource is the beginning of all ARNs that it stands for, as
/// selectors of events write it: `arn:aws:s3`, `arn:aws:s3:::`. "" for any other.
std::string begun_arn(std::string_view text) {
  constexpr int kColons = 5;
  int colons = 0, hole = 0;
  for (const char c : text) {
    if (c == '{') ++hole;
    if (c == '}') --hole;
    colons += c == ':' && hole == 0 ? 1 : 0;
  }
  if (colons > kColons || (colons == kColons && !text.ends_with(':'))) return "";
  std::string out(text);
  if (out.ends_with(':')) out += '*';
  for (; colons < kColons; ++colons) out += ":*";
  return out;
}

class Resolver {
 public:
  Resolver(Inference& inference, UnitId unit, const Hit& hit, ConceptId as, EndScope only)
      : in_(inference), unit_(unit), hit_(hit), place_(hit.place()), as_(as), only_(only) {}

  Ends run() {
    if (hit_.key) {
      protocol_ = protocol_at(in_.catalog, in_.transport, *hit_.key);
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

  /// The same where the beginning of an ARN may stand for all that begin so.
  Ends run_with_beginnings() {
    beginnings_ = true;
    return run();
  }

  /// What a parameter chooses among, as one.
  Ends chosen(const Rendered& text) {
    named(text.text(), text.guard);
    for (const End& end : out_.nodes)
      set_property(in_.dfd.nodes[end.node.index()].properties, in_.catalog.property("may_be"),
                   list_value(text.may_be, place_));
    return std::move(out_);
  }

 private:
  /// Whether what is not declared is a node all the same.
  bool makes_nodes() const { return as_.valid() && only_ == EndScope::anything; }

  void open(Guard guard, std::string why, NodeId brings = {}) {
    out_.open.push_back({guard, std::move(why), place_, brings});
  }

  void found(NodeId node, Guard guard, bool implied = false) {
    for (const End& end : out_.nodes)
      if (end.node == node && end.guard == guard) return;
    out_.nodes.push_back({node, guard, place_, hit_.path, implied, protocol_});
  }

  void unknown(ValueId value) {
    const ValueStore& values = in_.model.values;
    const Value& v = values[value];
    const bool parameter =
        !hit_.above && v.kind == ValueKind::unknown && v.unknown == UnknownKind::parameter;
    if (parameter && makes_nodes() && !values.subject(value).empty()) {
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
      protocol_ = protocol_at(in_.catalog, in_.transport, text.text());
      if (guard == kNever || referenced(text, guard) || addressed(text, guard)) continue;
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
    if (piece.kind == Piece::Kind::parameter && makes_nodes())
      found(parameter_node(in_, unit_, as_, piece.subject, place_), guard);
    else
      open(guard, "\"" + piece.text + "\" is known only once it is deployed");
  }

  bool referenced(const Rendered& text, Guard guard) {
    std::vector<NodeId> nodes;
    bool any = false, implied = false, all_hosts = true;
    for (std::size_t i = 0; i < text.pieces.size(); ++i) {
      const Piece& piece = text.pieces[i];
      if (piece.kind != Piece::Kind::reference) continue;
      const bool host = is_own_host(piece.attribute);
      if (!host && !bounded(text, i)) continue;
      all_hosts = all_hosts && host;
      any = true;
      implied = implied || piece.implied;
      const NodeId node = in_.node_of[piece.target.index()];
      if (node.valid() && is_meant(piece, node)) {
        if (std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
      } else if (node.valid()) {
        open(guard, "\"" + piece.text + "\" is known only once it is deployed", node);
      } else if (!in_.concept_of[piece.target.index()].valid()) {
        const Resource& target = in_.model[piece.target];
        open(guard, "what " + target.type + " " + target.address + " stands for is not modelled");
      } else if (const NodeId by = in_.whole_of[piece.target.index()]; by.valid()) {
        open(guard, "\"" + piece.text + "\" is what " + in_.dfd[by].name + " answers");
      }
    }
    if (nodes.size() > 1 && !all_hosts) nodes = {the_one(nodes)};
    for (const NodeId node : nodes) found(node, guard, implied);
    return any;
  }

  /// The reference that stands where an address of what is meant has its name:
  /// `/logs/${Agent.Id}-live`.
  bool addressed(const Rendered& text, Guard guard) {
    const std::optional<std::string> name =
        as_.valid() ? name_in_address(in_.catalog, as_, text.text()) : std::nullopt;
    for (const Piece& piece : text.pieces) {
      if (!name || piece.kind != Piece::Kind::reference || piece.text != *name) continue;
      const NodeId node = in_.node_of[piece.target.index()];
      if (!node.valid() || in_.dfd[node].concept_id != as_) continue;
      found(node, guard, piece.implied);
      return true;
    }
    return false;
  }

  /// An attribute within another may be something else that the resource brings along, such as the
  /// secret that a database keeps its password in.
  bool is_meant(const Piece& piece, NodeId node) const {
    return !as_.valid() || in_.dfd[node].concept_id == as_ ||
           piece.attribute.find_first_of(".[") == std::string::npos ||
           !declared_by_type(in_.catalog, as_);
  }

  /// Of several, the one that is meant, if that can be told.
  NodeId the_one(const std::vector<NodeId>& nodes) const {
    const auto meant = std::find_if(nodes.begin(), nodes.end(),
                                    [&](NodeId n) { return in_.dfd[n].concept_id == as_; });
    if (meant != nodes.end()) return *meant;
    for (const NodeId node : nodes)  // a part is named by its whole and itself
      if (std::find(nodes.begin(), nodes.end(), carrier(in_, node)) != nodes.end() &&
          carrier(in_, node) != node)
        return node;
    return nodes.front();
  }

  void named(std::string_view text, Guard guard) {
    if (text.empty() || only_ == EndScope::references) return;
    if (text.starts_with("arn:")) return by_arn(text, guard);
    if (bears(in_.catalog, as_, in_.catalog.label("image_repository"))) return image(text, guard);
    if (declared(text, as_, guard)) return;
    if (text.find("://") != std::string_view::npos || is_host(as_))
      if (by_host(text, guard)) return;
    const std::optional<std::string> name =
        as_.valid() ? name_in_address(in_.catalog, as_, text) : std::nullopt;
    if (name && declared(*name, as_, guard)) return;
    if (!makes_nodes() || (!name && at_others(text, guard))) return;
    outside(text, name ? std::string_view(*name) : host_of(text), guard);
  }

  /// Things of the unit that are called so.
  bool declared(std::string_view name, ConceptId as, Guard guard) {
    const auto at = in_.names.find(Inference::name_key(unit_, name));
    if (at == in_.names.end()) return false;
    std::vector<NodeId> nodes;
    for (const NodeId node : at->second) {
      if (as.valid() && in_.dfd[node].concept_id != as) continue;
      nodes.push_back(node);
      if (nodes.size() > kMaxNamesakes) break;
    }
    all_of(nodes, name, guard);
    return !nodes.empty();
  }

  void all_of(const std::vector<NodeId>& nodes, std::string_view name, Guard guard) {
    if (nodes.size() > kMaxNamesakes)
      return open(guard, "\"" + std::string(name) + "\" may be one of too many");
    for (const NodeId node : nodes) found(node, guard, in_.dfd[node].unit != unit_);
  }

  bool is_host(ConceptId as) const {
    return bears(in_.catalog, as, in_.catalog.label("web_service"));
  }

  /// What is called by a host's name; an endpoint of a provider is what the input declares there,
  /// and never a host of others. False: the host says nothing.
  bool by_host(std::string_view text, Guard guard) {
    const std::optional<std::string> host = host_name(host_of(text));
    if (!host) return false;
    const ConceptId as = is_host(as_) ? ConceptId() : as_;
    if (declared(*host, as, guard)) return true;
    if (as.valid() || !is_of_provider(in_.catalog, *host)) return false;
    for (std::size_t c = 0; c < in_.catalog.concepts.size(); ++c)
      if (const auto name = name_in_address(in_.catalog, ConceptId(c), text);
          name && declared(*name, ConceptId(c), guard))
        return true;
    if (as_.valid()) not_declared(text, guard);
    return as_.valid();
  }

  /// What is addressed at a host of somebody else is that host, whatever could stand there.
  bool at_others(std::string_view text, Guard guard) {
    const ConceptId web = outside_concept(in_.catalog, in_.catalog.label("web_service"));
    if (is_host(as_) || !web.valid() || text.find("://") == std::string_view::npos) return false;
    const std::optional<std::string> host = host_of_others(text);
    if (!host || is_of_provider(in_.catalog, *host)) return false;
    outside(text, *host, guard, web);
    return true;
  }

  /// An image, by the repository that holds it or by its registry.
  void image(std::string_view text, Guard guard) {
    const std::optional<ImageName> name = image_name(text);
    if (!name) return not_declared(text, guard);
    const ConceptId registry = outside_concept(in_.catalog, in_.catalog.label("image_repository"));
    const std::optional<std::string> account =
        registry.valid() ? name_in_address(in_.catalog, registry, name->registry) : std::nullopt;
    if (account && declared(name->repository, as_, guard)) return;
    if (!makes_nodes()) return;
    const ConceptId web = outside_concept(in_.catalog, in_.catalog.label("web_service"));
    const std::optional<std::string> host = host_of_others("https://" + name->registry);
    if (name->repository.starts_with("${") && is_parameter(name->repository))
      outside(text, name->repository, guard);
    else if (account && (account->find('$') == std::string::npos || is_parameter(*account)))
      outside(text, *account, guard, registry);
    else if (!account && web.valid() && host && name->registry.starts_with(*host))
      outside(text, *host, guard, web);  // without its port
    else
      not_declared(text, guard);
  }

  /// Whether a name is `${…}` of a parameter and nothing else.
  bool is_parameter(std::string_view name) const {
    if (!unit_.valid() || !name.starts_with("${") || !name.ends_with("}")) return false;
    const auto& parameters = in_.model.units[unit_.index()].parameters;
    return std::any_of(parameters.begin(), parameters.end(), [&](const Parameter& parameter) {
      return parameter.name == name.substr(2, name.size() - 3);
    });
  }

  void outside(std::string_view text, std::string_view name, Guard guard) {
    outside(text, name, guard, as_);
  }
  void outside(std::string_view text, std::string_view name, Guard guard, ConceptId as) {
    const NodeId node = outside_named(in_, unit_, as, name, place_);
    if (!node.valid()) return not_declared(text, guard);
    if (in_.dfd[node].outside) note_whereabouts(in_, node, {}, {});
    found(node, guard, in_.dfd[node].unit != unit_);
  }

  void not_declared(std::string_view text, Guard guard) {
    open(guard, "\"" + std::string(text) + "\" is not declared in the input");
  }

  void by_arn(std::string_view text, Guard guard) {
    const bool outside = only_ == EndScope::anything;
    const std::vector<ConceptId> one =
        as_.valid() ? std::vector<ConceptId>{as_} : std::vector<ConceptId>{};
    const std::string begun = beginnings_ && !as_.valid() ? begun_arn(text) : std::string();
    if (!begun.empty())
      return all_of(match_arn(in_, unit_, begun, one, place_, false).nodes, text, guard);
    ArnTargets targets = match_arn(in_, unit_, text, one, place_, outside);
    if (targets.nodes.empty() && as_.valid() && outside)
      targets = match_arn(in_, unit_, text, {}, place_);
    if (!outside) std::erase_if(targets.nodes, [&](NodeId node) { return in_.dfd[node].outside; });
    all_of(targets.nodes, text, guard);
    if (targets.nodes.empty() && outside)
      open(guard, "nothing that the input declares has the ARN " + std::string(text));
  }

  Inference& in_;
  UnitId unit_;
  const Hit& hit_;
  Span place_;            ///< where what is being resolved is used
  std::string protocol_;  ///< of the address that is being resolved
  ConceptId as_;
  EndScope only_;
  bool beginnings_ = false;
  Ends out_;
};

Ends selected_end(Inference& inference, const EndRecord& end, const Scope& scope, EndScope only) {
  Ends out;
  const UnitId unit = inference.model[scope.resource].unit;
  const auto add = [&](const Ends& one) {
    out.nodes.insert(out.nodes.end(), one.nodes.begin(), one.nodes.end());
    out.open.insert(out.open.end(), one.open.begin(), one.open.end());
  };
  const std::vector<Hit> hits = select(inference.source, end.selector, scope).hits;
  if (!end.as.valid() || only != EndScope::anything) {
    for (const Hit& hit : hits)
      add(Resolver(inference, unit, hit, end.as, only).run_with_beginnings());
    return out;
  }
  for_each_choice(inference, unit, hits, [&](const Hit& hit, const Rendered* text) {
    add(text == nullptr ? resolve_hit(inference, unit, hit, end.as, only)
                        : Resolver(inference, unit, hit, end.as, only).chosen(*text));
  });
  return out;
}

}  // namespace

std::vector<ResourceId> whole_references(const Rendered& text) {
  std::vector<ResourceId> out;
  for (std::size_t i = 0; i < text.pieces.size(); ++i)
    if (text.pieces[i].kind == Piece::Kind::reference && bounded(text, i))
      out.push_back(text.pieces[i].target);
  return out;
}

Ends resolve_hit(Inference& inference, UnitId unit, const Hit& hit, ConceptId as, EndScope only) {
  return Resolver(inference, unit, hit, as, only).run();
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
  return selected_end(inference, end, scope, end.only);
}

Ends declared_end(Inference& inference, const EndRecord& end, const Scope& scope, NodeId self) {
  if (end.kind == EndKind::selected)
    return selected_end(inference, end, scope,
                        end.only == EndScope::anything ? EndScope::declared : end.only);
  return end.kind == EndKind::self ? resolve_end(inference, end, scope, self) : Ends{};
}

}  // namespace weir
