#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::app_config {

/// The words of a command as it is written, in a shell's form or as a list; without quotes and brackets.
std::vector<std::string> words_of_command(std::string_view command);

/// What a command gives a variable in front of its program: `production` of `RAILS_ENV=production bundle exec puma`.
std::optional<std::string> variable_in_command(const std::vector<std::string>& words, std::string_view name);

/// What follows an option: `production` of `-e production`, `-e=production`, `--environment=production`; nothing
/// where none of its names stands behind the word at `from`.
std::optional<std::string> option_in_command(const std::vector<std::string>& words, std::size_t from,
                                             const std::vector<std::string_view>& names);

}  // namespace weir::app_config
