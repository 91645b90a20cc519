#include "analyzer/catalog/catalog.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace weir {
namespace {

/// Every table but the pool, in the order of declaration: vectors of CatalogTables or spans of
/// Catalog.
template <class Tables>
auto columns(Tables& t) {
  return std::tie(t.labels, t.edges, t.properties, t.enums, t.members, t.boundaries, t.steps,
                  t.paths, t.literals, t.value_rows, t.language_paths, t.whens, t.kinds, t.roles,
                  t.property_rules, t.edge_rules, t.item_rules, t.item_forms, t.join_pairs,
                  t.join_forms, t.merges, t.content, t.selectors, t.types, t.concepts, t.actors,
                  t.schemes, t.fixed_outside, t.actions, t.calls, t.data_classes, t.tag_rules,
                  t.name_rules, t.managed_policies, t.managed_statements, t.grant_conditions,
                  t.grant_statements, t.policy_templates, t.connected_types,
                  t.connector_permissions, t.connectors, t.principals, t.condition_keys,
                  t.escalations, t.languages, t.verbs, t.defines, t.rule_tags, t.texts,
                  t.label_refs, t.edge_refs, t.concept_refs, t.boundary_refs, t.holder_rules,
                  t.limits, t.copies, t.words, t.tiers, t.services,
                  t.images);
}
inline constexpr std::size_t kColumns =
    std::tuple_size_v<decltype(columns(std::declval<Catalog&>()))>;

/// Calls `visit(table of a, table of b)` for each pair of tables.
template <class A, class B, class Visit>
void each_pair(A& a, B& b, Visit visit) {
  const auto left = columns(a);
  const auto right = columns(b);
  [&]<std::size_t... N>(std::index_sequence<N...>) {
    (visit(std::get<N>(left), std::get<N>(right)), ...);
  }
  (std::make_index_sequence<kColumns>{});
}

template <class IdType, class Record>
IdType find_named(const Catalog& catalog, std::span<const Record> records, std::string_view name) {
  for (std::size_t i = 0; i < records.size(); ++i)
    if (catalog.text(records[i].name) == name) return IdType(i);
  return {};
}

template <class IdType>
bool among(std::span<const IdType> ids, IdType id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

ConceptId Catalog::concept_of(Language language, std::string_view type) const {
  const auto key = [this](const TypeName& t) { return std::pair(t.language, text(t.name)); };
  const auto exactly = [&](std::string_view name) {
    const auto wanted = std::pair(language, name);
    const auto found =
        std::lower_bound(types.begin(), types.end(), wanted,
                         [&](const TypeName& t, const auto& w) { return key(t) < w; });
    return found != types.end() && key(*found) == wanted ? found->concept_id : ConceptId{};
  };
  if (const ConceptId found = exactly(type); found.valid()) return found;
  const std::size_t first = type.find("::");  // `Custom::*`: whoever writes such types names them
  return first == type.npos ? ConceptId{} : exactly(std::string(type.substr(0, first)) + "::*");
}

LabelId Catalog::label(std::string_view wanted) const {
  return find_named<LabelId>(*this, labels, wanted);
}

EdgeLabelId Catalog::edge(std::string_view wanted) const {
  return find_named<EdgeLabelId>(*this, edges, wanted);
}

PropertyId Catalog::property(std::string_view wanted) const {
  return find_named<PropertyId>(*this, properties, wanted);
}

EnumId Catalog::enumeration(std::string_view wanted) const {
  return find_named<EnumId>(*this, enums, wanted);
}

std::optional<std::uint32_t> Catalog::rank(EnumId id, std::string_view member) const {
  if (!id.valid()) return std::nullopt;
  const auto range = slice(members, enums[id.index()].members);
  for (std::uint32_t i = 0; i < range.size(); ++i)
    if (text(range[i].name) == member) return i;
  return std::nullopt;
}

bool Catalog::is(LabelId id, LabelId ancestor) const {
  return id.valid() && among(slice(label_refs, labels[id.index()].ancestors), ancestor);
}

bool Catalog::is(EdgeLabelId id, EdgeLabelId ancestor) const {
  return id.valid() && among(slice(edge_refs, edges[id.index()].ancestors), ancestor);
}

std::span<const ManagedPolicyRecord> Catalog::managed_policies_named(std::string_view name) const {
  const auto named = [this](const ManagedPolicyRecord& policy) {
    return managed_policy_name(text(policy.arn));
  };
  const auto first = std::lower_bound(
      managed_policies.begin(), managed_policies.end(), name,
      [&](const ManagedPolicyRecord& policy, std::string_view n) { return named(policy) < n; });
  const auto last =
      std::find_if(first, managed_policies.end(),
                   [&](const ManagedPolicyRecord& policy) { return named(policy) != name; });
  return {first, last};
}

const LanguagePath* Catalog::path(const SelectorRecord& selector, Language language) const {
  for (const LanguagePath& entry : slice(language_paths, selector.languages))
    if (entry.language == language) return &entry;
  return nullptr;
}

std::string_view Catalog::display(std::string_view member) const {
  for (const DataClassRecord& c : data_classes)
    if (text(c.name) == member) return text(c.display);
  for (const MemberRecord& m : members)
    if (text(m.name) == member) return text(m.display);
  return member;
}

Catalog view(const CatalogTables& tables) {
  Catalog catalog;
  catalog.pool = tables.pool.bytes();
  each_pair(tables, catalog, [](const auto& table, auto& span) { span = table; });
  return catalog;
}

std::size_t write(const CatalogTables& tables, BlobWriter& writer) {
  writer.bytes(tables.pool.bytes());
  std::apply([&](const auto&... table) { (writer.table(table), ...); }, columns(tables));
  return 1 + kColumns;
}

std::size_t read_catalog(BlobReader& reader, std::size_t first, Catalog& catalog) {
  catalog.pool = reader.bytes(first);
  std::size_t next = first + 1;
  const auto read = [&]<class Record>(std::span<const Record>& span) {
    span = reader.table<Record>(next++);
  };
  std::apply([&](auto&... span) { (read(span), ...); }, columns(catalog));
  return next - first;
}

CatalogTables copy(const Catalog& catalog) {
  CatalogTables tables;
  tables.pool.add(catalog.pool);  // as one text, so that every Text keeps its place
  each_pair(tables, catalog,
            [](auto& table, const auto& span) { table.assign(span.begin(), span.end()); });
  return tables;
}

}  // namespace weir
