#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/blob.h"
#include "analyzer/base/language.h"
#include "analyzer/catalog/data_classes.h"
#include "analyzer/catalog/estimates.h"
#include "analyzer/catalog/grants.h"
#include "analyzer/catalog/images.h"
#include "analyzer/catalog/languages.h"
#include "analyzer/catalog/policies.h"
#include "analyzer/catalog/vocabulary.h"

/// The compiled catalogue (rules/catalog, format in its README): flat tables of trivially copyable
/// records, so that they can lie in the knowledge blob and be used in place. Records name each
/// other by index. analyzer/knowledge builds them; everyone else only reads them through `Catalog`.
namespace weir {

// ---- selectors ----------------------------------------------------------------------------------

enum class StepKind : std::uint8_t {
  key,
  each,
  where,
  at,
  meta,
  entry_key,
  entry_value,
  root,
  self
};
/// One step of a path. key/meta: `text` is the key. where: keep items whose `text` is `value`. at:
/// `number`.
struct PathStep {
  StepKind kind = StepKind::key;
  Text text;
  Text value;
  std::uint32_t number = 0;
};
struct PathRecord {
  Range steps;  ///< into Tables::steps
  Text written;
};

enum class LiteralKind : std::uint8_t { absent, unknown, boolean, number, text, list };
struct LiteralRecord {
  LiteralKind kind = LiteralKind::absent;
  bool boolean = false;
  double number = 0;  ///< in canonical units (ms, bytes, percent 0–100)
  Text text;          ///< text and enum members; unknown: why
  Range items;        ///< list: into Tables::literals
};
struct ValueRow {
  Text written;  ///< "*" = any other
  LiteralRecord canonical;
};

enum class Take : std::uint8_t { first, any, all, min, max, count, collect };

/// Where one language keeps something, and how to read it there.
struct LanguagePath {
  Language language = Language::cloudformation;
  Range paths;  ///< into Tables::paths: the first present counts, or all of them:
  bool together = false;
  double unit = 1;  ///< factor from written number to canonical unit (ms, bytes, percent)
  bool present = false;
  Take take = Take::first;
  LiteralRecord default_value;
  Range values;  ///< into Tables::value_rows; empty = as written
};
struct SelectorRecord {
  Range languages;  ///< into Tables::language_paths; at most one per language
};

// ---- concepts -----------------------------------------------------------------------------------

/// One conjunct of a `when`: property op one of the literals.
struct WhenRecord {
  PropertyId property;
  bool negated = false;
  Range literals;  ///< into Tables::literals: any of them
};

enum class ConceptKind : std::uint8_t {
  process,
  data_store,
  external_entity,
  control,
  identity,
  boundary,
  part,
  ignored,
  network
};

struct KindRecord {
  ConceptKind kind = ConceptKind::part;
  Range when;  ///< into Tables::whens; empty = always
};
struct RoleRecord {
  LabelId label;
  Range when;
};
struct PropertyRule {
  PropertyId property;
  SelectorRecord selector;
};

enum class EndKind : std::uint8_t { self, selected, actor, outside };
/// What the values of a selected end may be resolved to.
enum class EndScope : std::uint8_t { anything, declared, references };
struct EndRecord {
  EndKind kind = EndKind::self;
  SelectorRecord selector;  ///< selected
  ConceptId as;  ///< selected: what bare strings and parameters denote; none = only resolved ones
  EndScope only = EndScope::anything;
  std::uint32_t index = 0;  ///< actor: into Tables::actors; outside: into Tables::fixed_outside
  LabelId of = {};  ///< selected: what stands there bears it, also where it is not known; none = anything
};

enum class Confidence : std::uint8_t { declared, implied, possible };

/// A flow or an attachment that a resource declares.
struct EdgeRule {
  EdgeLabelId
      edge;  ///< none: the flow is a call, and tables/calls.yaml says what it does and to what
  EndRecord from;
  EndRecord to;
  SelectorRecord call;       ///< of a call: "service:Operation"
  SelectorRecord arguments;  ///< of a call: a map of its arguments
  DataDirection data = DataDirection::none;
  Confidence confidence = Confidence::declared;
  Range when;
  SelectorRecord each;  ///< no languages = once
  Range properties;     ///< into Tables::property_rules
  Text why;
};

struct ItemRule {
  LabelId label;
  SelectorRecord each;
  SelectorRecord name;
  SelectorRecord owner;  ///< no languages = this node or the enclosing item
  ConceptId owner_as;    ///< what bare strings in `owner` denote; none = only resolved ones
  Range when;
  Range properties;  ///< into Tables::property_rules (the shared form's first)
  Range items;       ///< into Tables::item_rules
  Range attaches;    ///< into Tables::edge_rules: what the item itself is attached to
};

/// Properties and nested items that an item label has wherever it appears (definitions/items.yaml).
/// The item rules of concepts hold copies; this is for packs that add concepts.
struct ItemForm {
  LabelId label;
  SelectorRecord name;
  Range properties;  ///< into Tables::property_rules
  Range items;       ///< into Tables::item_rules
};

/// One equation of a join: what stands on the part's side equals what stands on the whole's. A side
/// without paths is the resource itself: a reference to it, or its physical name.
struct JoinPair {
  Range part;   ///< into Tables::paths: alternatives
  Range whole;  ///< into Tables::paths: alternatives
};
/// Equations that all hold for a part and its whole.
struct JoinForm {
  Range pairs;  ///< into Tables::join_pairs
};
struct MergeRule {
  Language language = Language::terraform;
  Text key;
  Text type;
  Range join;            ///< into Tables::join_forms, tried in order
  bool inverse = false;  ///< a path of it starts with `^`: it is the whole that looks for its part
  bool many = false;
};
struct ContentRule {
  Text form;  ///< iam_policy, json, states, openapi, container_definitions
  SelectorRecord selector;
  SelectorRecord file;  ///< instead of them: names a file that holds such a text; may be empty
  SelectorRecord substitutions;  ///< a map of what `${Name}` stands for in its texts; may be empty
};
struct TypeName {
  Language language = Language::cloudformation;
  Text name;
  ConceptId concept_id;
};

struct ConceptRecord {
  Text name;
  Range kinds;  ///< into Tables::kinds, tried in order
  Range roles;  ///< into Tables::roles
  SelectorRecord physical_name;
  Range arns;  ///< into Tables::texts
  SelectorRecord part_of;
  bool global = false;
  Range within;  ///< into Tables::boundary_refs
  Text boundary_kind;
  Text boundary_dimension;
  Range merges;
  Range content;
  Range properties;  ///< into Tables::property_rules
  Range items;       ///< into Tables::item_rules (top level)
  Range items_from;  ///< into Tables::selectors: all of them count
  Range flows;       ///< into Tables::edge_rules
  Range attaches;    ///< into Tables::edge_rules
  SelectorRecord uses;
  Text published_as;  ///< the kind of name under which others get at the value; empty: none
  SelectorRecord published_value;
  Text file;  ///< rules/catalog/aws/….yaml, for messages
};

// ---- tables -------------------------------------------------------------------------------------

struct ActorRecord {
  Text key;
  Text name;
  Range roles;  ///< into Tables::label_refs
  Text trust;
  Range within;  ///< into Tables::boundary_refs
};
struct OutsideScheme {
  Text scheme;
  ConceptId concept_id;
};
/// A fixed outside node named by `{outside: "aws:ses"}`.
struct FixedOutside {
  Text address;
  ConceptId concept_id;
};
/// What an action lets a principal do.
struct ActionRecord {
  Text action;  ///< "service:Name", exact
  EdgeLabelId kind;
  DataDirection data = DataDirection::none;
  Range to;      ///< into Tables::concept_refs: what it is done to
  Range needed;  ///< into Tables::whens, over what it is done to: elsewhere others get in without;
                 ///< empty = always
};
/// What a call of a service's API is (tables/calls.yaml).
struct CallRecord {
  Text call;             ///< glob over "service:Operation", case-insensitive
  bool nothing = false;  ///< it moves nothing
  EdgeLabelId kind;      ///< none: that of `action`
  DataDirection data = DataDirection::none;
  Text action;            ///< "" = the action of the same name
  SelectorRecord target;  ///< in the arguments; no languages = the service that `as` is
  ConceptId as;
};
struct VerbRecord {
  Text verb;  ///< first word of a tool function's name
  bool mutating = false;
};
/// A port on which a well-known service listens (tables/services.yaml).
struct ServicePort {
  Text service;
  std::uint32_t port = 0;
};
/// A `define` of definitions/defines.yaml or a rule pack, as text; the query compiler expands it.
struct DefineRecord {
  Text text;
  Text file;
  std::uint32_t line = 1;
};

/// A tag that rules may bear: "class/authn", or a glob: "cwe/CWE-*".
struct RuleTagRecord {
  Text pattern;
};

/// Every table of the catalogue, one vector each; what analyzer/knowledge fills.
struct CatalogTables {
  TextPool pool;
  std::vector<LabelRecord> labels;
  std::vector<EdgeLabelRecord> edges;
  std::vector<PropertyRecord> properties;
  std::vector<EnumRecord> enums;
  std::vector<MemberRecord> members;
  std::vector<BoundaryRecord> boundaries;
  std::vector<PathStep> steps;
  std::vector<PathRecord> paths;
  std::vector<LiteralRecord> literals;
  std::vector<ValueRow> value_rows;
  std::vector<LanguagePath> language_paths;
  std::vector<WhenRecord> whens;
  std::vector<KindRecord> kinds;
  std::vector<RoleRecord> roles;
  std::vector<PropertyRule> property_rules;
  std::vector<EdgeRule> edge_rules;
  std::vector<ItemRule> item_rules;
  std::vector<ItemForm> item_forms;
  std::vector<JoinPair> join_pairs;
  std::vector<JoinForm> join_forms;
  std::vector<MergeRule> merges;
  std::vector<ContentRule> content;
  std::vector<SelectorRecord> selectors;
  std::vector<TypeName> types;  ///< sorted by (language, name)
  std::vector<ConceptRecord> concepts;
  std::vector<ActorRecord> actors;
  std::vector<OutsideScheme> schemes;
  std::vector<FixedOutside> fixed_outside;
  std::vector<ActionRecord> actions;  ///< sorted by action
  std::vector<CallRecord> calls;      ///< as written: the first that fits counts
  std::vector<DataClassRecord> data_classes;
  std::vector<TagRule> tag_rules;
  std::vector<NameRule> name_rules;
  std::vector<ManagedPolicyRecord> managed_policies;  ///< sorted by name
  std::vector<ManagedStatement> managed_statements;
  std::vector<GrantCondition> grant_conditions;
  std::vector<GrantStatement> grant_statements;
  std::vector<PolicyTemplate> policy_templates;
  std::vector<ConnectedType> connected_types;
  std::vector<ConnectorPermission> connector_permissions;
  std::vector<ConnectorRecord> connectors;
  std::vector<PrincipalRecord> principals;
  std::vector<ConditionKeyRecord> condition_keys;
  std::vector<EscalationRecord> escalations;
  std::vector<LanguageRecord> languages;
  std::vector<VerbRecord> verbs;
  std::vector<DefineRecord> defines;
  std::vector<RuleTagRecord> rule_tags;
  std::vector<Text> texts;
  std::vector<LabelId> label_refs;
  std::vector<EdgeLabelId> edge_refs;
  std::vector<ConceptId> concept_refs;
  std::vector<std::uint32_t> boundary_refs;  ///< into boundaries
  std::vector<HolderRule> holder_rules;
  std::vector<LimitRecord> limits;
  std::vector<CopiesRecord> copies;
  std::vector<WordsRecord> words;
  std::vector<TierRecord> tiers;
  std::vector<ServicePort> services;
  std::vector<ImageRecord> images;  ///< as written: the first that fits counts
};

/// Read-only view of the tables, whether they lie in the blob or in memory. Cheap to copy; the
/// owner of the bytes must outlive it. Look-ups by name are binary searches or small scans.
struct Catalog {
  std::string_view pool;
  std::span<const LabelRecord> labels;
  std::span<const EdgeLabelRecord> edges;
  std::span<const PropertyRecord> properties;
  std::span<const EnumRecord> enums;
  std::span<const MemberRecord> members;
  std::span<const BoundaryRecord> boundaries;
  std::span<const PathStep> steps;
  std::span<const PathRecord> paths;
  std::span<const LiteralRecord> literals;
  std::span<const ValueRow> value_rows;
  std::span<const LanguagePath> language_paths;
  std::span<const WhenRecord> whens;
  std::span<const KindRecord> kinds;
  std::span<const RoleRecord> roles;
  std::span<const PropertyRule> property_rules;
  std::span<const EdgeRule> edge_rules;
  std::span<const ItemRule> item_rules;
  std::span<const ItemForm> item_forms;
  std::span<const JoinPair> join_pairs;
  std::span<const JoinForm> join_forms;
  std::span<const MergeRule> merges;
  std::span<const ContentRule> content;
  std::span<const SelectorRecord> selectors;
  std::span<const TypeName> types;
  std::span<const ConceptRecord> concepts;
  std::span<const ActorRecord> actors;
  std::span<const OutsideScheme> schemes;
  std::span<const FixedOutside> fixed_outside;
  std::span<const ActionRecord> actions;
  std::span<const CallRecord> calls;
  std::span<const DataClassRecord> data_classes;
  std::span<const TagRule> tag_rules;
  std::span<const NameRule> name_rules;
  std::span<const ManagedPolicyRecord> managed_policies;
  std::span<const ManagedStatement> managed_statements;
  std::span<const GrantCondition> grant_conditions;
  std::span<const GrantStatement> grant_statements;
  std::span<const PolicyTemplate> policy_templates;
  std::span<const ConnectedType> connected_types;
  std::span<const ConnectorPermission> connector_permissions;
  std::span<const ConnectorRecord> connectors;
  std::span<const PrincipalRecord> principals;
  std::span<const ConditionKeyRecord> condition_keys;
  std::span<const EscalationRecord> escalations;
  std::span<const LanguageRecord> languages;
  std::span<const VerbRecord> verbs;
  std::span<const DefineRecord> defines;
  std::span<const RuleTagRecord> rule_tags;
  std::span<const Text> texts;
  std::span<const LabelId> label_refs;
  std::span<const EdgeLabelId> edge_refs;
  std::span<const ConceptId> concept_refs;
  std::span<const std::uint32_t> boundary_refs;
  std::span<const HolderRule> holder_rules;
  std::span<const LimitRecord> limits;
  std::span<const CopiesRecord> copies;
  std::span<const WordsRecord> words;
  std::span<const TierRecord> tiers;
  std::span<const ServicePort> services;
  std::span<const ImageRecord> images;

