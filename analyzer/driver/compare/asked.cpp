#include "analyzer/driver/compare/asked.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <set>

#include "analyzer/base/limits.h"
#include "analyzer/driver/commands.h"
#include "analyzer/driver/compare/baseline.h"
#include "analyzer/driver/compare/changed_places.h"
#include "analyzer/driver/compare/revision.h"
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

/// What went with a file that is not read any more: ", and 2 findings went with it (the worst high)".
std::string went_with(const Analysis& before, FileId file) {
  std::size_t count = 0;
  double worst = 0;
  for (const Finding& finding : before.findings) {
    if (finding.suppression != Suppression::none || finding.span.file != file) continue;
    ++count;
    worst = std::max(worst, finding.severity);
  }
  if (count == 0) return "";
  return ", and " + std::to_string(count) + (count == 1 ? " finding" : " findings") +
         " went with it (the worst " + std::string(severity_band(worst)) +
         "); `weir diff` counts that as worse";
}

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
             path + ": was analysed at " + revision + " and is ignored or excluded now" +
                 went_with(before, file.file));
  }
}

Result<bool> since_revision(const CommandLine& line, const Knowledge& knowledge,
                            Analysis& analysis) {
  const Result<Revision> revision =
      analyze_revision(line, knowledge, analysis.project.root, line.changed_since);
  if (!revision.ok()) return Error{"--changed-since: " + revision.error().message, {}};
  analysis.diagnostics.insert(analysis.diagnostics.end(), revision->diagnostics.begin(),
                              revision->diagnostics.end());
  if (revision->analysis == nullptr) return true;  // all is new
  const Analysis& before = *revision->analysis;
  if (has_errors(before.diagnostics))
    remark(analysis, Level::warning, "revision-not-read",
           "some input of " + line.changed_since +
               " could not be analysed: findings that it had may be reported as new");
  remark_on_unread(before, line.changed_since, analysis);
  std::vector<bool> touched;
  ChangedPlaces changes(before, revision->snapshot.root, analysis);
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

}  // namespace

Result<bool> leave_out_unasked(const CommandLine& line, const Knowledge& knowledge,
                               Analysis& analysis) {
  Result<bool> fine = true;
  if (!line.changed_since.empty()) fine = since_revision(line, knowledge, analysis);
  if (fine.ok() && !line.baseline.empty()) fine = against_baseline(line, analysis);
  if (fine.ok() && !line.files_from.empty()) fine = in_listed_files(line, analysis);
  return fine;
}

}  // namespace weir
