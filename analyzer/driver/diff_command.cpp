#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>

#include "analyzer/base/escape.h"
#include "analyzer/driver/commands.h"
#include "analyzer/driver/compare/revision.h"
#include "analyzer/report/difference/difference.h"

namespace weir {
namespace {

/// One of the two versions: how it is called, what is to tell of it, and what was said while it was
/// read.
struct Version {
  std::string name;
  std::vector<Fact> facts;
  std::set<std::string> read;  ///< the files that were analysed, from `top`
  std::string top;             ///< folder that paths of both versions are relative to; "" if it has nothing
  Snapshot snapshot;           ///< keeps `top` there, if it is a revision's
  bool successful = true;
};

/// What BASE or HEAD names, analysed; no analysis if it has nothing of what --path names.
struct Named {
  std::string name;
  std::unique_ptr<Analysis> analysis;
  Snapshot snapshot;
};

bool is_folder(const std::string& name) {
  std::error_code error;
  return std::filesystem::is_directory(name, error);
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

Result<Named> analyze_named(const CommandLine& line, const Knowledge& knowledge,
                            const std::string& named) {
  const auto of_folder = [&](const std::string& name) -> Result<Named> {
    Result<std::unique_ptr<Analysis>> analysis = analyze_folder(line, knowledge, named);
    if (!analysis.ok()) return analysis.error();
    return Named{name, std::move(*analysis), {}};
  };
  if (named.empty()) return of_folder("the working tree");
  const Result<std::string> root = root_around(line.paths);
  if (!root.ok()) return root.error();
  if (is_folder(named)) {
    if (is_revision(named, *root))
      return Error{"\"" + named + "\" is a folder and a revision; ./" + named + " is the folder, " +
                       named + "^0 the revision",
                   {}};
    return of_folder(named);
  }
  Result<Revision> revision = analyze_revision(line, knowledge, *root, named);
  if (!revision.ok())
    return Error{"\"" + named + "\" is no folder, and as a revision: " + revision.error().message,
                 {}};
  if (revision->analysis != nullptr)
    revision->analysis->diagnostics.insert(revision->analysis->diagnostics.end(),
                                           revision->diagnostics.begin(),
                                           revision->diagnostics.end());
  return Named{named + " (" + revision->commit.substr(0, 7) + ")", std::move(revision->analysis),
               std::move(revision->snapshot)};
}

/// `path` as it is called within `folder`, itself relative to the root; "" for the root.
std::string within(const std::string& folder, std::string path) {
  return folder.empty() || !path.starts_with(folder + "/") ? path : path.substr(folder.size() + 1);
}

Result<Version> read_version(const CommandLine& line, const Knowledge& knowledge,
                             const std::string& named_by_user) {
  Result<Named> named = analyze_named(line, knowledge, named_by_user);
  if (!named.ok()) return named.error();
  Version version;
  version.name = std::move(named->name);
  if (named->analysis == nullptr) return version;
  const std::filesystem::path root = named->analysis->project.root;
  const Results results = results_of(*named->analysis, knowledge);
  print_diagnostics(results.sources, results.diagnostics, line.verbose, line.quiet);
  version.facts = facts_of(results, knowledge.safer);
  version.successful = results.successful;
  // Units and files of a folder are called as they are within it.
  std::string folder;
  std::error_code error;
  if (!named_by_user.empty() && is_folder(named_by_user))
    folder = std::filesystem::canonical(named_by_user, error)
                 .lexically_relative(root)
                 .generic_string();
  if (folder == ".") folder.clear();
  for (Fact& fact : version.facts) {
    fact.unit = within(folder, std::move(fact.unit));
    fact.file = within(folder, std::move(fact.file));
  }
  for (const ProjectFile& file : named->analysis->project.files)
    version.read.insert(within(folder, std::string(named->analysis->sources.path(file.file))));
  version.top = (root / folder).string();
  version.snapshot = std::move(named->snapshot);
  return version;
}

/// Files that were analysed, are still there, and are not read any more.
std::set<std::string> unread_files(const Version& before, const Version& now) {
  std::set<std::string> unread;
  if (now.top.empty()) return unread;
  for (const std::string& file : before.read) {
    std::error_code error;
    if (now.read.count(file) == 0 &&
        std::filesystem::exists(std::filesystem::path(now.top) / file, error))
      unread.insert(file);
  }
  return unread;
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

/// Findings, and suppressions of some, count from a severity and a precision on; whatever else got
/// worse always does.
bool counts(const Fact& fact, const CommandLine& line) {
  const auto band = fact.details.find("severity");
  if (band == fact.details.end()) return true;
  const auto precision = fact.details.find("precision");
  return severity_rank(band->second) >= severity_rank(line.fail_on) &&
         (precision == fact.details.end() ||
          precision_named(precision->second) >= precision_named(line.min_precision));
}

bool got_worse(const std::vector<Change>& changes, const CommandLine& line) {
  if (line.fail_on == "never") return false;
  return std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
    return change.bearing == Bearing::worse && counts(change.fact, line);
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
  const std::vector<Change> changes =
      differences(before->facts, now->facts, unread_files(*before, *now));
  if (!put_output(line.output, written(line, changes, {before->name, now->name}))) return 2;
  if (!before->successful || !now->successful)
    return fail("some input of " + (before->successful ? now->name : before->name) +
                " could not be analysed: the difference is not whole");
  return got_worse(changes, line) ? 1 : 0;
}

}  // namespace weir
