#include "tests/terraform/lowering_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "parsers/syntax/syntax.h"

namespace weir::terraform {
namespace {

/// A concept with one Terraform type and one content at a top-level attribute.
void add_concept(CatalogTables& tables, std::string_view type, std::string_view form,
                 std::string_view attribute) {
  ConceptRecord record;
  record.content = {static_cast<std::uint32_t>(tables.content.size()), 1};
  ContentRule rule;
  rule.form = tables.pool.add(form);
  rule.selector.languages = {static_cast<std::uint32_t>(tables.language_paths.size()), 1};
  tables.content.push_back(rule);
  LanguagePath where;
  where.language = Language::terraform;
  where.paths = {static_cast<std::uint32_t>(tables.paths.size()), 1};
  tables.language_paths.push_back(where);
  PathRecord path;
  path.steps = {static_cast<std::uint32_t>(tables.steps.size()), 1};
  tables.paths.push_back(path);
  PathStep step;
  step.text = tables.pool.add(attribute);
  tables.steps.push_back(step);
  tables.types.push_back(
      {Language::terraform, tables.pool.add(type), ConceptId(tables.concepts.size())});
  tables.concepts.push_back(record);
}

CatalogTables make_tables() {  // types in the order of their names
  CatalogTables tables;
  add_concept(tables, "test_json", "json", "body");
  add_concept(tables, "test_policy", "iam_policy", "policy");
  return tables;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

}  // namespace

const Catalog& small_catalog() {
  static const CatalogTables tables = make_tables();
  static const Catalog catalog = view(tables);
  return catalog;
}

Document Lowered::parsed(const std::string& path, const std::string& text) {
  const FileId file = sources.add_file(path, text);
  const bool json = holds_values(path) && path.ends_with(".json");
  Parsed parsed = json ? parse_json(sources, file) : parse_hcl_or_json(sources, file);
  for (const Diagnostic& fault : parsed.diagnostics) {
    EXPECT_NE(fault.level, Level::error) << path << ": " << fault.message;
  }
  return parsed.documents.empty() ? Document() : std::move(parsed.documents.front());
}

void Lowered::take(const Files& files, const std::string& argument) {
  constexpr std::string_view kFile = "-var-file=", kValue = "-var=";
  if (argument.starts_with(kFile)) {
    const std::string path = argument.substr(kFile.size());
    if (given.assignments.empty()) given.assignments.emplace_back();
    given.assignments.front().files.push_back({parsed(path, files.at(path)), true});
  } else if (argument.starts_with(kValue)) {
    const std::size_t sign = argument.find('=', kValue.size());
    const std::string text = argument.substr(sign + 1);
    given.variables.push_back({argument.substr(kValue.size(), sign - kValue.size()), text, {}});
    Parsed expression = parse_hcl(sources, sources.add_file("--var", "value = " + text + "\n"));
    if (expression.ok())
      given.variables.back().expression = std::move(expression.documents.front());
  }
}

Lowered::Lowered(const Files& files, const std::string& root, const PlanArguments& arguments) {
  Configuration configuration;
  documents.reserve(files.size());
  std::map<std::string, FileId> read;  // files that functions name
  for (const auto& [path, text] : files) {
    if (!is_module_file(path) && !is_values_file(path)) continue;
    documents.push_back({parsed(path, text)});
    const Document* document = &documents.back().front();
    if (document->empty()) continue;
    Folder& in = configuration.folders[folder_of(path)];
    (is_module_file(path) ? in.files : in.values).push_back(document);
  }
  for (auto& [path, folder] : configuration.folders) {
    std::stable_sort(folder.values.begin(), folder.values.end(), [&](const auto* a, const auto* b) {
      return precedence_of_values(sources.path(a->file)) <
             precedence_of_values(sources.path(b->file));
    });
  }
  for (const std::string& argument : arguments.list) take(files, argument);
  configuration.given = &given;
  configuration.files = {[&](const std::string& path) {
                           const auto known = read.find(path);
                           if (known != read.end())
                             return TreeFile{TreeFile::Is::read, known->second};
                           const auto found = files.find(path);
                           if (found == files.end()) return TreeFile{};
                           const FileId file = sources.add_file(path, found->second);
                           read.emplace(path, file);
                           return TreeFile{TreeFile::Is::read, file};
                         },
                         [&](const std::string& folder) {
                           std::vector<std::string> below;
                           for (const auto& [path, text] : files) {
                             if (folder.empty() || path.starts_with(folder + "/"))
                               below.push_back(path);
                           }
                           return std::optional(below);
                         }};
  model = lower(root, configuration, sources, small_catalog());
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

std::size_t Lowered::count_of(std::string_view code) const {
  return static_cast<std::size_t>(
      std::count_if(model.diagnostics.begin(), model.diagnostics.end(),
                    [&](const Diagnostic& diagnostic) { return diagnostic.code == code; }));
}

}  // namespace weir::terraform
