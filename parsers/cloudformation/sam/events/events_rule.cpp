// Rules of an event bus and schedules, which start a function or a state machine.

#include <array>
#include <vector>

#include "parsers/cloudformation/sam/events/event_properties.h"
#include "parsers/cloudformation/sam/events/events.h"
#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kRule = "AWS::Events::Rule";
constexpr std::string_view kSchedule = "AWS::Scheduler::Schedule";
constexpr std::size_t kLongestTargetId = 64;

/// What is started: how it is allowed, and how what is made for it is called.
struct Started {
  std::string_view action;
  std::string_view policy;  ///< ending of the policy's name
  std::string_view target;  ///< ending of the target's id
  bool by_permission;       ///< of a rule: the function permits it, no role is needed
};
constexpr Started kStartedFunction = {"lambda:InvokeFunction", "LambdaPolicy", "LambdaTarget",
                                      true};
constexpr Started kStartedMachine = {"states:StartExecution", "StartExecutionPolicy",
                                     "StepFunctionsTarget", false};

class Rule {
 public:
  Rule(Expansion& expansion, const Invoked& invoked, const Event& event, const Started& started)
      : expansion_(expansion),
        tree_(expansion.tree()),
        invoked_(invoked),
        event_(event),
        started_(started),
        maker_(expansion.at(event.place)) {}

  void expand_schedule() {
    const Part rule = maker_.map({{"ScheduleExpression", property("Schedule")}});
    maker_.take(rule, event_.properties, {"Name", "Description"});
    expand_rule(rule);
  }

  void expand_pattern() {
    expand_rule(maker_.map({{"EventBusName", property("EventBusName")},
                            {"EventPattern", property("Pattern")},
                            {"Name", property("RuleName")}}));
  }

  void expand_scheduler() {
    const Part schedule = maker_.map({});
    maker_.take(schedule, event_.properties,
                {"ScheduleExpression", "State", "Name", "Description", "FlexibleTimeWindow",
                 "StartDate", "EndDate", "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn"});
    if (!is_given(tree_, property("FlexibleTimeWindow")))
      maker_.set(schedule, "FlexibleTimeWindow", maker_.map({{"Mode", maker_.text("OFF")}}));
    const bool nameless = expansion_.known_boolean(property("OmitName")).value_or(false);
    if (nameless && property("Name").valid())
      wrong(expansion_, invoked_, event_, property("Name"), "has a Name, and OmitName");
    if (!nameless && !property("Name").valid())
      maker_.set(schedule, "Name", maker_.text(event_.id));
    const Part queue = dead_letter_queue({});
    Part role = property("RoleArn");
    if (!is_given(tree_, role)) role = make_scheduler_role(queue);
    const Part target = maker_.map({{"Arn", started_arn()}, {"RoleArn", role}});
    complete(target, queue, {"Input", "RetryPolicy"});
    maker_.set(schedule, "Target", target);
    expansion_.make(invoked_.owner, event_.id, kSchedule, schedule, event_.place);
  }

  Part starting_role(std::string_view service) {
    return make_role_of(service, event_.id + "Role",
                        tree_.find(invoked_.owner.properties, "PermissionsBoundary"), {});
  }

 private:
  Part property(std::string_view key) { return own(expansion_, event_, key); }

  Part started_arn() {
    return started_.by_permission ? arn_of(maker_, invoked_) : maker_.ref(invoked_.id);
  }

  void expand_rule(Part rule) {
    const Part state = property("State"), enabled = property("Enabled");
    if (state.valid() && enabled.valid())
      wrong(expansion_, invoked_, event_, state, "has both State and Enabled");
    maker_.set(rule, "State", state);
    if (enabled.valid()) {
      const bool on = expansion_.known_boolean(enabled).value_or(true);
      expansion_.at(enabled, event_.place)
          .set(rule, "State", maker_.text(on ? "ENABLED" : "DISABLED"));
    }
    const Part arn = maker_.get_att(event_.id, "Arn");
    const Part queue = dead_letter_queue(arn);
    const Part target = maker_.map({{"Arn", started_arn()}, {"Id", target_id()}});
    if (!started_.by_permission) maker_.set(target, "RoleArn", rule_role());
    complete(target, queue, {"Input", "InputPath", "RetryPolicy", "InputTransformer"});
    maker_.set(rule, "Targets", maker_.list({target}));
    expansion_.make(invoked_.owner, event_.id, kRule, rule, event_.place);
    if (started_.by_permission) permit(expansion_, invoked_, event_, "events.amazonaws.com", arn);
  }

  void complete(Part target, Part queue, std::initializer_list<std::string_view> keys) {
    maker_.take(target, event_.properties, keys);
    if (queue.valid()) maker_.set(target, "DeadLetterConfig", maker_.map({{"Arn", queue}}));
  }

  Part target_id() {
    if (const Part given = tree_.find(property("Target"), "Id"); given.valid()) return given;
    const std::size_t kept = kLongestTargetId - started_.target.size();
    return maker_.text(event_.id.substr(0, kept) + std::string(started_.target));
  }

