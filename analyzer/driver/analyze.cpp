#include "analyzer/driver/analyze.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "analyzer/base/credentials.h"
#include "analyzer/base/limits.h"
#include "analyzer/driver/ci_files.h"
#include "analyzer/driver/compose_files.h"
#include "analyzer/driver/guard_copies.h"
#include "analyzer/driver/kustomizations.h"
#include "analyzer/driver/lone_applications.h"
#include "analyzer/driver/manifests.h"
#include "analyzer/driver/modules.h"
#include "analyzer/driver/parallel.h"
#include "analyzer/driver/parameter_files.h"
#include "analyzer/driver/plans.h"
#include "analyzer/driver/programs.h"
#include "analyzer/driver/remarks.h"
#include "analyzer/driver/resilience_config.h"
#include "analyzer/driver/templates.h"
#include "analyzer/driver/variable_files.h"
#include "analyzer/graph/build.h"
#include "analyzer/graph/code_places.h"
#include "analyzer/resilience/objective_items.h"
#include "analyzer/resilience/objectives.h"
#include "analyzer/resilience/unmatched.h"
#include "parsers/app_config/compose/compose.h"
#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/files/templated.h"
#include "parsers/terraform/budget.h"
#include "parsers/terraform/terraform.h"

namespace weir {
namespace {

/// What is lowered by itself: a template with the stacks that it nests, a root module with the modules that it calls, a plan, or
/// manifests that are deployed together, a compose project, or what a repository has its code host run.
struct UnitSource {
  std::string path;                        ///< of the file or folder
  std::size_t argument = 0;
  const Document* document = nullptr;      ///< of a template
  PlanFile* plan = nullptr;
  const ManifestUnit* manifests = nullptr;
  const ComposeUnit* compose = nullptr;
  const CiUnit* ci = nullptr;              ///< none of them: a module

