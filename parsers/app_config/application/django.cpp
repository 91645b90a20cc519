// The settings of Django applications, as far as their module assigns them plainly.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include "parsers/app_config/application/frameworks.h"
#include "parsers/app_config/application/python_program.h"
#include "parsers/app_config/application/started.h"

namespace weir::app_config {
namespace {

constexpr std::size_t kFlatteningSteps = 50'000;
constexpr std::size_t kNameOfSetting = 400;
/// Folders of a service in which the program may lie.
constexpr std::array<std::string_view, 6> kProgramFolders = {"", "src/", "app/", "backend/", "server/", "web/"};

/// The module that `manage.py` names as the usual one; "" if it names none.
std::string usual_module(std::string_view text) {
  constexpr std::string_view kVariable = "DJANGO_SETTINGS_MODULE";
  const std::size_t at = text.find(kVariable);
  if (at == text.npos) return "";
  const std::size_t begin = text.find_first_of("\"'", text.find(',', at));
  if (begin == text.npos) return "";
  const std::size_t end = text.find(text[begin], begin + 1);
  if (end == text.npos || end - begin > 200) return "";
  const std::string name(text.substr(begin + 1, end - begin - 1));
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '.'; });
  return plain ? name : "";
}

/// The module that a command names.
std::optional<std::string> module_in_command(const std::string& command) {
  const std::vector<std::string> words = words_of_command(command);
  const std::optional<std::string> named = option_in_command(words, 0, {"--settings"});
  return named ? named : variable_in_command(words, "DJANGO_SETTINGS_MODULE");
}

/// Settings as flat properties.
class Flattened {
 public:
  Flattened(ResourceModel& model, const SourceMap& sources) : model_(model), sources_(sources) {}

  void add(const std::string& name, ValueId value, Span place) {
    const ValueStore& values = model_.values;
    if (++steps_ > kFlatteningSteps || name.size() > kNameOfSetting) return;
    const ValueKind kind = values[value].kind;
    if (kind == ValueKind::map)
      for (std::size_t i = 0; i < values.item_count(value); ++i) {
        const MapEntry entry = values.entry(value, i);
        add(name + "." + entry.key, entry.value, entry.key_span);
      }
    else if (kind == ValueKind::list)
      for (std::size_t i = 0; i < values.item_count(value); ++i)
        add(name + "[" + std::to_string(i) + "]", values.item(value, i), place);
    else if (kind != ValueKind::null)
      all_.push_back({name, place, value});
  }

  Properties taken(Span module) {
    if (steps_ > kFlatteningSteps)
      model_.diagnostics.push_back({Level::warning, sources_.in_host(module), "budget",
                                    "an application has more settings than are read of one; the last ones were left out"});
    return std::move(all_);
  }

 private:
  ResourceModel& model_;
  const SourceMap& sources_;
  Properties all_;
  std::size_t steps_ = 0;
};

}  // namespace

std::string module_of_settings(std::string_view text) {
  std::string name = usual_module(text);
  std::replace(name.begin(), name.end(), '.', '/');
  return name;
}

Properties django_settings(ResourceModel& model, SourceMap& sources, const FilesCalled& files, const Process& process,
                           std::size_t& budget) {
  for (const std::string_view folder : kProgramFolders) {
    const std::vector<FileId> found = files(std::string(folder) + "manage.py");
    if (found.empty()) continue;
    std::string name = module_of_settings(sources.text(found.back()));
    std::replace(name.begin(), name.end(), '/', '.');
    if (const Property* given = variable_called(process, "DJANGO_SETTINGS_MODULE"); given != nullptr) {
      name = model.values.string(given->value);
    }
    if (const std::optional<std::string> written = module_in_command(process.command)) name = *written;
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") != name.npos) name.clear();
    if (name.empty() || name.front() == '.') return {};
    std::replace(name.begin(), name.end(), '.', '/');
    PythonProgram program(model, sources, files, process, std::string(folder), budget);
    const PythonScope* names = program.run(name);
    Flattened settings(model, sources);
    if (names != nullptr)
      for (const auto& [called, held] : names->all())
        if (is_constant_name(called)) settings.add(called, held.value, held.place);
    return settings.taken({found.back(), 0, 0});
  }
  return {};
}

}  // namespace weir::app_config
