#include "analyzer/knowledge/faults.h"

#include <algorithm>
#include <utility>

namespace weir {
namespace {

constexpr std::size_t kMostListed = 12;
constexpr std::size_t kLongestCompared = 64;

/// Edit distance where swapping neighbours counts as one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, row);
  }
  return previous[b.size()];
}

std::string list_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

}  // namespace

void Faults::add(Span span, std::string message) {
  found_.push_back({Level::error, sources_.in_host(span), "knowledge-fault", std::move(message)});
}

Diagnostics Faults::take_sorted() {
  std::stable_sort(found_.begin(), found_.end(), [this](const Diagnostic& a, const Diagnostic& b) {
    if (before_in_source(sources_, a.span, b.span)) return true;
    return !before_in_source(sources_, b.span, a.span) && a.message < b.message;
  });
  const auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return a.span == b.span && a.message == b.message;
  };
  found_.erase(std::unique(found_.begin(), found_.end(), same), found_.end());
  return std::exchange(found_, {});
}

std::string suggestion(std::string_view wrong, std::vector<std::string_view> known) {
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  std::string_view nearest;
  std::size_t least = std::clamp<std::size_t>(wrong.size() / 3, 1, 3) + 1;
  for (const std::string_view word : known) {
    if (wrong.size() > kLongestCompared || word.size() > kLongestCompared) continue;
    const std::size_t d = distance(wrong, word);
    if (d < least) {
      least = d;
      nearest = word;
    }
  }
  if (!nearest.empty()) return "; did you mean " + in_backticks(nearest) + "?";
  if (known.empty() || known.size() > kMostListed) return "";
  return (known.size() == 1 ? "; expected " : "; expected one of ") + list_of(known);
}

std::string in_backticks(std::string_view text) {
  std::string result = "`";
  result += text;
  result += '`';
  return result;
}

}  // namespace weir
