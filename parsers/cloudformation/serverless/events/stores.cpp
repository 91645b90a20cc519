// Events of buckets and topics, and of user pools.

#include <utility>

#include "parsers/cloudformation/serverless/events/events.h"

namespace weir::cloudformation::serverless {
namespace {

/// The resource under `resources` whose attribute has this name; empty if none has.
std::string declared_with(Service& service, std::string_view type, std::string_view attribute,
                          std::string_view name) {
  Tree& tree = service.tree();
  for (const auto& [id, resource] : service.all_declared())
    if (tree.text(tree.find(resource.value, "Type")) == type &&
        tree.text(tree.find(resource.value, {"Properties", attribute})) == name)
      return id;
  return {};
}

/// The rules of an event as a notification's filter.
Part filter_of(Service& service, Part rules) {
  Tree& tree = service.tree();
  if (!tree.is_list(rules) || tree.entries(rules).empty()) return {};
  const Maker maker = service.at(rules);
  const Part written = maker.list(std::vector<Part>{});
  for (const Entry& rule : std::vector<Entry>(tree.entries(rules)))
    for (const Entry& one : std::vector<Entry>(tree.entries(rule.value)))
      tree.add(written, maker.map({{"Name", maker.text(one.key)}, {"Value", one.value}}));
  return maker.map({{"S3Key", maker.map({{"Rules", written}})}});
}

/// Adds a notification to a bucket that is made, or to what is merged with one that is declared.
void notify(Service& service, const Event& event, const std::string& id, Part properties) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part bucket = service.make(id, "AWS::S3::Bucket", properties, tree.place(event.value));
  const Part own = tree.changeable(bucket, "Properties", NodeKind::map, event.place);
  const Part notifications =
      tree.changeable(own, "NotificationConfiguration", NodeKind::map, event.place);
  const Part list =
      tree.changeable(notifications, "LambdaConfigurations", NodeKind::list, event.place);
  const Part kind = tree.find(event.value, "event");
  tree.add(list, maker.map({{"Event", kind.valid() ? kind : maker.text("s3:ObjectCreated:*")},
                            {"Function", maker.get_att(event.function.id, "Arn")},
                            {"Filter", filter_of(service, tree.find(event.value, "rules"))}}));
}

/// A bucket of `provider.s3`, by the key that events use, with what is said of it there.
Part described_bucket(Service& service, Part named) {
  Tree& tree = service.tree();
  const Part described = tree.find(service.provider(), {"s3", tree.text(named)});
  if (!tree.is_map(described)) return service.at(named).map({{"BucketName", named}});
  const Part properties = service.at(described).map({{"BucketName", named}});
  for (const Entry& entry : std::vector<Entry>(tree.entries(described))) {
    std::string key = entry.key;
    if (!key.empty()) key = alphanumeric(key.substr(0, 1)) + key.substr(1);
    tree.set(properties, key == "Name" ? "BucketName" : key, entry.value, entry.place);
  }
  return properties;
}

}  // namespace

void write_bucket(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part named = tree.is_map(event.value) ? tree.find(event.value, "bucket") : event.value;
  if (!named.valid()) return service.malformed(event.place, "s3", "an s3 event needs a bucket");
  if (service.text(event.value, {"existing"}) == "true") {
    service.make(
        event.function.name + "CustomS3" + std::to_string(event.number), "Custom::S3",
        maker.map({{"FunctionName", maker.get_att(event.function.id, "Arn")},
                   {"BucketName", named},
                   {"BucketConfig", maker.map({{"Event", tree.find(event.value, "event")}})}}),
        event.place);
  } else {
    const Part properties = described_bucket(service, named);
    const Part called = tree.find(properties, "BucketName");
    const std::string name(tree.text(called));
    const std::string written = "S3Bucket" + alphanumeric(tree.text(named));
    std::string id = declared_with(service, "AWS::S3::Bucket", "BucketName", name);
    if (id.empty() || name.empty()) id = service.declared(written).valid() ? written : "s3:" + name;
    if (name.empty() || name.find('.') != name.npos)
      id = name.empty() ? "S3Bucket" + event.id("") : written;
    service.refer(written, id);
    notify(service, event, id, service.declared(id).valid() ? maker.map({}) : properties);
  }
  permit(service, event.function, alphanumeric(tree.text(named)) + "S3",
         maker.text("s3.amazonaws.com"),
         maker.join("", {maker.sub("arn:${AWS::Partition}:s3:::"), named}), event.place);
}

