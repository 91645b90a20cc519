#include "parsers/embedded/placed_results.h"

#include <algorithm>
#include <utility>

namespace weir {
namespace {

/// Deeper places are not told apart: a loop can put a value into itself over and over.
constexpr std::size_t kDeepestPlace = 24;

/// Whether the steps of `part` may lead to `place` or to what it is in.
bool may_be_around(const Place& part, const Place& place) {
  if (part.size() > place.size()) return false;
  for (std::size_t i = 0; i < part.size(); ++i)
    if (part[i] != place[i] && part[i] != "*" && place[i] != "*") return false;
  return true;
}

bool is_around(const Place& part, const Place& place) {
  return part.size() <= place.size() && std::equal(part.begin(), part.end(), place.begin());
}

/// `place`, of which the first `steps` steps are replaced.
Place led_to(const Place& place, std::size_t steps, const Place& to) {
  Place result = to;
  result.insert(result.end(), place.begin() + static_cast<std::ptrdiff_t>(steps), place.end());
  return result;
}

}  // namespace

bool PlacedResults::merge(const PlacedResults& other) {
  bool news = false;
  for (const auto& [place, results] : other.places_) {
    const auto [found, added] = places_.try_emplace(place, results);
    news = news || added;
    if (added) continue;
    const std::size_t before = found->second.size();
    found->second.insert(results.begin(), results.end());
    news = news || found->second.size() != before;
  }
  return news;
}

PlacedResults::Results PlacedResults::nearest(const Place& place) const {
  Results found;
  std::size_t steps = 0;
  for (const auto& [around, results] : places_) {
    if (around.size() < steps || !may_be_around(around, place)) continue;
    if (around.size() > steps) found.clear();
    steps = around.size();
    found.insert(results.begin(), results.end());
  }
  return found;
}

PlacedResults::Results PlacedResults::at(const Place& place) const {
  Results found = nearest(place);
  for (const auto& [below, results] : places_)
    if (below.size() > place.size() && may_be_around(place, below))
      found.insert(results.begin(), results.end());
  return found;
}

PlacedResults PlacedResults::moved(const Place& from, const Place& to) const {
  PlacedResults result;
  result.places_[to] = nearest(from);
  for (const auto& [place, results] : places_) {
    if (place.size() <= from.size() || !may_be_around(from, place)) continue;
    Place there = led_to(place, from.size(), to);
    if (there.size() <= kDeepestPlace)
      result.places_[std::move(there)].insert(results.begin(), results.end());
  }
  return result;
}

void PlacedResults::put(const Place& place, const PlacedResults& what) {
  put(place, what.nearest({"$"}));
  for (const auto& [below, results] : what.places_) {
    if (below.size() < 2 || below.front() != "$") continue;
    Place there = led_to(below, 1, place);
    if (there.size() <= kDeepestPlace) places_[std::move(there)] = results;
  }
}

void PlacedResults::put(const Place& place, const Results& results) {
  std::erase_if(places_, [&](const auto& entry) { return is_around(place, entry.first); });
  if (place.size() <= kDeepestPlace) places_[place] = results;
}

PlacedResults PlacedResults::variables() const {
  PlacedResults result;
  for (const auto& [place, results] : places_)
    if (place.front() != "$") result.places_[place] = results;
  return result;
}

bool PlacedResults::empty() const {
  return std::all_of(places_.begin(), places_.end(),
                     [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace weir