  std::string_view text(Text t) const { return pool.substr(t.begin, t.size); }

  ConceptId concept_of(Language language, std::string_view type) const;  ///< none if not modelled
  LabelId label(std::string_view name) const;
  EdgeLabelId edge(std::string_view name) const;
  PropertyId property(std::string_view name) const;
  EnumId enumeration(std::string_view name) const;
  /// Rank of a member in its enum (least = 0); none if it is not one.
  std::optional<std::uint32_t> rank(EnumId enumeration, std::string_view member) const;
  bool is(LabelId label, LabelId ancestor) const;         ///< reflexive
  bool is(EdgeLabelId edge, EdgeLabelId ancestor) const;  ///< reflexive
  std::string_view name(LabelId id) const { return text(labels[id.index()].name); }
  std::string_view name(EdgeLabelId id) const { return text(edges[id.index()].name); }
  std::string_view name(PropertyId id) const { return text(properties[id.index()].name); }
  /// The managed policies of this name, whatever their ARN says before it; the first that fits
  /// counts.
  std::span<const ManagedPolicyRecord> managed_policies_named(std::string_view name) const;
  /// The selector's entry for a language; nullptr if it cannot be said there.
  const LanguagePath* path(const SelectorRecord& selector, Language language) const;
  /// A class's or enum member's display name ("phi" → "PHI"); the name itself if there is none.
  std::string_view display(std::string_view member) const;

  template <class T>
  static std::span<const T> slice(std::span<const T> table, Range range) {
    return table.subspan(range.first, range.count);
  }
};

/// The view over tables in memory.
Catalog view(const CatalogTables& tables);
/// Appends all tables to a blob, in the order of their declaration; `read_catalog` reads them back
/// from table number `first` on. Returns the number of tables.
std::size_t write(const CatalogTables& tables, BlobWriter& writer);
std::size_t read_catalog(BlobReader& reader, std::size_t first, Catalog& catalog);
/// Copies a view back into tables (to add --rules DIR to what is built in).
CatalogTables copy(const Catalog& catalog);

/// Text dump for tests: one line for each label, edge, enum …, one block for each concept, in table
/// order.
std::string dump(const Catalog& catalog);

}  // namespace weir
