#pragma once

#include <string_view>

#include "analyzer/model/value.h"

namespace weir {

/// The same as kOwnHost of a host that its holder waits for before it starts (`depends_on`): it uses what is there, though it
/// may have the setting from one place together with others.
inline constexpr std::string_view kAwaitedHost = "own-host awaited:";

/// Attribute of what answers within the own project under more names than its address: a list of hosts.
inline constexpr std::string_view kAnswersAt = "answers_at";

/// Whether a reference's attribute says that it is a host of the own project.
inline bool is_own_host(std::string_view attribute) {
  return attribute.starts_with(kOwnHost) || attribute.starts_with(kAwaitedHost);
}

/// The host's name as it is written, of such an attribute.
inline std::string_view own_host(std::string_view attribute) { return attribute.substr(attribute.find(':') + 1); }

}  // namespace weir
