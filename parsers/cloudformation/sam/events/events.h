#pragma once

#include <string_view>

#include "parsers/cloudformation/sam/events/event.h"

namespace weir::cloudformation::sam {

// One function for each type of event: it makes what the service makes of it.

// Of functions: what invokes them.
void expand_bucket_event(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_topic_event(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_log_event(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_device_event(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_skill_event(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_user_pool_event(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_function_schedule(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_function_scheduler(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_function_rule(Expansion& expansion, const Invoked& invoked, const Event& event);

// Of functions: what they are given batches of.
void expand_stream_event(Expansion& expansion, const Invoked& invoked, const Event& event);

// Of state machines.
/// The role with which a service starts the state machine for an event; returns its ARN.
Part make_starting_role(Expansion& expansion, const Invoked& invoked, const Event& event,
                        std::string_view service);
void expand_machine_schedule(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_machine_scheduler(Expansion& expansion, const Invoked& invoked, const Event& event);
void expand_machine_rule(Expansion& expansion, const Invoked& invoked, const Event& event);

}  // namespace weir::cloudformation::sam
