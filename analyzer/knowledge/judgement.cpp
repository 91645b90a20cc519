// definitions/tags.yaml, tables/severity.yaml and tables/environments.yaml.
#include "analyzer/knowledge/judgement.h"

#include <array>
#include <cmath>
#include <utility>

namespace weir {
namespace {

constexpr double kMostMoved = 3;  ///< further than a band is wide, nothing is moved

double read_step(const Yaml& node) {
  const double by = node.number().value_or(0);
  const bool tenths = std::abs(by * 10 - std::round(by * 10)) < 1e-9;
  if (node.is_number() && (by == 0 || std::abs(by) > kMostMoved || !tenths))
    node.fault("a step is from -3 to 3 with one decimal and not 0, found " + in_backticks(node.raw()));
  return by;
}

/// The values that move; members, where the property is an enum's.
Range read_values(Builder& b, const Yaml& node, PropertyId property, JudgementTables& tables) {
  const EnumId members = property.valid() ? b.type_of(property).enumeration : EnumId{};
  std::vector<Text> values;
  for (const Yaml& value : node.items_or_self()) {
    if (members.valid()) {
      if (const auto member = b.member(value, members)) values.push_back(*member);
    } else if (const auto text = value.scalar()) {
      values.push_back(b.text(*text));
    }
  }
  return Builder::append(tables.values, values);
}

/// `- {family: cwe, values: ["CWE-*"]}`: with a `name` it is a taxonomy, and `entries` are names of
/// its ids.
void read_family(Builder& b, const Yaml& row, JudgementTables& tables) {
  TaxonomyRecord record;
  std::vector<TaxonRecord> taxa;
  row.fields("a tag family",
             {{"family", Field::required, into_text(b, record.family)},
              {"values", Field::required, ignore},
              {"name", Field::optional, into_text(b, record.name)},
              {"organization", Field::optional, into_text(b, record.organization)},
              {"uri", Field::optional, into_text(b, record.uri)},
              {"entries", Field::optional,
               [&](const Yaml& y) {
                 for (const auto& [id, name] : y.entries())
                   taxa.push_back({b.text(id.raw()), b.text(name.text().value_or(""))});
               }},
              {"doc", Field::optional, into_text(b, record.about)}});
  if (row.is_map() &&
      (record.name.size > 0) != (record.organization.size > 0 && record.uri.size > 0))
    row.fault("a taxonomy has all of `name`, `organization` and `uri`");
  record.taxa = Builder::append(tables.taxa, taxa);
  tables.taxonomies.push_back(record);
}

void read_move(Builder& b, const Yaml& row, JudgementTables& tables) {
  constexpr std::array<std::pair<std::string_view, MoveOf>, 4> kOf = {
      {{"path_start", MoveOf::path_start},
       {"asset", MoveOf::asset},
       {"mitigation", MoveOf::mitigation},
       {"system", MoveOf::system}}};
  constexpr std::array<std::pair<std::string_view, bool>, 1> kKinds = {{{"threat", true}}};
  SeverityMove record;
  std::optional<Yaml> values;
  row.fields("a move of severity",
             {{"move", Field::required, into_text(b, record.move)},
              {"of", Field::required,
               [&](const Yaml& y) { record.of = read_word(y, kOf).value_or(MoveOf::asset); }},
              {"kind", Field::optional,
               [&](const Yaml& y) { record.threats_only = read_word(y, kKinds).value_or(false); }},
              {"property", Field::optional,
               [&](const Yaml& y) { record.property = b.property(y, std::nullopt); }},
              {"values", Field::optional, [&](const Yaml& y) { values = y; }},
              {"by", Field::required, [&](const Yaml& y) { record.by = read_step(y); }},
              {"why", Field::required, into_text(b, record.why)},
              {"doc", Field::optional, ignore}});
  if (!row.is_map()) return;
  const bool has_values = record.of != MoveOf::mitigation;
  const bool has_property = has_values && record.of != MoveOf::system;
  if (has_property != row.find("property").has_value() || has_values != values.has_value())
    row.fault("a move of severity has `property` (but of `system`) and `values` (but of `mitigation`)");
  if (values) record.values = read_values(b, *values, record.property, tables);
  tables.moves.push_back(record);
}

void read_environment(Builder& b, const Yaml& row, JudgementTables& tables) {
  std::vector<Text> words, keys;
  Text environment;
  bool in_paths = true;
  const auto into = [&b](std::vector<Text>& slot) {
    return [&b, &slot](const Yaml& y) {
      for (const Yaml& item : y.items_or_self())
        if (const auto read = read_name_words(b, item)) slot.push_back(*read);
    };
  };
  row.fields("an environment", {{"environment", Field::optional, into_text(b, environment)},
                                {"words", Field::optional, into(words)},
                                {"paths", Field::optional,
                              [&](const Yaml& y) { in_paths = y.boolean().value_or(true); }},
                             {"tags", Field::optional, into(keys)},
                                {"doc", Field::optional, ignore}});
  if (!row.is_map()) return;
  if (row.find("tags").has_value() == row.find("environment").has_value() ||
      row.find("words").has_value() != row.find("environment").has_value())
    row.fault("expected `environment` with `words`, or `tags`");
  for (const Text word : words) tables.environment_words.push_back({word, environment, in_paths});
  for (const Text key : keys) tables.environment_words.push_back({key, Text{}});
}

}  // namespace

void read_judgement(Builder& builder, const std::vector<CatalogFile>& files,
                    JudgementTables& tables) {
  for (const CatalogFile& file : files) {
    const bool ours = file.stem == "definitions/tags" || file.stem == "tables/severity" ||
                      file.stem == "tables/environments";
    if (!ours) continue;
    each_row(file.root, [&](const Yaml& row) {
      if (file.stem == "definitions/tags") read_family(builder, row, tables);
      if (file.stem == "tables/severity") read_move(builder, row, tables);
      if (file.stem == "tables/environments") read_environment(builder, row, tables);
    });
  }
}

}  // namespace weir
