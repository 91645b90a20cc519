#include <array>
#include <string>

#include "sarif/result.h"
#include "sarif/text.h"

namespace weir::sarif {
namespace {

constexpr std::size_t kShown = 500;
constexpr std::array<std::string_view, 3> kLevels = {"note", "warning", "error"};

Json notification(const Results& results, const Diagnostic& diagnostic) {
  Json entry;
  entry["descriptor"]["id"] = diagnostic.code;
  entry["level"] = kLevels[static_cast<std::size_t>(diagnostic.level)];
  entry["message"]["text"] = with_full_stop(escape_message(diagnostic.message));
  if (diagnostic.span.valid()) {
    entry["locations"] = Json::array({location(results.sources, diagnostic.span, "", "")});
  }
  return entry;
}

/// The least level that still fits, when the gravest come first; those of that level fit partly.
std::array<std::size_t, 3> quotas(const Diagnostics& diagnostics) {
  std::array<std::size_t, 3> count{};
  for (const Diagnostic& diagnostic : diagnostics) {
    ++count[static_cast<std::size_t>(diagnostic.level)];
  }
  std::size_t left = kShown;
  for (std::size_t level = count.size(); level-- > 0;) {
    count[level] = std::min(count[level], left);
    left -= count[level];
  }
  return count;
}

}  // namespace

Json notifications(const Results& results) {
  std::array<std::size_t, 3> left = quotas(results.diagnostics);
  Json list = Json::array();
  for (const Diagnostic& diagnostic : results.diagnostics) {
    std::size_t& quota = left[static_cast<std::size_t>(diagnostic.level)];
    if (quota == 0) continue;
    --quota;
    list.push_back(notification(results, diagnostic));
  }
  if (list.size() < results.diagnostics.size()) {
    const std::string rest = std::to_string(results.diagnostics.size() - list.size());
    Json entry;
    entry["descriptor"]["id"] = "more-notifications";
    entry["level"] = "note";
    entry["message"]["text"] = rest + " further notifications are not listed.";
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace weir::sarif
