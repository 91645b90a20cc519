// What is called first, and which files are a program's own.

#include <algorithm>
#include <array>
#include <vector>

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

namespace {

constexpr std::string_view kBetweenWords = " \t,[]\"'";

std::vector<std::string> words_of(std::string_view command) {
  std::vector<std::string> words;
  for (std::size_t at = command.find_first_not_of(kBetweenWords); at < command.size();
       at = command.find_first_not_of(kBetweenWords, at)) {
    const std::size_t end = std::min(command.find_first_of(kBetweenWords, at), command.size());
    words.emplace_back(command.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string path_of_module(std::string module) {
  std::replace(module.begin(), module.end(), '.', '/');
  return module;
}

/// Servers of Python that are given `module:application`.
bool serves_modules(std::string_view word) {
  return word == "uvicorn" || word == "gunicorn" || word == "hypercorn" || word == "daphne";
}

}  // namespace

Entry entry_of_command(std::string_view command) {
  const std::vector<std::string> words = words_of(command);
  bool serves = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string word = words[i];
    if (word == "-m" && i + 1 < words.size()) {
      serves = serves_modules(words[i + 1]);
      if (serves) continue;
      return {path_of_module(words[i + 1]), ""};
    }
    serves = serves || serves_modules(word);
    if (const std::size_t colon = word.find(':'); serves && colon != word.npos && colon > 0)
      return {path_of_module(word.substr(0, colon)), ""};
    if (!program_language(word)) continue;
    while (word.starts_with("./")) word.erase(0, 2);
    return {word.substr(0, word.rfind('.')), ""};
  }
  const bool handler = words.size() == 1 && words[0].find('.') != std::string::npos &&
                       words[0].find('/') == std::string::npos;
  return handler ? entry_of_handler(words[0]) : Entry{};
}

std::string command_of_build(std::string_view text) {
  std::string entry_point, command;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with("FROM ")) {  // another stage
      entry_point.clear();
      command.clear();
    }
    if (line.starts_with("ENTRYPOINT ")) entry_point = line.substr(11);
    if (line.starts_with("CMD ")) command = line.substr(4);
  }
  return entry_point + " " + command;
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
