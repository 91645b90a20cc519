#pragma once

#include "parsers/cloudformation/sam/api/implicit_api.h"
#include "parsers/cloudformation/sam/events/event.h"

namespace weir::cloudformation::sam {

/// HTTP APIs and their events.
extern const ApiKind kHttpApis;

/// Whether an event is one of type HttpApi for everything that no other path answers.
bool answers_all(Expansion& expansion, Part event);
/// A function's event of type HttpApi: its permission, and the operation in the API that it names.
void expand_http_event(Expansion& expansion, const Invoked& invoked, const Event& event);

}  // namespace weir::cloudformation::sam
