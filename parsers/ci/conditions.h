#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::ci {

/// What a condition of a job or step leaves of the events that start it.
struct Condition {
  std::vector<std::string> events;
  bool narrowed = false;  ///< it asks something else besides, so that it is not known when it holds
};
/// Only tests of the event's name are told (`github.event_name == 'push'`, joined by `&&` or by `||`), and functions that say
/// how what came before has ended.
Condition condition_of(std::string_view text, const std::vector<std::string>& events);

}  // namespace weir::ci