  Part statement(std::string_view action, Part resource) {
    return maker_.map({{"Action", maker_.text(action)},
                       {"Effect", maker_.text("Allow")},
                       {"Resource", resource}});
  }

  Part rule_role() {
    const Part given = property("RoleArn");
    return given.valid() ? given : starting_role("events.amazonaws.com");
  }

  Part make_scheduler_role(Part queue) {
    const Part sends = queue.valid() ? policy(maker_, event_.id + "SQSPolicy",
                                              maker_.list({statement("sqs:SendMessage", queue)}))
                                     : Part{};
    return make_role_of("scheduler.amazonaws.com", event_.id, property("PermissionsBoundary"),
                        sends);
  }

  /// The role with which a service starts it; returns its ARN. `name` is how its policy's name
  /// begins.
  Part make_role_of(std::string_view service, const std::string& name, Part boundary, Part more) {
    const Part starts = policy(maker_, name + std::string(started_.policy),
                               maker_.list({statement(started_.action, started_arn())}));
    const std::string id = event_.id + "Role";
    const Part role = maker_.map({{"AssumeRolePolicyDocument", trust_policy(maker_, service)},
                                  {"Policies", maker_.list({starts, more})},
                                  {"PermissionsBoundary", boundary}});
    propagate_tags(expansion_, invoked_.owner, role);
    expansion_.make(invoked_.owner, id, "AWS::IAM::Role", role, event_.place);
    return maker_.get_att(id, "Arn");
  }

  /// The ARN of the queue for what could not be delivered, which is made if the event wants one;
  /// the rule `sender` may send to it.
  Part dead_letter_queue(Part sender) {
    const Part config = property("DeadLetterConfig");
    if (!config.valid()) return {};
    const Part arn = tree_.find(config, "Arn"), type = tree_.find(config, "Type");
    if (arn.valid() && type.valid())
      wrong(expansion_, invoked_, event_, config, "has both Arn and Type in its DeadLetterConfig");
    if (arn.valid()) return arn;
    if (!type.valid() || expansion_.known_text(type) != "SQS") {
      wrong(expansion_, invoked_, event_, config,
            "needs an Arn or the Type SQS in its DeadLetterConfig");
      return {};
    }
    const Part given = tree_.find(config, "QueueLogicalId");
    const std::string name(tree_.text(given));
    if (given.valid() && name.empty())
      wrong(expansion_, invoked_, event_, given, "needs a QueueLogicalId that is a text");
    const std::string id = name.empty() ? event_.id + "Queue" : name;
    make_or_replace(expansion_, invoked_, id, "AWS::SQS::Queue", maker_.map({}), event_.place);
    const Part made = maker_.get_att(id, "Arn");
    if (sender.valid()) let_send(sender, id, made);
    return made;
  }

  void let_send(Part sender, const std::string& queue_id, Part queue) {
    const Part allowed = statement("sqs:SendMessage", queue);
    maker_.set(allowed, "Principal",
               maker_.map({{"Service", maker_.text("events.amazonaws.com")}}));
    maker_.set(allowed, "Condition",
               maker_.map({{"ArnEquals", maker_.map({{"aws:SourceArn", sender}})}}));
    const Part document =
        maker_.map({{"Version", maker_.text("2012-10-17")}, {"Statement", maker_.list({allowed})}});
    expansion_.make(
        invoked_.owner, event_.id + "QueuePolicy", "AWS::SQS::QueuePolicy",
        maker_.map({{"PolicyDocument", document}, {"Queues", maker_.list({maker_.ref(queue_id)})}}),
        event_.place);
  }

  Expansion& expansion_;
  Tree& tree_;
  const Invoked& invoked_;
  const Event& event_;
  const Started& started_;
  const Maker maker_;
};

}  // namespace

Part make_starting_role(Expansion& expansion, const Invoked& invoked, const Event& event,
                        std::string_view service) {
  return Rule(expansion, invoked, event, kStartedMachine).starting_role(service);
}

void expand_function_schedule(Expansion& expansion, const Invoked& invoked, const Event& event) {
  Rule(expansion, invoked, event, kStartedFunction).expand_schedule();
}

void expand_function_scheduler(Expansion& expansion, const Invoked& invoked, const Event& event) {
  Rule(expansion, invoked, event, kStartedFunction).expand_scheduler();
}

void expand_function_rule(Expansion& expansion, const Invoked& invoked, const Event& event) {
  Rule(expansion, invoked, event, kStartedFunction).expand_pattern();
}

void expand_machine_schedule(Expansion& expansion, const Invoked& invoked, const Event& event) {
  Rule(expansion, invoked, event, kStartedMachine).expand_schedule();
}

void expand_machine_scheduler(Expansion& expansion, const Invoked& invoked, const Event& event) {
  Rule(expansion, invoked, event, kStartedMachine).expand_scheduler();
}

void expand_machine_rule(Expansion& expansion, const Invoked& invoked, const Event& event) {
  Rule(expansion, invoked, event, kStartedMachine).expand_pattern();
}

}  // namespace weir::cloudformation::sam
