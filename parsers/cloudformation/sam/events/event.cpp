#include "parsers/cloudformation/sam/events/event.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "parsers/cloudformation/sam/events/events.h"
#include "parsers/cloudformation/sam/http/http_api.h"
#include "parsers/cloudformation/sam/property_forms.h"
#include "parsers/cloudformation/sam/rest/rest_api.h"

namespace weir::cloudformation::sam {
namespace {

using ExpandEvent = void (*)(Expansion&, const Invoked&, const Event&);
struct EventKind {
  std::string_view type;
  ExpandEvent expand;
};

constexpr std::array kFunctionEvents = {
    EventKind{"Api", expand_rest_event},
    EventKind{"HttpApi", expand_http_event},
    EventKind{"S3", expand_bucket_event},
    EventKind{"SNS", expand_topic_event},
    EventKind{"Schedule", expand_function_schedule},
    EventKind{"ScheduleV2", expand_function_scheduler},
    EventKind{"CloudWatchEvent", expand_function_rule},
    EventKind{"EventBridgeRule", expand_function_rule},
    EventKind{"CloudWatchLogs", expand_log_event},
    EventKind{"IoTRule", expand_device_event},
    EventKind{"AlexaSkill", expand_skill_event},
    EventKind{"Cognito", expand_user_pool_event},
    EventKind{"Kinesis", expand_stream_event},
    EventKind{"DynamoDB", expand_stream_event},
    EventKind{"SQS", expand_stream_event},
    EventKind{"MSK", expand_stream_event},
    EventKind{"MQ", expand_stream_event},
    EventKind{"SelfManagedKafka", expand_stream_event},
    EventKind{"DocumentDB", expand_stream_event},
};
constexpr std::array kStateMachineEvents = {
    EventKind{"Api", expand_machine_rest_event},
    EventKind{"Schedule", expand_machine_schedule},
    EventKind{"ScheduleV2", expand_machine_scheduler},
    EventKind{"CloudWatchEvent", expand_machine_rule},
    EventKind{"EventBridgeRule", expand_machine_rule},
};

/// By path, or by name where an event has none; what answers all the rest comes first, since what
/// it permits covers that.
std::vector<Entry> in_order(Expansion& expansion, std::vector<Entry> events) {
  Tree& tree = expansion.tree();
  const auto key = [&](const Entry& event) {
    if (answers_all(expansion, event.value)) return std::string();
    const Part path = tree.find(event.value, {"Properties", "Path"});
    return path.valid() ? std::string(tree.text(path)) : event.key;
  };
  std::vector<std::pair<std::string, Entry>> keyed;
  for (Entry& event : events) keyed.emplace_back(key(event), std::move(event));
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < keyed.size(); ++i) events[i] = std::move(keyed[i].second);
  return events;
}

void expand_events(Expansion& expansion, const Invoked& invoked, std::span<const EventKind> kinds) {
  Tree& tree = expansion.tree();
  const Part events = tree.find(invoked.owner.properties, "Events");
  if (events.valid() && !tree.is_map(events) && tree.kind(events) != NodeKind::null) {
    return expansion.warn(tree.place(events), "Events",
                          "Events of " + invoked.owner.id + " must be a map of events");
  }
  for (const Entry& entry : in_order(expansion, tree.entries(events))) {
    const Part type = tree.find(entry.value, "Type");
    const Event event{entry.key, invoked.owner.id + entry.key, entry.place,
                      std::string(tree.text(type)), tree.find(entry.value, "Properties")};
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const EventKind& known) {
      return known.type == event.type;
    });
    if (kind != kinds.end()) {
      check_event_properties(expansion, invoked.owner.id, event.name, event.type, event.properties,
                             event.place);
      kind->expand(expansion, invoked, event);
    } else {
      expansion.warn(type.valid() ? tree.place(type) : entry.place, "event " + event.type,
                     "the event " + entry.key + " of " + invoked.owner.id +
                         (type.valid() ? " has the Type " + event.type + ", which is not known here"
                                       : " has no Type"));
    }
  }
}

}  // namespace

Part arn_of(const Maker& maker, const Invoked& invoked) {
  return invoked.is_alias() ? maker.ref(invoked.id) : maker.get_att(invoked.id, "Arn");
}

Part permit(Expansion& expansion, const Invoked& invoked, const Event& event,
            std::string_view principal, Part source_arn, std::string_view suffix,
            Part source_account) {
  const Maker maker = expansion.at(event.place);
  const Part properties = maker.map({{"Action", maker.text("lambda:InvokeFunction")},
                                     {"FunctionName", maker.ref(invoked.id)},
                                     {"Principal", maker.text(principal)},
                                     {"SourceArn", source_arn},
                                     {"SourceAccount", source_account}});
  return expansion.make(invoked.owner, event.id + "Permission" + std::string(suffix),
                        "AWS::Lambda::Permission", properties, event.place);
}

void expand_function_events(Expansion& expansion, const Invoked& invoked) {
  expand_events(expansion, invoked, kFunctionEvents);
}

void expand_state_machine_events(Expansion& expansion, const Invoked& invoked) {
  expand_events(expansion, invoked, kStateMachineEvents);
}

}  // namespace weir::cloudformation::sam