  bool is_root() const {
    return document == nullptr && plan == nullptr && manifests == nullptr && compose == nullptr && ci == nullptr;
  }
};

/// A template that a unit includes or nests is read with it and no unit of its own; of those that include each other, all are.
void drop_included(std::vector<ResourceModel>& units, const SourceMap& sources) {
  const auto included_by = [&](const auto& counts) {
    std::set<std::string_view> paths;
    for (const ResourceModel& model : units)
      for (const Unit& unit : model.units)
        if (counts(unit))
          for (const FileId file : unit.included) paths.insert(sources.path(file));
    return paths;
  };
  const std::set<std::string_view> all = included_by([](const Unit&) { return true; });
  const std::set<std::string_view> by_roots = included_by([&](const Unit& unit) { return all.count(unit.path) == 0; });
  std::erase_if(units, [&](const ResourceModel& model) {
    return !model.units.empty() && by_roots.count(model.units.front().path) != 0;
  });
}

/// The units of a project, by path. Of a file with several templates, only the first can be nested in another.
std::vector<UnitSource> units_of(const TemplateFiles& templates, const Modules& modules, const PlanFiles& plans,
                                 const ManifestFiles& manifests, const ComposeFiles& compose, const CiFiles& pipelines) {
  std::vector<UnitSource> units;
  for (const auto& file : templates.files) {
    for (const Document* document : file->templates) {
      const bool nested = document == file->templates.front() && !templates.is_root(file->path);
      if (!nested) units.push_back({file->path, file->argument, document});
    }
  }
  for (const auto& file : plans.files)
    if (file->plan && !file->left_out) units.push_back({file->path, file->argument, nullptr, file.get()});
  for (const std::string& folder : terraform::roots(modules.configuration.folders, modules.terragrunt))
    if (plans.replaced.count(folder) == 0 && (modules.beside_plans.count(folder) == 0 || plans.analysed.count(folder) != 0))
      units.push_back({folder, modules.argument_of.find(folder)->second});
  for (const ManifestUnit& unit : manifests.units) units.push_back({unit.path, unit.argument, nullptr, nullptr, &unit});
  for (const ComposeUnit& unit : compose.units)
    units.push_back({unit.text.path, unit.argument, nullptr, nullptr, nullptr, &unit});
  for (const CiUnit& unit : pipelines.units)
    units.push_back({unit.path, unit.argument, nullptr, nullptr, nullptr, nullptr, &unit});
  std::stable_sort(units.begin(), units.end(), [](const UnitSource& a, const UnitSource& b) { return a.path < b.path; });
  return units;
}

/// The system that the configuration, or else the repository, names for a unit.
SystemConfig system_of(const UnitSource& unit, const Project& project) {
  if (const SystemConfig* system = system_of(project.configs[unit.argument], unit.path)) return *system;
  return {project.systems[unit.argument], {}, {}, {}};
}

/// What templates offer each other, unit by unit. A lone template has nobody to take anything from.
void exchange(TemplateFiles& templates, const std::vector<UnitSource>& units, const Project& project, SourceMap& sources,
              const Knowledge& knowledge, const AnalyzeOptions& options) {
  if (templates.around.templates.size() < 2) return;
  for (const UnitSource& unit : units) templates.around.systems.emplace(unit.path, system_of(unit, project).name);
  std::vector<cloudformation::Offers> offers(units.size());
  parallel_for(units.size(), options.jobs, [&](std::size_t i) {
    if (units[i].document != nullptr)
      offers[i] = cloudformation::offers_of(*units[i].document, sources, knowledge.catalog, options.parameters, templates.around);
  });
  for (cloudformation::Offers& one : offers) templates.around.offered.add(std::move(one));
}

/// The Terraform roots among the inputs, within what they share: first each of them, then those that take more than their share,
/// as most need less.
void lower_roots(const std::vector<UnitSource>& inputs, const terraform::Roots& roots, unsigned jobs,
                 std::vector<ResourceModel>& units) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].is_root()) open.push_back(i);
  const auto lower_open = [&](std::uint64_t share) {
    std::vector<std::uint8_t> wants_more(open.size());
    parallel_for(open.size(), jobs, [&](std::size_t n) {
      terraform::LoweredRoot lowered = roots.lower(inputs[open[n]].path, share);
      units[open[n]] = std::move(lowered.model);
      wants_more[n] = lowered.wants_more ? 1 : 0;
    });
    std::vector<std::size_t> still;
    for (std::size_t n = 0; n < open.size(); ++n)
      if (wants_more[n] != 0) still.push_back(open[n]);
    open = std::move(still);
  };
  const std::uint64_t first = terraform::first_share(open.size());
  lower_open(first);
  const std::uint64_t second = terraform::second_share(open.size());
  if (second <= first) return;
  for (const std::size_t i : open) units[i] = {};  // both of all at once would be too much
  lower_open(second);
}

void assign_system(ResourceModel& model, const SystemConfig& system) {
  for (Unit& unit : model.units) {
    unit.system = system.name;
    unit.scope = system.scope;
    unit.environment = system.environment;
  }
}

/// The files that give values to a unit: those that are named, and those that Terraform loads by itself.
std::vector<std::string> values_files_of(const UnitSource& unit, const Modules& modules, const SourceMap& sources,
                                         const AnalyzeOptions& options) {
  std::vector<std::string> files;
  if (unit.document != nullptr)
    for (const cloudformation::ParameterFile& file : options.parameters) files.push_back(file.name);
  if (!unit.is_root()) return files;
  const auto folder = modules.configuration.folders.find(unit.path);
  if (folder != modules.configuration.folders.end())
    for (const Document* document : folder->second.values) files.emplace_back(sources.path(document->file));
  for (const terraform::Assignment& assignment : options.variables.assignments)
    for (const terraform::GivenFile& file : assignment.files) files.emplace_back(sources.path(file.document.file));
  return files;
}

/// What the configurations declare of the data of each unit.
DataDeclarations declarations_for(const std::vector<ResourceModel>& units, const std::vector<UnitSource>& inputs,
                                  const Project& project) {
  DataDeclarations declared;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::vector<DataDeclaration>& data = project.configs[inputs[i].argument].data;
    if (data.empty()) continue;
    for (const Unit& unit : units[i].units) declared[unit.path] = data;
  }
  return declared;
}

