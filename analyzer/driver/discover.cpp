#include "analyzer/driver/discover.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "analyzer/base/limits.h"
#include "analyzer/driver/gitignore.h"
#include "analyzer/driver/read_file.h"
#include "analyzer/driver/unread_programs.h"
#include "parsers/app_config/application/frameworks.h"
#include "parsers/app_config/compose/compose.h"
#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/ci/ci.h"
#include "parsers/cloudformation/cdk/assembly.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/serverless/serverless.h"
#include "parsers/terraform/plan/plan.h"
#include "parsers/terraform/terraform.h"

namespace weir {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 9> kSkippedFolders = {
    ".git", ".terraform", "node_modules", ".venv", "vendor", "__pycache__", ".aws-sam", ".terragrunt-cache",
    ".boilerplate"};
constexpr std::array<std::string_view, 6> kLookedAt = {".yaml", ".yml", ".json", ".template", ".cfn", ".cform"};
constexpr std::string_view kConfigName = ".weir.yaml";
/// Forms of Terragrunt that are not read; there are resources behind them.
constexpr std::array<std::string_view, 2> kUnreadForms = {"/terragrunt.stack.hcl", "/terragrunt.hcl.json"};

bool ends_in_any(std::string_view path, std::span<const std::string_view> suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(), [&](std::string_view s) { return path.ends_with(s); });
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// `path` relative to `root` with forward slashes; "" for the root itself.
std::string shown(const fs::path& path, const fs::path& root) {
  const std::string relative = path.lexically_relative(root).generic_string();
  return relative == "." ? std::string{} : relative;
}

/// One file that the walk came to; `real` is opened, `shown` is said.
struct Candidate {
  fs::path real;
  std::string shown;
  bool named = false;
  std::size_t argument = 0;
};

bool is_excluded(const Project& project, std::string_view path, std::size_t argument) {
  if (excluded_by(project.exclude, path)) return true;
  const Config& config = project.configs[argument];
  const std::optional<std::string> written = path_in(config, path);
  return written && excluded_by(config.exclude, *written);
}

class Walk {
 public:
  Walk(Project& project, SourceMap& sources) : project_(project), root_(project.root), sources_(sources) {}

  /// Ignore files that stand above `folder` (from the root down), and the repository's own. Who names a folder that they ignore
  /// wants it read: then they say nothing about what lies in it. Nor do they of an assembly, which is often ignored by its contents.
  IgnoreRules rules_for_argument(const fs::path& folder, std::size_t argument) {
    if (is_assembly(folder, argument)) return {};
    IgnoreRules rules = rules_above(folder);
    fs::path at = root_;
    for (const fs::path& part : folder.lexically_relative(root_)) {
      at /= part;
      if (part != "." && rules.ignores(shown(at, root_), true)) return {};
    }
    return rules;
  }

  /// Ignore files that stand above `folder` (from the root down), and the repository's own.
  IgnoreRules rules_above(const fs::path& folder) {
    IgnoreRules rules;
    add_ignore_file(rules, root_ / ".git" / "info" / "exclude", "");
    fs::path at = root_;
    const fs::path relative = folder.lexically_relative(root_);
    for (const fs::path& part : relative) {
      add_ignore_file(rules, at / ".gitignore", shown(at, root_));
      if (part == ".") return rules;  // the folder's own file is read when it is walked
      at /= part;
    }
    return rules;
  }

