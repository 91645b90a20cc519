#include "analyzer/driver/commands.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <thread>

#include "analyzer/base/escape.h"
#include "analyzer/base/limits.h"
#include "analyzer/driver/parameter_files.h"
#include "analyzer/driver/read_file.h"
#include "analyzer/driver/variable_files.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

constexpr std::size_t kShownPerCode = 5;

std::string_view printed_level(Level level) {
  return level == Level::error ? "error" : level == Level::warning ? "warning" : "note";
}

}  // namespace

Result<Knowledge> load_knowledge(const CommandLine& line, const Knowledge& built_in) {
  if (line.rules_folder.empty()) return built_in;
  Result<std::vector<KnowledgeFile>> files = read_knowledge_files(line.rules_folder);
  if (!files.ok()) return files.error();
  const std::unique_ptr<CompiledKnowledge> compiled = compile_knowledge(std::move(*files), &built_in);
  if (compiled->blob.empty()) return Error{describe_faults(*compiled, line.rules_folder), {}};
  return open_knowledge(std::move(compiled->blob));
}

AnalyzeOptions analyze_options(const CommandLine& line) {
  AnalyzeOptions options;
  options.jobs = line.jobs != 0 ? line.jobs : std::max(1U, std::thread::hardware_concurrency());
  options.ignore_parse_errors = line.ignore_parse_errors;
  const bool told = line.command == Command::scan && (line.format == Format::automatic || line.format == Format::text ||
                                                      line.format == Format::json || line.format == Format::markdown);
  options.undecideds = told ? query::Undecideds::counted : query::Undecideds::left_out;
  return options;
}

Result<std::unique_ptr<Analysis>> analyze_input(const CommandLine& line, const Knowledge& knowledge) {
  auto analysis = std::make_unique<Analysis>();
  AnalyzeOptions options = analyze_options(line);
  Result<Project> project = discover({line.paths, line.exclude, line.config}, analysis->sources);
  if (!project.ok()) return project.error();
  analysis->project = std::move(*project);
  Result<cloudformation::ParameterValues> parameters =
      read_parameter_files(line.parameter_files, analysis->project.root, analysis->sources);
  if (!parameters.ok()) return parameters.error();
  options.parameters = std::move(*parameters);
  const Result<bool> files =
      read_variable_files(line.variable_files, analysis->project.root, analysis->sources, options.variables);
  if (!files.ok()) return files.error();
  const Result<bool> variables = read_variables(line.variables, analysis->sources, options.variables);
  if (!variables.ok()) return variables.error();
  infer(*analysis, knowledge, options);
  return analysis;
}

Analysis& keep_until_exit(std::unique_ptr<Analysis> analysis) {
  static std::vector<std::unique_ptr<Analysis>>& kept = *new std::vector<std::unique_ptr<Analysis>>;  // never destroyed
  return *kept.emplace_back(std::move(analysis));
}

void print_diagnostics(const SourceMap& sources, const Diagnostics& diagnostics, bool verbose, bool quiet) {
  std::map<std::pair<Level, std::string>, std::size_t> seen;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.level == Level::note && !verbose) continue;
    if (diagnostic.level != Level::error && quiet) continue;
    if (++seen[{diagnostic.level, diagnostic.code}] > kShownPerCode && !verbose && diagnostic.level != Level::error) continue;
    std::string place;
    if (diagnostic.span.valid()) {
      const Position at = sources.position(diagnostic.span.file, diagnostic.span.begin);
      place = std::string(sources.path(diagnostic.span.file)) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
    }
    std::fprintf(stderr, "weir: %s: %s\n", std::string(printed_level(diagnostic.level)).c_str(),
                 escape_terminal_line(place + diagnostic.message + " [" + diagnostic.code + "]").c_str());
  }
  for (const auto& [kind, count] : seen)
    if (count > kShownPerCode && !verbose && kind.first != Level::error)
      std::fprintf(stderr, "weir: %s: %zu more of [%s]; --verbose shows all\n", std::string(printed_level(kind.first)).c_str(),
                   count - kShownPerCode, kind.second.c_str());
}

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& d) { return d.level == Level::error; });
}

bool put_output(const std::string& file, const std::string& text) {
  if (!file.empty()) {
    const Result<bool> written = write_file(file, text);
    if (!written.ok()) fail(written.error().message);
    return written.ok();
  }
  const bool fine = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!fine) fail("standard output cannot be written");
  return fine;
}

Precision precision_named(std::string_view name) {
  for (const Precision precision : {Precision::very_high, Precision::high, Precision::medium})
    if (name_of(precision) == name) return precision;
  return Precision::low;
}

int fail(const std::string& message) {
  std::fprintf(stderr, "weir: %s\n", escape_terminal(message).c_str());
  return 2;
}

std::string today() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[11];
  std::strftime(text, sizeof text, "%Y-%m-%d", &utc);
  return text;
}

}  // namespace weir