/// What each configuration declares of resilience, with its units.
std::vector<resilience::DeclaredOf> resilience_for(const std::vector<ResourceModel>& units, const std::vector<UnitSource>& inputs,
                                                   const Project& project) {
  std::map<std::string, resilience::DeclaredOf> by_file;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Config& config = project.configs[inputs[i].argument];
    if (config.file.empty()) continue;
    resilience::DeclaredOf& declared = by_file[config.file];
    declared.said = config.resilience;
    declared.whole = declared.whole || config.whole;
    for (const Unit& unit : units[i].units) declared.units.insert(unit.path);
  }
  std::vector<resilience::DeclaredOf> all;
  for (auto& [file, declared] : by_file) all.push_back(std::move(declared));
  return all;
}

/// Notes how long each stage takes.
class Stopwatch {
 public:
  explicit Stopwatch(std::vector<Timing>& timings) : timings_(timings) {}
  void ended(std::string stage) {
    const Clock::time_point now = Clock::now();
    const std::clock_t processor = std::clock();
    timings_.push_back({std::move(stage), std::chrono::duration<double>(now - begun_).count(),
                        static_cast<double>(processor - processor_begun_) / CLOCKS_PER_SEC});
    begun_ = now;
    processor_begun_ = processor;
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::vector<Timing>& timings_;
  Clock::time_point begun_ = Clock::now();
  std::clock_t processor_begun_ = std::clock();
};

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

/// Words of the configuration that the catalogue does not have.
void check_declarations(const Project& project, const Catalog& catalog, Diagnostics& faults) {
  std::set<std::string_view> classes;
  for (const DataClassRecord& record : catalog.data_classes) classes.insert(catalog.text(record.name));
  const EnumId levels = catalog.enumeration("sensitivity");
  for (const Config& config : project.configs)
    for (const DataDeclaration& declared : config.data) {
      for (const std::string& data_class : declared.classes.value_or(std::vector<std::string>{}))
        if (classes.count(data_class) == 0) {
          std::string known;
          for (const std::string_view one : classes) known += (known.empty() ? "" : ", ") + std::string(one);
          faults.push_back({Level::error, declared.span, "configuration",
                            "unknown data class \"" + data_class + "\"; expected one of " + known});
        }
      if (!declared.sensitivity.empty() && !catalog.rank(levels, declared.sensitivity))
        faults.push_back({Level::error, declared.span, "configuration",
                          "unknown sensitivity \"" + declared.sensitivity +
                              "\"; expected public, internal, confidential or restricted"});
    }
}

/// Spans into host files, order by place, one of each, and nothing in them that signs somebody in.
void settle(const SourceMap& sources, Diagnostics& diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.span.valid()) diagnostic.span = sources.in_host(diagnostic.span);
    if (has_credentials(diagnostic.message)) diagnostic.message = without_credentials(diagnostic.message);
  }
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

/// Objectives become items of what they are about; those that are of nothing, or no figures, are told.
void add_objectives(Analysis& analysis, const Knowledge& knowledge) {
  const resilience::Input input = resilience_input(analysis, knowledge);
  const resilience::Objectives objectives(input);
  append(analysis.diagnostics, Diagnostics(objectives.faults()));
  append(analysis.diagnostics, resilience::unmatched(input));
  if (!objectives.any()) return;
  const resilience::Report report = resilience::report_of(input);
  for (const std::string& remark : report.remarks)
    analysis.diagnostics.push_back({Level::note, {}, "objectives", remark});
  std::vector<GraphNode> items = resilience::objective_items(input, report);
  analysis.dfd = resilience::with_items(std::move(analysis.dfd), knowledge.catalog, std::move(items));
  analysis.properties = std::make_unique<Properties>(analysis.dfd, knowledge.catalog);
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

/// Whether it is to be said of some suppression if it is of use.
bool suppresses(const Analysis& analysis) {
  return !analysis.suppressions.empty() ||
         std::any_of(analysis.project.configs.begin(), analysis.project.configs.end(),
                     [](const Config& config) { return !config.suppress.empty(); });
}

}  // namespace

