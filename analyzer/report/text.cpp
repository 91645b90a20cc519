#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "analyzer/report/layout.h"
#include "analyzer/report/report.h"
#include "analyzer/report/summary.h"
#include "analyzer/rule/remedies.h"

namespace weir::report {
namespace {

constexpr std::size_t kRelatedShown = 6;
constexpr std::size_t kTypesShown = 4;
constexpr std::size_t kReasonsShown = 5;
constexpr std::string_view kIndent = "    ";

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return out;
}

std::string heading(const Results& results, const Finding& finding, const Paint& paint) {
  const std::string_view band = severity_band(finding.severity);
  std::string text = paint.of_band(band, upper(band)) + "  " +
                     paint.bold(one_line(results.rules.text(finding.rule->title))) + "\n" + "  ";
  text += paint.dim("at ") + place_text(results.sources, finding.span);
  text += paint.dim("  rule ") + one_line(results.rules.text(finding.rule->id));
  return text + "\n";
}

std::string path_text(const Finding& finding, int width) {
  std::string text;
  for (const std::vector<std::string>& chain : chains_of(finding)) {
    std::string line;
    for (const std::string& address : chain) {
      line += (line.empty() ? "" : " → ") + one_line(address);
    }
    text += wrapped(line, width, text.empty() ? "    Path: " : "          ", "          ");
  }
  return text;
}

std::string_view box(const MitigationVerdict& verdict) {
  if (verdict.verdict == query::Verdict::present) return "[x] ";
  return verdict.verdict == query::Verdict::absent ? "[ ] " : "[?] ";
}

std::string mitigation_text(const Results& results, const MitigationVerdict& verdict, int width,
                            const Paint& paint) {
  std::string text = one_line(verdict.advice);
  if (verdict.enough && verdict.verdict != query::Verdict::present) text += " (enough alone)";
  std::string note;
  if (verdict.verdict == query::Verdict::present) note = "already there";
  if (verdict.verdict == query::Verdict::unknown) note = "cannot tell";
  if (!verdict.detail.empty()) note += (note.empty() ? "" : ": ") + one_line(verdict.detail);
  const bool placed = verdict.verdict == query::Verdict::present || verdict.on_some_paths;
  if (placed && !verdict.places.empty()) {
    note += " at " + place_text(results.sources, verdict.places.front().span);
  }
  std::string out = wrapped(text, width, "      " + std::string(box(verdict)), "          ");
  if (!note.empty()) out += paint.dim(wrapped(note, width, "          ", "          "));
  return out;
}

std::string what_to_do(const Results& results, const Finding& finding, int width,
                       const Paint& paint) {
  if (finding.mitigations.empty()) return "";
  std::string text = "    What to do:\n";
  for (const MitigationVerdict& verdict : finding.mitigations) {
    text += mitigation_text(results, verdict, width, paint);
  }
  return text;
}

/// "line 12" in the file of the finding, "path:12" in another.
std::string line_of(const SourceMap& sources, Span span, Span primary) {
  if (!span.valid()) return "";
  const std::string line = std::to_string(sources.position(span.file, span.begin).line);
  if (span.file == primary.file) return "line " + line;
  return one_line(sources.path(span.file)) + ":" + line;
}

/// Related places on lines of their own, each once.
std::vector<const Related*> distinct_places(const Results& results, const Finding& finding) {
  std::set<std::string> lines = {line_of(results.sources, finding.span, finding.span)};
  std::vector<const Related*> places;
  for (const Related& related : finding.related) {
    if (lines.insert(line_of(results.sources, related.span, finding.span)).second)
      places.push_back(&related);
  }
  return places;
}

std::string related_text(const Results& results, const Finding& finding) {
  const std::vector<const Related*> places = distinct_places(results, finding);
  const std::size_t shown = std::min(places.size(), kRelatedShown);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    text += i == 0 ? "    See:  " : "          ";
    text += line_of(results.sources, places[i]->span, finding.span) + "  " +
            one_line(places[i]->message) + "\n";
  }
  if (shown < places.size()) {
    text += "          and " + counted(places.size() - shown, "more place") + "\n";
  }
  return text;
}

std::string finding_text(const Results& results, const Finding& finding, const HiddenPlaces& hidden,
                         const TextOptions& options) {
  const Paint paint(options.colour);
  std::string text = heading(results, finding, paint) + "\n";
  text += source_excerpt(results.sources, finding.span, hidden, options.width, paint) + "\n";
  text += wrapped(one_line(finding.report), options.width, kIndent, kIndent);
  std::string_view rest = finding.message;
  if (rest.starts_with(finding.report)) rest.remove_prefix(finding.report.size());
  text += wrapped(one_line(rest), options.width, kIndent, kIndent) + "\n";
  text += path_text(finding, options.width);
  text += related_text(results, finding);
  text += what_to_do(results, finding, options.width, paint);
  return text + "\n";
}

/// "Type ×3, Other and 2 more types".
std::string type_list(const Coverage& coverage) {
  auto types = coverage.not_modelled;
  std::stable_sort(types.begin(), types.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < types.size() && i < kTypesShown; ++i) {
    text += (i == 0 ? "" : ", ") + one_line(types[i].first);
    if (types[i].second > 1) text += " ×" + std::to_string(types[i].second);
  }
  if (types.size() > kTypesShown) {
    text += " and " + counted(types.size() - kTypesShown, "more type");
  }
  return text;
}

