// Events of streams and queues, of which the function is given batches.

#include "parsers/cloudformation/sam/events/events_stream.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "parsers/cloudformation/sam/events/event_properties.h"
#include "parsers/cloudformation/sam/events/events.h"
#include "parsers/cloudformation/sam/events/events_broker.h"
#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kMapping = "AWS::Lambda::EventSourceMapping";
constexpr std::string_view kQueueRole = "service-role/AWSLambdaSQSQueueExecutionRole";

/// What a mapping takes over as it is.
constexpr std::array<std::string_view, 20> kTaken = {"StartingPosition",
                                                     "StartingPositionTimestamp",
                                                     "BatchSize",
                                                     "Enabled",
                                                     "MaximumBatchingWindowInSeconds",
                                                     "MaximumRetryAttempts",
                                                     "BisectBatchOnFunctionError",
                                                     "MaximumRecordAgeInSeconds",
                                                     "ParallelizationFactor",
                                                     "Topics",
                                                     "Queues",
                                                     "SourceAccessConfigurations",
                                                     "TumblingWindowInSeconds",
                                                     "FunctionResponseTypes",
                                                     "FilterCriteria",
                                                     "KmsKeyArn",
                                                     "ScalingConfig",
                                                     "ProvisionedPollerConfig",
                                                     "MetricsConfig",
                                                     "LoggingConfig"};

/// What a type of event takes from.
struct StreamSource {
  std::string_view type;
  std::string_view property;      ///< that names it, if any does
  std::string_view role;          ///< the managed policy that the function needs, if there is one
  std::string_view kafka_config;  ///< the mapping's property for consumer groups and schemas
};
constexpr std::array kStreamSources = {
    StreamSource{"Kinesis", "Stream", "service-role/AWSLambdaKinesisExecutionRole", {}},
    StreamSource{"DynamoDB", "Stream", "service-role/AWSLambdaDynamoDBExecutionRole", {}},
    StreamSource{"SQS", "Queue", kQueueRole, {}},
    StreamSource{"MSK", "Stream", "service-role/AWSLambdaMSKExecutionRole",
                 "AmazonManagedKafkaEventSourceConfig"},
    StreamSource{"MQ", "Broker", {}, {}},
    StreamSource{"SelfManagedKafka", {}, {}, "SelfManagedKafkaEventSourceConfig"},
    StreamSource{"DocumentDB", "Cluster", {}, {}},
};

/// Where records that failed go, by the word in the template, and what that needs.
struct Failure {
  std::string_view type;
  std::string_view action;
  std::string_view policy;  ///< ending of its name
};
constexpr std::array kFailures = {
    Failure{"SQS", "sqs:SendMessage", "SQSPolicy"}, Failure{"SNS", "sns:publish", "SNSPolicy"},
    Failure{"S3", "s3:PutObject", "S3Policy"}, Failure{"Kafka", {}, {}}};

class Mapping {
 public:
  Mapping(Expansion& expansion, const Invoked& invoked, const Event& event,
          const StreamSource& source)
      : expansion_(expansion),
        tree_(expansion.tree()),
        invoked_(invoked),
        event_(event),
        source_(source),
        maker_(expansion.at(event.place)) {}

  void expand() {
    check();
    const Part mapping = maker_.map({{"FunctionName", maker_.ref(invoked_.id)}});
    if (!source_.property.empty())
      maker_.set(mapping, "EventSourceArn", property(source_.property));
    maker_.take(mapping, event_.properties, kTaken);
    add_kafka(mapping);
    add_destination(mapping);
    if (source_.type == "DocumentDB") add_database(mapping);
    expansion_.make(invoked_.owner, event_.id, kMapping, mapping, event_.place);
    if (!source_.role.empty())
      add_managed_policy(expansion_, invoked_.role, managed_policy(maker_, source_.role));
    allow_broker(expansion_, invoked_, event_);
  }

 private:
  Part property(std::string_view key) { return own(expansion_, event_, key); }
  void complain(Part part, const std::string& what) {
    wrong(expansion_, invoked_, event_, part, what);
  }

  void check() {
    const Part filter = property("FilterCriteria");
    for (const Entry& entry : tree_.is_map(filter) ? tree_.entries(filter) : std::vector<Entry>()) {
      if (entry.key != "Filters")
        complain(filter, "has FilterCriteria with " + entry.key + ", expected Filters only");
    }
  }

