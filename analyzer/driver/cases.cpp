#include "analyzer/driver/cases.h"

#include <string>
#include <optional>
#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/config.h"
#include "analyzer/driver/parameter_files.h"
#include "analyzer/driver/variable_files.h"
#include "analyzer/graph/network/network.h"
#include "parsers/app_config/application/frameworks.h"
#include "parsers/syntax/syntax.h"
#include "parsers/app_config/compose/compose.h"
#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/ci/ci.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/terraform/plan/plan.h"
#include "parsers/terraform/terraform.h"

namespace weir {
namespace {

constexpr std::string_view kConfigFile = ".weir.yaml";
constexpr std::string_view kToday = "2026-01-01";  // cases say the same on every day
constexpr std::string_view kSystem = "case";

bool ends_in_any(std::string_view path, std::initializer_list<std::string_view> suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](std::string_view s) { return path.ends_with(s); });
}

/// Which of a case's files are analysed together: all, or one side of twins.
enum class CaseSide { all, terraform, others };

bool stands_on(CaseSide side, std::string_view path) {
  return side == CaseSide::all || path == kConfigFile ||
         is_terraform_file(path) == (side == CaseSide::terraform);
}

bool is_parameter_file(const Case& one, const std::string& path) {
  return std::find(one.parameter_files.begin(), one.parameter_files.end(), path) !=
         one.parameter_files.end();
}

std::vector<std::string> names_in(const std::string& together) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= together.size();) {
    const std::size_t comma = std::min(together.find(',', at), together.size());
    names.push_back(together.substr(at, comma - at));
    at = comma + 1;
  }
  return names;
}

bool is_variable_file(const Case& one, const std::string& path) {
  return std::any_of(one.variable_files.begin(), one.variable_files.end(),
                     [&](const std::string& together) {
                       const std::vector<std::string> names = names_in(together);
                       return std::find(names.begin(), names.end(), path) != names.end();
                     });
}

/// What a case gives for parameters; a faulty file is a failure.
cloudformation::ParameterValues parameters_of(const Case& one, SourceMap& sources,
                                              std::vector<std::string>& failures) {
  cloudformation::ParameterValues given;
  if (!one.parameters.empty()) given.push_back(plain_values(one.parameters));
  for (const std::string& path : one.parameter_files) {
    const auto source = std::find_if(one.sources.begin(), one.sources.end(),
                                     [&](const CaseSource& s) { return s.path == path; });
    Result<cloudformation::ParameterFile> file =
        read_parameter_text(sources, sources.add_file(path, source->text));
    if (file.ok())
      given.push_back(std::move(*file));
    else
      failures.push_back(file.error().message);
  }
  return given;
}

/// What a case gives for variables.
terraform::GivenVariables variables_of(const Case& one, SourceMap& sources,
                                       std::vector<std::string>& failures) {
  terraform::GivenVariables given;
  for (const std::string& together : one.variable_files) {
    terraform::Assignment assignment{together, {}};
    for (const std::string& path : names_in(together)) {
      const auto source = std::find_if(one.sources.begin(), one.sources.end(),
                                       [&](const CaseSource& s) { return s.path == path; });
      if (source == one.sources.end()) {
        failures.push_back("the case has no file " + path);
        continue;
      }
      Result<terraform::GivenFile> file =
          read_variable_text(sources, {sources.add_file(path, source->text), true});
      if (file.ok())
        assignment.files.push_back(std::move(*file));
      else
        failures.push_back(file.error().message);
    }
    given.assignments.push_back(std::move(assignment));
  }
  const Result<bool> values = read_variables(one.variables, sources, given);
  if (!values.ok()) failures.push_back(values.error().message);
  return given;
}

/// Whether a file lies with an application's settings, and bears no mark of a template itself.
bool is_of_application(const Case& one, const CaseSource& file) {
  if (cloudformation::recognises(file.text) || kubernetes::recognises(file.text) || compose::recognises(file.path, file.text)) return false;
  return std::any_of(one.sources.begin(), one.sources.end(), [&](const CaseSource& other) {
    const std::optional<std::string> folder = app_config::folder_of_application(other.path);
    return folder && (folder->empty() || file.path.starts_with(*folder + "/"));
  });
}