  void folder(const fs::path& folder, const IgnoreRules& outer, std::size_t argument, int depth) {
    if (depth > limits::kNesting) return note(folder, "folders nested too deep are not read");
    IgnoreRules rules = outer;
    const bool named = depth == 0;
    if (!named || !is_assembly(folder, argument))
      add_ignore_file(rules, folder / ".gitignore", shown(folder, root_));
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) entries.push_back(*at);
    if (error) note(folder, "cannot be read: " + error.message());
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.path() < b.path(); });
    for (const fs::directory_entry& entry : entries) visit(entry, rules, argument, depth);
    if (hides_templates(entries, rules) && is_assembly(folder, argument))
      note(folder,
           "holds templates that are ignored by git and were not read; name the folder to have "
           "them analysed");
    for (const UnreadProgram& program : unread_programs(folder))
      project_.diagnostics.push_back({Level::note, {}, "not-read", shown(folder / program.file, root_) + ": " + program.why});
  }

  void file(fs::path real, std::string path, bool named, std::size_t argument) {
    if (seen_.insert(real.string()).second) candidates_.push_back({std::move(real), std::move(path), named, argument});
  }

  /// Reads what was found, in the order of the paths.
  void read() {
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) { return a.shown < b.shown; });
    for (const Candidate& candidate : candidates_) read(candidate);
  }

 private:
  void add_ignore_file(IgnoreRules& rules, const fs::path& file, std::string_view folder) {
    Result<std::string> lines = read_file(file, limits::kFileBytes);
    if (lines.ok()) rules.add(folder, *lines);
  }

  void note(const fs::path& path, const std::string& what) {
    project_.diagnostics.push_back({Level::warning, {}, "not-read", shown(path, root_) + ": " + what});
  }

  void nothing_comes_of(const Candidate& named, const std::string& why) {
    project_.diagnostics.push_back({Level::error, {}, "not-read", named.shown + ": " + why});
  }

  bool excluded(std::string_view path, std::size_t argument) const { return is_excluded(project_, path, argument); }

  void visit(const fs::directory_entry& entry, const IgnoreRules& rules, std::size_t argument, int depth) {
    std::error_code error;
    const std::string path = shown(entry.path(), root_);
    const std::string name = entry.path().filename().string();
    const fs::file_status status = entry.symlink_status(error);
    if (error || excluded(path, argument)) return;
    if (fs::is_directory(status)) {
      if (is_skipped(name) || is_asset(entry.path())) return;
      if (!rules.ignores(path, true)) return folder(entry.path(), rules, argument, depth + 1);
      if (is_assembly(entry.path(), argument))
        note(entry.path(), "is ignored by git and was not read; name the folder to have its templates analysed");
    } else if (fs::is_symlink(status)) {
      linked(entry.path(), argument);
    } else if (fs::is_regular_file(status) && !rules.ignores(path, false)) {
      file(entry.path(), path, false, argument);
    }
  }

  /// Whether the folder's manifest is one of synthesis.
  bool is_assembly(const fs::path& folder, std::size_t argument) const {
    const fs::path manifest = folder / cloudformation::cdk::kManifest;
    if (!may_be_read(project_, shown(manifest, root_), argument)) return false;
    const Result<std::string> text = read_file(manifest, limits::kFileBytes);
    return text.ok() && cloudformation::cdk::may_be_manifest(
                            std::string_view(*text).substr(0, limits::kRecognitionBytes));
  }

  /// Whether git ignores templates that stand right in a folder and are called as synthesis calls
  /// them.
  bool hides_templates(const std::vector<fs::directory_entry>& entries,
                       const IgnoreRules& rules) const {
    return std::any_of(entries.begin(), entries.end(), [&](const fs::directory_entry& entry) {
      const std::string path = shown(entry.path(), root_);
      return path.ends_with(cloudformation::cdk::kTemplateEnd) && rules.ignores(path, false);
    });
  }

  /// Bundled code that an assembly uploads; templates in it are somebody else's data.
  static bool is_asset(const fs::path& folder) {
    return folder.filename().string().starts_with(cloudformation::cdk::kAssetFolder) &&
           is_there(folder.parent_path() / cloudformation::cdk::kManifest);
  }

  /// Whether a walk from the root would not have come to `target`.
  bool left_out(const fs::path& target, std::size_t argument) {
    IgnoreRules rules = rules_above(target.parent_path());
    add_ignore_file(rules, target.parent_path() / ".gitignore", shown(target.parent_path(), root_));
    fs::path at = root_;
    for (const fs::path& part : target.lexically_relative(root_)) {
      at /= part;
      const bool is_folder = at != target;
      if (is_folder && is_skipped(part.string())) return true;
      if (excluded(shown(at, root_), argument) || rules.ignores(shown(at, root_), is_folder)) return true;
    }
    return false;
  }

  /// A link to a file below the root stands for that file; anything else behind a link is not read.
  void linked(const fs::path& link, std::size_t argument) {
    std::error_code error;
    const fs::path target = fs::canonical(link, error);
    if (error || !fs::is_regular_file(target, error)) return;
    const std::string path = shown(target, root_);
    if (path.starts_with("..")) return note(link, "leads out of the root and is not followed");
    if (!left_out(target, argument)) file(target, path, false, argument);
  }

  void read(const Candidate& candidate) {
    const bool of_module = is_terraform_file(candidate.shown);
    if (app_config::folder_of_application(candidate.shown)) project_.applications.push_back({candidate.shown, candidate.argument});
    if (terraform::holds_values(candidate.shown) && !of_module) {
      if (candidate.named)
        nothing_comes_of(candidate, "values of variables are no input by themselves; expected them as --var-file");
      ++project_.passed_over;
      return;
    }
    if (ends_in_any("/" + candidate.shown, kUnreadForms)) {
      project_.diagnostics.push_back({Level::warning, {}, "not-analysed",
                                      candidate.shown + ": this form of Terragrunt is not read; the file was left out"});
      return;
    }
    if (cloudformation::is_service_program(candidate.shown))
      project_.diagnostics.push_back({Level::note, {}, "not-read",
                                      candidate.shown + ": a service that is a program is not read; expected serverless.yml"});
    if (!of_module && !candidate.named && !ends_in_any(candidate.shown, kLookedAt)) {
      ++project_.passed_over;
      return;
    }
    if (terraform::is_state_file(candidate.shown)) return leave_state(candidate);
    Result<std::string> bytes = read_file(candidate.real, limits::kFileBytes);
    if (!bytes.ok()) {
      project_.diagnostics.push_back(
          {candidate.named || of_module ? Level::error : Level::warning, {}, "not-read",
           candidate.shown + bytes.error().message.substr(candidate.real.string().size())});
      return;
    }
    const std::string_view beginning = std::string_view(*bytes).substr(0, limits::kRecognitionBytes);
    const terraform::ShownForm form =
        of_module ? terraform::ShownForm::none : terraform::form_of(beginning);
    if (form == terraform::ShownForm::raw_state) return leave_state(candidate);
    const bool shown_plan = form == terraform::ShownForm::shown;
    const bool of_ci = ci::recognises(candidate.shown);
    const bool template_mark =
        !of_ci && (cloudformation::recognises(beginning) || cloudformation::may_be_service(candidate.shown));
    const bool manifest =
        !template_mark && !of_ci && (kubernetes::recognises(beginning) || kubernetes::is_kustomization_path(candidate.shown));
    const bool of_compose = !template_mark && !of_ci && !manifest && compose::recognises(candidate.shown, beginning);
    const bool marked = shown_plan || template_mark || manifest || of_compose || of_ci;
    if (!of_module && !marked && !candidate.named) {
      ++project_.passed_over;
      return;
    }
    const FileId file = sources_.add_file(candidate.shown, std::move(*bytes));
    // A named file is parsed whatever its beginning says.
    project_.files.push_back(
        {file,
         of_module    ? Dialect::terraform
         : shown_plan ? Dialect::terraform_plan
         : manifest   ? Dialect::kubernetes
         : of_compose ? Dialect::compose
         : of_ci      ? Dialect::ci
                      : Dialect::cloudformation,
         candidate.named, candidate.argument});
  }

  /// A state as terraform keeps it holds secrets, and does not say which of its values they are.
  void leave_state(const Candidate& candidate) {
    if (candidate.named)
      nothing_comes_of(
          candidate, "a state file is not read: it holds secrets in clear text; expected what `terraform show -json` writes");
    ++project_.passed_over;
  }

  Project& project_;
  fs::path root_;
  SourceMap& sources_;
  std::set<std::string> seen_;
  std::vector<Candidate> candidates_;
};

