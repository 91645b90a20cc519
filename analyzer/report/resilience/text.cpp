#include <algorithm>

#include "analyzer/report/layout.h"
#include "analyzer/report/resilience/words.h"
#include "analyzer/report/summary.h"

namespace weir::report {
namespace {

using resilience::EntryReport;
using resilience::Judgement;
using resilience::Outcome;
using resilience::StoreReport;

constexpr std::size_t kPartsShown = 12;
constexpr std::size_t kPartColumns = 32;
constexpr std::size_t kGroupsShown = 20;
constexpr std::size_t kWhatShown = 8;
constexpr std::size_t kRemediesShown = 12;

std::string in_columns(std::string text, std::size_t columns) {
  const std::size_t now = columns_of(text);
  return now < columns ? text + std::string(columns - now, ' ') : text;
}

class ResilienceText {
 public:
  ResilienceText(const ResilienceResults& results, const TextOptions& options)
      : results_(results),
        in_(results.input),
        dfd_(in_.dfd()),
        options_(options),
        paint_(options.colour) {}

  std::string write() {
    std::string text;
    if (!results_.only_outcomes) {
      for (const EntryReport& entry : results_.report.entries) text += block(entry);
      for (const StoreReport& store : results_.report.stores) text += block(store);
    }
    text += outcomes();
    return options_.quiet ? text : text + closing();
  }

 private:
  std::string said(Judgement judgement, const std::optional<resilience::Sought>& sought,
                   bool percent) const {
    if (!sought) return "";
    const std::string word(word_of(judgement));
    const std::string painted = judgement == Judgement::missed ? paint_.of_band("high", word)
                                : judgement == Judgement::met  ? paint_.green(word)
                                                               : word;
    return painted + paint_.dim(" (sought: " + sought_text(*sought, percent, one_line) + ")");
  }

  std::string head(std::string_view word, const std::string& name, NodeId node) const {
    std::string text = paint_.bold(word) + "  " + paint_.bold(name) + "\n  ";
    text += paint_.dim(one_line(resilience::kind_of(in_, node)) + " at ") +
            place_text(results_.sources, results_.sources.in_host(dfd_[node].header));
    return text + "\n\n";
  }

  // ---- entries

  std::string block(const EntryReport& entry) const {
    std::string text = head(entry.name.empty() ? "ENTRY" : "JOURNEY",
                            entry_name(dfd_, entry, one_line), entry.entries.front());
    text += availability(entry) + "\n";
    text += dependencies(entry);
    text += recovery(entry);
    text += raises(entry);
    return text + "\n";
  }

  std::string availability(const EntryReport& entry) const {
    std::string text = "    Availability: ";
    if (!entry.percent)
      text += "not known";
    else
      text += std::string(entry.complete ? "" : "at most ") +
              paint_.bold(percent_text(*entry.percent)) + ", " +
              (entry.complete ? "" : "at least ") + downtime_text(*entry.percent);
    const std::string judged =
        said(entry.availability_judgement, entry.objective.availability, true);
    text += (judged.empty() ? "" : "  " + judged) + "\n";
    std::size_t columns = 0;
    for (const auto& part : entry.parts)
      columns = std::max(columns, columns_of(one_line(dfd_[part.node].name)));
    columns = std::min(columns, kPartColumns);
    for (std::size_t i = 0; i < std::min(entry.parts.size(), kPartsShown); ++i)
      text += line(entry.parts[i], columns);
    if (entry.parts.size() > kPartsShown)
      text += "      and " + counted(entry.parts.size() - kPartsShown, "more part") + "\n";
    if (!entry.alternatives.empty())
      text += wrapped(one_line(entry.alternatives) + ".", options_.width, "      ", "      ");
    return text;
  }

  std::string line(const resilience::AvailabilityPart& part, std::size_t columns) const {
    const std::string figure = part.percent ? percent_text(*part.percent) : "?";
    std::string rest = part.how.empty() ? part.source : part.how + "; " + part.source;
    if (!part.percent) rest = part.unknown;
    return "      " + in_columns(figure, 11) + in_columns(one_line(dfd_[part.node].name), columns) +
           "  " + paint_.dim(one_line(rest)) + "\n";
  }

  std::string dependencies(const EntryReport& entry) const {
    std::vector<NodeId> needed;
    for (const NodeId node : entry.hard)
      if (std::find(entry.entries.begin(), entry.entries.end(), node) == entry.entries.end())
        needed.push_back(node);
    std::string text;
    if (!needed.empty())
      text += wrapped(names_text(dfd_, needed, one_line, 12), options_.width,
                      "    Needs:            ", "                      ");
    if (!entry.soft.empty())
      text += wrapped(names_text(dfd_, entry.soft, one_line, 12), options_.width,
                      "    Goes on without:  ", "                      ");
    return text.empty() ? "" : text + "\n";
  }

