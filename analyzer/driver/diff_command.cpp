#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "analyzer/base/escape.h"
#include "analyzer/driver/commands.h"
#include "analyzer/driver/compare/asked.h"
#include "analyzer/report/difference/difference.h"

namespace weir {
namespace {

/// One of the two versions: how it is called, what is to tell of it, and what was said while it was
/// read.
struct Version {
  std::string name;
  std::vector<Fact> facts;
  bool successful = true;
};

bool is_folder(const std::string& name) {
  std::error_code error;
  return std::filesystem::is_directory(name, error);
}

Result<std::string> root_around(const std::vector<std::string>& paths) {
  std::vector<std::filesystem::path> arguments;
  for (const std::string& path : paths) {
    std::error_code error;
    arguments.push_back(std::filesystem::canonical(path, error));
    // a path that only the other version has
    if (error) arguments.back() = std::filesystem::current_path(error);
    if (error) return Error{path + ": " + error.message(), {}};
  }
  return root_of(arguments).string();
}

/// Whether a name that is a folder is a revision, too: nobody knows then which is meant.
bool is_revision(const std::string& named, const std::string& root) {
  const Result<Repository> repository = open_repository(root);
  return repository.ok() && commit_of(*repository, named).ok();
}

Result<std::unique_ptr<Analysis>> analyze_folder(CommandLine line, const Knowledge& knowledge,
                                                 const std::string& folder) {
  if (!folder.empty()) line.paths = {folder};
  std::error_code error;
  std::erase_if(line.paths,
                [&](const std::string& path) { return !std::filesystem::exists(path, error); });
  if (line.paths.empty()) return std::unique_ptr<Analysis>();  // only the other version has it
  Result<std::unique_ptr<Analysis>> analysis = analyze_input(line, knowledge);
  if (analysis.ok()) evaluate_rules(**analysis, knowledge, analyze_options(line), today());
  return analysis;
}

/// The analysis of what BASE or HEAD names; null if it has nothing of what --path names.
Result<std::unique_ptr<Analysis>> analyze_version(const CommandLine& line,
                                                  const Knowledge& knowledge,
                                                  const std::string& named, std::string& name) {
  name = named.empty() ? "the working tree" : named;
  if (named.empty()) return analyze_folder(line, knowledge, "");
  const Result<std::string> root = root_around(line.paths);
  if (!root.ok()) return root.error();
  if (is_folder(named)) {
    if (is_revision(named, *root))
      return Error{"\"" + named + "\" is a folder and a revision; ./" + named + " is the folder, " +
                       named + "^0 the revision",
                   {}};
    return analyze_folder(line, knowledge, named);
  }
  Result<Revision> revision = analyze_revision(line, knowledge, *root, named);
  if (!revision.ok())
    return Error{"\"" + named + "\" is no folder, and as a revision: " + revision.error().message,
                 {}};
  name = named + " (" + revision->commit.substr(0, 7) + ")";
  return std::move(revision->analysis);
}

/// Units of a folder are called as they are within it.
void forget_folder(const std::string& folder, const std::string& root, std::vector<Fact>& facts) {
  std::error_code error;
  const std::string prefix =
      std::filesystem::canonical(folder, error).lexically_relative(root).generic_string() + "/";
  if (error) return;
  for (Fact& fact : facts)
    if (fact.unit.starts_with(prefix)) fact.unit = fact.unit.substr(prefix.size());
}

Result<Version> read_version(const CommandLine& line, const Knowledge& knowledge,
                             const std::string& named) {
  Version version;
  const Result<std::unique_ptr<Analysis>> analysis =
      analyze_version(line, knowledge, named, version.name);
  if (!analysis.ok()) return analysis.error();
  if (*analysis == nullptr) return version;
  const std::string root = (*analysis)->project.root;
  const Results results = results_of(**analysis, knowledge);
  print_diagnostics(results.sources, results.diagnostics, line.verbose, line.quiet);
  version.facts = facts_of(results);
  if (!named.empty() && is_folder(named)) forget_folder(named, root, version.facts);
  version.successful = results.successful;
  return version;
}

std::string written(const CommandLine& line, const std::vector<Change>& changes,
                    const Compared& names) {
  Format format = line.format;
  if (format == Format::automatic && line.output.ends_with(".md")) format = Format::markdown;
  if (format == Format::automatic && line.output.ends_with(".json")) format = Format::json;
  if (format == Format::markdown) return write_difference_markdown(changes, names);
  if (format == Format::json) return write_difference_json(changes, names);
  const bool colour =
      line.output.empty() && ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return write_difference_text(changes, names, colour);
}

bool got_worse(const std::vector<Change>& changes, const std::string& fail_on) {
  if (fail_on == "never") return false;
  return std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
    if (change.bearing != Bearing::worse) return false;
    return change.fact.kind != FactKind::finding ||
           severity_rank(change.fact.details.at("severity")) >= severity_rank(fail_on);
  });
}

}  // namespace

int diff_command(const CommandLine& line, const Knowledge& built_in) {
  const Result<Knowledge> knowledge = load_knowledge(line, built_in);
  if (!knowledge.ok()) return fail(knowledge.error().message);
  const Result<Version> before = read_version(line, *knowledge, line.base);
  if (!before.ok()) return fail("BASE: " + before.error().message);
  const Result<Version> now = read_version(line, *knowledge, line.head);
  if (!now.ok()) return fail("HEAD: " + now.error().message);
  const std::vector<Change> changes = differences(before->facts, now->facts);
  if (!put_output(line.output, written(line, changes, {before->name, now->name}))) return 2;
  if (!before->successful || !now->successful)
    return fail("some input of " + (before->successful ? now->name : before->name) +
                " could not be analysed: the difference is not whole");
  return got_worse(changes, line.fail_on) ? 1 : 0;
}

}  // namespace weir
