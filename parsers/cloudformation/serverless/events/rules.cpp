// Events of rules and schedules, and of logs.

#include <utility>

#include "parsers/cloudformation/serverless/events/events.h"

namespace weir::cloudformation::serverless {
namespace {

Part rule_state(Service& service, const Event& event) {
  const Maker maker = service.at(event.place);
  const bool off = service.text(event.value, {"enabled"}) == "false";
  return maker.text(off ? "DISABLED" : "ENABLED");
}

/// The rule's one target: the function, or the state machine.
Part rule_target(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part target =
      maker.map({{"Arn", target_of(service, event)}, {"Id", maker.text(event.id("Target"))}});
  if (event.to_machine)
    maker.set(target, "RoleArn", starting_role(service, event, "events.amazonaws.com"));
  maker.set(target, "Input", tree.find(event.value, "input"));
  maker.set(target, "InputPath", tree.find(event.value, "inputPath"));
  if (const Part dead = tree.find(event.value, "deadLetterQueueArn"); dead.valid())
    maker.set(target, "DeadLetterConfig", service.at(dead).map({{"Arn", dead}}));
  const Part retries = tree.find(event.value, "retryPolicy");
  if (tree.is_map(retries))
    maker.set(target, "RetryPolicy",
              service.at(retries).map(
                  {{"MaximumEventAgeInSeconds", tree.find(retries, "maximumEventAge")},
                   {"MaximumRetryAttempts", tree.find(retries, "maximumRetryAttempts")}}));
  return maker.list({target});
}

void write_rule(Service& service, const Event& event, const std::string& id, Part properties) {
  const Maker maker = service.at(event.place);
  maker.set(properties, "State", rule_state(service, event));
  maker.set(properties, "Targets", rule_target(service, event));
  service.make(id, "AWS::Events::Rule", properties, event.place);
  if (!event.to_machine)
    permit(service, event.function, id, maker.text("events.amazonaws.com"),
           maker.get_att(id, "Arn"), event.place);
}

void write_scheduler(Service& service, const Event& event, Part expression, const std::string& id) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part role = event.to_machine
                        ? starting_role(service, event, "scheduler.amazonaws.com")
                        : tree.find(service.made(event.function.id), {"Properties", "Role"});
  const Part target = maker.map({{"Arn", target_of(service, event)},
                                 {"RoleArn", role},
                                 {"Input", tree.find(event.value, "input")}});
  service.make(id, "AWS::Scheduler::Schedule",
               maker.map({{"Name", tree.find(event.value, "name")},
                          {"ScheduleExpression", expression},
                          {"State", rule_state(service, event)},
                          {"FlexibleTimeWindow", maker.map({{"Mode", maker.text("OFF")}})},
                          {"Target", target}}),
               event.place);
  if (!event.to_machine) need(service, event, {"lambda:InvokeFunction"}, target_of(service, event));
}

/// A skill's service may call the function, for the skill that is named.
void permit_skill(Service& service, const Event& event, std::string_view kind,
                  std::string_view principal) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part token = tree.is_map(event.value) ? tree.find(event.value, "appId") : event.value;
  const std::string id = std::string(kind) + std::to_string(event.number);
  permit(service, event.function, id, maker.text(principal), {}, event.place);
  const Part made = service.made(event.function.name + "LambdaPermission" + id);
  maker.set(tree.find(made, "Properties"), "EventSourceToken", token);
}

}  // namespace

void write_schedule(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part rate = tree.is_map(event.value) ? tree.find(event.value, "rate") : event.value;
  const std::vector<Entry> rates =
      tree.is_list(rate) ? tree.entries(rate) : std::vector<Entry>{{{}, event.place, rate}};
  std::size_t number = 0;
  for (const Entry& one : rates) {
    const std::string id =
        event.id("EventsRuleSchedule") + (number == 0 ? "" : "n" + std::to_string(number));
    ++number;
    if (service.text(event.value, {"method"}) == "scheduler") {
      write_scheduler(service, event, one.value, id);
      continue;
    }
    write_rule(service, event, id,
               maker.map({{"Name", tree.find(event.value, "name")},
                          {"Description", tree.find(event.value, "description")},
                          {"ScheduleExpression", one.value}}));
  }
}

void write_event_bridge(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  // state machines have names of their own for the two
  const auto either = [&](std::string_view one, std::string_view other) {
    const Part found = tree.find(event.value, one);
    return found.valid() ? found : tree.find(event.value, other);
  };
  Part bus = either("eventBus", "eventBusName");
  const std::string named(tree.text(bus));
  if (named.find(':') == named.npos && !named.empty() && named != "default" &&
      !service.declared(named).valid()) {
    const std::string id = alphanumeric(named) + "EventBridgeEventBus";  // the framework makes it
    service.make(id, "AWS::Events::EventBus", service.at(bus).map({{"Name", bus}}),
                 tree.place(bus));
    bus = service.at(bus).ref(id);
  }
  write_rule(service, event, event.id("EventBridgeRule"),
             maker.map({{"Name", tree.find(event.value, "name")},
                        {"EventBusName", bus},
                        {"EventPattern", either("pattern", "event")},
                        {"ScheduleExpression", tree.find(event.value, "schedule")}}));
}

void write_cloud_watch_event(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  write_rule(service, event, event.id("EventsRuleCloudWatchEvent"),
             maker.map({{"Name", tree.find(event.value, "name")},
                        {"EventPattern", tree.find(event.value, "event")}}));
}

void write_cloud_watch_log(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part group = tree.is_map(event.value) ? tree.find(event.value, "logGroup") : event.value;
  const Part filter = tree.find(event.value, "filter");
  service.make(event.id("LogsSubscriptionFilterCloudWatchLog"), "AWS::Logs::SubscriptionFilter",
               maker.map({{"LogGroupName", group},
                          {"FilterPattern", filter.valid() ? filter : maker.text("")},
                          {"DestinationArn", maker.get_att(event.function.id, "Arn")}}),
               event.place);
  permit(service, event.function,
         "LogsSubscriptionFilterCloudWatchLog" + std::to_string(event.number),
         maker.text("logs.amazonaws.com"),
         maker.sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*"),
         event.place);
}

void write_iot(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const std::string id = event.id("IotTopicRule");
  const Part action = maker.map(
      {{"Lambda", maker.map({{"FunctionArn", maker.get_att(event.function.id, "Arn")}})}});
  const Part payload =
      maker.map({{"Sql", tree.find(event.value, "sql")},
                 {"AwsIotSqlVersion", tree.find(event.value, "sqlVersion")},
                 {"RuleDisabled", maker.boolean(service.text(event.value, {"enabled"}) == "false")},
                 {"Actions", maker.list({action})}});
  service.make(
      id, "AWS::IoT::TopicRule",
      maker.map({{"RuleName", tree.find(event.value, "name")}, {"TopicRulePayload", payload}}),
      event.place);
  permit(service, event.function, id, maker.text("iot.amazonaws.com"), maker.get_att(id, "Arn"),
         event.place);
}

void write_skill(Service& service, const Event& event) {
  permit_skill(service, event, "AlexaSkill", "alexa-appkit.amazon.com");
}

void write_smart_home(Service& service, const Event& event) {
  permit_skill(service, event, "AlexaSmartHome", "alexa-connectedhome.amazon.com");
}

}  // namespace weir::cloudformation::serverless