  void add_kafka(Part mapping) {
    const Part servers = property("KafkaBootstrapServers");
    if (is_given(tree_, servers)) {
      const Maker at = expansion_.at(servers, event_.place);
      maker_.set(mapping, "SelfManagedEventSource",
                 at.map({{"Endpoints", at.map({{"KafkaBootstrapServers", servers}})}}));
    }
    const Part group = property("ConsumerGroupId"), schemas = property("SchemaRegistryConfig");
    if (source_.kafka_config.empty()) {
      if (is_given(tree_, group)) complain(group, "has a ConsumerGroupId, which only Kafka has");
      return;
    }
    if (!is_given(tree_, group) && !is_given(tree_, schemas)) return;
    maker_.set(mapping, source_.kafka_config,
               maker_.map({{"ConsumerGroupId", group}, {"SchemaRegistryConfig", schemas}}));
  }

  void add_database(Part mapping) {
    const Part config = maker_.map({});
    maker_.take(config, event_.properties, {"DatabaseName", "CollectionName", "FullDocument"});
    maker_.set(mapping, "DocumentDBEventSourceConfig", config);
  }

  void add_destination(Part mapping) {
    const Part config = property("DestinationConfig");
    if (!is_given(tree_, config)) return;
    const Part failed = tree_.find(config, "OnFailure");
    if (!tree_.is_map(config) || !tree_.is_map(failed)) {
      if (!tree_.call(config) && !tree_.call(failed))
        complain(config, "needs OnFailure as a map in its DestinationConfig");
      return maker_.set(mapping, "DestinationConfig", config);
    }
    const Part kept = tree_.copy(failed), all = tree_.copy(config);
    tree_.remove(kept, "Type");
    const Maker at = expansion_.at(failed, event_.place);
    at.set(all, "OnFailure", kept);
    maker_.set(mapping, "DestinationConfig", all);
    if (const Part type = tree_.find(failed, "Type"); type.valid())
      allow_failure(at, type, tree_.find(failed, "Destination"));
  }

  void allow_failure(const Maker& at, Part type, Part destination) {
    const auto kind = std::find_if(kFailures.begin(), kFailures.end(), [&](const Failure& failure) {
      return failure.type == tree_.text(type);
    });
    if (kind == kFailures.end())
      return complain(type, "needs the Type SQS, SNS, S3 or Kafka in its DestinationConfig");
    if (kind->action.empty() || !destination.valid()) return;
    const std::string name = event_.id + std::string(kind->policy);
    if (kind->type != "S3")
      return add_policy(expansion_, invoked_, allowing(at, name, kind->action, destination));
    const std::array<std::string_view, 1> puts = {kind->action}, lists = {"s3:ListBucket"};
    const Part objects = at.join("/", {destination, at.text("*")});
    const Part statements = at.list({allow(at, puts, objects), allow(at, lists, destination)});
    add_policy(expansion_, invoked_, policy(at, name, statements));
  }

  Expansion& expansion_;
  Tree& tree_;
  const Invoked& invoked_;
  const Event& event_;
  const StreamSource& source_;
  const Maker maker_;
};

}  // namespace

void add_policy(Expansion& expansion, const Invoked& invoked, Part policy) {
  Tree& tree = expansion.tree();
  if (invoked.role.for_events.insert(words_of(tree, tree.find(policy, "PolicyDocument"))).second)
    tree.add(invoked.role.policies, policy);
}

void take_from_queue(Expansion& expansion, const Invoked& invoked, const Event& event, Part arn,
                     Part batch_size) {
  const Maker maker = expansion.at(event.place);
  const Part batch = is_given(expansion.tree(), batch_size) ? batch_size : maker.number(10);
  expansion.make(invoked.owner, event.id + "EventSourceMapping", kMapping,
                 maker.map({{"FunctionName", maker.ref(invoked.id)},
                            {"EventSourceArn", arn},
                            {"BatchSize", batch},
                            {"Enabled", maker.boolean(true)}}),
                 event.place);
  add_managed_policy(expansion, invoked.role, managed_policy(maker, kQueueRole));
}

void expand_stream_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  const auto source = std::find_if(kStreamSources.begin(), kStreamSources.end(),
                                   [&](const StreamSource& one) { return one.type == event.type; });
  if (source != kStreamSources.end()) Mapping(expansion, invoked, event, *source).expand();
}

}  // namespace weir::cloudformation::sam
