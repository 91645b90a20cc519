#pragma once

#include "parsers/cloudformation/sam/api/implicit_api.h"
#include "parsers/cloudformation/sam/events/event.h"
#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// REST APIs and their events.
extern const ApiKind kRestApis;

/// An event of a function: its permission, and the operation in the API that it names.
void expand_rest_event(Expansion& expansion, const Invoked& invoked, const Event& event);

/// The same, of a state machine: the operation starts it, with a role of its own.
void expand_machine_rest_event(Expansion& expansion, const Invoked& invoked, const Event& event);

}  // namespace weir::cloudformation::sam