void infer(Analysis& analysis, const Knowledge& knowledge, const AnalyzeOptions& options) {
  SourceMap& sources = analysis.sources;
  Stopwatch stopwatch(analysis.timings);

  // bytes → Document: files are only understood together with those that they name
  Modules modules = read_modules(analysis.project, sources, knowledge.catalog, options.jobs);
  modules.configuration.given = &options.variables;
  PlanFiles plans = read_plans(analysis.project, modules, sources, knowledge.catalog, options.jobs);
  TemplateFiles templates = read_templates(analysis.project, knowledge.catalog, options.parameters, sources, options.jobs);
  const ManifestFiles manifests = read_manifests(analysis.project, sources, options.jobs);
  ComposeFiles composed = read_compose(analysis.project, sources, options.jobs);
  if (units_of(templates, modules, plans, manifests, composed, {}).empty())  // pipelines alone are no system
    add_lone_applications(analysis.project, sources, composed);
  analysis.lone_applications = composed.applications;
  const CiFiles pipelines = read_ci(analysis.project, sources, options.jobs);
  analysis.diagnostics = std::move(analysis.project.diagnostics);
  stopwatch.ended("parsing");

  // Documents → ResourceModel, unit by unit
  const std::vector<UnitSource> inputs = units_of(templates, modules, plans, manifests, composed, pipelines);
  std::map<std::size_t, app_config::Beside> beside;  // by argument
  for (const ComposeUnit& unit : composed.units)
    if (beside.count(unit.argument) == 0)
      beside.emplace(unit.argument, files_beside(analysis.project, unit.argument, sources));
  const KustomizedUnits kustomized_units(manifests, analysis.project, sources);
  exchange(templates, inputs, analysis.project, sources, knowledge, options);
  std::vector<ResourceModel> units(inputs.size());
  parallel_for(inputs.size(), options.jobs, [&](std::size_t i) {
    if (inputs[i].document != nullptr)
      units[i] = cloudformation::lower(*inputs[i].document, sources, knowledge.catalog, options.parameters, templates.around);
    if (inputs[i].plan != nullptr)
      units[i] = terraform::lower_plan(*inputs[i].plan->plan, inputs[i].path, std::move(inputs[i].plan->lowered), sources,
                                       knowledge.catalog);
    if (const ManifestUnit* unit = inputs[i].manifests; unit != nullptr)
      units[i] = unit->kustomization != nullptr
                     ? kustomized_units.lower(*unit, sources, knowledge.catalog)
                     : kubernetes::lower(unit->documents, unit->path, sources, knowledge.catalog, unit->built);
    if (inputs[i].compose != nullptr)
      units[i] = compose::lower(inputs[i].compose->text, beside.at(inputs[i].argument), sources, knowledge.catalog);
    if (const CiUnit* unit = inputs[i].ci; unit != nullptr)
      units[i] = ci::lower(unit->texts, unit->repository, sources, knowledge.catalog);
  });
  lower_roots(inputs, terraform::Roots(modules.configuration, sources, knowledge.catalog), options.jobs, units);
  for (std::size_t i = 0; i < inputs.size(); ++i) assign_system(units[i], system_of(inputs[i], analysis.project));
  ValuesFiles values_files;
  for (const UnitSource& unit : inputs) values_files[unit.path] = values_files_of(unit, modules, sources, options);
  const DataDeclarations declared = declarations_for(units, inputs, analysis.project);
  analysis.declared = resilience_for(units, inputs, analysis.project);
  drop_included(units, sources);
  // what code hosts run besides is no part of the system; what was left out of it may be
  std::erase_if(units, [&](ResourceModel& model) {
    const bool empty = !model.units.empty() && model.units.front().language == Language::ci && model.resources.empty();
    if (empty) append(analysis.diagnostics, std::move(model.diagnostics));
    return empty;
  });
  Remarks remarks = remarks_of(modules, plans, templates, manifests, composed, pipelines, units, sources, options);
  append(analysis.diagnostics, std::move(remarks.diagnostics));
  append(analysis.suppressions, std::move(remarks.suppressions));
  for (const ResourceModel& unit : units)
    suppressions_in_metadata(unit, sources, analysis.suppressions, analysis.diagnostics);
  stopwatch.ended("lowering");

  // units → one linked ResourceModel
  analysis.model = link(std::move(units));
  append(analysis.diagnostics, std::move(analysis.model.diagnostics));
  report_unused(options.parameters, analysis.model, analysis.diagnostics);
  report_unused(options.variables, analysis.model, analysis.diagnostics);
  analysis.environments = environments_of(analysis.model, knowledge.catalog, knowledge.rules.judgement, values_files);
  for (std::size_t i = 0; i < analysis.environments.size(); ++i)
    analysis.model.units[i].environment = analysis.environments[i].environment;
  stopwatch.ended("linking");

  // ResourceModel → Dfd, with the source of the programs that it names
  const std::vector<CodePlace> places = code_places(analysis.model, knowledge.catalog, knowledge.programs, sources);
  const Programs programs = read_programs(analysis.project, analysis.model, places, knowledge, sources, options.jobs);
  stopwatch.ended("program source");
  analysis.dfd = build_dfd(analysis.model, knowledge.catalog, analysis.sources, programs, declared,
                           knowledge.transport);
  append(analysis.diagnostics, std::move(analysis.dfd.diagnostics));
  check_declarations(analysis.project, knowledge.catalog, analysis.diagnostics);
  for (const resilience::DeclaredOf& one : analysis.declared)
    check_resilience_names(one.said, knowledge.catalog, knowledge.figures, analysis.diagnostics);
  stopwatch.ended("the diagram");

  // Dfd → Dfd with what is sought of its parts and what they reach, where somebody declares that
  analysis.properties = std::make_unique<Properties>(analysis.dfd, knowledge.catalog);
  add_objectives(analysis, knowledge);
  stopwatch.ended("objectives");

  // Dfd → what rules may ask of it
  analysis.index = std::make_unique<query::Index>(*analysis.properties);
  settle(analysis.sources, analysis.diagnostics);
  stopwatch.ended("derived properties");
}

