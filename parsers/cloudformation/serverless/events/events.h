#pragma once

#include "parsers/cloudformation/serverless/parts.h"

namespace weir::cloudformation::serverless {

/// An event of a function, or of a state machine, as it is written: `- schedule: rate(1 hour)`.
struct Event {
  Function& function;
  std::size_t number = 0;   ///< among the function's events of its kind, from 1
  Span place;               ///< of the kind's name
  Part value;               ///< what stands behind it; not there for a name alone
  bool to_machine = false;  ///< `function` stands for a state machine, which the event starts

  std::string id(std::string_view part) const {
    return function.name + std::string(part) + std::to_string(number);
  }
};

// One function for each kind of event.

void write_http(Service& service, const Event& event);
void write_http_api(Service& service, const Event& event);
void write_websocket(Service& service, const Event& event);
void write_schedule(Service& service, const Event& event);
void write_event_bridge(Service& service, const Event& event);
void write_cloud_watch_event(Service& service, const Event& event);
void write_cloud_watch_log(Service& service, const Event& event);
void write_bucket(Service& service, const Event& event);
void write_topic(Service& service, const Event& event);
void write_queue(Service& service, const Event& event);
void write_stream(Service& service, const Event& event);
void write_kafka(Service& service, const Event& event);
void write_cluster(Service& service, const Event& event);
void write_broker(Service& service, const Event& event);
void write_iot(Service& service, const Event& event);
void write_user_pool(Service& service, const Event& event);
void write_skill(Service& service, const Event& event);
void write_smart_home(Service& service, const Event& event);
void write_distribution(Service& service, const Event& event);
void write_load_balancer(Service& service, const Event& event);

/// `{Statement}` that allows what an event needs of its function's role.
void need(Service& service, const Event& event, std::initializer_list<std::string_view> actions,
          Part resource);

/// What the event calls or starts.
Part target_of(Service& service, const Event& event);
/// The role with which a service starts the event's state machine.
Part starting_role(Service& service, const Event& event, std::string_view principal);

}  // namespace weir::cloudformation::serverless
