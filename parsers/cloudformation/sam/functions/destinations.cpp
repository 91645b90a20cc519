#include "parsers/cloudformation/sam/functions/destinations.h"

#include <array>
#include <optional>

#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

struct DestinationKind {
  std::string_view type;
  std::string_view action;
  std::string_view policy;    ///< ending of the policy's name
  std::string_view made;      ///< what is made if no destination is named, if anything is
  std::string_view ending;    ///< of its id
  std::string_view property;  ///< under which it may be referred to
};

constexpr std::array kDestinationKinds = {
    DestinationKind{"SQS", "sqs:SendMessage", "SQSPolicy", "AWS::SQS::Queue", "Queue",
                    "DestinationQueue"},
    DestinationKind{"SNS", "sns:publish", "SNSPolicy", "AWS::SNS::Topic", "Topic",
                    "DestinationTopic"},
    DestinationKind{"EventBridge", "events:PutEvents", "EventBridgePolicy", {}, {}, {}},
    DestinationKind{"Lambda", "lambda:InvokeFunction", "LambdaPolicy", {}, {}, {}},
    DestinationKind{"S3Bucket", "s3:PutObject", "S3Policy", {}, {}, {}},
};

class Destinations {
 public:
  Destinations(Expansion& expansion, const Macro& macro, Role& role)
      : expansion_(expansion), tree_(expansion.tree()), macro_(macro), role_(role) {}

  void expand(Part config, const std::string& alias, Part alias_name) {
    const Maker maker = expansion_.at(config, macro_.place);
    const std::string id = macro_.id + "EventInvokeConfig";
    const Part made =
        maker.map({{"FunctionName", maker.ref(macro_.id)},
                   {"Qualifier", alias.empty() ? maker.text("$LATEST") : alias_name}});
    maker.take(made, config, {"MaximumEventAgeInSeconds", "MaximumRetryAttempts"});
    const Part all = tree_.map(maker.place());
    for (const std::string_view when : {"OnSuccess", "OnFailure"}) {
      const Part one = tree_.find(config, {"DestinationConfig", when});
      if (!tree_.is_map(one)) continue;
      const Part destination = expand_one(one, id, std::string(when));
      if (!destination.valid()) continue;
      const Maker at = expansion_.at(one, macro_.place);
      at.set(all, when, at.map({{"Destination", destination}}));
    }
    maker.set(made, "DestinationConfig", all);
    const Part resource =
        expansion_.make(macro_, id, "AWS::Lambda::EventInvokeConfig", made, maker.place());
    if (!alias.empty()) maker.set(resource, "DependsOn", maker.list({maker.text(alias)}));
  }

 private:
  /// Where one outcome goes: its ARN.
  Part expand_one(Part one, const std::string& config_id, const std::string& when) {
    const Maker maker = expansion_.at(one, macro_.place);
    const Part type = tree_.find(one, "Type");
    const DestinationKind* kind = nullptr;
    for (const DestinationKind& known : kDestinationKinds) {
      if (known.type == tree_.text(type)) kind = &known;
    }
    if (kind == nullptr) {
      expansion_.warn(tree_.place(type.valid() ? type : one), "destination",
                      "the " + when + " destination of " + macro_.id +
                          " needs a Type: SQS, SNS, Lambda, EventBridge or S3Bucket");
      return tree_.find(one, "Destination");
    }
    Part destination = tree_.find(one, "Destination");
    std::string condition;
    Part named = destination;  // what is named where nothing is made
    if (const std::optional<PartCall> call = tree_.call(destination);
        call && call->function == "If")
      condition = made_when(call->argument, named, maker);
    if (!destination.valid() || !condition.empty()) {
      if (kind->made.empty()) {
        expansion_.warn(maker.place(), "destination",
                        "the " + when + " destination of " + macro_.id + " needs a Destination");
        return destination;
      }
      const std::string id = config_id + when + std::string(kind->ending);
      const Part made = expansion_.make(macro_, id, kind->made, maker.map({}), maker.place());
      const Part arn = kind->type == "SNS" ? maker.ref(id) : maker.get_att(id, "Arn");
      if (condition.empty()) {
        destination = arn;
      } else {
        destination = maker.choose(condition, arn, named);
        maker.set(made, "Condition", maker.text(both(macro_condition(), condition, maker)));
      }
      expansion_.refer(macro_.id, kind->property, id);
    }
    allow(*kind, maker, config_id + when, destination);
    return destination;
  }

  /// The condition under which the destination is made, of `[condition, this, that]` where one
  /// branch is AWS::NoValue; `named` becomes the other branch. Empty if neither is.
  std::string made_when(Part branches, Part& named, const Maker& maker) {
    const std::vector<Entry> parts = tree_.entries(branches);
    if (parts.size() != 3) return {};
    const std::string condition(tree_.text(parts[0].value));
    if (is_no_value(tree_, parts[1].value)) {
      named = parts[2].value;
      return is_no_value(tree_, named) ? std::string() : condition;
    }
    if (!is_no_value(tree_, parts[2].value)) return {};
    named = parts[1].value;
    const std::string opposite = "NOT" + condition;
    const Part not_this =
        maker.call("Fn::Not", maker.list({maker.map({{"Condition", maker.text(condition)}})}));
    expansion_.add_condition(opposite, not_this, maker.place());
    return opposite;
  }

  std::string macro_condition() {
    return std::string(tree_.text(tree_.find(macro_.resource, "Condition")));
  }

  std::string both(const std::string& one, const std::string& other, const Maker& maker) {
    if (one.empty()) return other;
    const std::string name = one + "AND" + other;
    const Part all = maker.list({maker.map({{"Condition", maker.text(one)}}),
                                 maker.map({{"Condition", maker.text(other)}})});
    expansion_.add_condition(name, maker.call("Fn::And", all), maker.place());
    return name;
  }

  void allow(const DestinationKind& kind, const Maker& maker, const std::string& id,
             Part destination) {
    const std::string name = id + std::string(kind.policy);
    if (kind.type != "S3Bucket") {
      return tree_.add(role_.policies, allowing(maker, name, kind.action, destination));
    }
    const Part objects = maker.join("/", {destination, maker.text("*")});
    tree_.add(role_.policies, allowing(maker, name, kind.action, objects));
    tree_.add(role_.policies, allowing(maker, name + "List", "s3:ListBucket", destination));
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  Role& role_;
};

}  // namespace

void expand_destinations(Expansion& expansion, const Macro& macro, Part config,
                         const std::string& alias, Part alias_name, Role& role) {
  Destinations(expansion, macro, role).expand(config, alias, alias_name);
}

}  // namespace weir::cloudformation::sam