/// The case's files as `discover` would find them. Program source is text that is only there.
void put_project(const Case& one, CaseSide side, Analysis& analysis) {
  Project& project = analysis.project;
  project.systems.emplace_back(kSystem);
  project.configs.emplace_back();
  for (const CaseSource& source : one.sources) {
    if (!stands_on(side, source.path)) continue;
    if (is_parameter_file(one, source.path) || is_variable_file(one, source.path)) continue;
    const FileId file = analysis.sources.add_file(source.path, source.text);
    const bool of_application = is_of_application(one, source);
    if (source.path == kConfigFile)
      project.configs.front() = read_config(analysis.sources, file, "", project.diagnostics);
    else if (is_terraform_file(source.path))
      project.files.push_back({file, Dialect::terraform, true, 0});
    else if (ci::recognises(source.path))
      project.files.push_back({file, Dialect::ci, true, 0});
    else if (terraform::form_of(source.text) == terraform::ShownForm::shown)
      project.files.push_back({file, Dialect::terraform_plan, true, 0});
    else if (!of_application && ends_in_any(source.path, {".yaml", ".yml", ".json", ".template"}) &&
             source.path.find(".terraform/") == std::string::npos) {
      const bool is_template = cloudformation::recognises(source.text);
      const Dialect dialect = is_template                                           ? Dialect::cloudformation
                              : kubernetes::recognises(source.text) ||
                                        kubernetes::is_kustomization_path(source.path)
                                  ? Dialect::kubernetes
                              : compose::recognises(source.path, source.text)       ? Dialect::compose
                                                                                    : Dialect::cloudformation;
      project.files.push_back({file, dialect, true, 0});
    }
    if (app_config::folder_of_application(source.path)) project.applications.push_back({source.path, 0});
    project.texts.emplace(source.path, file);
  }
}

/// The same knowledge with one rule only; with all of them if `rule` is "".
Knowledge only(const Knowledge& knowledge, std::string_view rule,
               std::vector<std::string>& failures) {
  Knowledge one = knowledge;
  if (rule.empty()) return one;
  const auto& rules = knowledge.rules.rules;
  const RuleRecord* found = knowledge.rules.find(rule);
  if (found == nullptr)
    failures.push_back("no rule is called \"" + std::string(rule) + "\"");
  else
    one.rules.rules = rules.subspan(static_cast<std::size_t>(found - rules.data()), 1);
  return one;
}

std::string_view level_word(Level level) {
  return level == Level::error ? "error" : level == Level::warning ? "warning" : "note";
}

std::string line_of(const SourceMap& sources, const Diagnostic& diagnostic) {
  std::string place;
  if (diagnostic.span.valid()) {
    const Position at = sources.position(diagnostic.span.file, diagnostic.span.begin);
    place = std::string(sources.path(diagnostic.span.file)) + ":" + std::to_string(at.line) + ":" +
            std::to_string(at.column) + " ";
  }
  return place + std::string(level_word(diagnostic.level)) + " " + diagnostic.code + ": " +
         diagnostic.message + "\n";
}

/// The syntax trees of one file; empty if the case has no such file.
std::string dump_documents(const Case& one, const std::string& path) {
  std::string out;
  for (const CaseSource& source : one.sources) {
    if (!path.empty() && source.path != path) continue;
    SourceMap sources;
    const FileId file = sources.add_file(source.path, source.text);
    const Parsed parsed = terraform::is_module_file(source.path) ? parse_hcl_or_json(sources, file)
                          : source.path.ends_with(".json") ? parse_json(sources, file)
                                                         : parse_yaml(sources, file);
    for (const Document& document : parsed.documents) out += dump(document, sources);
    for (const Diagnostic& diagnostic : parsed.diagnostics) out += line_of(sources, diagnostic);
    break;
  }
  return out;
}

