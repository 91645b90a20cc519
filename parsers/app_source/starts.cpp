// What runs first in a program.

#include "parsers/app_source/starts.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "parsers/app_source/evaluation_parts.h"

namespace weir::app_source {
namespace {

using Files = std::vector<std::uint32_t>;

/// Whether both say more than one folder and do not share the last: `build/app` may be of
/// `src/app`, `services/a/app` is not `services/b/app`.
bool contradicts(const std::string& stem, const std::string& module) {
  const auto folders = [](const std::string& path) {
    return std::count(path.begin(), path.end(), '/');
  };
  const std::string& longer = stem.size() > module.size() ? stem : module;
  const std::string& shorter = stem.size() > module.size() ? module : stem;
  return folders(stem) > 1 && folders(module) > 1 && stem != module &&
         !longer.ends_with("/" + shorter);
}

std::string last_word(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// The file that something built was made of: `dist/api/main` of `src/api/main`.
Files built_from(const std::vector<Module>& modules, std::string_view module) {
  constexpr std::array<std::string_view, 4> kFolders = {"", "src/", "app/", "lib/"};
  for (std::size_t slash = module.find('/'); slash != module.npos; slash = module.find('/')) {
    module.remove_prefix(slash + 1);
    Files found;
    for (const std::string_view folder : kFolders)
      for (std::uint32_t i = 0; i < modules.size(); ++i)
        if (without_ending(modules[i].path) == std::string(folder) + std::string(module))
          found.push_back(i);
    if (!found.empty()) return found.size() == 1 ? found : Files{};
  }
  return {};
}

/// The file of this name; where only its last word is known, the one file that has it.
Files files_of(const std::vector<Module>& modules, const std::string& module) {
  Files whole, last;
  if (module.empty()) return {};
  const std::string end = last_word(module);
  for (std::uint32_t i = 0; i < modules.size(); ++i) {
    const std::string stem = without_ending(modules[i].path);
    if (stem == module || stem == module + "/__main__") whole.push_back(i);
    const bool alike = stem == end || stem.ends_with("/" + end);
    if (alike && !contradicts(stem, module)) last.push_back(i);
  }
  if (!whole.empty()) return whole;
  if (Files source = built_from(modules, module); !source.empty()) return source;
  return last.size() == 1 ? last : Files{};
}

bool has_main(const Module& module) {
  return std::any_of(module.functions.begin(), module.functions.end(),
                     [](const Function& f) { return f.name == "main" && f.outer == 0; });
}

/// Of Go, the folder that makes the program: the only one with a `main`, or the one of this name.
Files main_package(const std::vector<Module>& modules, const std::string& name) {
  std::set<std::string> folders;
  for (const Module& module : modules)
    if (has_main(module)) folders.insert(folder_of(module.path));
  if (folders.size() > 1)
    std::erase_if(folders, [&](const std::string& folder) { return last_word(folder) != name; });
  Files files;
  for (std::uint32_t i = 0; i < modules.size(); ++i)
    if (folders.size() == 1 && folder_of(modules[i].path) == *folders.begin()) files.push_back(i);
  return files;
}

/// The one file that is called as programs are, in the folder itself or in where its source stands.
Files main_file(const std::vector<Module>& modules) {
  if (modules.size() == 1) return {0};
  constexpr std::array<std::string_view, 5> kNames = {"main", "__main__", "index", "server", "app"};
  constexpr std::array<std::string_view, 3> kFolders = {"", "src", "app"};
  for (const std::string_view folder : kFolders) {
    Files found;
    for (std::uint32_t i = 0; i < modules.size(); ++i) {
      const std::string stem = without_ending(modules[i].path);
      const bool named = std::find(kNames.begin(), kNames.end(), last_word(stem)) != kNames.end();
      if (named && folder_of(stem) == folder) found.push_back(i);
    }
    if (found.size() == 1) return found;
    if (!found.empty()) return {};
  }
  return {};
}

/// Of Java, what a container runs: whatever it finds.
Files found_by_container(const std::vector<Module>& modules) {
  Files files;
  for (std::uint32_t i = 0; i < modules.size(); ++i)
    if (modules[i].language == ProgramLanguage::java) files.push_back(i);
  return files;
}

/// What a file has under the name of the entry: functions of its own, or of others that it hands
/// on.
std::vector<FunctionPlace> functions_of(const std::vector<Module>& modules, Evaluation& evaluation,
                                        std::uint32_t file, const std::string& name) {
  const Result exported = evaluation.exported(file, name);
  if (exported.kind == Result::Kind::function) return {{exported.module, exported.function}};
  std::vector<FunctionPlace> found;
  for (std::uint32_t f = 1; f < modules[file].functions.size(); ++f)
    if (modules[file].functions[f].name == name && modules[file].functions[f].outer == 0)
      found.push_back({file, f});
  return found;
}

bool bears(const Module& module, std::string_view name) {
  return std::any_of(module.bindings.begin(), module.bindings.end(),
                     [&](const Binding& b) { return b.name == name && b.scope == 0; }) ||
         std::any_of(module.imports.begin(), module.imports.end(),
                     [&](const Import& one) { return one.name == name; });
}

}  // namespace

Started started_by(const std::vector<Module>& modules, Evaluation& evaluation, const Entry& entry) {
  Started started;
  const bool go = !modules.empty() && modules.front().language == ProgramLanguage::go;
  Files files = go                     ? main_package(modules, last_word(entry.module))
                : entry.module.empty() ? main_file(modules)
                                       : files_of(modules, entry.module);
  if (files.empty() && entry.module.empty()) files = found_by_container(modules);
  for (const std::uint32_t file : files) {
    started.functions.push_back({file, 0});
    if (entry.function.empty()) continue;
    const std::vector<FunctionPlace> found =
        functions_of(modules, evaluation, file, entry.function);
    started.start.entries.insert(started.start.entries.end(), found.begin(), found.end());
    // what is called first is made by something: it may be any of them
    for (std::uint32_t f = 1; found.empty() && !bears(modules[file], entry.function) &&
                              f < modules[file].functions.size();
         ++f)
      started.functions.push_back({file, f});
  }
  started.functions.insert(started.functions.end(), started.start.entries.begin(),
                           started.start.entries.end());
  started.start.by_command = entry.function.empty();
  started.start.files = std::move(files);
  return started;
}

}  // namespace weir::app_source
