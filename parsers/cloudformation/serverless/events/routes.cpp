// httpApi and websocket events: an API with a route for each event.

#include <algorithm>
#include <cctype>

#include "parsers/cloudformation/serverless/events/authorizers.h"

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kHttpApi = "HttpApi";
constexpr std::string_view kSocketApi = "WebsocketsApi";

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return text;
}

/// `provider.httpApi.cors`: true is everything.
Part cors_configuration(Service& service, Part cors) {
  Tree& tree = service.tree();
  if (!cors.valid() || tree.text(cors) == "false" || tree.kind(cors) == NodeKind::null) return {};
  const Maker maker = service.at(cors);
  const auto listed = [&](std::string_view key, bool by_default) {
    const Part written = tree.find(cors, key);
    if (!written.valid()) return by_default ? maker.list({maker.text("*")}) : Part{};
    return tree.is_list(written) ? written : maker.list({written});
  };
  return maker.map({{"AllowOrigins", listed("allowedOrigins", true)},
                    {"AllowHeaders", listed("allowedHeaders", true)},
                    {"AllowMethods", listed("allowedMethods", true)},
                    {"ExposeHeaders", listed("exposedResponseHeaders", false)},
                    {"AllowCredentials", tree.find(cors, "allowCredentials")},
                    {"MaxAge", tree.find(cors, "maxAge")}});
}

Part http_api(Service& service, Span place) {
  Tree& tree = service.tree();
  const Part settings = tree.find(service.provider(), "httpApi");
  if (const Part given = tree.find(settings, "id"); given.valid()) return given;
  const Maker maker = service.at(place);
  if (service.made(kHttpApi).valid()) return maker.ref(kHttpApi);
  const Part named = tree.find(settings, "name");
  service.make(
      std::string(kHttpApi), "AWS::ApiGatewayV2::Api",
      maker.map(
          {{"Name", named.valid() ? named : maker.text(service.stage() + "-" + service.name())},
           {"ProtocolType", maker.text("HTTP")},
           {"CorsConfiguration", cors_configuration(service, tree.find(settings, "cors"))},
           {"DisableExecuteApiEndpoint", tree.find(settings, "disableDefaultEndpoint")}}),
      place);
  const Part stage = maker.map({{"ApiId", maker.ref(kHttpApi)},
                                {"StageName", maker.text("$default")},
                                {"AutoDeploy", maker.boolean(true)}});
  const Part logs = tree.find(service.provider(), {"logs", "httpApi"});
  if (logs.valid() && tree.text(logs) != "false") {
    const Maker at = service.at(logs);
    service.make("HttpApiLogGroup", "AWS::Logs::LogGroup",
                 at.map({{"LogGroupName",
                          at.text("/aws/http-api/" + service.name() + "-" + service.stage())}}),
                 at.place());
    at.set(stage, "AccessLogSettings",
           at.map({{"DestinationArn", at.get_att("HttpApiLogGroup", "Arn")},
                   {"Format", tree.find(logs, "format")}}));
  }
  service.make("HttpApiStage", "AWS::ApiGatewayV2::Stage", stage, place);
  return maker.ref(kHttpApi);
}

Part socket_api(Service& service, Span place) {
  Tree& tree = service.tree();
  if (const Part given = tree.find(service.provider(), {"apiGateway", "websocketApiId"});
      given.valid())
    return given;
  const Maker maker = service.at(place);
  if (service.made(kSocketApi).valid()) return maker.ref(kSocketApi);
  const Part named = tree.find(service.provider(), "websocketsApiName");
  const Part selects = tree.find(service.provider(), "websocketsApiRouteSelectionExpression");
  service.make(std::string(kSocketApi), "AWS::ApiGatewayV2::Api",
               maker.map({{"Name", named.valid() ? named
                                                 : maker.text(service.stage() + "-" +
                                                              service.name() + "-websockets")},
                          {"ProtocolType", maker.text("WEBSOCKET")},
                          {"RouteSelectionExpression",
                           selects.valid() ? selects : maker.text("$request.body.action")}}),
               place);
  const Part stage =
      maker.map({{"ApiId", maker.ref(kSocketApi)}, {"StageName", maker.text(service.stage())}});
  const Part logs = tree.find(service.provider(), {"logs", "websocket"});
  if (logs.valid() && tree.text(logs) != "false" &&
      service.text(logs, {"accessLogging"}) != "false") {
    const Maker at = service.at(logs);
    service.make("WebsocketsLogGroup", "AWS::Logs::LogGroup",
                 at.map({{"LogGroupName",
                          at.text("/aws/websocket/" + service.name() + "-" + service.stage())}}),
                 at.place());
    at.set(stage, "AccessLogSettings",
           at.map({{"DestinationArn", at.get_att("WebsocketsLogGroup", "Arn")}}));
  }
  service.make("WebsocketsDeploymentStage", "AWS::ApiGatewayV2::Stage", stage, place);
  return maker.ref(kSocketApi);
}