std::string dump_stage(const ExpectedDump& expected, const Case& one, const Analysis& analysis,
                       const Knowledge& knowledge) {
  if (expected.stage == "document") return dump_documents(one, expected.file);
  if (expected.stage == "resources") return dump(analysis.model, analysis.sources);
  if (expected.stage == "dfd") return dump(analysis.dfd, knowledge.catalog, analysis.sources);
  if (expected.stage == "network")
    return dump_network(analysis.dfd, knowledge.catalog, analysis.sources);
  if (expected.stage == "transport")
    return dump_transport(analysis.dfd, knowledge.catalog, analysis.sources);
  if (expected.stage == "findings") return dump(analysis.findings, analysis.sources);
  std::string out;
  for (const Diagnostic& diagnostic : analysis.diagnostics)
    out += line_of(analysis.sources, diagnostic);
  return out;
}

/// The first line in which two texts differ, both ways.
std::string difference(std::string_view expected, std::string_view actual) {
  const std::size_t size = std::min(expected.size(), actual.size());
  const auto at = static_cast<std::size_t>(
      std::mismatch(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(size),
                    actual.begin())
          .first -
      expected.begin());
  const std::size_t begin = at == 0 ? 0 : expected.substr(0, at).rfind('\n') + 1;
  const auto line = [&](std::string_view text) {
    if (begin >= text.size()) return std::string("(nothing)");
    return std::string(text.substr(begin, text.find('\n', begin) - begin));
  };
  return "\n    expected: " + line(expected) + "\n    found:    " + line(actual);
}

using PlacedRule = std::tuple<std::string, std::uint32_t, std::string>;

std::string text_of(const PlacedRule& placed) {
  const auto& [path, line, rule] = placed;
  return rule + " at " + (path.empty() ? "no place" : path + ":" + std::to_string(line));
}

void compare_findings(const Case& one, CaseSide side, const Analysis& analysis,
                      const Knowledge& knowledge, std::vector<std::string>& failures) {
  std::map<PlacedRule, const Finding*> found;
  for (const Finding& finding : analysis.findings) {
    if (finding.suppression != Suppression::none) continue;
    PlacedRule key{"", 0, std::string(knowledge.rules.text(finding.rule->id))};
    if (finding.span.valid())
      key = {std::string(analysis.sources.path(finding.span.file)),
             analysis.sources.position(finding.span.file, finding.span.begin).line,
             std::get<2>(key)};
    found.emplace(std::move(key), &finding);
  }
  std::set<PlacedRule> expected;
  for (const Expectation& expectation : one.expectations) {
    if (!stands_on(side, expectation.path)) continue;
    PlacedRule key{expectation.path, expectation.line, expectation.rule};
    const auto at = found.find(key);
    const bool there = at != found.end();
    if (expectation.known_miss && there)
      failures.push_back(text_of(key) + " is found now; its `todo` can become `expect`");
    else if (!expectation.known_miss && !there)
      failures.push_back("not found: " + text_of(key));
    else if (there && !expectation.region.empty() &&
             analysis.sources.text(at->second->span) != expectation.region)
      failures.push_back(text_of(key) + " covers \"" +
                         std::string(analysis.sources.text(at->second->span)) + "\", expected \"" +
                         expectation.region + "\"");
    expected.insert(std::move(key));
  }
  for (const auto& [key, finding] : found)
    if (expected.count(key) == 0)
      failures.push_back("not expected: " + text_of(key) + " (" + finding->report + ")");
}

/// The lines where related places of a rule's findings stand, those of the findings themselves left
/// out.
std::set<PlacedRule> related_lines(const Analysis& analysis, const Knowledge& knowledge,
                                   const std::string& rule) {
  const auto placed = [&](Span span) {
    return PlacedRule{std::string(analysis.sources.path(span.file)),
                      analysis.sources.position(span.file, span.begin).line, rule};
  };
  std::set<PlacedRule> own, lines;
  for (const Finding& finding : analysis.findings) {
    if (finding.suppression != Suppression::none || knowledge.rules.text(finding.rule->id) != rule)
      continue;
    if (finding.span.valid()) own.insert(placed(finding.span));
    for (const Related& related : finding.related)
      if (related.span.valid()) lines.insert(placed(related.span));
  }
  for (const PlacedRule& line : own) lines.erase(line);
  return lines;
}

