#include "parsers/app_config/application/frameworks.h"

#include <array>
#include <utility>

namespace weir::app_config {
namespace {

/// Files that an application is told by, from its folder.
constexpr std::array<std::string_view, 11> kTellingFiles = {
    "appsettings.json", "manage.py", "config/application.rb", "src/main/resources/application.yml", "src/main/resources/application.yaml",
    "src/main/resources/application.properties", "config/default.json", "config/default.yaml", "config/default.yml", "config/default.js", "config/default.cjs"};

}  // namespace

std::optional<std::string> folder_of_application(std::string_view path) {
  for (const std::string_view file : kTellingFiles) {
    if (path == file) return "";
    if (path.size() > file.size() && path.ends_with(file) && path[path.size() - file.size() - 1] == '/')
      return std::string(path.substr(0, path.size() - file.size() - 1));
  }
  return std::nullopt;
}

Configuration ApplicationReader::read(const FilesCalled& files, const Process& process) {
  Configuration all;
  const auto add = [&](const char* framework, Properties properties) {
    if (!properties.empty()) all.push_back({framework, std::move(properties)});
  };
  add("", spring_.read(files, process));
  add("aspnet", dotnet_settings(model_, read_, files, process));
  add("node", node_settings(model_, sources_, read_, files, process));
  add("rails", rails_settings(model_, sources_, read_, files, process, budget_));
  add("django", django_settings(model_, sources_, files, process, budget_));
  return all;
}

}  // namespace weir::app_config
