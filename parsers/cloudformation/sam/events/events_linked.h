#pragma once

#include <string>

#include "parsers/cloudformation/sam/events/event.h"

namespace weir::cloudformation::sam {

/// Another resource of the template, to which an event adds.
struct Linked {
  std::string id;
  Part resource;    ///< a map that may be changed
  Part properties;  ///< a map that may be changed
};

/// The resource that an event's property names with Ref; without an id if it names none that may be
/// changed, which is said.
Linked linked(Expansion& expansion, const Invoked& invoked, const Event& event,
              std::string_view key);

}  // namespace weir::cloudformation::sam