/// Where a rule has one line marked as related, all of its related places are marked, and nothing
/// else.
void compare_related(const Case& one, CaseSide side, const Analysis& analysis,
                     const Knowledge& knowledge, std::vector<std::string>& failures) {
  std::map<std::string, std::set<PlacedRule>> expected;
  for (const RelatedLine& line : one.related)
    if (stands_on(side, line.path)) expected[line.rule].insert({line.path, line.line, line.rule});
  for (const auto& [rule, marked] : expected) {
    const std::set<PlacedRule> found = related_lines(analysis, knowledge, rule);
    for (const PlacedRule& line : marked)
      if (found.count(line) == 0) failures.push_back("no related place of " + text_of(line));
    for (const PlacedRule& line : found)
      if (marked.count(line) == 0) failures.push_back("not marked as related: " + text_of(line));
  }
}

bool expects(const Case& one, std::string_view stage) {
  return std::any_of(one.dumps.begin(), one.dumps.end(),
                     [&](const ExpectedDump& d) { return d.stage == stage; });
}

/// A case that shows a stage or twins is about these: it needs no marks beside the lines, and if it
/// has any, it has all.
bool compares_marks(const Case& one) {
  return !one.expectations.empty() || !one.rule.empty() || (one.dumps.empty() && !one.twins);
}

}  // namespace

namespace {

/// Analyses one side of a case and compares its findings.
void run_side(const Case& one, CaseSide side, const Knowledge& applied, Analysis& analysis,
              CaseResult& result) {
  put_project(one, side, analysis);
  AnalyzeOptions options;
  options.parameters = parameters_of(one, analysis.sources, result.failures);
  options.variables = variables_of(one, analysis.sources, result.failures);
  infer(analysis, applied, options);
  evaluate_rules(analysis, applied, options, kToday);

  for (const RuleOutcome& outcome : analysis.outcomes) result.undecided += outcome.undecided;
  if (!expects(one, "diagnostics"))
    for (const Diagnostic& diagnostic : analysis.diagnostics)
      if (diagnostic.level == Level::error)
        result.failures.push_back(line_of(analysis.sources, diagnostic));
  if (compares_marks(one)) compare_findings(one, side, analysis, applied, result.failures);
  compare_related(one, side, analysis, applied, result.failures);
}

}  // namespace

CaseResult run_case(const Case& one, const Knowledge& knowledge) {
  CaseResult result{one.file, one.line, one.name, one.faults, {}, 0};
  if (!result.passed()) return result;
  const Knowledge applied = only(knowledge, one.rule, result.failures);
  if (!result.passed()) return result;

  Analysis analysis, twin;
  run_side(one, one.twins ? CaseSide::others : CaseSide::all, applied, analysis, result);
  if (one.twins) {
    run_side(one, CaseSide::terraform, applied, twin, result);
    for (std::string& difference :
         compare_twins(analysis.dfd, twin.dfd, applied.catalog, *one.twins))
      result.failures.push_back("the twins differ: " + std::move(difference));
  }
  for (const ExpectedDump& expected : one.dumps) {
    std::string actual = dump_stage(expected, one, analysis, applied);
    if (actual != expected.text)
      result.failures.push_back("the " + expected.stage + " differ" +
                                difference(expected.text, actual));
    result.dumps.push_back({expected.begin, expected.end, std::move(actual)});
  }
  return result;
}

std::vector<CaseResult> run_cases(const std::vector<CaseFile>& files, const Knowledge& knowledge) {
  std::vector<CaseResult> results;
  for (const Case& one : read_cases(files)) results.push_back(run_case(one, knowledge));
  return results;
}

std::string with_actual_dumps(const CaseFile& file, const std::vector<CaseResult>& results) {
  std::vector<ActualDump> dumps;
  for (const CaseResult& result : results)
    if (result.file == file.path)
      dumps.insert(dumps.end(), result.dumps.begin(), result.dumps.end());
  std::sort(dumps.begin(), dumps.end(),
            [](const ActualDump& a, const ActualDump& b) { return a.begin > b.begin; });
  std::string bytes = file.bytes;
  for (const ActualDump& dump : dumps) bytes.replace(dump.begin, dump.end - dump.begin, dump.text);
  return bytes;
}

}  // namespace weir
