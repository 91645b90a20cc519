#include "analyzer/driver/compare/asked.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/driver/commands.h"
#include "analyzer/driver/compare/baseline.h"
#include "analyzer/driver/compare/changed_lines.h"
#include "analyzer/driver/compare/snapshot.h"
#include "analyzer/driver/read_file.h"

namespace weir {
namespace fs = std::filesystem;
namespace {

void remark(Analysis& analysis, Level level, std::string code, std::string message) {
  analysis.diagnostics.push_back({level, {}, std::move(code), std::move(message)});
}

std::vector<KnownFinding> known_findings(const Analysis& analysis) {
  std::vector<KnownFinding> findings;
  for (const Finding& finding : analysis.findings)
    if (finding.suppression == Suppression::none)
      findings.push_back(known(finding, analysis.sources));
  return findings;
}

/// Which lines of the working tree's files the revision does not have; each file is compared once.
class Changes {
 public:
  Changes(const SourceMap& sources, std::string before_root)
      : sources_(sources), before_root_(std::move(before_root)) {}

  bool touch(Span span) {
    if (!span.valid()) return false;
    const std::uint32_t end = span.end > span.begin ? span.end - 1 : span.begin;
    return of(span.file).touch(sources_.position(span.file, span.begin).line - 1,
                               sources_.position(span.file, end).line - 1);
  }

 private:
  const ChangedLines& of(FileId file) {
    const auto [at, is_new] = changed_.try_emplace(file);
    if (is_new) {
      const Result<std::string> old =
          read_file(fs::path(before_root_) / sources_.path(file), limits::kFileBytes);
      // A file that the revision does not have by this name was moved: its findings are known, its
      // lines are not new.
      if (old.ok()) at->second = changed_lines(*old, sources_.text(file));
    }
    return at->second;
  }

  const SourceMap& sources_;
  std::string before_root_;
  std::map<FileId, ChangedLines> changed_;
};

/// Files that the revision had analysed, that are still there, and are not read any more.
void remark_on_unread(const Analysis& before, const std::string& revision, Analysis& analysis) {
  std::set<std::string_view> read;
  for (const ProjectFile& file : analysis.project.files)
    read.insert(analysis.sources.path(file.file));
  for (const ProjectFile& file : before.project.files) {
    const std::string path(before.sources.path(file.file));
    std::error_code error;
    if (read.count(path) == 0 && fs::exists(fs::path(analysis.project.root) / path, error))
      remark(analysis, Level::warning, "no-longer-read",
             path + ": was analysed at " + revision + " and is ignored or excluded now");
  }
}

Result<bool> since_revision(const CommandLine& line, const Knowledge& knowledge,
                            Analysis& analysis) {
  const Result<Revision> revision =
      analyze_revision(line, knowledge, analysis.project.root, line.changed_since);
  if (!revision.ok()) return Error{"--changed-since: " + revision.error().message, {}};
  if (revision->analysis == nullptr) return true;  // all is new
  const Analysis& before = *revision->analysis;
  if (has_errors(before.diagnostics))
    remark(analysis, Level::warning, "revision-not-read",
           "some input of " + line.changed_since +
               " could not be analysed: findings that it had may be reported as new");
  remark_on_unread(before, line.changed_since, analysis);
  std::vector<bool> touched;
  Changes changes(analysis.sources, revision->snapshot.root());
  for (const Finding& finding : analysis.findings)
    touched.push_back(changes.touch(finding.span) || changes.touch(finding.generated));
  const AgainstBaseline counts =
      leave_out_known(known_findings(before), "was there at " + line.changed_since,
                      analysis.sources, analysis.findings);
  for (std::size_t i = 0; i < touched.size(); ++i) {
    Finding& finding = analysis.findings[i];
    if (finding.suppression != Suppression::not_asked || !touched[i]) continue;
    finding.suppression = Suppression::none;
    finding.suppression_reason.clear();
  }
  if (counts.gone > 0)
    remark(analysis, Level::note, "findings-gone",
           std::to_string(counts.gone) + " findings of " + line.changed_since + " are gone");
  return true;
}

Result<bool> against_baseline(const CommandLine& line, Analysis& analysis) {
  const Result<std::vector<KnownFinding>> before =
      read_baseline(line.baseline, analysis.project.root, analysis.sources);
  if (!before.ok()) return before.error();
  const AgainstBaseline counts = leave_out_known(*before, "is in the baseline " + line.baseline,
                                                 analysis.sources, analysis.findings);
  if (counts.gone > 0 && line.changed_since.empty())
    remark(analysis, Level::note, "findings-gone",
           std::to_string(counts.gone) + " findings of " + line.baseline +
               " are gone; `weir baseline write` takes them out");
  return true;
}

/// The text of a list of files, "-" for standard input.
Result<std::string> list_text(const std::string& name) {
  if (name != "-") return read_file(name, limits::kFileBytes);
  std::string text;
  std::array<char, 1u << 16> buffer{};
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
    text.append(buffer.data(), got);
    if (text.size() > limits::kFileBytes)
      return Error{"standard input is longer than " + std::to_string(limits::kFileBytes) + " bytes",
                   {}};
  }
  if (std::ferror(stdin) != 0) return Error{"standard input cannot be read", {}};
  return text;
}

/// A listed path as findings show it: git lists paths from the root, people from where they are.
std::string shown_path(const std::string& path, const fs::path& root) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  if (!error) {
    const fs::path inside = real.lexically_relative(root);
    if (!inside.empty() && *inside.begin() != "..") return inside.generic_string();
  }
  return fs::path(path).lexically_normal().generic_string();
}

