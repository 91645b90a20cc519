// Events of services that invoke a function, and of which no more than a rule or filter is made.

#include <array>

#include "parsers/cloudformation/sam/events/event_properties.h"
#include "parsers/cloudformation/sam/events/events.h"

namespace weir::cloudformation::sam {
namespace {

/// An address with one hole that is filled here.
Part filled(const Maker& maker, std::string_view text, std::string_view hole, Part value) {
  return maker.call("Fn::Sub", maker.list({maker.text(text), maker.map({{hole, value}})}));
}

}  // namespace

void expand_log_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  const Maker maker = expansion.at(event.place);
  const Part group = own(expansion, event, "LogGroupName");
  const Part source = group.valid()
                          ? filled(maker,
                                   "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:"
                                   "log-group:${__LogGroupName__}:*",
                                   "__LogGroupName__", group)
                          : Part{};
  permit(expansion, invoked, event, "logs.amazonaws.com", source);
  const Part filter = maker.map({{"DestinationArn", arn_of(maker, invoked)}});
  maker.take(filter, event.properties, {"LogGroupName", "FilterPattern"});
  const Part resource =
      expansion.make(invoked.owner, event.id, "AWS::Logs::SubscriptionFilter", filter, event.place);
  maker.set(resource, "DependsOn", maker.list({maker.text(event.id + "Permission")}));
}

void expand_device_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  const Maker maker = expansion.at(event.place);
  const Part source =
      filled(maker, "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}",
             "RuleName", maker.ref(event.id));
  permit(expansion, invoked, event, "iot.amazonaws.com", source, {}, maker.ref("AWS::AccountId"));
  const Part action = maker.map({{"Lambda", maker.map({{"FunctionArn", arn_of(maker, invoked)}})}});
  const Part payload =
      maker.map({{"RuleDisabled", maker.boolean(false)}, {"Actions", maker.list({action})}});
  maker.take(payload, event.properties, {"Sql", "AwsIotSqlVersion"});
  expansion.make(invoked.owner, event.id, "AWS::IoT::TopicRule",
                 maker.map({{"TopicRulePayload", payload}}), event.place);
}

void expand_skill_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  const Part permission = permit(expansion, invoked, event, "alexa-appkit.amazon.com");
  if (const Part skill = own(expansion, event, "SkillId"); skill.valid())
    expansion.at(skill, event.place)
        .set(expansion.tree().find(permission, "Properties"), "EventSourceToken", skill);
}

}  // namespace weir::cloudformation::sam