void write_topic(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part arn = tree.is_map(event.value) ? tree.find(event.value, "arn") : event.value;
  const Part named = tree.find(event.value, "topicName");
  const std::string text(tree.text(arn.valid() ? arn : named));
  Part topic = arn;
  const bool call = tree.call(arn).has_value();
  if (!call && !text.empty() &&
      (!arn.valid() || text.find(':') == text.npos)) {  // a name: the framework makes it
    const Part name = named.valid() ? named : arn;
    std::string id = declared_with(service, "AWS::SNS::Topic", "TopicName", tree.text(name));
    if (id.empty()) id = "SNSTopic" + alphanumeric(tree.text(name));
    service.make(id, "AWS::SNS::Topic",
                 service.at(name).map(
                     {{"TopicName", name}, {"DisplayName", tree.find(event.value, "displayName")}}),
                 tree.place(name));
    topic = service.at(name).ref(id);
  }
  if (!topic.valid())
    return service.malformed(event.place, "sns", "an sns event needs a topic's name or arn");
  const Part properties = maker.map({{"TopicArn", topic},
                                     {"Protocol", maker.text("lambda")},
                                     {"Endpoint", maker.get_att(event.function.id, "Arn")},
                                     {"FilterPolicy", tree.find(event.value, "filterPolicy")}});
  if (const Part redrive = tree.find(event.value, "redrivePolicy"); tree.is_map(redrive)) {
    Part dead = tree.find(redrive, "deadLetterTargetArn");
    if (const Part ref = tree.find(redrive, "deadLetterTargetRef"); ref.valid())
      dead = service.at(ref).get_att(tree.text(ref), "Arn");
    if (const Part import = tree.find(redrive, "deadLetterTargetImport"); import.valid())
      dead = tree.find(import, "arn");
    maker.set(properties, "RedrivePolicy",
              service.at(redrive).map({{"deadLetterTargetArn", dead}}));
  }
  service.make(event.id("SnsSubscription"), "AWS::SNS::Subscription", properties, event.place);
  permit(service, event.function, "SNS" + std::to_string(event.number),
         maker.text("sns.amazonaws.com"), topic, event.place);
}

void write_user_pool(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part pool = tree.find(event.value, "pool");
  const std::string trigger = service.text(event.value, {"trigger"});
  if (!pool.valid() || trigger.empty())
    return service.malformed(event.place, "cognitoUserPool",
                             "a cognitoUserPool event needs a pool and a trigger");
  if (service.text(event.value, {"existing"}) == "true")
    return service.unsupported(event.place, "existing pool",
                               "events of a user pool that exists already are not read");
  const std::string id = "CognitoUserPool" + alphanumeric(tree.text(pool));
  const bool is_declared = service.declared(id).valid();
  const Part made = service.make(id, "AWS::Cognito::UserPool",
                                 is_declared ? maker.map({}) : maker.map({{"UserPoolName", pool}}),
                                 tree.place(pool));
  const Part properties = tree.changeable(made, "Properties", NodeKind::map, event.place);
  const Part triggers = tree.changeable(properties, "LambdaConfig", NodeKind::map, event.place);
  const Part arn = maker.get_att(event.function.id, "Arn");
  const bool sender = trigger == "CustomEmailSender" || trigger == "CustomSMSSender";
  maker.set(triggers, trigger, sender ? maker.map({{"LambdaArn", arn}}) : arn);
  permit(service, event.function, id + "Trigger" + alphanumeric(trigger),
         maker.text("cognito-idp.amazonaws.com"), maker.get_att(id, "Arn"), event.place);
}

}  // namespace weir::cloudformation::serverless
