// The plugin serverless-apigateway-service-proxy: methods of the REST API that lead to a service
// without a function between.

#include <array>
#include <utility>

#include "parsers/cloudformation/serverless/events/rest.h"
#include "parsers/cloudformation/serverless/parts.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kProxies = "serverless-apigateway-service-proxy";

struct ProxyKind {
  std::string_view name, target, call, action, arn, role;
  /// Type of what is named, and where it has its name.
  std::string_view type, called;
};

// `call` ends the address of the integration. What a call of an action is made to, the plugin says
// in the request's template; here it stands at the end of the address, as for state machines.
constexpr std::array kProxyKinds = {
    ProxyKind{"sqs", "queueName", "sqs:path/${AWS::AccountId}", "sqs:SendMessage",
              "sqs:${AWS::Region}:${AWS::AccountId}:", "ApigatewayToSqsRole", "AWS::SQS::Queue",
              "QueueName"},
    ProxyKind{"sns", "topicName", "sns:action/Publish", "sns:Publish",
              "sns:${AWS::Region}:${AWS::AccountId}:", "ApigatewayToSnsRole", "AWS::SNS::Topic",
              "TopicName"},
    ProxyKind{"kinesis", "streamName", "kinesis:action/PutRecord", "kinesis:PutRecord",
              "kinesis:${AWS::Region}:${AWS::AccountId}:stream/", "ApigatewayToKinesisRole",
              "AWS::Kinesis::Stream", "Name"},
    ProxyKind{"s3", "bucket", "s3:path", "s3:", "s3:::", "ApigatewayToS3Role", "AWS::S3::Bucket",
              "BucketName"},
    ProxyKind{"dynamodb", "tableName", "dynamodb:action/",
              "dynamodb:", "dynamodb:${AWS::Region}:${AWS::AccountId}:table/",
              "ApigatewayToDynamodbRole", "AWS::DynamoDB::Table", "TableName"},
    ProxyKind{"eventbridge", "eventBusName", "events:action/PutEvents", "events:PutEvents",
              "events:${AWS::Region}:${AWS::AccountId}:event-bus/", "ApigatewayToEventBridgeRole",
              "AWS::Events::EventBus", "Name"},
};

class ProxyWriter {
 public:
  ProxyWriter(Service& service, const ProxyKind& kind, const Entry& entry)
      : service_(service),
        tree_(service.tree()),
        kind_(kind),
        written_(entry.value),
        maker_(service.at(entry.place)) {}

  void write() {
    const std::string method = service_.text(written_, {"method"});
    const Part named = own(kind_.target);
    if (method.empty() || !named.valid())
      return service_.malformed(maker_.place(), kind_.name,
                                "a proxy to " + std::string(kind_.name) +
                                    " needs a method, a path and a " + std::string(kind_.target));
    const RestPath path = rest_path(service_, service_.text(written_, {"path"}), maker_.place());
    const Part type = own("authorizationType");
    service_.make(path.method_id(method), "AWS::ApiGateway::Method",
                  maker_.map({{"RestApiId", path.api},
                              {"ResourceId", path.resource},
                              {"HttpMethod", maker_.text(in_large(method))},
                              {"AuthorizationType", type.valid() ? type : maker_.text("NONE")},
                              {"AuthorizerId", own("authorizerId")},
                              {"AuthorizationScopes", own("authorizationScopes")},
                              {"ApiKeyRequired",
                               maker_.boolean(service_.text(written_, {"private"}) == "true")},
                              {"Integration", integration(target(named))}}),
                  maker_.place());
    write_preflight(service_, own("cors"), path);
  }

 private:
  Part own(std::string_view key) { return tree_.find(written_, key); }

  /// What is named, as a reference where `resources` has a thing of this name.
  Part target(Part named) {
    const std::string_view name = tree_.text(named);
    for (const auto& [id, resource] : service_.all_declared())
      if (!name.empty() && tree_.text(tree_.find(resource.value, "Type")) == kind_.type &&
          tree_.text(tree_.find(resource.value, {"Properties", kind_.called})) == name)
        return service_.at(named).ref(id);
    return named;
  }

  Part integration(Part named) {
    const std::string action = service_.text(written_, {"action"});
    std::string call(kind_.call);
    if (call.ends_with('/')) call += action;
    const Part address = maker_.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:" + call);
    const Part arn =
        maker_.join("", {maker_.sub("arn:${AWS::Partition}:" + std::string(kind_.arn)), named});
    // a thing that the service does not have is known by its ARN only
    const bool by_name = tree_.is_scalar(named);
    return maker_.map({{"Type", maker_.text("AWS")},
                       {"IntegrationHttpMethod", maker_.text("POST")},
                       {"Uri", by_name ? arn : maker_.join("/", {address, named})},
                       {"Credentials", role(arn, action)}});
  }

  /// The role that is named, or the one that all proxies to this service share.
  Part role(Part arn, const std::string& action) {
    if (const Part named = own("roleArn"); named.valid()) return named;
    const std::string id(kind_.role);
    const bool objects = kind_.name == "s3";
    std::string allowed(kind_.action);
    if (allowed.ends_with(':')) allowed += action + (objects ? "*" : "");
    const Part statement =
        maker_.map({{"Effect", maker_.text("Allow")},
                    {"Action", maker_.list({maker_.text(allowed)})},
                    {"Resource", objects ? maker_.join("", {arn, maker_.text("/*")}) : arn}});
    if (!service_.made(id).valid()) write_role(id);
    const Part policies = tree_.find(service_.made(id), {"Properties", "Policies"});
    tree_.add(tree_.find(tree_.entries(policies).front().value, {"PolicyDocument", "Statement"}),
              statement);
    return maker_.get_att(id, "Arn");
  }

  void write_role(const std::string& id) {
    const auto document = [&](Part statements) {
      return maker_.map({{"Version", maker_.text("2012-10-17")}, {"Statement", statements}});
    };
    const Part trust = maker_.map(
        {{"Effect", maker_.text("Allow")},
         {"Principal", maker_.map({{"Service", maker_.text("apigateway.amazonaws.com")}})},
         {"Action", maker_.text("sts:AssumeRole")}});
    const Part policy =
        maker_.map({{"PolicyName", maker_.text(id)},
                    {"PolicyDocument", document(maker_.list(std::vector<Part>{}))}});
    service_.make(id, "AWS::IAM::Role",
                  maker_.map({{"AssumeRolePolicyDocument", document(maker_.list({trust}))},
                              {"Policies", maker_.list({policy})}}),
                  maker_.place());
  }

  Service& service_;
  Tree& tree_;
  const ProxyKind& kind_;
  Part written_;
  Maker maker_;
};

void write_proxy(Service& service, const Entry& entry) {
  for (const ProxyKind& kind : kProxyKinds)
    if (kind.name == entry.key) return ProxyWriter(service, kind, entry).write();
  service.unsupported(entry.place, "proxy " + entry.key,
                      "proxies to " + entry.key + " are not read");
}

}  // namespace

void write_service_proxies(Service& service) {
  Tree& tree = service.tree();
  const Part proxies = service.read_by(kProxies, {"custom", "apiGatewayServiceProxies"});
  for (const Entry& one : std::vector<Entry>(tree.entries(proxies)))
    for (const Entry& entry : std::vector<Entry>(tree.entries(one.value)))
      if (tree.is_map(entry.value)) write_proxy(service, entry);
}

}  // namespace weir::cloudformation::serverless
