// Settings of Node.js applications that use the package `config`.
#include <algorithm>
#include <array>
#include <string>

#include "parsers/app_config/application/frameworks.h"

namespace weir::app_config {
namespace {

constexpr std::array<std::string_view, 3> kEndingsOfNode = {".json", ".yaml", ".yml"};
/// Environments that are common, where it is not known which one it is.
constexpr std::array<std::string_view, 3> kUsualNodeEnvironments = {"development", "staging", "production"};

/// Whether its package asks for the one that reads these files.
bool uses_config(ResourceModel& model, SettingsFiles& read, const FilesCalled& files) {
  for (const FileId file : files("package.json"))
    for (const Property& one : read.properties(file, "package.json"))
      if (one.name == "dependencies.config" || one.name == "dependencies.node-config" ||
          one.name == "dependencies.@feathersjs.configuration" || one.name == "dependencies.@feathersjs/configuration")
        return model.values[one.value].kind == ValueKind::string;
  return false;
}

}  // namespace

Properties node_settings(ResourceModel& model, SettingsFiles& read, const FilesCalled& files, const Process& process) {
  if (!uses_config(model, read, files)) return {};
  Overlay settings(read, Overlay::Lists::as_a_whole);
  const auto each = [&](const std::string& name, auto take) {
    for (const std::string_view ending : kEndingsOfNode) {
      const std::string path = "config/" + name + std::string(ending);
      for (const FileId file : files(path)) take(read.properties(file, path));
    }
  };
  const auto lay = [&](const Properties& one) { settings.lay(one); };
  each("default", lay);
  const Surroundings in = surroundings(model.values, process, {"NODE_CONFIG_ENV", "NODE_ENV"}, "development");
  if (in.known)
    each(in.name, lay);
  else
    for (const std::string_view name : kUsualNodeEnvironments)
      each(std::string(name), [&](const Properties& one) {
        settings.lay_unknown(model, one, "its environment is not known", "NODE_ENV");
      });
  each("custom-environment-variables", [&](const Properties& names) {
    for (Property one : names) {
      if (one.name.ends_with(".__format")) continue;
      if (one.name.ends_with(".__name")) one.name.resize(one.name.size() - std::string_view(".__name").size());
      const std::string variable(model.values.string(one.value));
      if (variable.empty()) continue;
      if (const Property* given = variable_called(process, variable); given != nullptr)
        settings.replace(one.name, *given);
      else if (!process.all_variables)
        settings.lay_unknown(model, {one}, "the variable " + variable + " is given where the process is started", variable);
    }
  });
  return settings.taken();
}

}  // namespace weir::app_config