  std::string recovery(const EntryReport& entry) const {
    std::string text;
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      const resilience::PathRecovery& one = entry.recovery[i];
      text += recovery_lines(i, rto_text(in_, one, one_line), rpo_text(in_, one, one_line),
                             said(one.rto_judgement, entry.objective.rto[i], false),
                             said(one.rpo_judgement, entry.objective.rpo[i], false));
    }
    return text;
  }

  std::string recovery_lines(std::size_t disruption, const std::string& rto, const std::string& rpo,
                             const std::string& rto_said, const std::string& rpo_said) const {
    const auto one = [&](std::string_view first, std::string_view word, const std::string& figure,
                         const std::string& judged) {
      if (figure.empty()) return std::string();
      std::string text = "    " + in_columns(std::string(first), 10) + std::string(word);
      std::string lines = wrapped(figure, options_.width, text, "              ");
      if (judged.empty()) return lines;
      lines.pop_back();
      return lines + "  " + judged + "\n";
    };
    return one(kDisruptionNames[disruption], "RTO ", rto, rto_said) +
           one("", "RPO ", rpo, rpo_said);
  }

  std::string raises(const EntryReport& entry) const {
    if (entry.raises.empty() && entry.remedies.empty()) return "";
    std::string text = "\n    What would raise it:\n";
    for (const resilience::Raise& raise : entry.raises)
      text += wrapped(one_line(dfd_[raise.node].name) + ": " + raise.advice + ": " +
                          percent_text(*entry.percent) + " → " + percent_text(raise.percent),
                      options_.width, "      [ ] ", "          ");
    return text + improvements(entry.remedies);
  }

