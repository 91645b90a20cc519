#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/programs.h"
#include "analyzer/catalog/figures.h"
#include "analyzer/catalog/transport.h"
#include "analyzer/graph/safer.h"
#include "analyzer/knowledge/faults.h"
#include "analyzer/knowledge/yaml_reader.h"

namespace weir {

/// Names → ids, for look-ups while tables grow.
template <class IdType>
class NameIndex {
 public:
  void add(std::string_view name, IdType id) { ids_.emplace(name, id); }
  IdType find(std::string_view name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? IdType{} : found->second;
  }
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> result;
    for (const auto& [name, id] : ids_) result.push_back(name);
    return result;
  }

 private:
  std::map<std::string, IdType, std::less<>> ids_;
};

/// What a property holds.
struct PropertyType {
  Scalar scalar = Scalar::text;
  bool list = false;
  EnumId enumeration;
  friend bool operator==(const PropertyType&, const PropertyType&) = default;
};

/// The catalogue while it is compiled: its tables, names, and what is collected before it becomes
/// ranges.
struct Builder {
  explicit Builder(Faults& sink) : faults(sink) {}
  /// Starts from what is built in.
  void start_from(const Catalog& base);

  Text text(std::string_view written) { return tables.pool.add(written); }
  std::string_view text(Text t) const { return tables.pool.get(t); }

  /// Appends records as one range.
  template <class T>
  static Range append(std::vector<T>& table, const std::vector<T>& records) {
    const Range range{static_cast<std::uint32_t>(table.size()),
                      static_cast<std::uint32_t>(records.size())};
    table.insert(table.end(), records.begin(), records.end());
    return range;
  }
  template <class T>
  static std::vector<T> slice(const std::vector<T>& table, Range range) {
    return {table.begin() + range.first, table.begin() + range.end()};
  }

  // What a name denotes; a fault at `where` and none if nothing.
  LabelId label(const Yaml& where);
  LabelId label(const Yaml& where, std::string_view name);
  EdgeLabelId edge(const Yaml& where);
  ConceptId concept_named(const Yaml& where);
  std::optional<std::uint32_t> boundary(const Yaml& where);
  std::optional<std::uint32_t> actor(const Yaml& where);
  std::optional<Text> member(const Yaml& where, EnumId enumeration);
  std::optional<PropertyType> type(const Yaml& where);

  /// The property of this name, made if it is new. A fault if it has another type elsewhere.
  /// Without a type it must be known.
  PropertyId property(const Yaml& name, std::optional<PropertyType> type);
  /// The same for a name that does not stand alone at `where`.
  PropertyId property_called(const Yaml& where, std::string_view name,
                             std::optional<PropertyType> type);
  PropertyType type_of(PropertyId property) const;
  std::string type_text(PropertyType type) const;
  /// Whether `<` means something for its values, as for booleans: false is the less.
  bool has_order(PropertyId property) const;
  void belongs(PropertyId property, LabelId label);
  void belongs(PropertyId property, EdgeLabelId edge);
  /// Turns the collected owners of properties into ranges, sorts what look-ups need sorted.
  void finish();

  Faults& faults;
  CatalogTables tables;
  ProgramTables programs;
  TransportTables transport;
  FigureTables figures;
  std::vector<SaferRecord> safer;
  NameIndex<LabelId> labels;
  NameIndex<EdgeLabelId> edges;
  NameIndex<EnumId> enums;
  NameIndex<PropertyId> properties;
  NameIndex<ConceptId> concepts;
  std::map<std::string, std::uint32_t, std::less<>> boundaries, actors;
  std::set<std::string, std::less<>> boundary_kinds;
  std::map<std::pair<Language, std::string>, ConceptId> types;
  std::map<std::string, std::uint32_t, std::less<>> item_forms;  ///< into tables.item_forms
  /// `{types: "AWS::", as: awscc_}`: types that another language calls by names made of these.
  struct Mirror {
    Language language = Language::cloudformation;
    std::string types, as;
  };
  std::vector<Mirror> mirrors;
  std::string file_prefix;  ///< put before paths in messages: "rules/" for what is built in

  struct DefineSource {
    std::uint32_t define = 0;  ///< into tables.defines
    Yaml written;
  };
  std::vector<DefineSource> new_defines;

 private:
  std::string first_declared(PropertyId property) const;

  struct Owners {
    std::set<std::uint32_t> labels, edges;
    Span first;  ///< where its type was said
  };
  std::vector<Owners> owners_;  ///< by property
};

}  // namespace weir
