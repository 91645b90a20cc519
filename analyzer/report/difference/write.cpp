#include <string>

#include "analyzer/base/escape.h"
#include "analyzer/report/difference/difference.h"
#include "analyzer/report/layout.h"
#include "analyzer/report/summary.h"

namespace weir::report {
namespace {

constexpr std::array<std::string_view, 3> kHeadings = {"Worse", "Different", "Better"};
constexpr std::array<std::string_view, 3> kMarks = {"+", "-", "~"};
constexpr std::size_t kChangeRows = 100;

template <class T>
std::string_view word(const std::array<std::string_view, 3>& words, T value) {
  return words[static_cast<std::size_t>(value)];
}

std::array<std::size_t, 3> counts_by_bearing(const std::vector<Change>& changes) {
  std::array<std::size_t, 3> counts{};
  for (const Change& change : changes) ++counts[static_cast<std::size_t>(change.bearing)];
  return counts;
}

std::string counts_text(const std::vector<Change>& changes) {
  const std::array<std::size_t, 3> counts = counts_by_bearing(changes);
  if (changes.empty()) return "No difference";
  return std::to_string(counts[0]) + " worse, " + std::to_string(counts[1]) + " different, " +
         std::to_string(counts[2]) + " better";
}

std::string kind_text(const Change& change) {
  std::string text(kFactKinds[static_cast<std::size_t>(change.fact.kind)]);
  if (const auto band = change.fact.details.find("severity"); band != change.fact.details.end())
    text = band->second + " " + text;
  return text;
}

}  // namespace
}  // namespace weir::report

std::string weir::write_difference_text(const std::vector<Change>& changes, const Compared& names,
                                        bool colour) {
  using namespace report;
  const Paint paint(colour);
  std::string text;
  for (std::size_t bearing = 0; bearing < kHeadings.size(); ++bearing) {
    bool headed = false;
    for (const Change& change : changes) {
      if (static_cast<std::size_t>(change.bearing) != bearing) continue;
      if (!headed) text += paint.bold(kHeadings[bearing]) + "\n";
      headed = true;
      text += "  " + std::string(word(kMarks, change.kind)) + " " + kind_text(change) + "  " +
              one_line(change.fact.text);
      if (!change.fact.place.empty()) text += paint.dim("  " + one_line(change.fact.place));
      text += "\n";
      for (const std::string& detail : change.changes) text += "      " + one_line(detail) + "\n";
    }
    if (headed) text += "\n";
  }
  return text + counts_text(changes) + ", from " + one_line(names.before) + " to " +
         one_line(names.now) + ".\n";
}

std::string weir::write_difference_markdown(const std::vector<Change>& changes,
                                            const Compared& names) {
  using namespace report;
  std::string text = "### " + counts_text(changes) + "\n\nFrom " + escape_markdown(names.before) +
                     " to " + escape_markdown(names.now) + ".\n";
  std::size_t rows = 0;
  for (std::size_t bearing = 0; bearing < kHeadings.size(); ++bearing) {
    bool headed = false;
    for (const Change& change : changes) {
      if (static_cast<std::size_t>(change.bearing) != bearing || rows == kChangeRows) continue;
      if (!headed)
        text += "\n**" + std::string(kHeadings[bearing]) +
                "**\n\n| | | | |\n| --- | --- | --- | --- |\n";
      headed = true;
      ++rows;
      std::string what = escape_markdown(change.fact.text);
      for (const std::string& detail : change.changes) what += "<br>" + escape_markdown(detail);
      text += "| " + std::string(word(kChangeKinds, change.kind)) + " | " + kind_text(change) + " | " +
              what + " | " + escape_markdown(change.fact.place) + " |\n";
    }
  }
  if (rows < changes.size())
    text += "\nand " + counted(changes.size() - rows, "more change") + ".\n";
  return text;
}
