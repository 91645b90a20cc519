#include "analyzer/driver/command_line.h"

#include <CLI/CLI.hpp>
#include <array>
#include <sstream>
#include <string_view>
#include <utility>

#include "analyzer/driver/completions.h"

namespace weir {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  weir scan                                  findings in the current folder\n"
    "  weir scan infra -f sarif -o weir.sarif     a log for code scanning\n"
    "  weir scan --changed-since origin/main      what this branch brings\n"
    "  weir diagram -f mermaid -o dfd.mmd         the data-flow diagram\n"
    "  weir resilience --fail zone:eu-west-1a     what stops if a zone fails\n"
    "  weir diff main                             what differs from main, the most dangerous first\n"
    "  weir explain RULE ELEMENT                  why a rule finds something, or does not\n"
    "\n"
    "Exit status: 0 nothing at or above the threshold, 1 findings, 2 something could not be analysed.";

constexpr std::string_view kBaselineFile = ".weir-baseline.json";

/// A format's name on the command line; --help and errors list the names.
using FormatName = std::pair<std::string_view, Format>;
constexpr std::array<FormatName, 9> kFormats = {
    FormatName{"text", Format::text}, {"sarif", Format::sarif}, {"json", Format::json}, {"markdown", Format::markdown},
    {"junit", Format::junit}, {"gitlab", Format::gitlab},
    {"mermaid", Format::mermaid}, {"dot", Format::dot}, {"svg", Format::svg}};

CLI::Option* add_format(CLI::App* app, Format& format, std::vector<std::string> names, const std::string& help) {
  const auto set = [&format](const std::string& name) {
    for (const FormatName& known : kFormats)
      if (known.first == name) format = known.second;
  };
  return app->add_option_function<std::string>("-f,--format", set, "Format: " + help)
      ->check(CLI::IsMember(std::move(names)))
      ->option_text("FORMAT");
}

/// Refuses the empty name, which would ask for everything.
std::string is_name(const std::string& text) { return text.empty() ? "nothing in the diagram is called \"\"" : ""; }

/// What is read, and how: shared by scan, diagram and explain.
void add_input(CLI::App* app, CommandLine& line) {
  app->add_option("--config", line.config, "Use FILE instead of the .weir.yaml found at or above a path")->option_text("FILE");
  app->add_option("--rules", line.rules_folder, "Add the rules and catalogue entries of DIR")->option_text("DIR");
  app->add_option("--parameters", line.parameter_files,
                  "Values for template parameters, as AWS CLI or CodePipeline takes them; of several files (repeatable) each is a way to deploy")
      ->option_text("FILE")
      ->allow_extra_args(false);
  app->add_option("--var-file", line.variable_files,
                  "Values for Terraform's variables (.tfvars, .tfvars.json); of several (repeatable) each is a way to deploy, FILE,FILE is one")
      ->option_text("FILE")
      ->allow_extra_args(false);
  app->add_option("--var", line.variables, "A value for one of Terraform's variables, over all files (repeatable)")
      ->option_text("NAME=VALUE")
      ->allow_extra_args(false);
  app->add_option("--exclude", line.exclude, "Do not read paths that match GLOB, relative to the root (repeatable)")
      ->option_text("GLOB")
      ->allow_extra_args(false);
  app->add_flag("--ignore-parse-errors", line.ignore_parse_errors, "Files that do not parse are warnings, not exit status 2");
  app->add_option("--jobs", line.jobs, "Threads (default: one per processor)")->option_text("N")->check(CLI::Range(1U, 256U));
}

void add_fail_on(CLI::App* app, CommandLine& line, const std::string& help) {
  app->add_option("--fail-on", line.fail_on, help)
      ->option_text("SEVERITY")
      ->check(CLI::IsMember({"critical", "high", "medium", "low", "never"}));
}

void add_min_precision(CLI::App* app, CommandLine& line) {
  app->add_option("--min-precision", line.min_precision, "--fail-on counts findings of at least this precision: very-high, high (default), medium or low")
      ->option_text("PRECISION")
      ->check(CLI::IsMember({"very-high", "high", "medium", "low"}));
}

void add_scan(CLI::App& app, CommandLine& line) {
  CLI::App* scan = app.add_subcommand("scan", "Find threats and failure modes");
  scan->add_option("PATH", line.paths, "Files and folders (default: the current folder)");
  add_format(scan, line.format, {"text", "sarif", "json", "markdown", "junit", "gitlab"}, "text, sarif, json, markdown, junit or gitlab (default: what -o's extension says, else text)");
  scan->add_option("-o,--output", line.output, "Write to FILE instead of standard output")->option_text("FILE");
  add_fail_on(scan, line, "Exit with 1 for findings at or above SEVERITY: critical, high (default), medium, low or never");
  add_min_precision(scan, line);
  scan->add_option("--baseline", line.baseline, "Report only findings that are not in FILE (see `weir baseline write`)")->option_text("FILE");
  CLI::Option* since = scan->add_option("--changed-since", line.changed_since,
                                        "Report only findings that REV (a git revision) does not have, or whose lines changed since")
                           ->option_text("REV");
  CLI::Option* staged = scan->add_flag("--staged", line.staged,
                                       "Read what is staged (git add) in place of the working tree; with --changed-since HEAD, unless that says "
                                       "otherwise: what the next commit brings");
  scan->add_option("--files-from", line.files_from,
                   "Report only findings in the files that FILE lists (- for standard input); everything is analysed, and what such a file "
                   "causes elsewhere is not shown: --changed-since shows that too")
      ->option_text("FILE")
      ->excludes(since);
  add_input(scan, line);
  scan->add_option("--category", line.category, "Code-scanning category of the SARIF run")->option_text("NAME");
  scan->add_flag("--list-files", line.list_files, "Print the files that would be analysed and end")->excludes(staged);
  scan->add_flag("--all-rules", line.all_rules, "SARIF: describe also the rules without results");
  scan->add_flag("--include-suppressed", line.include_suppressed, "Report suppressed findings too, marked as such");
  scan->add_flag("-q,--quiet", line.quiet, "No summary and no notes");
  scan->add_flag("-v,--verbose", line.verbose, "Also notes, undecided rules and mitigated threats");
}

void add_diagram(CLI::App& app, CommandLine& line) {
  CLI::App* diagram = app.add_subcommand("diagram", "Infer the data-flow diagram");
  diagram->add_option("PATH", line.paths, "Files and folders (default: the current folder)");
  add_format(diagram, line.format, {"json", "mermaid", "dot", "svg"},
             "json, mermaid, dot or svg (by Graphviz, which must be installed) (default: what -o's extension says, else json)");
  diagram->add_option("-o,--output", line.output, "Write to FILE instead of standard output")->option_text("FILE");
  diagram->add_option("--focus", line.focus, "Only ELEMENT and what is near it; also a nested stack, module, unit or boundary")->option_text("ELEMENT")->check(is_name);
  diagram->add_option("--depth", line.depth, "How many flows away from --focus (default 1)")->option_text("N")->check(CLI::Range(0, 1000));
  diagram->add_flag("!--no-findings", line.findings, "Do not mark in pictures what rules find");
  add_input(diagram, line);
  diagram->add_flag("-q,--quiet", line.quiet, "No notes");
  diagram->add_flag("-v,--verbose", line.verbose, "Also notes");
}

void add_resilience(CLI::App& app, CommandLine& line) {
  CLI::App* resilience = app.add_subcommand("resilience", "Objectives against what the design can reach, and what stops if something fails");
  resilience->add_option("PATH", line.paths, "Files and folders (default: the current folder)");
  add_format(resilience, line.format, {"text", "markdown", "json"}, "text, markdown or json (default: what -o's extension says, else text)");
  resilience->add_option("-o,--output", line.output, "Write to FILE instead of standard output")->option_text("FILE");
  resilience->add_option("--fail", line.fail, "What stops if WHAT fails: an element (a glob), zone:NAME, region:NAME, service:NAME, or all: each of them alone")
      ->option_text("WHAT")
      ->check(is_name);
  add_input(resilience, line);
  resilience->add_flag("-q,--quiet", line.quiet, "No summary and no notes");
  resilience->add_flag("-v,--verbose", line.verbose, "Also notes");
  resilience->footer("Exit status: 0 no declared objective is missed, 1 one is (never with --fail), 2 something could not be analysed.");
}

void add_explain(CLI::App& app, CommandLine& line) {
  CLI::App* explain = app.add_subcommand("explain", "Say why a rule finds something, or does not");
  explain->add_option("RULE", line.rule, "A rule's id")->required();
  explain->add_option("ELEMENT", line.element, "Address of the element asked about (default: all)");
  explain->add_option("--path", line.paths, "Files and folders (default: the current folder)")
      ->option_text("PATH")
      ->allow_extra_args(false);
  add_input(explain, line);
}

void add_baseline(CLI::App& app, CommandLine& line) {
  CLI::App* baseline = app.add_subcommand("baseline", "Keep what is known from being reported");
  baseline->require_subcommand(1);
  CLI::App* write = baseline->add_subcommand("write", "Write today's findings to a file for `weir scan --baseline`");
  write->add_option("PATH", line.paths, "Files and folders (default: the current folder)");
  write->add_option("-o,--output", line.output, "Write to FILE, - for standard output (default " + std::string(kBaselineFile) + ")")->option_text("FILE");
  add_input(write, line);
  write->add_flag("-q,--quiet", line.quiet, "No notes");
  write->add_flag("-v,--verbose", line.verbose, "Also notes");
}

void add_diff(CLI::App& app, CommandLine& line) {
  CLI::App* diff = app.add_subcommand("diff", "Say what differs between two versions, the most dangerous first");
  diff->add_option("BASE", line.base, "A folder or a git revision")->required();
  diff->add_option("HEAD", line.head, "A folder or a git revision (default: the working tree)");
  diff->add_option("--path", line.paths, "With revisions: only these files and folders (default: the current folder)")
      ->option_text("PATH")
      ->allow_extra_args(false);
  add_format(diff, line.format, {"text", "markdown", "json"}, "text, markdown or json (default: what -o's extension says, else text)");
  diff->add_option("-o,--output", line.output, "Write to FILE instead of standard output")->option_text("FILE");
  add_fail_on(diff, line, "Exit with 1 for findings at or above SEVERITY that came or are hidden, or anything else that got worse: critical, high (default), medium, low or never");
  add_min_precision(diff, line);
  add_input(diff, line);
  diff->add_flag("-q,--quiet", line.quiet, "No notes");
  diff->add_flag("-v,--verbose", line.verbose, "Also notes");
}

void add_rules(CLI::App& app, CommandLine& line) {
  CLI::App* rules = app.add_subcommand("rules", "List, show and test rules");
  rules->require_subcommand(1);
  CLI::App* list = rules->add_subcommand("list", "All rules, a line each");
  add_format(list, line.format, {"text", "json"}, "text or json");
  list->add_option("--rules", line.rules_folder, "Add the rules of DIR")->option_text("DIR");
  CLI::App* show = rules->add_subcommand("show", "A rule's description");
  show->add_option("ID", line.rule, "A rule's id")->required();
  show->add_option("--rules", line.rules_folder, "Add the rules of DIR")->option_text("DIR");
  CLI::App* test = rules->add_subcommand("test", "Check the rules and catalogue entries of a folder and run their cases");
  test->add_option("DIR", line.rules_folder, "Folder of rules")->required();
}

Command command_of(const CLI::App& app) {
  if (app.got_subcommand("scan")) return Command::scan;
  if (app.got_subcommand("diagram")) return Command::diagram;
  if (app.got_subcommand("resilience")) return Command::resilience;
  if (app.got_subcommand("explain")) return Command::explain;
  if (app.got_subcommand("version")) return Command::version;
  if (app.got_subcommand("diff")) return Command::diff;
  if (app.got_subcommand("baseline")) return Command::baseline_write;
  const CLI::App* rules = app.get_subcommand("rules");
  if (rules->got_subcommand("list")) return Command::rules_list;
  return rules->got_subcommand("show") ? Command::rules_show : Command::rules_test;
}

}  // namespace

