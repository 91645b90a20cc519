#include "sarif/selection.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

namespace weir::sarif {
namespace {

bool is_worse(const Finding& a, const Finding& b) {
  return std::pair(a.severity, a.precision) > std::pair(b.severity, b.precision);
}

void join(Alert& alert, const Finding& finding) {
  if (is_worse(finding, *alert.finding)) {
    alert.others.push_back(std::exchange(alert.finding, &finding));
  } else {
    alert.others.push_back(&finding);
  }
}

}  // namespace

std::vector<Alert> alerts_of(const Results& results, bool include_suppressed) {
  using Place = std::tuple<const RuleRecord*, std::string_view, std::uint32_t, bool>;
  std::map<Place, std::size_t> known;
  std::vector<Alert> alerts;
  for (const Finding& finding : results.findings) {
    const bool suppressed = finding.suppression != Suppression::none;
    if (suppressed && !include_suppressed) continue;
    if (!finding.span.valid()) {
      alerts.push_back({&finding, {}});
      continue;
    }
    const std::uint32_t line = results.sources.position(finding.span.file, finding.span.begin).line;
    const auto [at, is_new] = known.try_emplace(
        Place{finding.rule, results.sources.path(finding.span.file), line, suppressed},
        alerts.size());
    if (is_new) {
      alerts.push_back({&finding, {}});
    } else {
      join(alerts[at->second], finding);
    }
  }
  return alerts;
}

std::vector<bool> kept(const std::vector<Alert>& alerts, const std::vector<std::size_t>& bytes) {
  std::vector<std::size_t> order(alerts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return is_worse(*alerts[a].finding, *alerts[b].finding);
  });
  std::vector<bool> keep(alerts.size(), false);
  std::size_t sum = 0;
  for (std::size_t i = 0; i < order.size() && i < kResults; ++i) {
    sum += bytes[order[i]];
    if (sum > kResultBytes) break;
    keep[order[i]] = true;
  }
  return keep;
}

}  // namespace weir::sarif
