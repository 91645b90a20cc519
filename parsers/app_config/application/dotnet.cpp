// Settings of ASP.NET applications, laid over each other as its host builder does.
#include <algorithm>
#include <array>
#include <string>

#include "parsers/app_config/application/frameworks.h"

namespace weir::app_config {
namespace {

/// Environments that are common, where it is not known which one it is.
constexpr std::array<std::string_view, 3> kUsualEnvironments = {"Development", "Staging", "Production"};

/// The assembly that a command starts: "Shop.Api" of `dotnet Shop.Api.dll`; "" if it starts none.
std::string assembly_of(std::string_view command) {
  const std::size_t end = command.find(".dll");
  if (command.find("dotnet") == command.npos || end == command.npos) return "";
  std::size_t begin = end;
  while (begin > 0 && std::string_view(" \"',[/").find(command[begin - 1]) == std::string_view::npos) --begin;
  return std::string(command.substr(begin, end - begin));
}

/// Sections and keys are parted by `.` here, by `:` or `__` there.
std::string dotted_name(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool both = name.substr(i, 2) == "__";
    out += both || name[i] == ':' ? '.' : name[i];
    if (both) ++i;
  }
  return out;
}

Properties dotted(Properties properties) {
  for (Property& one : properties) one.name = dotted_name(one.name);
  return properties;
}

}  // namespace

Properties dotnet_settings(ResourceModel& model, SettingsFiles& read, const FilesCalled& files, const Process& process) {
  Overlay settings(read, Overlay::Lists::by_item);
  const std::string assembly = assembly_of(process.command);
  const auto each = [&](const std::string& name, auto take) {
    std::vector<std::string> places = {name};
    if (!assembly.empty()) places = {"src/" + assembly + "/" + name, assembly + "/" + name, name};
    for (const std::string& place : places)
      for (const FileId file : files(place)) take(dotted(read.properties(file, place)));
  };
  each("appsettings.json", [&](const Properties& one) { settings.lay(one); });
  if (settings.empty()) return {};
  const Surroundings in = surroundings(model.values, process, {"ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"}, "Production");
  if (in.known)
    each("appsettings." + in.name + ".json", [&](const Properties& one) { settings.lay(one); });
  else
    for (const std::string_view name : kUsualEnvironments)
      each("appsettings." + std::string(name) + ".json", [&](const Properties& one) {
        settings.lay_unknown(model, one, "its environment is not known", "ASPNETCORE_ENVIRONMENT");
      });
  if (process.lacks_variables) settings.disturb(model, "the process is given variables by a file that is not there", "");
  for (const Property& variable : process.variables) {
    const std::string name = dotted_name(variable.name);
    if (name != variable.name || settings.has(name)) settings.replace(name, variable);
  }
  return settings.taken();
}

}  // namespace weir::app_config