/// The nearest configuration at or above `argument`, not above the root's own folder when that is a repository.
std::optional<fs::path> nearest_config(fs::path at, const fs::path& root) {
  const bool in_repository = is_there(root / ".git");
  for (;; at = at.parent_path()) {
    if (is_there(at / kConfigName)) return at / kConfigName;
    if (at == at.parent_path() || (in_repository && at == root)) return std::nullopt;
  }
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

/// Lines for people: "path:line:column: message".
std::string describe(const SourceMap& sources, const Diagnostics& faults) {
  std::string text;
  for (const Diagnostic& fault : faults) {
    const Span span = sources.in_host(fault.span);
    const Position at = sources.position(span.file, span.begin);
    text += (text.empty() ? "" : "\n") + std::string(sources.path(span.file)) + ":" + std::to_string(at.line) + ":" +
            std::to_string(at.column) + ": " + one_line(fault.message);
  }
  return text;
}

/// Reads a configuration. One that was found (not given) may be a link only to what lies below `within`.
Result<Config> load_config(const fs::path& file, const fs::path& root, const fs::path& within, SourceMap& sources) {
  std::error_code error;
  const fs::path real = fs::canonical(file, error);
  if (error) return Error{file.string() + ": " + error.message(), {}};
  if (!within.empty() && shown(real, within).starts_with(".."))
    return Error{shown(file, root) + ": is a link that leads out of its root and is not followed", {}};
  Result<std::string> bytes = read_file(real, limits::kFileBytes);
  if (!bytes.ok()) return bytes.error();
  const std::string name = shown(file, root);
  std::string folder = within.empty() ? std::string{} : shown(file.parent_path(), root);
  const bool above = folder.starts_with("..");
  Diagnostics faults;
  Config config = read_config(sources, sources.add_file(name.starts_with("..") ? file.string() : name, std::move(*bytes)),
                              above ? std::string{} : std::move(folder), faults);
  if (above) config.above = shown(root, file.parent_path());
  if (!faults.empty()) return Error{describe(sources, faults), {}};
  return config;
}

}  // namespace

