#include "parsers/app_config/application/frameworks.h"

#include <utility>

namespace weir::app_config {

Configuration ApplicationReader::read(const FilesCalled& files, const Process& process) {
  Configuration all;
  const auto add = [&](const char* framework, Properties properties) {
    if (!properties.empty()) all.push_back({framework, std::move(properties)});
  };
  add("", spring_.read(files, process));
  add("aspnet", dotnet_settings(model_, read_, files, process));
  add("node", node_settings(model_, read_, files, process));
  add("rails", rails_settings(model_, sources_, read_, files, process, budget_));
  add("django", django_settings(model_, sources_, files, process, budget_));
  return all;
}

}  // namespace weir::app_config
