#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace weir {

/// What a shell (bash, zsh or fish) reads to complete Weir's commands and options; made of the
/// command line itself, so that it cannot fall behind. "" for another shell.
std::string completions(const CLI::App& app, std::string_view shell);

}  // namespace weir
