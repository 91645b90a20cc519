// Settings of Node.js applications that use the package `config`.
#include <algorithm>
#include <array>
#include <string>

#include "parsers/app_config/application/exported_settings.h"
#include "parsers/app_config/application/frameworks.h"
#include "parsers/app_config/application/started.h"

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

/// Where its files lie; "" where that is not known.
std::string folder_of_settings(const ValueStore& values, const Process& process) {
  constexpr std::string_view kUsual = "config";
  const std::optional<std::string> written = variable_in_command(words_of_command(process.command), "NODE_CONFIG_DIR");
  const Property* given = variable_called(process, "NODE_CONFIG_DIR");
  if (!written && given == nullptr) return std::string(kUsual);
  std::string folder = written ? *written : std::string(values.string(given->value));
  while (folder.ends_with('/')) folder.pop_back();
  if (folder.starts_with("./")) folder.erase(0, 2);
  if (folder.ends_with("/" + std::string(kUsual)) && folder.starts_with('/')) return std::string(kUsual);
  const bool plain = !folder.empty() && folder.front() != '/' && folder.find("..") == folder.npos && folder.find_first_of(":$") == folder.npos;
  return plain ? folder : "";
}

/// What a variable gives as JSON counts more than all files.
void lay_given(ResourceModel& model, SourceMap& sources, SettingsFiles& read, const Process& process, Overlay& settings) {
  const Property* given = variable_called(process, "NODE_CONFIG");
  if (given == nullptr) return;
  const Value held = model.values[given->value];
  if (held.kind != ValueKind::string)
    return settings.disturb(model, "the variable NODE_CONFIG is given where the process is started", "NODE_CONFIG");
  const std::string text(model.values.string(given->value));
  const bool as_written = held.span.end - held.span.begin == text.size();
  const FileId file = sources.add_derived(text, {{0, held.span, as_written}});
  settings.lay(read.properties(file, "NODE_CONFIG.json"));
}

}  // namespace

Properties node_settings(ResourceModel& model, SourceMap& sources, SettingsFiles& read, const FilesCalled& files, const Process& process) {
  if (!uses_config(model, read, files)) return {};
  Overlay settings(read, Overlay::Lists::as_a_whole);
  const std::string folder = folder_of_settings(model.values, process);
  if (folder.empty()) return {};
  const auto each = [&](const std::string& name, auto take) {
    for (const std::string_view ending : kEndingsOfNode) {
      const std::string path = folder + "/" + name + std::string(ending);
      for (const FileId file : files(path)) take(read.properties(file, path));
    }
    for (const std::string_view ending : {".js", ".cjs"})
      for (const FileId file : files(folder + "/" + name + std::string(ending))) take(exported_settings(model, sources, file, process));
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
  each("local", lay);
  if (in.known) each("local-" + in.name, lay);
  lay_given(model, sources, read, process, settings);
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
