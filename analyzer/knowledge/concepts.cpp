#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/catalog/snake_case.h"
#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

constexpr std::array<std::pair<std::string_view, ConceptKind>, 9> kConceptKinds = {
    {{"process", ConceptKind::process},
     {"data_store", ConceptKind::data_store},
     {"external_entity", ConceptKind::external_entity},
     {"control", ConceptKind::control},
     {"identity", ConceptKind::identity},
     {"boundary", ConceptKind::boundary},
     {"network", ConceptKind::network},
     {"part", ConceptKind::part},
     {"ignored", ConceptKind::ignored}}};
constexpr std::array<std::pair<std::string_view, bool>, 2> kPlaces = {
    {{"region", false}, {"global", true}}};
constexpr std::array<std::pair<std::string_view, int>, 6> kForms = {
    {{"iam_policy", 0}, {"json", 1}, {"states", 2}, {"openapi", 3}, {"container_definitions", 4}, {"buildspec", 5}}};

/// "aws/sqs_queue" for aws.sqs.queue; empty if the name has not at least two words.
std::string stem_of(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == name.npos || dot == 0 || dot + 1 == name.size()) return "";
  std::string rest(name.substr(dot + 1));
  std::replace(rest.begin(), rest.end(), '.', '_');
  return std::string(name.substr(0, dot)) + "/" + rest;
}

