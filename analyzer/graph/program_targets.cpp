// What the calls of a program name: things of the input, and hosts of its own.
#include "analyzer/graph/program_targets.h"

#include <algorithm>
#include <string>

#include "analyzer/graph/calls.h"
#include "analyzer/graph/hosts.h"
#include "analyzer/graph/render.h"
#include "analyzer/model/own_hosts.h"

namespace weir {
namespace {

/// Whether what a setting names is what the call asks for: such a thing, one that is like it, or
/// one of which nothing is known.
bool may_be_wanted(const Inference& in, NodeId node, ConceptId wanted) {
  const ConceptId own = in.dfd[node].concept_id;
  if (!wanted.valid() || !own.valid() || own == wanted) return true;
  const auto roles = Catalog::slice(in.catalog.roles, in.catalog.concepts[wanted.index()].roles);
  return std::any_of(roles.begin(), roles.end(),
                     [&](const RoleRecord& role) { return has_label(in.dfd, in.catalog, node, role.label); });
}

/// What the input puts into the source itself: `${Orders}`.
std::vector<End> named_in_source(Inference& in, const BoundProgram& bound, std::string_view name, Span span) {
  for (const Rendered& text : render(in.model, in.guards, bound.text))
    for (const Piece& piece : text.pieces) {
      if (piece.kind != Piece::Kind::reference || piece.text != name) continue;
      const NodeId node = in.node_of[piece.target.index()];
      if (node.valid()) return {{node, in.model[bound.resource].exists, span, {}, piece.implied}};
    }
  return {};
}

std::vector<End> named_by_setting(Inference& in, UnitId unit, const std::vector<Hit>& hits, ConceptId as) {
  std::vector<End> found;
  for (const Hit& hit : hits) {
    if (hit.unknown) continue;
    for (const End& end : resolve_hit(in, unit, hit, as).nodes) found.push_back(end);
  }
  return found;
}

std::vector<End> named_by_text(const CallingProcess& process, const ProgramText& value, ConceptId as, Span span) {
  Inference& in = process.inference;
  const Resource& resource = in.model[process.bound.resource];
  if (value.kind == ProgramText::Kind::setting) {
    const std::vector<Hit>* hits = process.settings.find(value.text);
    if (hits != nullptr) return named_by_setting(in, resource.unit, *hits, as);
    if (!process.settings.default_of(value)) return {};
  } else if (value.kind != ProgramText::Kind::literal) {
    return {};
  }
  if (process.bound.text.valid() && value.text.starts_with("${")) return named_in_source(in, process.bound, value.text, span);
  Hit hit;
  hit.key = value.kind == ProgramText::Kind::literal ? value.text : *value.otherwise;
  hit.span = span;
  hit.guard = resource.exists;
  if (hit.key->empty()) return {};
  return resolve_hit(in, resource.unit, hit, as).nodes;
}

bool answers_at(const ResourceModel& model, const Resource& resource, std::string_view host) {
  const ValueStore& values = model.values;
  const ValueId attributes = resource.attributes;
  if (!attributes.valid() || values[attributes].kind != ValueKind::map) return false;
  const ValueId hosts = values.find(attributes, kAnswersAt);
  if (!hosts.valid() || values[hosts].kind != ValueKind::list) return false;
  const std::vector<ValueId> all = values.items(hosts);
  return std::any_of(all.begin(), all.end(), [&](ValueId one) { return values.string(one) == host; });
}

}  // namespace

std::vector<End> named_by_call(const CallingProcess& process, const ProgramCall& call, const EndRecord& to) {
  const Catalog& catalog = process.inference.catalog;
  const auto languages = Catalog::slice(catalog.language_paths, to.selector.languages);
  if (languages.empty()) return {};
  for (const PathRecord& path : Catalog::slice(catalog.paths, languages.front().paths)) {
    std::vector<End> found;
    bool given = false;
    for (const ProgramArgument& argument : call.arguments) {
      if (!equal_but_for_case(argument.path, catalog.text(path.written))) continue;
      given = true;
      if (argument.value.open) continue;
      for (const End& end : named_by_text(process, argument.value, to.as, call.span))
        if (may_be_wanted(process.inference, end.node, to.as)) found.push_back(end);
    }
    if (given) return found;
  }
  return {};
}

NodeId answering_at(Inference& inference, ResourceId resource, std::string_view url) {
  const Language language = inference.model[resource].language;
  if (language != Language::compose && language != Language::kubernetes) return {};
  if (url.find("://") == std::string_view::npos) return {};
  NodeId found;
  bool several = false;
  for (std::size_t i = 0; i < inference.model.resources.size(); ++i) {
    const Resource& other = inference.model.resources[i];
    const NodeId node = inference.node_of[i];
    if (other.unit != inference.model[resource].unit || !node.valid() || !is_element(inference.dfd[node].kind)) continue;
    if (language == Language::compose && other.address == host_of(url)) return node;
    if (!answers_at(inference.model, other, host_of(url))) continue;
    several = several || (found.valid() && found != node);
    found = node;
  }
  return several ? NodeId() : found;
}

}  // namespace weir
