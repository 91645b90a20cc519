// http events: a REST API with a resource for each part of a path and a method for each event.

#include "parsers/cloudformation/serverless/events/rest.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "parsers/cloudformation/files/paths.h"
#include "parsers/cloudformation/serverless/events/authorizers.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kRestApi = "ApiGatewayRestApi";

/// A path's part in logical ids: `{id}` is `IdVar`.
std::string part_in_id(std::string_view part) {
  return alphanumeric(part) + (part.starts_with('{') ? "Var" : "");
}

/// The API that the service names, or the one that is made.
Part rest_api(Service& service, Span place) {
  Tree& tree = service.tree();
  const Part settings = tree.find(service.provider(), "apiGateway");
  if (const Part given = tree.find(settings, "restApiId"); given.valid()) return given;
  const Maker maker = service.at(place);
  if (service.made(kRestApi).valid()) return maker.ref(kRestApi);
  const Part type = tree.find(service.provider(), "endpointType");
  const Part types = maker.list(
      {type.valid() ? service.at(type).text(in_large(tree.text(type))) : maker.text("EDGE")});
  const Part named = tree.find(service.provider(), "apiName");
  Part policy = tree.find(settings, "resourcePolicy");
  if (!policy.valid()) policy = tree.find(service.provider(), "resourcePolicy");
  if (tree.is_list(policy))
    policy = service.at(policy).map(
        {{"Version", service.at(policy).text("2012-10-17")}, {"Statement", policy}});
  service.make(
      std::string(kRestApi), "AWS::ApiGateway::RestApi",
      maker.map(
          {{"Name", named.valid() ? named : maker.text(service.stage() + "-" + service.name())},
           {"EndpointConfiguration",
            maker.map({{"Types", types},
                       {"VpcEndpointIds", tree.find(service.provider(), "vpcEndpointIds")}})},
           {"Policy", policy},
           {"ApiKeySourceType", tree.find(settings, "apiKeySourceType")},
           {"BinaryMediaTypes", tree.find(settings, "binaryMediaTypes")},
           {"MinimumCompressionSize", tree.find(settings, "minimumCompressionSize")},
           {"DisableExecuteApiEndpoint", tree.find(settings, "disableDefaultEndpoint")}}),
      place);
  return maker.ref(kRestApi);
}

/// The resource of a path, with those above it; the API's root for the empty path.
Part resource_of(Service& service, Span place, Part api, const std::string& path,
                 std::string& id_part) {
  Tree& tree = service.tree();
  const Maker maker = service.at(place);
  const Part settings = tree.find(service.provider(), "apiGateway");
  Part above = tree.find(settings, "restApiRootResourceId");
  if (!above.valid())
    above = service.made(kRestApi).valid() ? maker.get_att(kRestApi, "RootResourceId")
                                           : maker.unread(api);
  for (const std::string_view part : segments_of(path)) {
    id_part += part_in_id(part);
    const std::string id = "ApiGatewayResource" + id_part;
    service.make(
        id, "AWS::ApiGateway::Resource",
        maker.map({{"RestApiId", api}, {"ParentId", above}, {"PathPart", maker.text(part)}}),
        place);
    above = maker.ref(id);
  }
  return above;
}

/// The request that starts a state machine. Which one, the framework says in the request's
/// template; here it stands at the end of the address, where it is read.
Part starting_integration(Service& service, const Event& event) {
  const Maker maker = service.at(event.place);
  const Part action =
      maker.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution");
  return maker.map({{"Type", maker.text("AWS")},
                    {"IntegrationHttpMethod", maker.text("POST")},
                    {"Uri", maker.join("/", {action, target_of(service, event)})},
                    {"Credentials", starting_role(service, event, "apigateway.amazonaws.com")}});
}

Part integration_of(Service& service, const Event& event) {
  if (event.to_machine) return starting_integration(service, event);
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  const std::string kind = in_large(service.text(event.value, {"integration"}));
  const Part uri = tree.find(event.value, {"request", "uri"});
  const bool web = kind == "HTTP" || kind == "HTTP-PROXY" || kind == "HTTP_PROXY";
  const std::string type = web              ? (kind == "HTTP" ? "HTTP" : "HTTP_PROXY")
                           : kind == "MOCK" ? "MOCK"
                           : kind == "LAMBDA" || kind == "AWS" ? "AWS"
                                                               : "AWS_PROXY";
  const Part integration =
      maker.map({{"Type", maker.text(type)}, {"IntegrationHttpMethod", maker.text("POST")}});
  if (type != "MOCK")
    maker.set(integration, "Uri",
              web ? uri : invocation_uri(service, maker.get_att(event.function.id, "Arn")));
  maker.set(integration, "TimeoutInMillis", tree.find(event.value, {"request", "timeoutInMillis"}));
  return integration;
}

