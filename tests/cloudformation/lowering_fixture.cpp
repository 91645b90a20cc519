#include "tests/cloudformation/lowering_fixture.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <utility>

#include "parsers/syntax/syntax.h"

namespace weir::cloudformation {
namespace {

/// Writes the tables that small_catalog() needs, by hand.
class TableWriter {
 public:
  /// Types are added in the order of their names.
  void concept_of(std::string_view type, std::string_view form,
                  const std::vector<std::vector<PathStep>>& paths) {
    ConceptRecord record;
    record.content.first = static_cast<std::uint32_t>(tables.content.size());
    for (const std::vector<PathStep>& steps : paths) {
      ContentRule rule;
      rule.form = tables.pool.add(form);
      rule.selector.languages = {static_cast<std::uint32_t>(tables.language_paths.size()), 1};
      tables.content.push_back(rule);
      LanguagePath where;
      where.paths = {static_cast<std::uint32_t>(tables.paths.size()), 1};
      tables.language_paths.push_back(where);
      PathRecord path;
      path.steps = {static_cast<std::uint32_t>(tables.steps.size()),
                    static_cast<std::uint32_t>(steps.size())};
      tables.paths.push_back(path);
      tables.steps.insert(tables.steps.end(), steps.begin(), steps.end());
    }
    record.content.count = static_cast<std::uint32_t>(paths.size());
    tables.types.push_back(
        {Language::cloudformation, tables.pool.add(type), ConceptId(tables.concepts.size())});
    tables.concepts.push_back(record);
  }

  PathStep key(std::string_view name) {
    PathStep step;
    step.text = tables.pool.add(name);
    return step;
  }
  PathStep each() {
    PathStep step;
    step.kind = StepKind::each;
    return step;
  }

  CatalogTables tables;
};

CatalogTables make_tables() {
  TableWriter w;
  w.concept_of("AWS::IAM::Role", "iam_policy",
               {{w.key("AssumeRolePolicyDocument")},
                {w.key("Policies"), w.each(), w.key("PolicyDocument")}});
  w.concept_of("AWS::SQS::QueuePolicy", "iam_policy", {{w.key("PolicyDocument")}});
  w.concept_of("AWS::SecretsManager::Secret", "", {});
  w.tables.concepts.back().published_as = w.tables.pool.add("secretsmanager");
  w.concept_of("AWS::Test::Json", "json", {{w.key("Body")}});
  return std::move(w.tables);
}

}  // namespace

const Catalog& small_catalog() {
  static const CatalogTables tables = make_tables();
  static const Catalog catalog = view(tables);
  return catalog;
}

Lowered::Lowered(std::string text, const std::map<std::string, std::string>& parameters, bool json)
    : file(sources.add_file("template", std::move(text))) {
  ParameterFile given;
  for (const auto& [name, value] : parameters) given.values[name].texts.push_back({value, {}});
  run({given}, json);
}

Lowered::Lowered(const ParameterValues& files, std::string text)
    : file(sources.add_file("template", std::move(text))) {
  run(files, false);
}

void Lowered::run(const ParameterValues& files, bool json) {
  const Parsed parsed = json ? parse_json(sources, file) : parse_yaml(sources, file);
  EXPECT_TRUE(parsed.ok());
  EXPECT_EQ(parsed.documents.size(), 1u);
  if (parsed.documents.empty()) return;
  model = lower(parsed.documents.front(), sources, small_catalog(), files, {});
}

std::string Lowered::dump() const {
  const std::string text = weir::dump(model, sources);
  return text.substr(text.find('\n') + 1);
}

ValueId Lowered::attribute(std::string_view address, const std::vector<std::string>& path) const {
  for (const Resource& resource : model.resources) {
    if (resource.address != address) continue;
    ValueId value = resource.attributes;
    for (const std::string& step : path) {
      if (!value.valid()) return value;
      const bool list = model.values[value].kind == ValueKind::list;
      value = list ? model.values.item(value, std::strtoul(step.c_str(), nullptr, 10))
                   : model.values.find(value, step);
    }
    return value;
  }
  return ValueId{};
}

Span Lowered::place(ValueId value) const { return sources.in_host(model.values[value].span); }

std::string Lowered::written(ValueId value) const {
  return std::string(sources.text(place(value)));
}

}  // namespace weir::cloudformation
