#include "analyzer/graph/parameter_use.h"

#include <algorithm>
#include <array>
#include <set>

#include "analyzer/graph/render.h"

namespace weir {
namespace {

/// How names of names end: `ORDERS_TABLE_NAME`, `QueueUrl`.
constexpr std::array<std::string_view, 5> kNameEndings = {"-name", "-id", "-arn", "-url", "-uri"};

/// Whether a name ends in what a concept's things are called (`…-bucket`, `…-user-pool-id`).
bool names_kind(const Catalog& catalog, const ConceptRecord& record, std::string_view name) {
  const std::string_view called = catalog.text(record.name);
  const std::string kind = "-" + words_of(called.substr(called.rfind('.') + 1));
  std::string words = "-" + words_of(name);
  for (const std::string_view form : kNameEndings)
    if (words.ends_with(form)) {
      words.erase(words.size() - form.size());
      break;
    }
  return words.ends_with(kind);
}

/// Whether what its things are called is a term (`user_pool`), which no other thing is called by.
bool is_term(const Catalog& catalog, const ConceptRecord& record) {
  const std::string_view called = catalog.text(record.name);
  return called.find('_', called.rfind('.')) != std::string_view::npos;
}

/// Whether anybody may call what the concept declares, whatever its attributes are.
bool is_for_anybody(const Catalog& catalog, const ConceptRecord& record) {
  const auto flows = Catalog::slice(catalog.edge_rules, record.flows);
  return std::any_of(flows.begin(), flows.end(), [&](const EdgeRule& rule) {
    return rule.from.kind == EndKind::actor && rule.to.kind == EndKind::self && rule.when.empty() &&
           rule.each.languages.empty() && catalog.is(rule.edge, catalog.edge("entry"));
  });
}

/// Kinds of things of which an access covers any.
std::set<ConceptId> kinds_of(const Inference& inference, const Access& access) {
  std::set<ConceptId> out;
  const Catalog& catalog = inference.catalog;
  if (!inference.dfd.targets[access.target.index()].covers_outside ||
      !Permissions::moves_data(catalog, access))
    return out;
  for (const std::uint32_t action : access.allowed)
    for (const ConceptId id : Catalog::slice(catalog.concept_refs, catalog.actions[action].to))
      out.insert(id);
  return out;
}

}  // namespace

ParameterUse parameter_use(const Inference& inference, const Permissions& permissions,
                           NodeId process, std::string_view setting, std::string_view parameter) {
  const Catalog& catalog = inference.catalog;
  const auto meant = [&](ConceptId id) {
    const ConceptRecord& record = catalog.concepts[id.index()];
    return declared_by_type(catalog, id) &&
           (names_kind(catalog, record, setting) || names_kind(catalog, record, parameter));
  };
  std::set<ConceptId> kinds;
  for (const Permissions::Held& held : permissions.of(process))
    for (const ConceptId id : kinds_of(inference, inference.dfd[held.access]))
      if (meant(id)) kinds.insert(id);
  const bool by_permission = !kinds.empty();
  for (std::size_t i = 0; !by_permission && i < catalog.concepts.size(); ++i)
    if (is_for_anybody(catalog, catalog.concepts[i]) && is_term(catalog, catalog.concepts[i]) &&
        meant(ConceptId(i)))
      kinds.insert(ConceptId(i));
  ParameterUse out;
  if (kinds.size() != 1) return out;
  out.of = *kinds.begin();
  if (!by_permission) {
    const EdgeLabelId request = catalog.edge("request");
    if (!request.valid()) return {};
    out.ways.push_back({request, catalog.edges[request.index()].data, {}, kAlways});
  }
  for (const Permissions::Held& held : permissions.of(process)) {
    const Access& access = inference.dfd[held.access];
    if (by_permission && kinds_of(inference, access).count(out.of) != 0)
      out.ways.push_back({access.kind, access.data, access.evidence,
                          inference.guards.both(access.exists, held.guard)});
  }
  return out;
}

}  // namespace weir