/// The function behind a route.
Part route_target(Service& service, const Event& event, Part api, const std::string& id,
                  bool payloads) {
  const Maker maker = service.at(event.place);
  const Part arn = maker.get_att(event.function.id, "Arn");
  const Part properties =
      maker.map({{"ApiId", api},
                 {"IntegrationType", maker.text("AWS_PROXY")},
                 {"IntegrationUri", payloads ? arn : invocation_uri(service, arn)}});
  if (payloads) maker.set(properties, "PayloadFormatVersion", maker.text("2.0"));
  service.make(id, "AWS::ApiGatewayV2::Integration", properties, event.place);
  return maker.join("/", {maker.text("integrations"), maker.ref(id)});
}

void write_route(Service& service, const Event& event, const std::string& id, Part api,
                 const std::string& key, Part target, const Authorization& authorization) {
  const Maker maker = service.at(event.place);
  service.make(id, "AWS::ApiGatewayV2::Route",
               maker.map({{"ApiId", api},
                          {"RouteKey", maker.text(key)},
                          {"Target", target},
                          {"AuthorizationType", maker.text(authorization.type)},
                          {"AuthorizerId", authorization.id},
                          {"AuthorizationScopes", authorization.scopes}}),
               event.place);
}

void permit_api(Service& service, const Event& event, std::string_view end, Part api) {
  const Maker maker = service.at(event.place);
  permit(service, event.function, end, maker.text("apigateway.amazonaws.com"),
         maker.join(
             "", {maker.sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"),
                  api, maker.text("/*")}),
         event.place);
}

}  // namespace

void write_http_api(Service& service, const Event& event) {
  Tree& tree = service.tree();
  std::string key(tree.text(event.value));
  if (tree.is_map(event.value)) {
    const std::string method = service.text(event.value, {"method"}),
                      path = service.text(event.value, {"path"});
    key = path.empty() || path == "*" ? path : (method.empty() ? "*" : method) + " " + path;
  }
  if (key.empty())
    return service.malformed(event.place, "httpApi",
                             "an httpApi event needs a method and a path; expected `GET /path`");
  const std::size_t blank = key.find(' ');
  if (key == "*" || key == "* *") {
    key = "$default";
  } else if (blank != key.npos) {
    const std::string method = key.substr(0, blank);
    key = (method == "*" ? "ANY" : in_capitals(method)) + key.substr(blank);
  }
  const Part api = http_api(service, event.place);
  const Part target =
      route_target(service, event, api, "HttpApiIntegration" + event.function.name, true);
  write_route(service, event, "HttpApiRoute" + alphanumeric(key), api, key, target,
              authorization_of_route(service, event, api));
  permit_api(service, event, "HttpApi", api);
}

void write_websocket(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const std::string key(
      tree.text(tree.is_map(event.value) ? tree.find(event.value, "route") : event.value));
  if (key.empty())
    return service.malformed(event.place, "websocket", "a websocket event needs a route");
  const Part api = socket_api(service, event.place);
  const Part target =
      route_target(service, event, api, event.function.name + "WebsocketsIntegration", false);
  write_route(service, event, "S" + alphanumeric(key) + "WebsocketsRoute", api, key, target,
              authorization_of_socket(service, event, api));
  permit_api(service, event, "Websockets", api);
}

}  // namespace weir::cloudformation::serverless