/// What `provider.logs.restApi` says of the stage's logs.
void write_rest_logs(Service& service, Part logs, Part properties) {
  Tree& tree = service.tree();
  const Maker at = service.at(logs);
  if (service.text(logs, {"accessLogging"}) != "false") {
    const std::string name = "/aws/api-gateway/" + service.name() + "-" + service.stage();
    service.make("ApiGatewayLogGroup", "AWS::Logs::LogGroup",
                 at.map({{"LogGroupName", at.text(name)}}), at.place());
    at.set(properties, "AccessLogSetting",
           at.map({{"DestinationArn", at.get_att("ApiGatewayLogGroup", "Arn")},
                   {"Format", tree.find(logs, "format")}}));
  }
  if (service.text(logs, {"executionLogging"}) == "false") return;
  const std::string level = service.text(logs, {"level"});
  const bool all = service.text(logs, {"fullExecutionData"}) != "false";
  at.set(properties, "MethodSettings",
         at.list({at.map({{"LoggingLevel", at.text(level.empty() ? "INFO" : level)},
                          {"DataTraceEnabled", at.boolean(all)},
                          {"HttpMethod", at.text("*")},
                          {"ResourcePath", at.text("/*")}})}));
}

/// How much callers may ask, by `provider.apiGateway.usagePlan` or one of several there.
void write_usage_plan(Service& service, const std::string& id, Part plan) {
  Tree& tree = service.tree();
  const Maker at = service.at(plan);
  const Part throttle = tree.find(plan, "throttle"), quota = tree.find(plan, "quota");
  const Part limits = at.map(
      {{"ApiStages",
        at.list({at.map({{"ApiId", at.ref(kRestApi)}, {"Stage", at.text(service.stage())}})})}});
  if (tree.is_map(throttle))
    at.set(limits, "Throttle",
           at.map({{"BurstLimit", tree.find(throttle, "burstLimit")},
                   {"RateLimit", tree.find(throttle, "rateLimit")}}));
  if (tree.is_map(quota))
    at.set(limits, "Quota",
           at.map({{"Limit", tree.find(quota, "limit")}, {"Period", tree.find(quota, "period")}}));
  service.make(id, "AWS::ApiGateway::UsagePlan", limits, at.place());
}

/// `GET path`, in one text or two.
std::pair<std::string, std::string> method_and_path(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const std::string text(tree.text(event.value));
  const std::size_t blank = text.find(' ');
  if (tree.is_map(event.value))
    return {service.text(event.value, {"method"}), service.text(event.value, {"path"})};
  return blank == text.npos ? std::pair<std::string, std::string>()
                            : std::pair(text.substr(0, blank), text.substr(blank + 1));
}

}  // namespace

std::string in_large(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return result;
}

RestPath rest_path(Service& service, const std::string& path, Span place) {
  RestPath result{rest_api(service, place), {}, {}};
  result.resource = resource_of(service, place, result.api, path, result.id_part);
  return result;
}

Part rest_api_id(Service& service) {
  const Part given = service.tree().find(service.provider(), {"apiGateway", "restApiId"});
  if (given.valid() || !service.made(kRestApi).valid()) return given;
  return service.at(service.provider()).ref(kRestApi);
}

