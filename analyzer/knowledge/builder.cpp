#include "analyzer/knowledge/builder.h"

#include <algorithm>
#include <array>
#include <utility>

namespace weir {
namespace {

constexpr std::array<std::pair<std::string_view, Scalar>, 7> kScalars = {
    {{"boolean", Scalar::boolean},
     {"string", Scalar::text},
     {"name", Scalar::name},
     {"number", Scalar::number},
     {"duration", Scalar::duration},
     {"size", Scalar::size},
     {"percent", Scalar::percent}}};
constexpr std::string_view kListOf = "list of ";

template <class IdType>
std::vector<IdType> ids(const std::set<std::uint32_t>& values) {
  std::vector<IdType> result;
  for (const std::uint32_t value : values) result.push_back(IdType(value));
  return result;
}

template <class IdType, class Record>
void index_names(NameIndex<IdType>& names, const std::vector<Record>& records,
                 const CatalogTables& tables) {
  for (std::size_t i = 0; i < records.size(); ++i)
    names.add(tables.pool.get(records[i].name), IdType(i));
}

template <class Map>
std::vector<std::string_view> keys_of(const Map& map) {
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

void fault_unknown(const Yaml& where, std::string_view what, std::string_view name,
                   std::vector<std::string_view> known) {
  where.fault("unknown " + std::string(what) + " " + in_backticks(name) +
              suggestion(name, std::move(known)));
}

template <class IdType>
IdType named(const NameIndex<IdType>& names, const Yaml& where, std::string_view what,
             std::string_view name) {
  const IdType id = names.find(name);
  if (!id.valid()) fault_unknown(where, what, name, names.names());
  return id;
}

std::optional<std::uint32_t> numbered(const std::map<std::string, std::uint32_t, std::less<>>& rows,
                                      const Yaml& where, std::string_view what) {
  const auto name = where.text();
  if (!name) return std::nullopt;
  const auto found = rows.find(*name);
  if (found != rows.end()) return found->second;
  fault_unknown(where, what, *name, keys_of(rows));
  return std::nullopt;
}

}  // namespace

void Builder::start_from(const Catalog& base) {
  tables = copy(base);
  index_names(labels, tables.labels, tables);
  index_names(edges, tables.edges, tables);
  index_names(enums, tables.enums, tables);
  index_names(properties, tables.properties, tables);
  index_names(concepts, tables.concepts, tables);
  for (std::uint32_t i = 0; i < tables.boundaries.size(); ++i) {
    boundary_kinds.emplace(text(tables.boundaries[i].kind));
    if (tables.boundaries[i].key.size > 0) boundaries.emplace(text(tables.boundaries[i].key), i);
  }
  for (std::uint32_t i = 0; i < tables.actors.size(); ++i)
    actors.emplace(text(tables.actors[i].key), i);
  for (const TypeName& type : tables.types)
    types.emplace(std::pair(type.language, std::string(text(type.name))), type.concept_id);
  for (std::uint32_t i = 0; i < tables.item_forms.size(); ++i)
    item_forms.emplace(text(tables.labels[tables.item_forms[i].label.index()].name), i);
  for (const PropertyRecord& property : tables.properties) {
    Owners& owners = owners_.emplace_back();
    for (const LabelId id : slice(tables.label_refs, property.labels))
      owners.labels.insert(id.value);
    for (const EdgeLabelId id : slice(tables.edge_refs, property.edges))
      owners.edges.insert(id.value);
  }
}

LabelId Builder::label(const Yaml& where) {
  const auto name = where.text();
  return name ? label(where, *name) : LabelId{};
}

LabelId Builder::label(const Yaml& where, std::string_view name) {
  return named(labels, where, "label", name);
}

EdgeLabelId Builder::edge(const Yaml& where) {
  const auto name = where.text();
  return name ? named(edges, where, "edge label", *name) : EdgeLabelId{};
}

ConceptId Builder::concept_named(const Yaml& where) {
  const auto name = where.text();
  return name ? named(concepts, where, "concept", *name) : ConceptId{};
}

std::optional<std::uint32_t> Builder::boundary(const Yaml& where) {
  return numbered(boundaries, where, "boundary");
}

std::optional<std::uint32_t> Builder::actor(const Yaml& where) {
  return numbered(actors, where, "actor");
}

std::optional<Text> Builder::member(const Yaml& where, EnumId enumeration) {
  const auto name = where.scalar();
  if (!name || !enumeration.valid()) return std::nullopt;
  const EnumRecord& record = tables.enums[enumeration.index()];
  std::vector<std::string_view> known;
  for (const MemberRecord& m : slice(tables.members, record.members)) {
    if (text(m.name) == *name) return m.name;
    known.push_back(text(m.name));
  }
  fault_unknown(where, "member", *name, known);
  return std::nullopt;
}

std::optional<PropertyType> Builder::type(const Yaml& where) {
  const auto written = where.text();
  if (!written) return std::nullopt;
  PropertyType type;
  type.list = written->starts_with(kListOf);
  const std::string_view element = type.list ? written->substr(kListOf.size()) : *written;
  for (const auto& [name, scalar] : kScalars) {
    if (name != element) continue;
    type.scalar = scalar;
    return type;
  }
  type.scalar = Scalar::enumeration;
  type.enumeration = enums.find(element);
  if (type.enumeration.valid()) return type;
  std::vector<std::string_view> known = enums.names();
  for (const auto& [name, scalar] : kScalars) known.push_back(name);
  fault_unknown(where, "type", element, known);
  return std::nullopt;
}

PropertyType Builder::type_of(PropertyId property) const {
  const PropertyRecord& record = tables.properties[property.index()];
  return {record.type, record.list, record.enumeration};
}

bool Builder::has_order(PropertyId property) const {
  const PropertyRecord& record = tables.properties[property.index()];
  if (record.list || record.type == Scalar::text || record.type == Scalar::name) return false;
  return record.type != Scalar::enumeration || tables.enums[record.enumeration.index()].ordered;
}

std::string Builder::type_text(PropertyType type) const {
  std::string result(type.list ? kListOf : "");
  if (type.scalar == Scalar::enumeration)
    return result + std::string(text(tables.enums[type.enumeration.index()].name));
  for (const auto& [name, scalar] : kScalars)
    if (scalar == type.scalar) result += name;
  return result;
}

std::string Builder::first_declared(PropertyId property) const {
  const Span span = owners_[property.index()].first;
  if (!span.valid()) return "in the built-in catalogue";
  const SourceMap& sources = faults.sources();
  return "in " + file_prefix + std::string(sources.path(span.file)) + ":" +
         std::to_string(sources.position(span.file, span.begin).line);
}

PropertyId Builder::property(const Yaml& name, std::optional<PropertyType> type) {
  const auto written = name.text();
  return written ? property_called(name, *written, type) : PropertyId{};
}

PropertyId Builder::property_called(const Yaml& where, std::string_view name,
                                    std::optional<PropertyType> type) {
  const PropertyId known = properties.find(name);
  if (known.valid() && type && type_of(known) != *type) {
    where.fault("property " + in_backticks(name) + " is a " + type_text(*type) + " here and a " +
                type_text(type_of(known)) + " " + first_declared(known));
  }
  if (known.valid()) return known;
  if (!type) {
    where.fault("property " + in_backticks(name) + " needs a `type`: no definition says what it holds" +
                suggestion(name, properties.names()));
    return {};
  }
  const PropertyId id(tables.properties.size());
  PropertyRecord record;
  record.name = text(name);
  record.type = type->scalar;
  record.list = type->list;
  record.enumeration = type->enumeration;
  tables.properties.push_back(record);
  owners_.push_back({{}, {}, faults.sources().in_host(where.span())});
  properties.add(name, id);
  return id;
}

void Builder::belongs(PropertyId property, LabelId label) {
  if (property.valid() && label.valid()) owners_[property.index()].labels.insert(label.value);
}

void Builder::belongs(PropertyId property, EdgeLabelId edge) {
  if (property.valid() && edge.valid()) owners_[property.index()].edges.insert(edge.value);
}

void Builder::finish() {
  for (std::size_t i = 0; i < owners_.size(); ++i) {
    PropertyRecord& record = tables.properties[i];
    record.labels = append(tables.label_refs, ids<LabelId>(owners_[i].labels));
    record.edges = append(tables.edge_refs, ids<EdgeLabelId>(owners_[i].edges));
  }
  tables.types.clear();
  for (const auto& [key, id] : types) tables.types.push_back({key.first, text(key.second), id});
  std::stable_sort(tables.actions.begin(), tables.actions.end(),
                   [this](const ActionRecord& a, const ActionRecord& b) {
                     return text(a.action) < text(b.action);
                   });
}

}  // namespace weir