  std::string improvements(const std::vector<resilience::Improvement>& all) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(all.size(), kRemediesShown); ++i)
      text += wrapped(improvement_text(in_, all[i], one_line), options_.width, "      [ ] ",
                      "          ");
    if (all.size() > kRemediesShown)
      text += "      and " + std::to_string(all.size() - kRemediesShown) +
              " more; -f json has all\n";
    return text;
  }

  // ---- stores

  std::string block(const StoreReport& store) const {
    std::string text = head("STORE", one_line(dfd_[store.node].name), store.node);
    text += line(store.availability, columns_of(one_line(dfd_[store.node].name)));
    const std::string judged =
        said(store.availability_judgement, store.objective.availability, true);
    if (!judged.empty()) text += "      " + judged + "\n";
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      const resilience::Recovery& one = store.recovery[i];
      std::string rto = rto_text(one);
      const std::string mechanism = mechanism_text(in_, one);
      if (!mechanism.empty()) rto += ", " + mechanism + " [" + one.source + "]";
      text += recovery_lines(i, one_line(rto), rpo_text(one),
                             said(store.rto[i], store.objective.rto[i], false),
                             said(store.rpo[i], store.objective.rpo[i], false));
    }
    std::string users;
    for (const std::string& name : store.used_by)
      users += (users.empty() ? "" : ", ") + one_line(name);
    if (!users.empty()) text += wrapped(users, options_.width, "    Needed by ", "              ");
    if (!store.remedies.empty())
      text += "\n    What would raise it:\n" + improvements(store.remedies);
    return text + "\n";
  }

  // ---- failures

  std::string outcomes() const {
    if (results_.outcomes.empty()) return "";
    if (results_.only_outcomes && results_.outcomes.size() == 1)
      return single(results_.outcomes.front());
    std::string text = paint_.bold("SINGLE FAILURES") + "\n\n";
    const std::vector<OutcomeGroup> groups = grouped(results_.outcomes);
    std::size_t shown = 0;
    for (const OutcomeGroup& group : groups) {
      if (++shown > kGroupsShown) break;
      std::string what;
      for (std::size_t i = 0; i < std::min(group.what.size(), kWhatShown); ++i)
        what += (i == 0 ? "" : ", ") + one_line(group.what[i]);
      if (group.what.size() > kWhatShown)
        what += " and " + std::to_string(group.what.size() - kWhatShown) + " more";
      text +=
          wrapped(what, options_.width, "    ", "      ") + fates(*group.first, false, "      ");
    }
    if (groups.size() > kGroupsShown)
      text +=
          "    and " + counted(groups.size() - kGroupsShown, "more group") + "; -f json has all\n";
    if (groups.empty())
      text += "    None of " + std::to_string(results_.outcomes.size()) +
              " stops or degrades an entry.\n";
    if (results_.left_off > 0)
      text += "    Not looked at: " + counted(results_.left_off, "more single element") +
              "; --fail ELEMENT looks at one.\n";
    return text + "\n";
  }

  std::string single(const Outcome& outcome) const {
    std::string text =
        paint_.bold("IF IT FAILS") + "  " + paint_.bold(one_line(outcome.failure.what)) + "\n\n";
    const resilience::Failure& failure = outcome.failure;
    const auto list = [&](std::string_view first, const std::vector<NodeId>& nodes) {
      if (!nodes.empty())
        text += wrapped(names_text(dfd_, nodes, one_line, 12), options_.width, first,
                        "                   ");
    };
    list("    Fails:         ", failure.failing);
    list("    May fail:      ", failure.perhaps);
    list("    Fewer copies:  ", failure.fewer);
    list("    Stops with it: ", outcome.stopped);
    text += "\n" + fates(outcome, true, "    ");
    return text + "\n";
  }

  /// Lines by fate, the worst first.
  std::string fates(const Outcome& outcome, bool survivors, std::string_view indent) const {
    std::string text;
    for (int fate = 3; fate >= (survivors ? 0 : 1); --fate)
      for (const resilience::Consequence& one : outcome.consequences) {
        if (static_cast<int>(one.fate) != fate) continue;
        const EntryReport& entry = results_.report.entries[one.entry];
        const std::string word(resilience::word_of(one.fate));
        std::string line = entry_name(dfd_, entry, one_line);
        if (!one.causes.empty() && survivors && one.fate != resilience::Fate::survives) {
          line += ": without " + names_text(dfd_, one.causes, one_line);
          if (one.more > 0) line += " and more";
        }
        const std::string painted = fate >= 2   ? paint_.of_band("high", in_columns(word, 10))
                                    : fate == 0 ? paint_.green(in_columns(word, 10))
                                                : in_columns(word, 10);
        text += wrapped(line, options_.width, std::string(indent) + painted,
                        std::string(indent) + "          ");
      }
    return text;
  }

  // ---- the end

  std::string closing() const {
    const resilience::Report& report = results_.report;
    std::size_t missed = 0, met = 0, open = 0;
    const auto count = [&](Judgement judgement) {
      missed += judgement == Judgement::missed;
      met += judgement == Judgement::met;
      open += judgement == Judgement::unknown;
    };
    for (const EntryReport& entry : report.entries) {
      count(entry.availability_judgement);
      for (const auto& one : entry.recovery) count(one.rto_judgement), count(one.rpo_judgement);
    }
    for (const StoreReport& store : report.stores) {
      count(store.availability_judgement);
      for (std::size_t i = 0; i < kDisruptions; ++i) count(store.rto[i]), count(store.rpo[i]);
    }
    std::string text =
        paint_.bold(report.objectives ? std::to_string(missed) + " of " +
                                            counted(missed + met + open, "objective") +
                                            " missed, " + std::to_string(met) + " met, " +
                                            std::to_string(open) + " cannot be told"
                                      : std::string("No objectives are declared")) +
        ". " + std::to_string(report.entries.size()) +
        (report.entries.size() == 1 ? " entry, " : " entries, ") +
        counted(report.stores.size(), "store") + ".\n";
    if (!report.objectives)
      text += wrapped(
          "What stands above is what the design can reach. `objectives:` in .weir.yaml, tags "
          "resilience:rto, resilience:rpo and resilience:slo, "
          "and Resilience Hub policies say what it should.",
          options_.width, "", "  ");
    text += wrapped(kSlaCaution, options_.width, "", "  ");
    for (const std::string& remark : report.remarks)
      text += wrapped("Note: " + one_line(remark) + ".", options_.width, "", "  ");
    if (!results_.only_outcomes && !report.entries.empty())
      text += wrapped(
          "Next: `weir resilience --fail all` says what each single failure stops, `--fail "
          "ELEMENT` (or zone:, region:, service:) one of them.",
          options_.width, "", "  ");
    return text;
  }

  const ResilienceResults& results_;
  const resilience::Input& in_;
  const Dfd& dfd_;
  const TextOptions& options_;
  Paint paint_;
};

}  // namespace
}  // namespace weir::report

std::string weir::write_resilience_text(const ResilienceResults& results,
                                        const TextOptions& options) {
  return report::ResilienceText(results, options).write();
}
