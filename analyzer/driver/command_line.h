#pragma once

#include <string>
#include <variant>
#include <vector>

namespace weir {

enum class Command { scan, diagram, resilience, explain, baseline_write, diff, rules_list, rules_show, rules_test, version };
enum class Format { automatic, text, sarif, json, markdown, junit, gitlab, mermaid, dot, svg };

/// The command line, read and checked. Defaults are those of `weir --help`.
struct CommandLine {
  Command command = Command::scan;
  std::vector<std::string> paths;
  Format format = Format::automatic;
  std::string output;
  std::string fail_on = "high";        ///< critical | high | medium | low | never
  std::string min_precision = "high";  ///< very-high | high | medium | low
  std::string config;
  std::string rules_folder;
  std::vector<std::string> parameter_files;
  std::vector<std::string> variable_files;
  std::vector<std::string> variables;
  std::vector<std::string> exclude;
  std::string baseline;                ///< of findings that are known; "" = none
  std::string changed_since;           ///< a revision; "" = none
  bool staged = false;                 ///< what is staged is read in place of the working tree
  std::string files_from;              ///< a list of files, "-" for standard input; "" = none
  std::string base, head;              ///< diff: folders or revisions; head "" = the working tree
  std::string category;
  bool list_files = false;
  bool all_rules = false;
  bool include_suppressed = false;
  bool ignore_parse_errors = false;
  bool quiet = false;
  bool verbose = false;
  unsigned jobs = 0;                   ///< 0 = as many as the machine has
  std::string rule;                    ///< explain, rules show
  std::string element;                 ///< explain
  std::string focus;
  int depth = 1;
  std::string fail;                    ///< resilience: what fails; "" = nothing is asked
  bool findings = true;                ///< diagram: pictures mark them
};

/// What to do instead of a command: print `text` (to stdout if status is 0) and end.
struct Exit {
  int status = 0;
  std::string text;
};

std::variant<CommandLine, Exit> read_command_line(int argc, const char* const* argv);

}  // namespace weir
