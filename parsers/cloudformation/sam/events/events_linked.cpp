// Events that change a resource of the template: buckets and user pools name the functions that
// they invoke.

#include "parsers/cloudformation/sam/events/events_linked.h"

#include <array>
#include <vector>

#include "parsers/cloudformation/sam/events/event_properties.h"
#include "parsers/cloudformation/sam/events/events.h"

namespace weir::cloudformation::sam {
namespace {

/// The items of a list, or the one value.
std::vector<Part> each(Tree& tree, Part part) {
  if (!tree.is_list(part)) return part.valid() ? std::vector<Part>{part} : std::vector<Part>();
  std::vector<Part> items;
  for (const Entry& entry : tree.entries(part)) items.push_back(entry.value);
  return items;
}

/// The bucket is made after the permission, as it tries the invocation: by DependsOn, or, where the
/// permission depends on a condition, by a tag that refers to it.
void make_wait(Expansion& expansion, const Invoked& invoked, const Event& event,
               const Linked& bucket) {
  Tree& tree = expansion.tree();
  const Maker maker = expansion.at(event.place);
  const std::string permission = event.id + "Permission";
  const std::string condition(tree.text(tree.find(invoked.owner.resource, "Condition")));
  if (!condition.empty()) {
    const Part tags = tree.changeable(bucket.properties, "Tags", NodeKind::list, event.place);
    if (!tags.valid()) return;
    const Part waits = maker.choose(condition, maker.ref(permission), maker.text("no dependency"));
    return tree.add(tags, maker.map({{"Key", maker.text("sam:ConditionalDependsOn:" + permission)},
                                     {"Value", waits}}));
  }
  if (const Part one = tree.find(bucket.resource, "DependsOn"); tree.is_scalar(one))
    maker.set(bucket.resource, "DependsOn", maker.list({one}));
  const Part all = tree.changeable(bucket.resource, "DependsOn", NodeKind::list, event.place);
  if (all.valid()) tree.add(all, maker.text(permission));
}

}  // namespace

Linked linked(Expansion& expansion, const Invoked& invoked, const Event& event,
              std::string_view key) {
  Tree& tree = expansion.tree();
  const Part named = own(expansion, event, key);
  const std::optional<PartCall> call = tree.call(named);
  Linked result;
  result.id = call && call->function == "Ref" ? expansion.referred(named) : std::string();
  if (result.id.empty()) {
    if (named.valid())
      wrong(expansion, invoked, event, named,
            "must name a resource of this template with Ref as its " + std::string(key));
    return {};
  }
  result.resource = expansion.changeable_resource(result.id);
  if (result.resource.valid())
    result.properties = tree.changeable(result.resource, "Properties", NodeKind::map, event.place);
  if (result.properties.valid()) return result;
  wrong(expansion, invoked, event, named,
        "names " + result.id + ", of which the properties are no map");
  return {};
}

void expand_bucket_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  Tree& tree = expansion.tree();
  const Maker maker = expansion.at(event.place);
  permit(expansion, invoked, event, "s3.amazonaws.com", {}, {}, maker.ref("AWS::AccountId"));
  const Linked bucket = linked(expansion, invoked, event, "Bucket");
  if (bucket.id.empty()) return;
  make_wait(expansion, invoked, event, bucket);
  const Part notifications =
      tree.changeable(bucket.properties, "NotificationConfiguration", NodeKind::map, event.place);
  const Part functions =
      notifications.valid()
          ? tree.changeable(notifications, "LambdaConfigurations", NodeKind::list, event.place)
          : Part{};
  if (!functions.valid()) {
    return wrong(expansion, invoked, event,
                 tree.find(bucket.properties, "NotificationConfiguration"),
                 "adds to NotificationConfiguration of " + bucket.id +
                     ", which must be a map, with LambdaConfigurations as a list");
  }
  const std::string condition(tree.text(tree.find(invoked.owner.resource, "Condition")));
  for (const Part what : each(tree, own(expansion, event, "Events"))) {
    const Part one = maker.map({{"Event", what}, {"Function", arn_of(maker, invoked)}});
    maker.take(one, event.properties, {"Filter"});
    tree.add(functions, condition.empty() ? one : maker.choose(condition, one, maker.no_value()));
  }
}

void expand_user_pool_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  Tree& tree = expansion.tree();
  const Maker maker = expansion.at(event.place);
  const Linked pool = linked(expansion, invoked, event, "UserPool");
  if (pool.id.empty()) return;
  // One permission for all events of the function, with the pool of the last one.
  const Part permission = maker.map({{"Action", maker.text("lambda:InvokeFunction")},
                                     {"FunctionName", maker.ref(invoked.id)},
                                     {"Principal", maker.text("cognito-idp.amazonaws.com")},
                                     {"SourceArn", maker.get_att(pool.id, "Arn")}});
  make_or_replace(expansion, invoked, invoked.id + "CognitoPermission", "AWS::Lambda::Permission",
                  permission, event.place);
  const Part triggers =
      tree.changeable(pool.properties, "LambdaConfig", NodeKind::map, event.place);
  if (!triggers.valid()) {
    return wrong(expansion, invoked, event, tree.find(pool.properties, "LambdaConfig"),
                 "adds to LambdaConfig of " + pool.id + ", which must be a map");
  }
  for (const Part trigger : each(tree, own(expansion, event, "Trigger"))) {
    const std::string name(tree.text(trigger));
    if (name.empty()) {
      wrong(expansion, invoked, event, trigger, "needs a Trigger that is a text");
    } else if (tree.find(triggers, name).valid()) {
      wrong(expansion, invoked, event, trigger,
            "has the Trigger " + name + ", for which " + pool.id + " has a function already");
    } else {
      expansion.at(trigger, event.place).set(triggers, name, arn_of(maker, invoked));
    }
  }
}

}  // namespace weir::cloudformation::sam