std::variant<CommandLine, Exit> read_command_line(int argc, const char* const* argv) {
  CommandLine line;
  CLI::App app("Weir infers a system's data-flow diagram from infrastructure code and finds what can go wrong in it.", "weir");
  app.require_subcommand(1);
  app.set_version_flag("--version", "weir " WEIR_VERSION);
  app.footer(kExamples);
  add_scan(app, line);
  add_diagram(app, line);
  add_resilience(app, line);
  add_explain(app, line);
  add_baseline(app, line);
  add_diff(app, line);
  add_rules(app, line);
  CLI::App* completion = app.add_subcommand("completions", "Print what a shell reads to complete commands and options");
  std::string shell;
  completion->add_option("SHELL", shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->add_flag("-v,--verbose", line.verbose, "Also limits and what is built in");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const bool fine = app.exit(error, out, err) == 0;
    return Exit{fine ? 0 : 2, fine ? out.str() : "weir: " + err.str()};
  }
  if (app.got_subcommand("completions")) return Exit{0, completions(app, shell)};
  line.command = command_of(app);
  if (line.paths.empty()) line.paths.push_back(".");
  if (line.staged && line.changed_since.empty() && line.files_from.empty()) line.changed_since = "HEAD";
  if (line.command == Command::baseline_write && line.output.empty()) line.output = kBaselineFile;
  return line;
}

}  // namespace weir
