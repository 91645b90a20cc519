#include "analyzer/driver/completions.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

namespace weir {
namespace {

/// A command as it is typed ("rules list") and what may follow it.
struct Typed {
  std::string command;
  std::string description;
  const CLI::App* app;
};

void collect(const CLI::App& app, const std::string& before, std::vector<Typed>& commands) {
  for (const CLI::App* command : app.get_subcommands({})) {
    const std::string typed =
        before.empty() ? command->get_name() : before + " " + command->get_name();
    commands.push_back({typed, command->get_description(), command});
    collect(*command, typed, commands);
  }
}

std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : app.get_options())
    if (!option->get_lnames().empty()) options.push_back(option);
  return options;
}

/// What an option or a positional may be: "text sarif json"; "" where that is anything. Validators
/// that have a list describe it as `{text,sarif,json}`.
std::string values_of(const CLI::Option& option) {
  const std::string described = option.get_type_name();
  const std::size_t begin = described.find('{'), end = described.rfind('}');
  if (begin == std::string::npos || end == std::string::npos) return "";
  std::string values = described.substr(begin + 1, end - begin - 1);
  std::replace(values.begin(), values.end(), ',', ' ');
  return values;
}

/// Where the ids of rules are asked for; they are not known before the shell asks.
bool is_rule(const CLI::Option& option) {
  const std::string name = option.get_name(true);
  return name == "RULE" || name == "ID";
}

constexpr std::string_view kRuleIds = "weir rules list 2>/dev/null";

std::string words_after(const Typed& typed) {
  std::string words;
  for (const CLI::App* command : typed.app->get_subcommands({})) words += command->get_name() + " ";
  for (const CLI::Option* option : options_of(*typed.app))
    words += "--" + option->get_lnames().front() + " ";
  return words;
}

/// Cases of "COMMAND:the word before": what may follow an option, and a command whose first argument
/// is one of few.
std::string value_cases(const Typed& typed) {
  std::string text;
  const std::string command =
      typed.command.find(' ') == std::string::npos ? typed.command + " \"*" : typed.command + "\"";
  const auto add = [&](const std::string& before, const std::string& words) {
    text += "    \"" + command + "\":" + before + "\") words=" + words + " ;;\n";
  };
  bool first = true;
  for (const CLI::Option* option : typed.app->get_options()) {
    const bool positional = option->get_lnames().empty();
    const std::string values = values_of(*option);
    std::string words = values.empty() ? "" : "\"" + values + "\"";
    if (positional && is_rule(*option))
      words = "$(" + std::string(kRuleIds) + " | cut -d' ' -f1)";
    if (!words.empty() && positional && first)
      add(typed.command.substr(typed.command.find(' ') + 1), words);  // npos + 1 is 0
    if (!words.empty() && !positional) {
      add("--" + option->get_lnames().front(), words);
      if (!option->get_snames().empty()) add("-" + option->get_snames().front(), words);
    }
    first = first && !positional;
  }
  return text;
}

std::string for_bash(const CLI::App& app, const std::vector<Typed>& commands) {
  std::string text =
      "_weir() {\n  local words= current=${COMP_WORDS[COMP_CWORD]} command=\"${COMP_WORDS[1]-} "
      "${COMP_WORDS[2]-}\" previous=\n"
      "  if [ \"$COMP_CWORD\" -gt 1 ]; then previous=${COMP_WORDS[COMP_CWORD-1]}; fi\n"
      "  case $command:$previous in\n";
  for (const Typed& typed : commands) text += value_cases(typed);
  text +=
      "  esac\n  if [ -n \"$words\" ]; then\n    COMPREPLY=($(compgen -W \"$words\" -- "
      "\"$current\"))\n    return\n  fi\n  case $command in\n";
  std::string first;
  for (const CLI::App* command : app.get_subcommands({})) first += command->get_name() + " ";
  for (auto at = commands.rbegin(); at != commands.rend();
       ++at)  // the longer before those that they begin with
    text += "    \"" + at->command + (at->command.find(' ') == std::string::npos ? " \"*" : "\"") +
            ") words=\"" + words_after(*at) + "\" ;;\n";
  return text + "    *) words=\"" + first +
         "--help --version\" ;;\n  esac\n  if [ \"$COMP_CWORD\" -eq 1 ]; then words=\"" + first +
         "--help --version\"; fi\n  COMPREPLY=($(compgen -W \"$words\" -- "
         "\"$current\"))\n}\ncomplete -o default -F _weir weir\n";
}

std::string quoted(std::string text) {
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2)
    text.replace(at, 1, "\\'");
  return "'" + text + "'";
}

std::string for_fish(const CLI::App& app, const std::vector<Typed>& commands) {
  std::string text;
  for (const CLI::App* command : app.get_subcommands({}))
    text += "complete -c weir -n __fish_use_subcommand -a " + command->get_name() + " -d " +
            quoted(command->get_description()) + "\n";
  for (const Typed& typed : commands) {
    std::string when =
        "__fish_seen_subcommand_from " + typed.command.substr(0, typed.command.find(' '));
    if (typed.command.find(' ') != std::string::npos)
      when +=
          "; and __fish_seen_subcommand_from " + typed.command.substr(typed.command.find(' ') + 1);
    for (const CLI::App* command : typed.app->get_subcommands({}))
      text += "complete -c weir -n " + quoted(when) + " -a " + command->get_name() + " -d " +
              quoted(command->get_description()) + "\n";
    for (const CLI::Option* option : typed.app->get_options()) {
      if (!option->get_lnames().empty()) continue;
      const std::string values = is_rule(*option)
                                     ? "(" + std::string(kRuleIds) + " | string split -f1 ' ')"
                                     : values_of(*option);
      if (!values.empty())
        text += "complete -c weir -n " + quoted(when) + " -f -a " + quoted(values) + "\n";
    }
    for (const CLI::Option* option : options_of(*typed.app)) {
      text += "complete -c weir -n " + quoted(when) + " -l " + option->get_lnames().front();
      if (!option->get_snames().empty()) text += " -s " + option->get_snames().front();
      if (option->get_type_size() > 0) text += " -r";
      if (const std::string values = values_of(*option); !values.empty())
        text += " -f -a " + quoted(values);
      text += " -d " + quoted(option->get_description()) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string completions(const CLI::App& app, std::string_view shell) {
  std::vector<Typed> commands;
  collect(app, "", commands);
  if (shell == "bash") return for_bash(app, commands);
  if (shell == "zsh")
    return "autoload -U +X bashcompinit && bashcompinit\n" + for_bash(app, commands);
  return shell == "fish" ? for_fish(app, commands) : "";
}

}  // namespace weir