void write_preflight(Service& service, Part cors, const RestPath& path) {
  Tree& tree = service.tree();
  if (!cors.valid() || tree.kind(cors) == NodeKind::null || tree.text(cors) == "false") return;
  const Maker maker = service.at(cors);
  Part origin = tree.find(cors, "origin");
  if (!origin.valid() && tree.is_list(tree.find(cors, "origins")) &&
      !tree.entries(tree.find(cors, "origins")).empty())
    origin = tree.entries(tree.find(cors, "origins")).front().value;
  const Part allowed = !origin.valid() ? maker.text("'*'")
                       : tree.is_scalar(origin)
                           ? service.at(origin).text("'" + std::string(tree.text(origin)) + "'")
                           : maker.join("", {maker.text("'"), origin, maker.text("'")});
  const Part answers = maker.map({{"method.response.header.Access-Control-Allow-Origin", allowed}});
  if (service.text(cors, {"allowCredentials"}) == "true")
    maker.set(answers, "method.response.header.Access-Control-Allow-Credentials",
              maker.text("'true'"));
  const Part response =
      maker.map({{"StatusCode", maker.text("200")}, {"ResponseParameters", answers}});
  service.make(
      path.method_id("options"), "AWS::ApiGateway::Method",
      maker.map({{"RestApiId", path.api},
                 {"ResourceId", path.resource},
                 {"HttpMethod", maker.text("OPTIONS")},
                 {"AuthorizationType", maker.text("NONE")},
                 {"Integration", maker.map({{"Type", maker.text("MOCK")},
                                            {"IntegrationResponses", maker.list({response})}})}}),
      maker.place());
}

void write_http(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Maker maker = service.at(event.place);
  auto [method, path] = method_and_path(service, event);
  if (method.empty())
    return service.malformed(event.place, "http",
                             "an http event needs a method and a path; expected `GET path`");
  const RestPath at = rest_path(service, path, event.place);
  const Authorization authorization = authorization_of_method(service, event, at.api);
  const Part properties = maker.map({{"RestApiId", at.api},
                                     {"ResourceId", at.resource},
                                     {"HttpMethod", maker.text(in_large(method))},
                                     {"AuthorizationType", maker.text(authorization.type)},
                                     {"AuthorizerId", authorization.id},
                                     {"AuthorizationScopes", authorization.scopes}});
  maker.set(properties, "ApiKeyRequired",
            maker.boolean(service.text(event.value, {"private"}) == "true"));
  maker.set(properties, "Integration", integration_of(service, event));
  if (const Part timeout = tree.find(event.value, "timeoutInMillis"); timeout.valid())
    maker.set(tree.find(properties, "Integration"), "TimeoutInMillis", timeout);
  service.make(at.method_id(method), "AWS::ApiGateway::Method", properties, event.place);
  write_preflight(service, tree.find(event.value, "cors"), at);
  if (event.to_machine) return;
  permit(service, event.function, "ApiGateway", maker.text("apigateway.amazonaws.com"),
         maker.join(
             "", {maker.sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"),
                  at.api, maker.text("/*/*")}),
         event.place);
}

void write_rest_stage(Service& service) {
  Tree& tree = service.tree();
  if (!service.made(kRestApi).valid()) return;
  const Part provider = service.provider();
  const Span place = tree.place(provider);
  const Maker maker = service.at(place);
  const std::string deployment = "ApiGatewayDeployment", stage = service.stage();
  const Part logs = tree.find(provider, {"logs", "restApi"});
  const Part traced = tree.find(provider, {"tracing", "apiGateway"});
  const bool logged =
      logs.valid() && tree.text(logs) != "false" && tree.kind(logs) != NodeKind::null;
  service.make(deployment, "AWS::ApiGateway::Deployment",
               maker.map({{"RestApiId", maker.ref(kRestApi)}}), place);
  const Part properties = maker.map({{"RestApiId", maker.ref(kRestApi)},
                                     {"DeploymentId", maker.ref(deployment)},
                                     {"StageName", maker.text(stage)},
                                     {"TracingEnabled", traced}});
  if (logged) write_rest_logs(service, logs, properties);
  service.make("ApiGatewayStage", "AWS::ApiGateway::Stage", properties, place);
  Part plan = tree.find(provider, {"apiGateway", "usagePlan"});
  if (!plan.valid()) plan = tree.find(provider, "usagePlan");
  if (tree.is_map(plan)) write_usage_plan(service, "ApiGatewayUsagePlan", plan);
  for (const Entry& one :
       tree.is_list(plan) ? std::vector<Entry>(tree.entries(plan)) : std::vector<Entry>())
    for (const Entry& named : std::vector<Entry>(tree.entries(one.value)))
      write_usage_plan(service, "ApiGatewayUsagePlan" + alphanumeric(named.key), named.value);
}

}  // namespace weir::cloudformation::serverless
