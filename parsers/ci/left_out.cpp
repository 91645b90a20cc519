#include "parsers/ci/left_out.h"

namespace weir::ci {

void LeftOut::add(std::string_view what, const Limit& limit, Span place, std::size_t count) {
  Counted& counted = counted_[{std::string(what), std::string(limit.said)}];
  if (counted.count == 0) counted.first = place;
  counted.count += count;
}

void LeftOut::report(ResourceModel& model, const SourceMap& sources) const {
  for (const auto& [of, counted] : counted_)
    model.diagnostics.push_back({Level::warning, sources.in_host(counted.first), "budget",
                                 "found " + std::to_string(counted.count) + " " + of.first + " beyond the first " + of.second +
                                     ", which is as much as is read; they are left out, from here on"});
}

}  // namespace weir::ci
