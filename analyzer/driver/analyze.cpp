#include "analyzer/driver/analyze.h"

#include <algorithm>
#include <iterator>

#include "analyzer/base/limits.h"
#include "analyzer/driver/modules.h"
#include "analyzer/driver/parallel.h"
#include "analyzer/graph/build.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/syntax/syntax.h"
#include "parsers/terraform/terraform.h"

namespace weir {
namespace {

/// What is lowered by itself: a template, or a root module with the modules that it calls.
struct UnitSource {
  std::string path;    ///< of the file or folder
  FileId file;         ///< of a template; none for a module
  bool named = false;  ///< the template is an argument itself
  std::size_t argument = 0;
};

/// What one of them gives: its units, and what was said about it.
struct Lowered {
  std::vector<ResourceModel> units;
  std::vector<SourceSuppression> suppressions;
  Diagnostics diagnostics;
};

Parsed parse(const SourceMap& sources, FileId file) {
  const std::string_view text = sources.text(file);
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool json = !sources.path(file).ends_with(".yaml") && !sources.path(file).ends_with(".yml") &&
                    first != std::string_view::npos && text[first] == '{';
  return json ? parse_json(sources, file) : parse_yaml(sources, file);
}

/// bytes → Document → ResourceModel, for one template.
Lowered lower_template(const UnitSource& file, SourceMap& sources, const Knowledge& knowledge, const AnalyzeOptions& options) {
  Lowered lowered;
  Parsed parsed = parse(sources, file.file);
  lowered.diagnostics = std::move(parsed.diagnostics);
  const bool whole = std::none_of(lowered.diagnostics.begin(), lowered.diagnostics.end(),
                                  [](const Diagnostic& d) { return d.level == Level::error; });
  if (!whole) {  // half a template would make true what its other half denies
    if (options.ignore_parse_errors)
      for (Diagnostic& diagnostic : lowered.diagnostics) diagnostic.level = std::min(diagnostic.level, Level::warning);
    return lowered;
  }
  for (const Document& document : parsed.documents) {
    if (!cloudformation::is_template(document)) continue;
    lowered.units.push_back(cloudformation::lower(document, sources, knowledge.catalog, options.parameters));
    suppressions_in_comments(document, sources, lowered.suppressions, lowered.diagnostics);
    suppressions_in_metadata(lowered.units.back(), sources, lowered.suppressions, lowered.diagnostics);
  }
  if (lowered.units.empty() && file.named)
    lowered.diagnostics.push_back(
        {Level::error, {file.file, 0, 0}, "not-recognised",
         "is no infrastructure file that Weir reads; expected a CloudFormation template or Terraform"});
  return lowered;
}

/// What stands in the files of all modules beside their declarations: faults and suppressions.
Lowered remarks_of(const Modules& modules, const SourceMap& sources, const AnalyzeOptions& options) {
  Lowered lowered;
  for (const auto& file : modules.files) {
    for (Diagnostic diagnostic : file->parsed.diagnostics) {
      if (options.ignore_parse_errors) diagnostic.level = std::min(diagnostic.level, Level::warning);
      lowered.diagnostics.push_back(std::move(diagnostic));
    }
    for (const Document& document : file->parsed.documents)
      suppressions_in_comments(document, sources, lowered.suppressions, lowered.diagnostics);
  }
  return lowered;
}

/// The units of a project, by path.
std::vector<UnitSource> units_of(const Project& project, const Modules& modules, const SourceMap& sources) {
  std::vector<UnitSource> units;
  for (const ProjectFile& file : project.files)
    if (file.dialect == Dialect::cloudformation)
      units.push_back({std::string(sources.path(file.file)), file.file, file.named, file.argument});
  for (const std::string& folder : terraform::roots(modules.folders))
    units.push_back({folder, FileId{}, false, modules.argument_of.find(folder)->second});
  std::stable_sort(units.begin(), units.end(), [](const UnitSource& a, const UnitSource& b) { return a.path < b.path; });
  return units;
}

/// Puts a unit into the system that the configuration, or else the repository, names.
void assign_system(ResourceModel& unit, const UnitSource& file, const Project& project) {
  for (Unit& u : unit.units) {
    const Config& config = project.configs[file.argument];
    if (const SystemConfig* system = system_of(config, u.path)) {
      u.system = system->name;
      u.scope = system->scope;
      u.environment = system->environment;
    } else {
      u.system = project.systems[file.argument];
    }
  }
}

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

void out_of_budget(Analysis& analysis, std::string_view rule) {
  analysis.diagnostics.push_back({Level::error, {}, "budget",
                                  "the rule " + std::string(rule) + " reached its limit of " +
                                      std::to_string(limits::kRuleSteps) + " steps; some of its findings may be missing"});
}

/// Spans into host files, order by place, one of each.
void settle(const SourceMap& sources, Diagnostics& diagnostics) {
  for (Diagnostic& diagnostic : diagnostics)
    if (diagnostic.span.valid()) diagnostic.span = sources.in_host(diagnostic.span);
  const auto key = [&](const Diagnostic& d) {
    return std::tuple(d.span.valid() ? sources.path(d.span.file) : std::string_view{}, d.span.begin, d.span.end,
                      std::string_view(d.code), std::string_view(d.message));
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(),
                                [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); }),
                    diagnostics.end());
}

