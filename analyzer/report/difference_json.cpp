#include <array>
#include <string>

#include "analyzer/report/difference/difference.h"
#include "analyzer/report/json_value.h"

namespace weir::report {
namespace {

constexpr std::array<std::string_view, 3> kBearings = {"worse", "neutral", "better"};

Json entry_of(const Change& change) {
  const Fact& fact = change.fact;
  Json entry;
  entry["change"] = kChangeKinds[static_cast<std::size_t>(change.kind)];
  entry["bearing"] = kBearings[static_cast<std::size_t>(change.bearing)];
  entry["kind"] = kFactKinds[static_cast<std::size_t>(fact.kind)];
  if (const auto band = fact.details.find("severity"); band != fact.details.end()) entry["severity"] = band->second;
  entry["text"] = fact.text;
  entry["about"] = fact.about;
  if (!change.changes.empty()) entry["details"] = change.changes;
  if (!fact.place.empty()) entry["place"] = fact.place;
  return entry;
}

}  // namespace
}  // namespace weir::report

std::string weir::write_difference_json(const std::vector<Change>& changes, const Compared& names) {
  std::array<std::size_t, 3> counts{};
  for (const Change& change : changes) ++counts[static_cast<std::size_t>(change.bearing)];
  report::Json summary;
  for (std::size_t i = 0; i < counts.size(); ++i) summary[std::string(report::kBearings[i])] = counts[i];
  std::string out = "{\n\"base\": " + report::written(names.before) + ",\n\"head\": " + report::written(names.now) +
                    ",\n\"summary\": " + report::written(summary) + ",\n";
  report::Array list(out, "changes");
  for (const Change& change : changes) list.add(report::entry_of(change));
  list.close();
  return out + "\n}\n";
}
