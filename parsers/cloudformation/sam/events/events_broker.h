#pragma once

#include "parsers/cloudformation/sam/events/event.h"

namespace weir::cloudformation::sam {

/// Allows the function's role what taking from a broker needs (message brokers, Kafka, databases):
/// the secrets with which it is entered, their keys, networks, schemas. What the event does not say
/// of that, and must, is said. Nothing for events of other types.
void allow_broker(Expansion& expansion, const Invoked& invoked, const Event& event);

}  // namespace weir::cloudformation::sam