/// Each configuration once, though several arguments may share it.
std::vector<Config> distinct(const std::vector<Config>& configs) {
  std::vector<Config> once;
  for (const Config& config : configs)
    if (!config.file.empty() &&
        std::none_of(once.begin(), once.end(), [&](const Config& c) { return c.file == config.file; }))
      once.push_back(config);
  return once;
}

}  // namespace

void infer(Analysis& analysis, const Knowledge& knowledge, const AnalyzeOptions& options) {
  // bytes → Document, where files are only understood together
  const Modules modules = read_modules(analysis.project, analysis.sources, options.jobs);
  analysis.diagnostics = std::move(analysis.project.diagnostics);

  // bytes or Documents → ResourceModel, unit by unit
  const std::vector<UnitSource> inputs = units_of(analysis.project, modules, analysis.sources);
  std::vector<Lowered> lowered(inputs.size());
  parallel_for(inputs.size(), options.jobs, [&](std::size_t i) {
    if (inputs[i].file.valid())
      lowered[i] = lower_template(inputs[i], analysis.sources, knowledge, options);
    else
      lowered[i].units.push_back(terraform::lower(inputs[i].path, modules.folders, analysis.sources, knowledge.catalog));
  });
  lowered.push_back(remarks_of(modules, analysis.sources, options));

  // units → one linked ResourceModel
  std::vector<ResourceModel> units;
  for (std::size_t i = 0; i < lowered.size(); ++i) {
    for (ResourceModel& unit : lowered[i].units) assign_system(unit, inputs[i], analysis.project);
    append(units, std::move(lowered[i].units));
    append(analysis.suppressions, std::move(lowered[i].suppressions));
    append(analysis.diagnostics, std::move(lowered[i].diagnostics));
  }
  analysis.model = link(std::move(units));
  append(analysis.diagnostics, std::move(analysis.model.diagnostics));

  // ResourceModel → Dfd
  analysis.dfd = build_dfd(analysis.model, knowledge.catalog, analysis.sources);
  append(analysis.diagnostics, std::move(analysis.dfd.diagnostics));

  // Dfd → what rules may ask of it
  analysis.properties = std::make_unique<Properties>(analysis.dfd, knowledge.catalog);
  analysis.index = std::make_unique<query::Index>(*analysis.properties);
  settle(analysis.sources, analysis.diagnostics);
}

void evaluate_rules(Analysis& analysis, const Knowledge& knowledge, const AnalyzeOptions& options, std::string_view today) {
  const std::span<const RuleRecord> rules = knowledge.rules.rules;

  // Rules over the graph → findings, rule by rule
  analysis.outcomes.assign(rules.size(), {});
  parallel_for(rules.size(), options.jobs, [&](std::size_t i) {
    GuardStore guards = analysis.dfd.guards;
    analysis.outcomes[i] = apply_rule(knowledge.rules, rules[i], *analysis.index, analysis.sources, guards);
  });

  // Suppressions first, so that what is folded is either all suppressed or not at all
  for (RuleOutcome& outcome : analysis.outcomes) {
    if (outcome.budget_exhausted) out_of_budget(analysis, knowledge.rules.text(outcome.rule->id));
    append(analysis.findings, std::move(outcome.findings));
  }
  apply_suppressions(analysis.suppressions, distinct(analysis.project.configs), knowledge.rules, analysis.sources, today,
                     analysis.findings, analysis.diagnostics);

  // Findings in the order they are read
  sort_and_fold(analysis.sources, knowledge.rules, analysis.findings);
  settle(analysis.sources, analysis.diagnostics);
}

Results results_of(Analysis& analysis, const Knowledge& knowledge) {
  const bool failed = std::any_of(analysis.diagnostics.begin(), analysis.diagnostics.end(),
                                  [](const Diagnostic& d) { return d.level == Level::error; });
  return Results{.sources = analysis.sources,
                 .catalog = knowledge.catalog,
                 .rules = knowledge.rules,
                 .dfd = analysis.dfd,
                 .findings = std::move(analysis.findings),
                 .outcomes = std::move(analysis.outcomes),
                 .diagnostics = std::move(analysis.diagnostics),
                 .files_read = analysis.project.files.size(),
                 .successful = !failed};
}

}  // namespace weir
