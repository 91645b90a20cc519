// Settings of Rails applications that stand in YAML files with pieces of Ruby.
#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "parsers/app_config/application/frameworks.h"
#include "parsers/app_config/application/placeholders.h"
#include "parsers/app_config/application/ruby_settings.h"
#include "parsers/app_config/application/started.h"

namespace weir::app_config {
namespace {

/// Files that have a section for each environment, …
constexpr std::array<std::string_view, 2> kByEnvironment = {"database", "cable"};
/// … and the one that has a section for each store.
constexpr std::string_view kOfStores = "storage";

constexpr std::size_t kDatabases = 32;  // of one environment

/// The properties of one section; with what stands for it in front of their names.
Properties section(const Properties& all, const std::string& name, const std::string& front) {
  Properties found;
  for (const Property& one : all)
    if (one.name.starts_with(name)) found.push_back({front + one.name.substr(name.size()), one.name_span, one.value});
  return found;
}

/// In which environment it runs, by its command and its variables.
Surroundings surroundings_of_rails(const ValueStore& values, const Process& process) {
  const std::vector<std::string> words = words_of_command(process.command);
  const auto given_behind = [&](std::initializer_list<std::string_view> programs) -> std::optional<std::string> {
    for (std::size_t i = 0; i < words.size(); ++i)
      for (const std::string_view program : programs)
        if (words[i] == program || words[i].ends_with("/" + std::string(program)))
          return option_in_command(words, i + 1, {"-e", "-E", "--environment", "--env"});
    return std::nullopt;
  };
  if (const std::optional<std::string> written = given_behind({"rails"})) return called(*written);
  if (variable_in_command(words, "RAILS_ENV") || variable_called(process, "RAILS_ENV") != nullptr)
    return surroundings(values, process, {"RAILS_ENV"}, "");
  if (const std::optional<std::string> written = given_behind({"puma", "rackup", "unicorn", "thin", "passenger"}))
    return process.all_variables ? called(*written) : Surroundings{false, ""};
  return surroundings(values, process, {"RACK_ENV"}, "development");
}

/// The settings of a database that an address gives; without a path it gives no name.
std::vector<std::string_view> given_by_address(std::string_view address) {
  std::vector<std::string_view> keys = {"adapter"};
  const std::size_t begin = address.find("://");
  if (begin == address.npos) return {"adapter", "host", "port", "username", "password", "database"};
  const std::size_t end = std::min(address.find_first_of("/?#", begin + 3), address.size());
  std::string_view place = address.substr(begin + 3, end - begin - 3);
  if (end + 1 < address.size() && address[end] == '/' && address[end + 1] != '?') keys.push_back("database");
  if (const std::size_t at = place.rfind('@'); at != place.npos) {
    keys.push_back("username");
    if (place.substr(0, at).find(':') != place.npos) keys.push_back("password");
    place.remove_prefix(at + 1);
  }
  if (place.find(':') != place.npos && place.find(']') == place.npos) keys.push_back("port");
  if (!place.empty()) keys.push_back("host");
  return keys;
}

/// Lays the address that a variable gives over the settings of one database, as ActiveRecord does: one that is written as an address
/// itself stays. `front`: what its names begin with.
void lay_address(ResourceModel& model, const Process& process, const std::string& variable, const std::string& front, Properties& all) {
  const Property* given = variable_called(process, variable);
  if (given == nullptr && !process.lacks_variables) return;
  if (std::any_of(all.begin(), all.end(), [&](const Property& one) { return one.name == front + "url"; })) return;
  ValueStore& values = model.values;
  const ValueId address = given == nullptr ? ValueId{} : given->value;
  const bool known = address.valid() && values[address].kind == ValueKind::string;
  if (known && values.string(address).empty()) return;
  for (const std::string_view key : given_by_address(known ? values.string(address) : std::string_view())) {
    const auto there = std::find_if(all.begin(), all.end(), [&](const Property& one) { return one.name == front + std::string(key); });
    if (there == all.end()) continue;
    if (known) all.erase(there);
    else there->value = values.add_unknown(UnknownKind::parameter, "the variable " + variable + " may give it", variable, values[there->value].span);
  }
  if (given != nullptr) all.push_back({front + "url", given->name_span, address});
}

/// Lays the addresses that variables give over the settings of databases: of the only one, or of each by its name.
Properties with_addresses(ResourceModel& model, const Process& process, Properties all) {
  std::set<std::string> databases;
  for (const Property& one : all) {
    if (!one.name.starts_with("database.")) continue;
    const std::size_t end = one.name.find('.', std::string_view("database.").size());
    databases.insert(end == one.name.npos ? "" : one.name.substr(0, end + 1).substr(std::string_view("database.").size()));
  }
  if (databases.contains("")) databases = {""};
  if (databases.size() > kDatabases) return all;
  for (const std::string& database : databases) {
    std::string variable = "DATABASE_URL";
    if (!database.empty() && database != "primary.") {
      variable = database.substr(0, database.size() - 1) + "_DATABASE_URL";
      std::transform(variable.begin(), variable.end(), variable.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    }
    lay_address(model, process, variable, "database." + database, all);
  }
  return all;
}

}  // namespace

Properties rails_settings(ResourceModel& model, SourceMap& sources, SettingsFiles& read, const FilesCalled& files,
                          const Process& process, std::size_t& budget) {
  if (files("config/application.rb").empty()) return {};
  const Surroundings in = surroundings_of_rails(model.values, process);
  Overlay settings(read, Overlay::Lists::as_a_whole);
  const auto each = [&](std::string_view stem, auto take) {
    const std::string path = "config/" + std::string(stem) + ".yml";
    for (const FileId file : files(path)) take(read.properties_in_ruby(file, path));
  };
  if (in.known)
    for (const std::string_view stem : kByEnvironment)
      each(stem, [&](const Properties& all) { settings.lay(section(all, in.name + ".", std::string(stem) + ".")); });
  each(kOfStores, [&](const Properties& all) { settings.lay(section(all, "", std::string(kOfStores) + ".")); });
  if (in.known && !in.name.empty())
    for (const FileId file : files("config/environments/" + in.name + ".rb")) settings.lay(ruby_settings(model, sources, file));
  Properties found = with_addresses(model, process, settings.taken());
  Placeholders placeholders(model, sources, process.variables, {}, budget);
  for (Property& one : found) one.value = placeholders.filled(one.value);
  return found;
}

}  // namespace weir::app_config
