#pragma once

#include <cstddef>
#include <map>
#include <set>

#include "parsers/embedded/workflow_paths.h"

namespace weir {

/// Which results of a workflow's states stand where in what a state sees. A place without results
/// says that something else was put there; what holds of a place holds below it, until a deeper one
/// says otherwise.
class PlacedResults {
 public:
  /// Results by number.
  using Results = std::set<std::size_t>;

  /// Adds what may be so as well; whether that is news.
  bool merge(const PlacedResults& other);
  /// Results that are at a place, or part of what is there.
  Results at(const Place& place) const;
  /// What is at `from` and below, as it is once it stands at `to`; nothing else.
  PlacedResults moved(const Place& from, const Place& to) const;
  /// Puts what stands at `$` in `what` at a place, instead of what was there.
  void put(const Place& place, const PlacedResults& what);
  /// Puts results at a place, instead of what was there.
  void put(const Place& place, const Results& results);
  /// The variables without the input.
  PlacedResults variables() const;

  std::size_t size() const { return places_.size(); }
  bool empty() const;

 private:
  Results nearest(const Place& place) const;

  std::map<Place, Results> places_;
};

}  // namespace weir
