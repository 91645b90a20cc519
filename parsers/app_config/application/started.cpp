#include "parsers/app_config/application/started.h"

#include <algorithm>

namespace weir::app_config {
namespace {

constexpr std::size_t kCommandBytes = 4'096;  // in which words are looked for

}  // namespace

std::vector<std::string> words_of_command(std::string_view command) {
  command = command.substr(0, kCommandBytes);
  constexpr std::string_view kBetween = " \t\r\n\"'[],;&|()";
  std::vector<std::string> words;
  for (std::size_t at = command.find_first_not_of(kBetween); at != command.npos; at = command.find_first_not_of(kBetween, at)) {
    const std::size_t end = std::min(command.find_first_of(kBetween, at), command.size());
    words.emplace_back(command.substr(at, end - at));
    at = end;
  }
  return words;
}

std::optional<std::string> variable_in_command(const std::vector<std::string>& words, std::string_view name) {
  for (const std::string& word : words)
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=') return word.substr(name.size() + 1);
  return std::nullopt;
}

std::optional<std::string> option_in_command(const std::vector<std::string>& words, std::size_t from,
                                             const std::vector<std::string_view>& names) {
  for (std::size_t i = from; i < words.size(); ++i)
    for (const std::string_view name : names) {
      if (words[i] == name && i + 1 < words.size()) return words[i + 1];
      if (words[i].size() > name.size() && words[i].starts_with(name) && words[i][name.size()] == '=')
        return words[i].substr(name.size() + 1);
    }
  return std::nullopt;
}

}  // namespace weir::app_config