bool is_terraform_file(std::string_view path) {
  return terraform::is_module_file(path) || terraform::is_values_file(path) || terraform::is_terragrunt_file(path);
}

bool is_skipped(std::string_view folder) {
  return std::find(kSkippedFolders.begin(), kSkippedFolders.end(), folder) != kSkippedFolders.end();
}

fs::path root_of(const std::vector<fs::path>& arguments) {
  std::error_code error;
  fs::path common = fs::is_directory(arguments.front(), error) ? arguments.front() : arguments.front().parent_path();
  for (fs::path at = common;; at = at.parent_path()) {
    if (is_there(at / ".git")) return at;
    if (at == at.parent_path()) break;
  }
  for (const fs::path& argument : arguments) {
    const fs::path folder = fs::is_directory(argument, error) ? argument : argument.parent_path();
    while (folder.lexically_relative(common).generic_string().starts_with("..")) common = common.parent_path();
  }
  return common;
}

std::vector<ProjectFile> read_module_folder(const Project& project, const std::string& folder, std::size_t argument,
                                            SourceMap& sources) {
  if (project.root.empty() || folder.starts_with("..")) return {};
  const fs::path root = project.root;
  const fs::path path = folder.empty() ? root : root / folder;
  std::error_code error;
  if (fs::canonical(path, error) != path || error) return {};
  std::set<std::string> known;
  for (const ProjectFile& file : project.files) known.emplace(sources.path(file.file));
  std::set<fs::path> found;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    const std::string file = shown(at->path(), root);
    if (is_terraform_file(file) && known.count(file) == 0 && !is_excluded(project, file, argument)) found.insert(at->path());
  }
  std::vector<ProjectFile> files;
  for (const fs::path& file : found) {
    Result<std::string> bytes = read_file(file, limits::kFileBytes);
    if (bytes.ok()) files.push_back({sources.add_file(shown(file, root), std::move(*bytes)), Dialect::terraform, false, argument});
  }
  return files;
}

bool may_be_read(const Project& project, const std::string& path, std::size_t argument) {
  if (project.texts.count(path) != 0) return true;
  if (project.root.empty() || path.empty() || path.starts_with("..") || path.starts_with("/")) return false;
  const fs::path file = fs::path(project.root) / path;
  std::error_code error;
  return fs::is_regular_file(file, error) && fs::canonical(file, error) == file && !is_excluded(project, path, argument);
}

std::optional<FileId> read_beside(const Project& project, const std::string& path, SourceMap& sources) {
  if (const auto text = project.texts.find(path); text != project.texts.end()) return text->second;
  Result<std::string> bytes = read_file(fs::path(project.root) / path, limits::kFileBytes);
  if (!bytes.ok()) return std::nullopt;
  return sources.add_file(path, std::move(*bytes));
}

Result<Project> discover(const DiscoverOptions& options, SourceMap& sources) {
  std::vector<fs::path> arguments;
  for (const std::string& path : options.paths) {
    std::error_code error;
    fs::path real = fs::canonical(path, error);
    if (error) return Error{path + ": " + error.message() + "; expected a file or folder to analyse", {}};
    arguments.push_back(std::move(real));
  }
  Project project;
  project.root = root_of(arguments);
  const fs::path root = project.root;
  for (const fs::path& argument : arguments) {
    std::error_code error;
    const fs::path folder = fs::is_directory(argument, error) ? argument : argument.parent_path();
    const std::optional<fs::path> file =
        options.config.empty() ? nearest_config(folder, root) : std::optional<fs::path>(fs::absolute(options.config));
    Config config;
    if (file) {
      // One given by --config may stand anywhere and speaks of paths below the root; one that was found stays below the root,
      // or, where there is no repository, below its own folder.
      const bool inside = !shown(file->parent_path(), root).starts_with("..");
      const fs::path within = !options.config.empty() ? fs::path{} : inside ? root : file->parent_path();
      Result<Config> loaded = load_config(*file, root, within, sources);
      if (!loaded.ok()) return loaded.error();
      config = std::move(*loaded);
      config.whole = !options.config.empty() || argument == file->parent_path();
    }
    project.configs.push_back(std::move(config));
    project.systems.push_back(is_there(root / ".git") ? root.filename().string() : argument.filename().string());
  }
  project.exclude = options.exclude;
  Walk walk(project, sources);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::error_code error;
    if (fs::is_directory(arguments[i], error))
      walk.folder(arguments[i], walk.rules_for_argument(arguments[i], i), i, 0);
    else
      walk.file(arguments[i], shown(arguments[i], root), true, i);
  }
  walk.read();
  return project;
}

}  // namespace weir