Result<bool> in_listed_files(const CommandLine& line, Analysis& analysis) {
  const Result<std::string> text = list_text(line.files_from);
  if (!text.ok()) return Error{"--files-from: " + text.error().message, {}};
  std::set<std::string, std::less<>> listed;
  const char end_mark = text->find('\0') == std::string::npos ? '\n' : '\0';
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t end = std::min(text->find(end_mark, at), text->size());
    std::string path = text->substr(at, end - at);
    if (end_mark == '\n' && path.ends_with('\r')) path.pop_back();
    if (!path.empty()) listed.insert(shown_path(path, analysis.project.root));
    at = end + 1;
  }
  const auto is_listed = [&](Span span) {
    return span.valid() && listed.find(analysis.sources.path(span.file)) != listed.end();
  };
  for (Finding& finding : analysis.findings) {
    if (finding.suppression != Suppression::none || is_listed(finding.span) ||
        is_listed(finding.generated))
      continue;
    finding.suppression = Suppression::not_asked;
    finding.suppression_reason = "is not in the listed files";
  }
  return true;
}

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
      relative == "." ? fs::path(snapshot.root()) : fs::path(snapshot.root()) / relative;
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

}  // namespace

Result<Revision> analyze_revision(const CommandLine& line, const Knowledge& knowledge,
                                  const std::string& root, const std::string& revision) {
  const Result<Repository> repository = open_repository(root);
  if (!repository.ok()) return repository.error();
  Result<std::string> commit = commit_of(*repository, revision);
  if (!commit.ok() && revision == "HEAD" && !has_commits(*repository))
    return Revision{"", {}, nullptr};
  if (!commit.ok()) return commit.error();
  Result<Snapshot> snapshot = take_snapshot(*repository, *commit);
  if (!snapshot.ok()) return snapshot.error();
  const CommandLine there = line_in(*snapshot, line, root);
  if (there.paths.empty()) return Revision{std::move(*commit), std::move(*snapshot), nullptr};
  Result<std::unique_ptr<Analysis>> analysis = analyze_input(there, knowledge);
  if (!analysis.ok()) return Error{revision + ": " + analysis.error().message, {}};
  evaluate_rules(**analysis, knowledge, analyze_options(there), today());
  return Revision{std::move(*commit), std::move(*snapshot), std::move(*analysis)};
}

Result<bool> leave_out_unasked(const CommandLine& line, const Knowledge& knowledge,
                               Analysis& analysis) {
  Result<bool> fine = true;
  if (!line.changed_since.empty()) fine = since_revision(line, knowledge, analysis);
  if (fine.ok() && !line.baseline.empty()) fine = against_baseline(line, analysis);
  if (fine.ok() && !line.files_from.empty()) fine = in_listed_files(line, analysis);
  return fine;
}

}  // namespace weir
