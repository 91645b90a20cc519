// Projects whose services share much.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "parsers/app_config/compose/compose.h"
#include "parsers/syntax/syntax.h"

namespace weir::compose {
namespace {

ResourceModel project_of(std::map<std::string, std::string> files) {
  SourceMap sources;
  std::map<std::string, FileId> ids;
  for (auto& [path, text] : files) ids.emplace(path, sources.add_file(path, std::move(text)));
  const app_config::Beside beside = [&](const std::string& path) {
    const auto found = ids.find(path);
    return found == ids.end() ? app_config::BesideFile{}
                              : app_config::BesideFile{app_config::BesideFile::Is::read, found->second};
  };
  const Parsed parsed = parse_yaml(sources, ids.at("docker-compose.yml"));
  const CatalogTables none;
  return lower({"docker-compose.yml", &parsed.documents.at(0), nullptr}, beside, sources, view(none));
}

std::string services(int count, const std::string& form) {
  std::string text = "services:\n";
  for (int i = 0; i < count; ++i) text += "  s" + std::to_string(i) + ": {" + form + "}\n";
  return text;
}

void expect_some_read(const ResourceModel& model) {
  EXPECT_LT(model.values.bytes(), 80u << 20);
  std::string said;
  for (const Diagnostic& diagnostic : model.diagnostics) said += diagnostic.message + "\n";
  EXPECT_NE(said.find("the project says too much; the services from s"), said.npos) << said;
  EXPECT_EQ(model.values[model.resources[0].attributes].kind, ValueKind::map);
  EXPECT_EQ(model.values[model.resources[999].attributes].kind, ValueKind::unknown);
}

TEST(ComposeAmounts, AFileOfSettingsThatManyServicesShareIsBounded) {
  std::string settings;
  for (int i = 0; i < 20'000; ++i) settings += "K" + std::to_string(i) + "=v\n";
  expect_some_read(project_of({{"docker-compose.yml", services(1000, "image: x, env_file: big.env")}, {"big.env", settings}}));
}

TEST(ComposeAmounts, AnApplicationThatManyServicesRunIsBounded) {
  std::string settings;
  for (int i = 0; i < 9000; ++i) settings += "k" + std::to_string(i) + ": v\n";
  expect_some_read(project_of({{"docker-compose.yml", services(1000, "build: api")}, {"api/application.yml", settings}}));
}

}  // namespace
}  // namespace weir::compose
