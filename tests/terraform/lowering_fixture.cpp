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

Lowered::Lowered(const Files& files, const std::string& root) {
  Folders folders;
  documents.reserve(files.size());
  for (const auto& [path, text] : files) {
    Parsed parsed = parse_hcl(sources, sources.add_file(path, text));
    for (const Diagnostic& fault : parsed.diagnostics) {
      EXPECT_NE(fault.level, Level::error) << path << ": " << fault.message;
    }
    documents.push_back(std::move(parsed.documents));
    if (documents.back().empty()) continue;
    const Document* document = &documents.back().front();
    Folder& in = folders[folder_of(path)];
    if (is_module_file(path)) {
      in.files.push_back(document);
    } else if (path.ends_with("terraform.tfvars")) {
      in.values.insert(in.values.begin(), document);
    } else {
      in.values.push_back(document);
    }
  }
  model = lower(root, folders, sources, small_catalog());
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