std::string undecided_text(const Results& results, const TextOptions& options) {
  std::string text;
  for (const RuleOutcome& outcome : results.outcomes) {
    if (outcome.undecided == 0 && !outcome.budget_exhausted) continue;
    const std::string id = one_line(results.rules.text(outcome.rule->id));
    text += "  " + id + ": " + (outcome.more_undecided ? "at least " : "") +
            counted(outcome.undecided, "undecided place");
    text += outcome.budget_exhausted ? " (step budget spent)\n" : "\n";
    for (std::size_t i = 0; i < outcome.undecided_reasons.size() && i < kReasonsShown; ++i) {
      const query::Undecided& reason = outcome.undecided_reasons[i];
      std::string line = one_line(reason.what + ": " + reason.why);
      if (reason.span.valid())
        line += "  " + place_text(results.sources, results.sources.in_host(reason.span));
      text += wrapped(line, options.width, "    ", "      ");
    }
  }
  return text;
}

/// An address as a shell takes it for one word.
std::string as_word(const std::string& address) {
  const bool is_plain =
      address.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/#-") ==
      std::string::npos;
  return is_plain || address.find('\'') != std::string::npos ? address : "'" + address + "'";
}

constexpr std::size_t kAssetsShown = 5;

/// "3 findings on X are stopped by: …", for what something stops.
std::string remedies_text(const Results& results, int width) {
  std::string text;
  std::size_t shown = 0, more = 0;
  for (const Remedy& remedy : remedies(results.dfd, results.catalog, shown_findings(results))) {
    if (remedy.steps.empty()) continue;
    if (++shown > kAssetsShown) {
      ++more;
      continue;
    }
    const std::string line = remedy_text(results, remedy, one_line);
    text += wrapped(line + ".", width, "", "  ");
  }
  if (more > 0) text += "`-f json` says what stops those on " + counted(more, "more asset") + ".\n";
  return text;
}

constexpr std::size_t kProgramsNamed = 5;

/// What is taken, and what lies there instead.
std::string nothing_read(const Results& results, int width) {
  std::string text = wrapped(
      "Nothing here that Weir reads: no CloudFormation, SAM, serverless.yml, Terraform, Kubernetes or compose file, no application's "
      "settings, nor what the CDK writes. `weir scan --list-files` lists what it takes.",
      width, "", "  ");
  std::size_t programs = 0;
  for (const Diagnostic& diagnostic : results.diagnostics) {
    if (diagnostic.code != "not-read" || diagnostic.level != Level::note) continue;
    if (++programs <= kProgramsNamed) text += wrapped(one_line(diagnostic.message), width, "  ", "    ");
  }
  if (programs > kProgramsNamed)
    text += "  and " + std::to_string(programs - kProgramsNamed) + " more (`--verbose` lists them)\n";
  return text;
}

/// What a reader may do next.
std::string next_steps(const Results& results, const Summary& summary, int width) {
  if (results.files_read == 0) return nothing_read(results, width);
  if (summary.findings == 0 && summary.undecided == 0) return "";
  if (summary.findings == 0)
    return wrapped("Next: `weir diagram -f mermaid` draws what was understood.", width, "", "  ");
  const Finding& worst = *shown_findings(results).front();
  const std::string rule(results.rules.text(worst.rule->id));
  return wrapped("Next: `weir rules show " + rule + "` says what the first finding means, `weir explain " +
                     rule + " " + as_word(one_line(worst.address)) +
                     "` (with --path for what was scanned) why it is one, `# weir:ignore " + rule +
                     " -- reason` on the line above it accepts it, `weir baseline write` keeps all of "
                     "today's from being reported again.",
                 width, "", "  ");
}

std::string closing(const Results& results, const TextOptions& options) {
  const Summary summary = summarise(results);
  const Paint paint(options.colour);
  std::string text = paint.bold(counts_text(summary)) + " in " +
                     counted(results.files_read, "file") + ", " +
                     counted(results.dfd.coverage.resources, "resource") + ".";
  if (summary.suppressed > 0) text += " " + counted(summary.suppressed, "finding") + " suppressed.";
  if (summary.not_asked > 0)
    text += " " + counted(summary.not_asked, "known finding") + " not shown.";
  text += "\n";
  if (summary.mitigated > 0) {
    text += counted(summary.mitigated, "threat path") + " already stopped by a mitigation.\n";
  }
  if (summary.ignored > 0) {
    text += "Ignored as plain configuration: " + counted(summary.ignored, "resource") + ".\n";
  }
  if (summary.not_modelled > 0) {
    text += wrapped("Not modelled: " + counted(summary.not_modelled, "resource") + " (" +
                        type_list(results.dfd.coverage) + ").",
                    options.width, "", "  ");
  }
  if (summary.undecided > 0) {
    text += "Not decided: " + counted(summary.undecided, "place") + "; " +
            (options.verbose ? "why:\n" : "`weir scan --verbose` says why.\n");
    if (options.verbose) text += undecided_text(results, options);
  }
  text += remedies_text(results, options.width);
  if (!results.successful) {
    text += "Some input could not be analysed: what is above is not everything.\n";
  }
  return text + next_steps(results, summary, options.width);
}

}  // namespace
}  // namespace weir::report

std::string weir::write_text(const Results& results, const TextOptions& options) {
  const report::HiddenPlaces hidden(results.sources, results.dfd.secrets);
  std::string text;
  for (const Finding* finding : report::shown_findings(results)) {
    text += report::finding_text(results, *finding, hidden, options);
  }
  if (!options.quiet) text += report::closing(results, options);
  return text;
}