void evaluate_rules(Analysis& analysis, const Knowledge& knowledge, const AnalyzeOptions& options, std::string_view today,
                    const Beside& beside) {
  const std::span<const RuleRecord> rules = knowledge.rules.rules;
  Stopwatch stopwatch(analysis.timings);

  // Rules over the graph → findings, rule by rule
  analysis.outcomes.assign(rules.size(), {});
  GuardCopies copies(analysis.dfd.guards);
  const query::Matches findings = suppresses(analysis) ? query::Matches::told : options.findings;
  parallel_for(rules.size() + beside.count, options.jobs, [&](std::size_t i) {
    if (i >= rules.size()) return beside.task(i - rules.size());
    copies.with_one([&](GuardStore& guards) {
      analysis.outcomes[i] = apply_rule(knowledge.rules, rules[i], *analysis.index, analysis.sources, guards,
                                       analysis.environments, options.undecideds, findings);
    });
  });

  // Suppressions first, so that what is folded is either all suppressed or not at all
  std::size_t found = 0;
  for (const RuleOutcome& outcome : analysis.outcomes) found += outcome.findings.size();
  analysis.findings.reserve(found);
  for (RuleOutcome& outcome : analysis.outcomes) {
    if (outcome.budget_exhausted) out_of_budget(analysis, knowledge.rules.text(outcome.rule->id));
    append(analysis.findings, std::move(outcome.findings));
  }
  apply_suppressions(analysis.suppressions, distinct(analysis.project.configs), knowledge.rules, analysis.sources, today,
                     analysis.findings, analysis.diagnostics);

  // Findings in the order they are read
  sort_and_fold(analysis.sources, knowledge.rules, analysis.findings);
  settle(analysis.sources, analysis.diagnostics);
  stopwatch.ended("rules");
}

resilience::Input resilience_input(const Analysis& analysis, const Knowledge& knowledge) {
  return {*analysis.properties, knowledge.figures, analysis.model, analysis.declared};
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
                 .files_read = analysis.project.files.size() + analysis.lone_applications,
                 .successful = !failed};
}

}  // namespace weir
