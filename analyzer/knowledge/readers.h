#pragma once

#include <array>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/knowledge/builder.h"

/// Readers of the catalogue's parts, one source file per concern. Each takes what it reads as YAML,
/// fills the builder's tables and reports what does not fit.
namespace weir {

/// A file of the catalogue: where it lies below `catalog/` without ".yaml" ("aws/sqs_queue"), and
/// its root node.
struct CatalogFile {
  std::string stem;
  std::string path;
  Yaml root;
};

// ---- names.cpp
// -----------------------------------------------------------------------------------

/// Whether a label, edge, enum or property may have this name in queries; a fault if not.
bool check_name(const Yaml& where, std::string_view name);

// ---- vocabulary.cpp: definitions/*.yaml
// ----------------------------------------------------------

/// Reads all definition files, in the order that they need each other.
void read_definitions(Builder& builder, const std::vector<CatalogFile>& files);

// ---- selectors.cpp: where something stands and how to read it
// ------------------------------------

/// Which languages a selector may speak of; `any` = also the key `path`, the same for every
/// language.
struct LanguageSet {
  std::vector<Language> languages;
  bool any = false;
  bool has(Language language) const;
};

/// One path, or a list of them of which the first present one counts.
Range read_paths(Builder& builder, const Yaml& node);
/// Reports what is wrong with a path that is kept as text.
void check_path(Builder& builder, const Yaml& node);
/// `{cloudformation: PATH, terraform: PATH}`. `also` names further keys that somebody else reads.
SelectorRecord read_selector(Builder& builder, const Yaml& node, const LanguageSet& languages,
                             std::string_view what, const std::vector<Field>& also = {});

// ---- literals.cpp: values as rules see them
// ------------------------------------------------------

/// Factor from a written unit to the canonical one (ms, bytes, percent); 1 and a fault if the unit
/// is unknown or does not fit the type.
double read_unit(const Yaml& node, PropertyType type);
/// A value of the type, or `absent`. `factor` is that of the unit numbers are written in; texts
/// such as "5 min" carry their own.
LiteralRecord read_literal(Builder& builder, const Yaml& node, PropertyType type, double factor);
LiteralRecord unknown_literal(Text why);

// ---- properties.cpp
// ------------------------------------------------------------------------------

/// A map of canonical names. Who has the properties is for the caller to say (Builder::belongs).
std::vector<PropertyRule> read_properties(Builder& builder, const Yaml& node,
                                          const LanguageSet& languages);

/// Properties that a `when` may speak of.
using PropertyScope = std::set<PropertyId>;
/// All that is declared so far.
PropertyScope all_properties(const Builder& builder);
void add_to_scope(PropertyScope& scope, std::span<const PropertyRule> rules);
/// `{enabled: true, mode: [a, b], other: {not: absent}}`.
Range read_when(Builder& builder, const Yaml& node, const PropertyScope& scope);

// ---- items.cpp
// -----------------------------------------------------------------------------------

/// definitions/items.yaml.
void read_item_forms(Builder& builder, const Yaml& root);
/// `items:` of a concept or of an item.
Range read_items(Builder& builder, const Yaml& node, const LanguageSet& languages,
                 const PropertyScope& scope, int depth = 0);

// ---- edges.cpp
// -----------------------------------------------------------------------------------

/// `flows:` or `attaches:` of a concept.
Range read_edge_rules(Builder& builder, const Yaml& node, const LanguageSet& languages,
                      const PropertyScope& scope, bool flows);

// ---- merges.cpp
// ----------------------------------------------------------------------------------

/// `merges:` of a concept.
Range read_merges(Builder& builder, const Yaml& node, const LanguageSet& languages);

// ---- concepts.cpp
// --------------------------------------------------------------------------------

/// Makes every concept of the files known by name, so that tables and concepts may refer to it.
void declare_concepts(Builder& builder, const std::vector<CatalogFile>& files);
/// Reads the concepts themselves.
void read_concepts(Builder& builder, const std::vector<CatalogFile>& files);

// ---- tables.cpp
// ----------------------------------------------------------------------------------

/// tables/outside.yaml and tables/actors.yaml: what concepts refer to. After the concepts' names
/// are known.
void read_named_tables(Builder& builder, const std::vector<CatalogFile>& files);
/// The other tables.
void read_tables(Builder& builder, const std::vector<CatalogFile>& files);
/// The fixed outside node of an address such as "scheme:name", made if it is new; none and a fault
/// if no row of tables/outside.yaml has its scheme.
std::optional<std::uint32_t> fixed_outside(Builder& builder, const Yaml& where);

// ---- data_classes.cpp
// ----------------------------------------------------------------------------

/// A file of tables/data_classes.yaml.
void read_data_classes(Builder& builder, const Yaml& root);
/// Words that names are looked through for: lower-case and joined by `-`.
std::optional<Text> read_name_words(Builder& builder, const Yaml& node);

// ---- estimates.cpp
// -------------------------------------------------------------------------------

/// A row of tables/limits.yaml, copies.yaml, words.yaml, secrets.yaml, tiers.yaml.
void read_limit(Builder& builder, const Yaml& row);
void read_copies(Builder& builder, const Yaml& row);
void read_words(Builder& builder, const Yaml& row);
void read_secret_signs(Builder& builder, const Yaml& row);
void read_tier(Builder& builder, const Yaml& row);

// ---- calls.cpp
// -----------------------------------------------------------------------------------

/// A row of tables/calls.yaml. After the actions.
void read_call(Builder& builder, const Yaml& row);

// ---- transport.cpp
// -------------------------------------------------------------------------------

/// A row of tables/addresses.yaml, connections.yaml, transport.yaml.
void read_address_form(Builder& builder, const Yaml& row);
void read_engine(Builder& builder, const Yaml& row);
void read_transport(Builder& builder, const Yaml& row);

// ---- figures.cpp
// -------------------------------------------------------------------------------

/// A row of tables/availability.yaml, recovery.yaml, dependencies.yaml, lifecycle.yaml,
/// objective_tags.yaml.
void read_availability(Builder& builder, const Yaml& row);
void read_recovery(Builder& builder, const Yaml& row);
void read_dependency(Builder& builder, const Yaml& row);
void read_practice(Builder& builder, const Yaml& row);
void read_objective_tag(Builder& builder, const Yaml& row);

// ---- clients.cpp
// ---------------------------------------------------------------------------------

/// A row of tables/clients.yaml.
void read_client(Builder& builder, const Yaml& row);

// ---- policies.cpp
// --------------------------------------------------------------------------------

/// The files of tables/managed_policies, after the actions. The first row that an ARN fits counts,
/// and what is built in only where none does.
void read_managed_policies(Builder& builder, const std::vector<CatalogFile>& files);
/// A row of tables/principals.yaml.
void read_principal(Builder& builder, const Yaml& row);
/// A row of tables/condition_keys.yaml.
void read_condition_keys(Builder& builder, const Yaml& row);
/// A row of tables/escalations.yaml. After the actions.
void read_escalation(Builder& builder, const Yaml& row);

// ---- grants.cpp
// ----------------------------------------------------------------------------------

/// A row of tables/sam_policy_templates.yaml.
void read_policy_template(Builder& builder, const Yaml& row);
/// A file of tables/sam_connectors.yaml.
void read_connectors(Builder& builder, const Yaml& root);

/// The value that one of some words stands for; a fault and none for another word.
template <class Value, std::size_t N>
std::optional<Value> read_word(const Yaml& node,
                               const std::array<std::pair<std::string_view, Value>, N>& words) {
  const auto written = node.text();
  if (!written) return std::nullopt;
  std::vector<std::string_view> known;
  for (const auto& [word, value] : words) {
    if (word == *written) return value;
    known.push_back(word);
  }
  node.fault("unknown word " + in_backticks(*written) + suggestion(*written, known));
  return std::nullopt;
}
/// The dimensions of boundaries; the words count, the numbers say nothing.
inline constexpr std::array<std::pair<std::string_view, int>, 4> kBoundaryDimensions = {
    {{"network", 0}, {"ownership", 1}, {"place", 2}, {"tenancy", 3}}};
/// out | in | both.
std::optional<DataDirection> read_direction(const Yaml& node);

/// A key that is there for people.
inline void ignore(const Yaml&) {}

/// Reads a non-empty text into a record.
inline auto into_text(Builder& b, Text& slot) {
  return [&b, &slot](const Yaml& y) { slot = b.text(y.scalar().value_or("")); };
}

/// A member of an enum that tables use by name; any text if the enum is not declared.
inline auto into_member(Builder& b, std::string_view enumeration, Text& slot) {
  return [&b, enumeration, &slot](const Yaml& y) {
    const EnumId id = b.enums.find(enumeration);
    if (!id.valid()) y.fault("no enum " + in_backticks(enumeration) + " is declared");
    slot = b.member(y, id).value_or(Text{});
  };
}

/// Reads each row of a list as a map; `read` gets the row.
template <class Read>
void each_row(const Yaml& root, Read read) {
  for (const Yaml& row : root.items()) read(row);
}
/// Ids of the names in a list (or of one name).
template <class IdType, class Find>
std::vector<IdType> read_ids(const Yaml& node, Find find) {
  std::vector<IdType> ids;
  for (const Yaml& item : node.items_or_self())
    if (const IdType id = find(item); id.valid()) ids.push_back(id);
  return ids;
}
/// A range of texts.
Range read_texts(Builder& builder, const Yaml& node);

}  // namespace weir
