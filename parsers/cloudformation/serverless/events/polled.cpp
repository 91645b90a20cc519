// Events that a function polls for: queues, streams, brokers.

#include <array>
#include <utility>

#include "parsers/cloudformation/serverless/events/events.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kMappingSettings = {{
    {"batchSize", "BatchSize"},
    {"maximumBatchingWindow", "MaximumBatchingWindowInSeconds"},
    {"batchWindow", "MaximumBatchingWindowInSeconds"},
    {"maximumRetryAttempts", "MaximumRetryAttempts"},
    {"maximumRecordAgeInSeconds", "MaximumRecordAgeInSeconds"},
    {"bisectBatchOnFunctionError", "BisectBatchOnFunctionError"},
    {"startingPosition", "StartingPosition"},
    {"parallelizationFactor", "ParallelizationFactor"},
}};

/// A mapping with the settings that events of all sources have.
Part mapping_of(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part properties =
      maker.map({{"FunctionName", maker.get_att(event.function.id, "Arn")},
                 {"Enabled", maker.boolean(service.text(event.value, {"enabled"}) != "false")}});
  for (const auto& [written, property] : kMappingSettings)
    if (const Part value = tree.find(event.value, written); value.valid())
      maker.set(properties, property, value);
  if (const Part kind = tree.find(event.value, "functionResponseType"); kind.valid())
    maker.set(properties, "FunctionResponseTypes", service.at(kind).list({kind}));
  if (const Part patterns = tree.find(event.value, "filterPatterns"); tree.is_list(patterns)) {
    const Part filters = service.at(patterns).list(std::vector<Part>{});
    for (const Entry& one : std::vector<Entry>(tree.entries(patterns)))
      tree.add(filters, service.at(one.value).map({{"Pattern", one.value}}));
    maker.set(properties, "FilterCriteria", service.at(patterns).map({{"Filters", filters}}));
  }
  if (const Part most = tree.find(event.value, "maximumConcurrency"); most.valid())
    maker.set(properties, "ScalingConfig", service.at(most).map({{"MaximumConcurrency", most}}));
  Part failure = tree.find(event.value, {"destinations", "onFailure"});
  if (tree.find(failure, "arn").valid()) failure = tree.find(failure, "arn");
  if (failure.valid())
    maker.set(properties, "DestinationConfig",
              maker.map({{"OnFailure", service.at(failure).map({{"Destination", failure}})}}));
  return properties;
}

void map_source(Service& service, const Event& event, std::string_view what, Part source) {
  const Part properties = mapping_of(service, event);
  service.at(event.place).set(properties, "EventSourceArn", source);
  service.make(event.id("EventSourceMapping" + std::string(what)),
               "AWS::Lambda::EventSourceMapping", properties, event.place);
}

Part arn_of(Service& service, const Event& event, std::string_view what) {
  Tree& tree = service.tree();
  const Part arn = tree.is_map(event.value) ? tree.find(event.value, "arn") : event.value;
  if (!arn.valid() || tree.kind(arn) == NodeKind::null)
    service.malformed(event.place, what, "a " + std::string(what) + " event needs an arn");
  return tree.kind(arn) == NodeKind::null ? Part{} : arn;
}

/// Whether a stream is a table's: by what is said, by its ARN, or by the resource that is named.
bool is_table(Service& service, const Event& event, Part arn) {
  Tree& tree = service.tree();
  if (const std::string type = service.text(event.value, {"type"}); !type.empty())
    return type == "dynamodb";
  if (tree.is_scalar(arn)) return tree.text(arn).find(":dynamodb:") != std::string_view::npos;
  const std::optional<sam::PartCall> call = tree.call(arn);
  if (!call || call->function != "GetAtt") return false;
  const std::vector<Entry>& items = tree.entries(call->argument);
  const std::string_view attribute =
      items.size() == 2 ? tree.text(items[1].value) : tree.text(call->argument);
  return attribute.ends_with("StreamArn");
}

}  // namespace

void write_queue(Service& service, const Event& event) {
  const Part arn = arn_of(service, event, "sqs");
  if (!arn.valid()) return;
  map_source(service, event, "SQS", arn);
  need(service, event, {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}, arn);
}

void write_stream(Service& service, const Event& event) {
  const Part arn = arn_of(service, event, "stream");
  if (!arn.valid()) return;
  if (is_table(service, event, arn)) {
    map_source(service, event, "Dynamodb", arn);
    return need(service, event,
                {"dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream",
                 "dynamodb:ListStreams"},
                arn);
  }
  map_source(service, event, "Kinesis", arn);
  need(service, event,
       {"kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStreamSummary",
        "kinesis:ListShards"},
       arn);
}

void write_cluster(Service& service, const Event& event) {
  const Part arn = arn_of(service, event, "msk");
  if (!arn.valid()) return;
  map_source(service, event, "Kafka", arn);
  need(service, event, {"kafka:DescribeCluster", "kafka:GetBootstrapBrokers"}, arn);
}

void write_broker(Service& service, const Event& event) {
  const Part arn = arn_of(service, event, "broker");
  if (!arn.valid()) return;
  map_source(service, event, "MQ", arn);
  need(service, event, {"mq:DescribeBroker"}, arn);
}

void write_kafka(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Part servers = tree.find(event.value, "bootstrapServers");
  if (!servers.valid())
    return service.malformed(event.place, "kafka", "a kafka event needs bootstrapServers");
  const Part properties = mapping_of(service, event);
  const Maker maker = service.at(servers);
  maker.set(properties, "SelfManagedEventSource",
            maker.map({{"Endpoints", maker.map({{"KafkaBootstrapServers", servers}})}}));
  service.make(event.id("EventSourceMappingKafka"), "AWS::Lambda::EventSourceMapping", properties,
               event.place);
}

void write_load_balancer(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const Part listener = tree.find(event.value, "listenerArn");
  if (!listener.valid())
    return service.malformed(event.place, "alb", "an alb event needs a listenerArn");
  const std::string group = event.id("AlbTargetGroup");
  const Part target = maker.map({{"Id", maker.get_att(event.function.id, "Arn")}});
  service.make(group, "AWS::ElasticLoadBalancingV2::TargetGroup",
               maker.map({{"TargetType", maker.text("lambda")}, {"Targets", maker.list({target})}}),
               event.place);
  const Part action =
      maker.map({{"Type", maker.text("forward")}, {"TargetGroupArn", maker.ref(group)}});
  service.make(event.id("AlbListenerRule"), "AWS::ElasticLoadBalancingV2::ListenerRule",
               maker.map({{"ListenerArn", listener},
                          {"Priority", tree.find(event.value, "priority")},
                          {"Actions", maker.list({action})}}),
               event.place);
  permit(service, event.function, "Alb" + std::to_string(event.number),
         maker.text("elasticloadbalancing.amazonaws.com"), {}, event.place);
}

}  // namespace weir::cloudformation::serverless
