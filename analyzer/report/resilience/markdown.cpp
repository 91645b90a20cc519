#include <algorithm>

#include "analyzer/base/escape.h"
#include "analyzer/report/resilience/words.h"
#include "analyzer/report/summary.h"
#include "analyzer/report/threat_model/text.h"

namespace weir::report {
namespace {

using resilience::Judgement;

constexpr std::size_t kRows = 60;

class ResiliencePage {
 public:
  explicit ResiliencePage(const ResilienceResults& results)
      : results_(results), in_(results.input), dfd_(in_.dfd()) {}

  std::string write() const {
    std::string text = "# Resilience\n\n";
    if (!results_.only_outcomes) {
      if (!results_.report.objectives)
        text += "No objectives are declared: what stands here is what the design can reach.\n\n";
      for (const auto& entry : results_.report.entries) text += section(entry);
      text += stores();
    }
    text += failures();
    text += std::string(kSlaCaution) + "\n";
    for (const std::string& remark : results_.report.remarks)
      text += "\nNote: " + escape_markdown(remark) + ".\n";
    return text;
  }

 private:
  std::string judged(Judgement judgement, const std::optional<resilience::Sought>& sought,
                     bool percent) const {
    if (!sought) return "";
    return (judgement == Judgement::missed ? "**MISSED**" : std::string(word_of(judgement))) +
           " (sought: " + sought_text(*sought, percent, escape_markdown) + ")";
  }

  std::string section(const resilience::EntryReport& entry) const {
    std::string text = (entry.name.empty() ? "## Entry " : "## Journey ") +
                       entry_name(dfd_, entry, escape_markdown) + "\n\n";
    text +=
        "At " +
        place_span(results_.sources, results_.sources.in_host(dfd_[entry.entries.front()].header)) +
        ". ";
    text += !entry.percent ? std::string("Availability: not known. ")
                           : "Availability: " + std::string(entry.complete ? "" : "at most ") +
                                 "**" + percent_text(*entry.percent) + "**, " +
                                 std::string(entry.complete ? "" : "at least ") +
                                 downtime_text(*entry.percent) + ". ";
    text += judged(entry.availability_judgement, entry.objective.availability, true) + "\n\n";
    text += parts(entry);
    if (!entry.soft.empty())
      text += "Goes on without: " + names_text(dfd_, entry.soft, escape_markdown, 12) + ".\n\n";
    text += table_head({"Disruption", "Back in (RTO)", "", "Data lost (RPO)", ""});
    for (std::size_t i = 0; i < kDisruptions; ++i) {
      const auto& one = entry.recovery[i];
      text += table_row({std::string(kDisruptionNames[i]), rto_text(in_, one, escape_markdown),
                         judged(one.rto_judgement, entry.objective.rto[i], false),
                         rpo_text(in_, one, escape_markdown),
                         judged(one.rpo_judgement, entry.objective.rpo[i], false)});
    }
    return text + "\n" + raises(entry);
  }

  std::string parts(const resilience::EntryReport& entry) const {
    std::string text = table_head({"Needs", "What it is", "Availability", "By"});
    for (std::size_t i = 0; i < std::min(entry.parts.size(), kRows); ++i) {
      const auto& part = entry.parts[i];
      const std::string by = !part.percent      ? part.unknown
                             : part.how.empty() ? part.source
                                                : part.how + "; " + part.source;
      text += table_row({escape_markdown(dfd_[part.node].name),
                         escape_markdown(resilience::kind_of(in_, part.node)),
                         part.percent ? percent_text(*part.percent) : "not known",
                         escape_markdown(by)});
    }
    if (entry.parts.size() > kRows)
      text += "\nAnd " + counted(entry.parts.size() - kRows, "more part") + ".\n";
    if (!entry.alternatives.empty())
      text += "\nAlternatives: " + escape_markdown(entry.alternatives) + ".\n";
    return text + "\n";
  }

  std::string raises(const resilience::EntryReport& entry) const {
    std::string text;
    for (const auto& raise : entry.raises)
      text += "- [ ] " + escape_markdown(dfd_[raise.node].name) + ": " + raise.advice + ": " +
              percent_text(*entry.percent) + " → " + percent_text(raise.percent) + "\n";
    for (std::size_t i = 0; i < std::min(entry.remedies.size(), kRows); ++i)
      text += "- [ ] " + improvement_text(in_, entry.remedies[i], escape_markdown) + "\n";
    if (entry.remedies.size() > kRows)
      text += "- And " + std::to_string(entry.remedies.size() - kRows) + " more.\n";
    return text.empty() ? "" : "What would raise it:\n\n" + text + "\n";
  }

  std::string stores() const {
    if (results_.report.stores.empty()) return "";
    std::string text = "## Stores\n\n" + table_head({"Store", "Disruption", "Back in (RTO)", "",
                                                     "Data lost (RPO)", "", "By"});
    std::size_t shown = 0;
    for (const auto& store : results_.report.stores) {
      if (++shown > kRows) break;
      for (std::size_t i = 0; i < kDisruptions; ++i) {
        const auto& one = store.recovery[i];
        const std::string mechanism = mechanism_text(in_, one);
        text += table_row(
            {i == 0 ? escape_markdown(dfd_[store.node].name) : "", std::string(kDisruptionNames[i]),
             escape_markdown(rto_text(one)), judged(store.rto[i], store.objective.rto[i], false),
             escape_markdown(rpo_text(one)), judged(store.rpo[i], store.objective.rpo[i], false),
             mechanism.empty() ? "" : escape_markdown(mechanism + "; " + one.source)});
      }
    }
    if (shown > kRows)
      text += "\nAnd " + counted(results_.report.stores.size() - kRows, "more store") + ".\n";
    return text + "\n";
  }

  std::string failures() const {
    if (results_.outcomes.empty()) return "";
    std::string text =
        "## What fails alone\n\n" + table_head({"If it fails", "Stops", "May stop", "Degrades"});
    const std::vector<OutcomeGroup> groups = grouped(results_.outcomes);
    for (std::size_t i = 0; i < std::min(groups.size(), kRows); ++i) {
      std::string what;
      for (const std::string& one : groups[i].what)
        what += (what.empty() ? "" : ", ") + escape_markdown(one);
      using resilience::Fate;
      text += table_row({what, with_fate(*groups[i].first, Fate::stops),
                         with_fate(*groups[i].first, Fate::may_stop),
                         with_fate(*groups[i].first, Fate::degrades)});
    }
    if (groups.size() > kRows)
      text += "\nAnd " + counted(groups.size() - kRows, "more group") + ".\n";
    const std::size_t all = results_.outcomes.size();
    if (groups.empty())
      text = "## What fails alone\n\nNone of " + counted(all, "failure") +
             " stops or degrades an entry.\n";
    if (results_.left_off > 0)
      text += "\nNot looked at: " + counted(results_.left_off, "more single element") + ".\n";
    return text + "\n";
  }

  std::string with_fate(const resilience::Outcome& outcome, resilience::Fate fate) const {
    std::string text;
    for (const auto& one : outcome.consequences)
      if (one.fate == fate)
        text += (text.empty() ? "" : ", ") +
                entry_name(dfd_, results_.report.entries[one.entry], escape_markdown);
    return text;
  }

  const ResilienceResults& results_;
  const resilience::Input& in_;
  const Dfd& dfd_;
};

}  // namespace
}  // namespace weir::report

std::string weir::write_resilience_markdown(const ResilienceResults& results) {
  return report::ResiliencePage(results).write();
}
