// What is called first, and which files are a program's own.

#include <algorithm>
#include <array>

#include "parsers/app_source/source.h"

namespace weir::app_source {

Entry entry_of_handler(std::string_view handler) {
  const std::size_t dot = handler.rfind('.');
  const std::size_t slash = handler.rfind('/');
  if (dot == handler.npos || dot == 0 || (slash != handler.npos && dot < slash))
    return {std::string(handler), ""};
  std::string module(handler.substr(0, dot));
  if (slash == handler.npos) std::replace(module.begin(), module.end(), '.', '/');
  while (module.starts_with("./")) module.erase(0, 2);
  return {std::move(module), std::string(handler.substr(dot + 1))};
}

Entry entry_of_command(std::string_view command) {
  for (std::size_t at = 0; at < command.size();) {
    const std::size_t end = std::min(command.find_first_of(" ,", at), command.size());
    std::string word(command.substr(at, end - at));
    at = end + 1;
    if (!program_language(word)) continue;
    while (word.starts_with("./")) word.erase(0, 2);
    return {word.substr(0, word.rfind('.')), ""};
  }
  return {};
}

std::string_view ending_of_runtime(std::string_view runtime) {
  if (runtime.starts_with("python")) return ".py";
  if (runtime.starts_with("nodejs")) return ".js";
  return "";
}

bool may_run(std::string_view runtime, std::string_view path) {
  const auto language = program_language(path);
  if (!language || runtime.empty()) return language.has_value();
  if (runtime.starts_with("python")) return *language == ProgramLanguage::python;
  if (runtime.starts_with("go") || runtime.starts_with("provided"))
    return *language == ProgramLanguage::go;
  return runtime.starts_with("nodejs") && *language != ProgramLanguage::python &&
         *language != ProgramLanguage::go;
}

bool is_test(std::string_view path) {
  constexpr std::array<std::string_view, 9> kFolders = {
      "test", "tests", "__tests__", "spec", "__mocks__", "fixtures", "examples", "e2e", "testdata"};
  std::string_view rest = path;
  for (std::size_t slash = rest.find('/'); slash != rest.npos; slash = rest.find('/')) {
    const std::string_view folder = rest.substr(0, slash);
    if (std::find(kFolders.begin(), kFolders.end(), folder) != kFolders.end()) return true;
    rest.remove_prefix(slash + 1);
  }
  const std::string_view stem = rest.substr(0, rest.rfind('.'));
  return stem.ends_with("_test") || stem.ends_with(".test") || stem.ends_with(".spec") ||
         stem.starts_with("test_") || stem == "conftest" || stem.ends_with(".config") ||
         stem == "setup";
}

}  // namespace weir::app_source