/// What a provider that mirrors the language's schema calls a type `Organisation::Service::Thing`;
/// empty if it is none of those.
std::string mirrored(std::string_view type, const Builder::Mirror& mirror) {
  if (!type.starts_with(mirror.types)) return "";
  const std::string_view rest = type.substr(mirror.types.size());
  const std::size_t colons = rest.find("::");
  if (colons == rest.npos || rest.find("::", colons + 2) != rest.npos) return "";
  std::string name = mirror.as;
  for (const char c : rest.substr(0, colons)) {
    const bool upper = c >= 'A' && c <= 'Z';
    name += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name + "_" + snake_case(rest.substr(colons + 2));
}

/// Makes a concept known by its name, so that others may refer to it.
void declare(Builder& b, const CatalogFile& file) {
  const auto name_node = file.root.find("concept");
  if (!name_node) return;  // reported when the file is read
  const auto name = name_node->text();
  if (!name) return;
  const std::string expected = stem_of(*name);
  if (expected != file.stem)
    name_node->fault("concept " + in_backticks(*name) + " belongs in " +
                     (expected.empty() ? "<provider>/<service>_<thing>" : "catalog/" + expected) +
                     ".yaml, not in " + file.path);
  if (b.concepts.find(*name).valid()) {
    name_node->fault("concept " + in_backticks(*name) + " is declared already");
    return;
  }
  ConceptRecord record;
  record.name = b.text(*name);
  record.file = b.text(b.file_prefix + file.path);
  b.concepts.add(*name, ConceptId(b.tables.concepts.size()));
  b.tables.concepts.push_back(record);
}

class ConceptReader {
 public:
  ConceptReader(Builder& builder, const CatalogFile& file) : b_(builder), root_(file.root) {}

  void read() {
    const auto name = root_.find("concept");
    if (name) id_ = b_.concepts.find(name->raw());
    if (id_.valid()) concept_ = b_.tables.concepts[id_.index()];
    root_.fields(
        "a concept",
        {{"concept", Field::required, ignore},
         {"doc", Field::optional, ignore},
         {"names", Field::optional, [this](const Yaml& y) { names(y); }},
         {"properties", Field::optional,
          [this](const Yaml& y) {
            properties_ = read_properties(b_, y, languages_);
            add_to_scope(scope_, properties_);
          }},
         {"kind", Field::required, [this](const Yaml& y) { kinds(y); }},
         {"why", Field::optional, [this](const Yaml& y) { gives_reason_ = y.text().has_value(); }},
         {"roles", Field::optional, [this](const Yaml& y) { roles(y); }},
         selector("name", concept_.physical_name),
         {"arn", Field::optional, [this](const Yaml& y) { arns(y); }},
         selector("part_of", concept_.part_of),
         {"place", Field::optional,
          [this](const Yaml& y) { concept_.global = read_word(y, kPlaces).value_or(false); }},
         {"within", Field::optional, [this](const Yaml& y) { within(y); }},
         {"boundary", Field::optional, [this](const Yaml& y) { boundary(y); }},
         {"merges", Field::optional,
          [this](const Yaml& y) { concept_.merges = read_merges(b_, y, languages_); }},
         {"content", Field::optional, [this](const Yaml& y) { content(y); }},
         {"items", Field::optional,
          [this](const Yaml& y) { concept_.items = read_items(b_, y, languages_, scope_); }},
         {"items_from", Field::optional, [this](const Yaml& y) { items_from(y); }},
         {"flows", Field::optional,
          [this](const Yaml& y) {
            concept_.flows = read_edge_rules(b_, y, languages_, scope_, true);
          }},
         {"attaches", Field::optional,
          [this](const Yaml& y) {
            concept_.attaches = read_edge_rules(b_, y, languages_, scope_, false);
          }},
         selector("uses", concept_.uses),
         {"code", Field::optional, [this](const Yaml& y) { code(y); }},
         {"publishes", Field::optional, [this](const Yaml& y) { publishes(y); }}});
    if (only_ignored() && !gives_reason_)
      root_.fault("missing key `why`: what is ignored says in a line for what reason");
    if (gives_reason_ && !only_ignored()) root_.fault("`why` is for concepts of kind ignored");
    if (is_boundary_ && concept_.boundary_kind.size == 0)
      root_.fault("missing key `boundary` in a concept of kind boundary");
    if (!is_boundary_ && concept_.boundary_kind.size > 0)
      root_.fault("`boundary` is for concepts of kind boundary");
    concept_.properties = Builder::append(b_.tables.property_rules, properties_);
    for (const PropertyRule& rule : properties_)
      for (const LabelId label : owners_) b_.belongs(rule.property, label);
    if (id_.valid()) b_.tables.concepts[id_.index()] = concept_;
  }

 private:
  Field selector(std::string_view key, SelectorRecord& into) {
    return {key, Field::optional, [this, key, &into](const Yaml& y) {
              into = read_selector(b_, y, languages_, in_backticks(key));
            }};
  }
  void names(const Yaml& node) {
    for (const auto& [key, list] : node.entries()) {
      const auto language = language_named(key.raw());
      if (!language) {
        key.fault("unknown language " + in_backticks(key.raw()) +
                  suggestion(key.raw(), {kLanguageNames.begin(), kLanguageNames.end()}));
        continue;
      }
      languages_.languages.push_back(*language);
      for (const Yaml& item : list.items()) type_name(*language, item);
    }
  }
  void type_name(Language language, const Yaml& item) {
    const auto name = item.text();
    if (!name || !id_.valid()) return;
    const auto [known, fresh] = b_.types.emplace(std::pair(language, std::string(*name)), id_);
    for (const Builder::Mirror& mirror : b_.mirrors) {
      const std::string other = mirror.language == language ? mirrored(*name, mirror) : "";
      if (!other.empty()) b_.types.emplace(std::pair(language, other), id_);
    }
    if (fresh) return;
    item.fault("type " + in_backticks(*name) + " is " +
               std::string(b_.text(b_.tables.concepts[known->second.index()].name)) + " already");
  }
  void kinds(const Yaml& node) {
    std::vector<KindRecord> kinds;
    const std::vector<Yaml> entries = node.items_or_self();
    for (const Yaml& entry : entries) {
      KindRecord record;
      if (entry.is_map()) {
        entry.fields("a kind", {{"kind", Field::required, [&](const Yaml& y) { kind(y, record); }},
                                {"when", Field::optional,
                                 [&](const Yaml& y) { record.when = read_when(b_, y, scope_); }}});
      } else {
        kind(entry, record);
      }
      const bool last = &entry == &entries.back();
      if (last != record.when.empty())
        entry.fault(last ? "the last kind has no `when`: it is for all that is left"
                         : "only the last kind may lack `when`");
      kinds.push_back(record);
    }
    if (entries.empty()) node.fault("expected at least one kind");
    concept_.kinds = Builder::append(b_.tables.kinds, kinds);
  }
  /// A kind's word; nodes of that kind bear it as a label and have this concept's properties.
  void kind(const Yaml& y, KindRecord& record) {
    const auto kind = read_word(y, kConceptKinds);
    if (!kind) return;
    record.kind = *kind;
    is_boundary_ = is_boundary_ || *kind == ConceptKind::boundary;
    if (*kind != ConceptKind::part && *kind != ConceptKind::ignored) owners_.push_back(b_.label(y));
  }
  bool only_ignored() const {
    const auto kinds = Catalog::slice(std::span<const KindRecord>(b_.tables.kinds), concept_.kinds);
    return !kinds.empty() && std::all_of(kinds.begin(), kinds.end(), [](const KindRecord& record) {
      return record.kind == ConceptKind::ignored;
    });
  }
  void roles(const Yaml& node) {
    std::vector<RoleRecord> roles;
    for (const Yaml& entry : node.items()) {
      RoleRecord record;
      if (entry.is_map()) {
        entry.fields("a role",
                     {{"role", Field::required, [&](const Yaml& y) { record.label = b_.label(y); }},
                      {"when", Field::optional,
                       [&](const Yaml& y) { record.when = read_when(b_, y, scope_); }}});
      } else {
        record.label = b_.label(entry);
      }
      if (!record.label.valid()) continue;
      roles.push_back(record);
      owners_.push_back(record.label);
    }
    concept_.roles = Builder::append(b_.tables.roles, roles);
  }
  void arns(const Yaml& node) {
    for (const Yaml& item : node.items_or_self()) {
      const auto arn = item.text();
      if (!arn) continue;
      for (std::size_t at = arn->find('{'); at != arn->npos; at = arn->find('{', at + 1)) {
        const std::string_view hole = arn->substr(at, arn->find('}', at) - at + 1);
        if (hole != "{name}" && hole != "{id}")
          item.fault("expected {name} or {id} in an ARN, found " + in_backticks(hole));
      }
    }
    concept_.arns = read_texts(b_, node);
  }
  void within(const Yaml& node) {
    std::vector<std::uint32_t> refs;
    for (const Yaml& item : node.items())
      if (const auto boundary = b_.boundary(item)) refs.push_back(*boundary);
    concept_.within = Builder::append(b_.tables.boundary_refs, refs);
  }
  void boundary(const Yaml& node) {
    node.fields("`boundary`", {{"kind", Field::required,
                                [this](const Yaml& y) {
                                  if (!b_.boundary_kinds.contains(y.raw()))
                                    y.fault("unknown kind of boundary " + in_backticks(y.raw()) +
                                            suggestion(y.raw(), {b_.boundary_kinds.begin(),
                                                                 b_.boundary_kinds.end()}));
                                  concept_.boundary_kind = b_.text(y.raw());
                                  owners_.push_back(b_.labels.find(y.raw()));
                                }},
                               {"dimension", Field::required, [this](const Yaml& y) {
                                  if (read_word(y, kBoundaryDimensions))
                                    concept_.boundary_dimension = b_.text(y.raw());
                                }}});
  }
  void items_from(const Yaml& node) {
    std::vector<SelectorRecord> selectors;
    for (const Yaml& entry : node.items_or_self())
      selectors.push_back(read_selector(b_, entry, languages_, "`items_from`"));
    concept_.items_from = Builder::append(b_.tables.selectors, selectors);
  }
  void publishes(const Yaml& node) {
    concept_.published_value = read_selector(b_, node, languages_, "`publishes`",
                                             {{"as", Field::required, [this](const Yaml& y) {
                                                 concept_.published_as = b_.text(y.raw());
                                               }}});
  }
  void code(const Yaml& node) {
    for (const Yaml& entry : node.items_or_self()) {
      CodeRule rule;
      rule.concept_id = id_;
      entry.fields("`code`", {selector("each", rule.each),
                              selector("path", rule.path),
                              selector("text", rule.text),
                              selector("runtime", rule.runtime),
                              selector("entry", rule.entry),
                              selector("image", rule.image),
                              selector("entry_point", rule.entry_point),
                              selector("command", rule.command),
                              selector("unseen", rule.unseen),
                              selector("beside", rule.beside),
                              {"runtime_settings", Field::optional,
                               [&](const Yaml& y) { rule.runtime_settings = read_texts(b_, y); }}});
      b_.programs.code.push_back(rule);
    }
  }
  void content(const Yaml& node) {
    std::vector<ContentRule> rules;
    for (const Yaml& entry : node.items()) {
      ContentRule rule;
      rule.selector = read_selector(
          b_, entry, languages_, "`content`",
          {{"form", Field::required,
            [&](const Yaml& y) {
              if (read_word(y, kForms)) rule.form = b_.text(y.raw());
            }},
           {"file", Field::optional,
            [&](const Yaml& y) { rule.file = read_selector(b_, y, languages_, "`file`"); }},
           {"substitutions", Field::optional, [&](const Yaml& y) {
              rule.substitutions = read_selector(b_, y, languages_, "`substitutions`");
            }}});
      rules.push_back(rule);
    }
    concept_.content = Builder::append(b_.tables.content, rules);
  }

  Builder& b_;
  const Yaml& root_;
  ConceptId id_;
  ConceptRecord concept_;
  LanguageSet languages_;
  std::vector<PropertyRule> properties_;
  PropertyScope scope_;
  std::vector<LabelId> owners_;  ///< labels whose nodes have this concept's properties
  bool is_boundary_ = false;
  bool gives_reason_ = false;
};

}  // namespace

void read_concepts(Builder& b, const std::vector<CatalogFile>& files) {
  for (const CatalogFile& file : files) ConceptReader(b, file).read();
}

void declare_concepts(Builder& b, const std::vector<CatalogFile>& files) {
  for (const CatalogFile& file : files) declare(b, file);
}

}  // namespace weir
