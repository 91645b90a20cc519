// Which event is written by what.

#include <array>
#include <map>

#include "parsers/cloudformation/serverless/events/events.h"

namespace weir::cloudformation::serverless {
namespace {

struct EventKind {
  std::string_view name;
  void (*write)(Service&, const Event&);
  bool starts_machines = false;
};

constexpr std::array kEventKinds = {
    EventKind{"http", write_http, true},
    EventKind{"httpApi", write_http_api},
    EventKind{"websocket", write_websocket},
    EventKind{"schedule", write_schedule, true},
    EventKind{"eventBridge", write_event_bridge, true},
    EventKind{"cloudwatchEvent", write_cloud_watch_event, true},
    EventKind{"cloudwatchLog", write_cloud_watch_log},
    EventKind{"s3", write_bucket},
    EventKind{"sns", write_topic},
    EventKind{"sqs", write_queue},
    EventKind{"stream", write_stream},
    EventKind{"kafka", write_kafka},
    EventKind{"msk", write_cluster},
    EventKind{"activemq", write_broker},
    EventKind{"rabbitmq", write_broker},
    EventKind{"iot", write_iot},
    EventKind{"cognitoUserPool", write_user_pool},
    EventKind{"alexaSkill", write_skill},
    EventKind{"alexaSmartHome", write_smart_home},
    EventKind{"cloudFront", write_distribution},
    EventKind{"alb", write_load_balancer},
};

void write_event(Service& service, const std::string& kind, const Event& event) {
  for (const EventKind& known : kEventKinds)
    if (known.name == kind && (known.starts_machines || !event.to_machine))
      return known.write(service, event);
  service.unsupported(event.place, "event " + kind,
                      "events of the kind " + kind + " are not read" +
                          (event.to_machine ? " of state machines" : ""));
}

void write_events_of(Service& service, Function& function, bool machine) {
  Tree& tree = service.tree();
  const Part events = tree.find(function.value, "events");
  if (!events.valid() || tree.kind(events) == NodeKind::null) return;
  if (!tree.is_list(events))
    return service.malformed(tree.place(events), "events",
                             "events of " + function.key + " must be a list");
  std::map<std::string, std::size_t> numbers;
  for (const Entry& item : std::vector<Entry>(tree.entries(events))) {
    if (tree.is_scalar(item.value)) {
      const std::string kind(tree.text(item.value));
      write_event(service, kind, {function, ++numbers[kind], tree.place(item.value), {}, machine});
    } else if (tree.is_map(item.value) && !tree.entries(item.value).empty()) {
      const Entry entry = tree.entries(item.value).front();
      write_event(service, entry.key,
                  {function, ++numbers[entry.key], entry.place, entry.value, machine});
    } else if (tree.kind(item.value) != NodeKind::null) {
      service.malformed(item.place, "event",
                        "an event of " + function.key + " must be a map with its kind as the key");
    }
  }
}

}  // namespace

void write_events(Service& service) {
  for (Function& function : service.functions()) write_events_of(service, function, false);
}

void write_machine_events(Service& service, const Entry& machine, const std::string& id) {
  Function standing{machine.key, id, id, machine.place, machine.value};
  write_events_of(service, standing, true);
}

Part target_of(Service& service, const Event& event) {
  const Maker maker = service.at(event.place);
  return event.to_machine ? maker.ref(event.function.id) : maker.get_att(event.function.id, "Arn");
}

Part starting_role(Service& service, const Event& event, std::string_view principal) {
  const Maker maker = service.at(event.place);
  const std::string id = event.function.id +
                         alphanumeric(principal.substr(0, principal.find('.'))) +
                         "ToStepFunctionsRole";
  const auto document = [&](Part statement) {
    return maker.map(
        {{"Version", maker.text("2012-10-17")}, {"Statement", maker.list({statement})}});
  };
  const Part trust = maker.map({{"Effect", maker.text("Allow")},
                                {"Principal", maker.map({{"Service", maker.text(principal)}})},
                                {"Action", maker.text("sts:AssumeRole")}});
  const Part start = maker.map({{"Effect", maker.text("Allow")},
                                {"Action", maker.list({maker.text("states:StartExecution")})},
                                {"Resource", maker.ref(event.function.id)}});
  service.make(
      id, "AWS::IAM::Role",
      maker.map({{"AssumeRolePolicyDocument", document(trust)},
                 {"Policies", maker.list({maker.map({{"PolicyName", maker.text("start")},
                                                     {"PolicyDocument", document(start)}})})}}),
      event.place);
  return maker.get_att(id, "Arn");
}

void need(Service& service, const Event& event, std::initializer_list<std::string_view> actions,
          Part resource) {
  const Maker maker = service.at(event.place);
  std::vector<Part> names;
  for (const std::string_view action : actions) names.push_back(maker.text(action));
  event.function.statements.push_back(maker.map({{"Effect", maker.text("Allow")},
                                                 {"Action", maker.list(names)},
                                                 {"Resource", maker.list({resource})}}));
}

}  // namespace weir::cloudformation::serverless
