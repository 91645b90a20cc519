#include "analyzer/driver/compare/revision.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "analyzer/driver/commands.h"

namespace weir {
namespace fs = std::filesystem;
namespace {

/// Where something below the root lies in a snapshot; as it is if it lies elsewhere; none if the
/// revision does not have it.
std::optional<std::string> path_in(const Snapshot& snapshot, const std::string& path,
                                   const fs::path& root) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (error) return path;  // what is not there is said when it is read
  const fs::path relative = real.lexically_relative(root);
  if (relative.empty() || *relative.begin() == "..") return path;
  const fs::path there =
      relative == "." ? fs::path(snapshot.root) : fs::path(snapshot.root) / relative;
  if (!fs::exists(there, error)) return std::nullopt;
  return there.string();
}

std::vector<std::string> paths_in(const Snapshot& snapshot, const std::vector<std::string>& paths,
                                  const fs::path& root) {
  std::vector<std::string> inside;
  for (const std::string& path : paths)
    if (std::optional<std::string> there = path_in(snapshot, path, root))
      inside.push_back(std::move(*there));
  return inside;
}

/// Files that are one way to deploy, separated by commas.
std::vector<std::string> file_lists_in(const Snapshot& snapshot,
                                       const std::vector<std::string>& lists,
                                       const fs::path& root) {
  std::vector<std::string> inside;
  for (const std::string& list : lists) {
    std::string there;
    for (std::size_t at = 0; at <= list.size();) {
      const std::size_t end = std::min(list.find(',', at), list.size());
      if (const std::optional<std::string> path =
              path_in(snapshot, list.substr(at, end - at), root))
        there += (there.empty() ? "" : ",") + *path;
      at = end + 1;
    }
    if (!there.empty()) inside.push_back(std::move(there));
  }
  return inside;
}

/// The command line as it was at the revision: what it names below the root is read as the revision
/// has it. Rules are today's.
CommandLine line_in(const Snapshot& snapshot, const CommandLine& line, const fs::path& root) {
  CommandLine there = line;
  there.paths = paths_in(snapshot, line.paths, root);
  there.parameter_files = paths_in(snapshot, line.parameter_files, root);
  there.variable_files = file_lists_in(snapshot, line.variable_files, root);
  if (!line.config.empty()) there.config = path_in(snapshot, line.config, root).value_or("");
  return there;
}

bool lies_below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

/// Whether a submodule that an argument covers holds what would be read.
bool holds_input(const CommandLine& line, const fs::path& submodule) {
  std::error_code error;
  if (!fs::is_directory(submodule, error)) return false;
  const bool is_asked =
      std::any_of(line.paths.begin(), line.paths.end(), [&](const std::string& path) {
        std::error_code unread;
        return lies_below(submodule, fs::canonical(path, unread));
      });
  if (!is_asked) return false;
  SourceMap sources;
  const Result<Project> project = discover({{submodule.string()}, line.exclude, ""}, sources);
  return project.ok() && !project->files.empty();
}

/// Says once which submodules a version does not hold although they would be read.
Diagnostics remark_on_submodules(const CommandLine& line, const fs::path& root,
                                 const Snapshot& snapshot, const std::string& version) {
  std::string names;
  for (const std::string& submodule : snapshot.submodules)
    if (holds_input(line, root / submodule)) names += (names.empty() ? "" : ", ") + submodule;
  if (names.empty()) return {};
  return {{Level::warning,
           {},
           "submodules",
           names + ": git keeps only the name of a submodule's commit, so that nothing of it is in " +
               version + "; what is found there has nothing to be compared with"}};
}

}  // namespace

Result<std::string> root_around(const std::vector<std::string>& paths) {
  std::vector<fs::path> arguments;
  for (const std::string& path : paths) {
    std::error_code error;
    arguments.push_back(fs::canonical(path, error));
    // a path that only the other version has
    if (error) arguments.back() = fs::current_path(error);
    if (error) return Error{path + ": " + error.message(), {}};
  }
  return root_of(arguments).string();
}

Result<Revision> analyze_revision(const CommandLine& line, const Knowledge& knowledge,
                                  const std::string& root, const std::string& revision) {
  const Result<Repository> repository = open_repository(root);
  if (!repository.ok()) return repository.error();
  Result<std::string> commit = commit_of(*repository, revision);
  if (!commit.ok() && revision == "HEAD" && !has_commits(*repository))
    return Revision{"", {}, nullptr, {}};
  if (!commit.ok()) return commit.error();
  Result<Snapshot> snapshot = take_snapshot(*repository, *commit);
  if (!snapshot.ok()) return snapshot.error();
  Diagnostics diagnostics = remark_on_submodules(line, root, *snapshot, revision);
  const CommandLine there = line_in(*snapshot, line, root);
  if (there.paths.empty())
    return Revision{std::move(*commit), std::move(*snapshot), nullptr, std::move(diagnostics)};
  Result<std::unique_ptr<Analysis>> analysis = analyze_input(there, knowledge);
  if (!analysis.ok()) return Error{revision + ": " + analysis.error().message, {}};
  evaluate_rules(**analysis, knowledge, analyze_options(there), today());
  return Revision{std::move(*commit), std::move(*snapshot), std::move(*analysis),
                  std::move(diagnostics)};
}

Result<std::unique_ptr<Analysis>> analyze_staged(const CommandLine& line,
                                                 const Knowledge& knowledge) {
  const Result<std::string> around = root_around(line.paths);
  if (!around.ok()) return around.error();
  const fs::path root = *around;
  const Result<Repository> repository = open_repository(root.string());
  if (!repository.ok()) return Error{"--staged: " + repository.error().message, {}};
  const Result<Snapshot> snapshot = take_staged_snapshot(*repository);
  if (!snapshot.ok()) return Error{"--staged: " + snapshot.error().message, {}};
  const CommandLine there = line_in(*snapshot, line, root);
  if (there.paths.empty())
    return Error{"--staged: nothing of " + line.paths.front() + " is staged or committed", {}};
  Result<std::unique_ptr<Analysis>> analysis = analyze_input(there, knowledge);
  if (analysis.ok()) (*analysis)->project.root = root.string();  // paths are shown as in the working tree
  return analysis;
}

}  // namespace weir
