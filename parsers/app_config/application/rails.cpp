// Settings of Rails applications that stand in YAML files with pieces of Ruby.
#include <array>
#include <string>

#include "parsers/app_config/application/frameworks.h"
#include "parsers/app_config/application/placeholders.h"

namespace weir::app_config {
namespace {

/// Files that have a section for each environment, …
constexpr std::array<std::string_view, 2> kByEnvironment = {"database", "cable"};
/// … and the one that has a section for each store.
constexpr std::string_view kOfStores = "storage";

/// The properties of one section; with what stands for it in front of their names.
Properties section(const Properties& all, const std::string& name, const std::string& front) {
  Properties found;
  for (const Property& one : all)
    if (one.name.starts_with(name)) found.push_back({front + one.name.substr(name.size()), one.name_span, one.value});
  return found;
}

}  // namespace

Properties rails_settings(ResourceModel& model, SourceMap& sources, SettingsFiles& read, const FilesCalled& files,
                          const Process& process, std::size_t& budget) {
  if (files("config/application.rb").empty()) return {};
  const Surroundings in = surroundings(model.values, process, {"RAILS_ENV", "RACK_ENV"}, "development");
  Overlay settings(read, Overlay::Lists::as_a_whole);
  const auto each = [&](std::string_view stem, auto take) {
    const std::string path = "config/" + std::string(stem) + ".yml";
    for (const FileId file : files(path)) take(read.properties_in_ruby(file, path));
  };
  if (in.known)
    for (const std::string_view stem : kByEnvironment)
      each(stem, [&](const Properties& all) { settings.lay(section(all, in.name + ".", std::string(stem) + ".")); });
  each(kOfStores, [&](const Properties& all) { settings.lay(section(all, "", std::string(kOfStores) + ".")); });
  Properties found = settings.taken();
  Placeholders placeholders(model, sources, process.variables, {}, budget);
  for (Property& one : found) one.value = placeholders.filled(one.value);
  return found;
}

}  // namespace weir::app_config
