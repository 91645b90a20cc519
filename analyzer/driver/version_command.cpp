#include <cstdio>

#include "analyzer/base/limits.h"
#include "analyzer/base/program_limits.h"
#include "analyzer/driver/commands.h"
#include "analyzer/driver/compare/snapshot.h"
#include "analyzer/driver/graphviz.h"
#include "analyzer/report/report.h"
#include "parsers/terraform/budget.h"

namespace weir {

int version_command(const CommandLine& line, const Knowledge& built_in) {
  std::string text = "weir " WEIR_VERSION "\n";
  if (line.verbose) {
    const auto row = [&](std::string_view name, std::uint64_t value, std::string_view unit) {
      text += "  " + std::string(name) + ": " + std::to_string(value) + (unit.empty() ? "" : " ") + std::string(unit) + "\n";
    };
    text += "built in\n";
    row("rules", built_in.rules.rules.size(), "");
    row("concepts", built_in.catalog.concepts.size(), "");
    row("resource types", built_in.catalog.types.size(), "");
    row("actions", built_in.catalog.actions.size(), "");
    row("managed policies", built_in.catalog.managed_policies.size(), "");
    text += "limits\n";
    row("file", limits::kFileBytes, "bytes");
    row("HCL file", limits::kHclFileBytes, "bytes");
    row("looked at to recognise a file", limits::kRecognitionBytes, "bytes");
    row("nesting", limits::kNesting, "levels");
    row("syntax nodes of a file", limits::kDocumentNodes, "");
    row("nodes added by YAML aliases", limits::kAliasExpansion, "");
    row("nested HCL templates", limits::kHclTemplateDepth, "");
    row("steps to lower a unit", limits::kLoweringSteps, "");
    row("steps to decide a template's loops and includes", limits::kRewritingSteps, "");
    row("nodes of a template that SAM expands", limits::kExpandedNodes, "");
    row("nodes that a template's loops add", limits::kLoopNodes, "");
    row("text that a template's loops add", limits::kLoopBytes, "bytes");
    row("includes of a template", limits::kIncludes, "");
    row("included files inside each other", limits::kIncludeDepth, "levels");
    row("text that a template includes", limits::kIncludedBytes, "bytes");
    row("variables of a serverless.yml", limits::kVariables, "");
    row("variables inside each other", limits::kVariableDepth, "");
    row("steps to lower a Terraform module", limits::kModuleSteps, "");
    row("steps that all Terraform roots share", terraform::kSharedSteps, "");
    row("bytes of a Terraform module's values", limits::kModelBytes, "");
    row("Terraform expressions inside each other", limits::kEvaluationDepth, "levels");
    row("Terraform modules inside each other", limits::kModuleDepth, "levels");
    row("CloudFormation nested stacks of one unit", limits::kStacks, "stacks");
    row("CloudFormation stacks inside each other", limits::kStackDepth, "levels");
    row("CDK files looked for to follow an assembly's traces", limits::kTraceLookups, "places");
    row("instances of a Terraform block", limits::kInstances, "");
    row("text joined from parts", limits::kTextBytes, "bytes");
    row("parts of a document inside an attribute", limits::kEmbeddedParts, "");
    row("file of program source", limits::kProgramBytes, "bytes");
    row("syntax nodes of a file of program source", limits::kProgramNodes, "");
    row("expressions of a program inside each other", limits::kProgramDepth, "levels");
    row("files of a process's program", limits::kProgramFiles, "");
    row("program source of a run", limits::kProgramsBytes, "bytes");
    row("steps to understand a program", limits::kProgramSteps, "");
    row("steps on guards", limits::kGuardSteps, "");
    row("allowed values that make a choice", limits::kAllowedValues, "");
    row("steps of a rule", limits::kRuleSteps, "");
    row("of these, for what is undecided", limits::kUndecidedSteps, "");
    row("shapes of a picture", kPictureShapes, "");
    row("time of a program (Graphviz, git)", ProgramLimits{}.seconds, "s");
    row("output of a program", ProgramLimits{}.bytes, "bytes");
    row("files of a revision that is compared", kSnapshotFiles, "");
    row("text of a revision that is compared", kSnapshotBytes, "bytes");
    row("wall clock", limits::kWallClockSeconds, "s");
  }
  return put_output({}, text) ? 0 : 2;
}

}  // namespace weir
