// AWS::Serverless::WebSocketApi: the API, its stage, and of each route the integration and
// permission.

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

#include "parsers/cloudformation/sam/api/domain_name.h"
#include "parsers/cloudformation/sam/http/http_auth.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/resources.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kConnect = "$connect";
constexpr std::string_view kDefaultStage = "default";
constexpr std::array<std::string_view, 3> kSpecialRoutes = {kConnect, "$disconnect", "$default"};

class WebSocketApi {
 public:
  WebSocketApi(Expansion& expansion, const Macro& macro)
      : expansion_(expansion),
        tree_(expansion.tree()),
        macro_(macro),
        maker_(expansion.at(macro.place)) {}

  void expand() {
    check();
    const Part tags = created_by();
    expansion_.become(macro_, "AWS::ApiGatewayV2::Api", properties(tags));
    const std::string stage = stage_id();
    const Part routes = tree_.list(macro_.place);
    for (const Entry& entry : std::vector<Entry>(tree_.entries(own("Routes"))))
      add_route(entry, routes);
    expansion_.refer(macro_.id, "Stage", stage);
    const bool propagate =
        expansion_.known_boolean(own("PropagateTags")).value_or(false) && given("Tags");
    const Part only_created = maker_.map({{"websocketapi:createdBy", maker_.text("SAM")}});
    expand_domain(expansion_, macro_, stage, propagate ? tags : only_created);
    make_stage(stage, propagate ? tags : only_created, routes);
    make_authorizer();
  }

 private:
  Part own(std::string_view key) {
    const Part part = tree_.find(macro_.properties, key);
    return tree_.kind(part) == NodeKind::null ? Part{} : part;
  }
  bool given(std::string_view key) { return is_given(tree_, own(key)); }
  Part auth(std::string_view key) { return tree_.find(own("Auth"), key); }
  std::string auth_type() { return expansion_.known_text(auth("AuthType")).value_or(""); }

  void wrong(Part part, const std::string& what) {
    expansion_.warn(part.valid() ? tree_.place(part) : macro_.place, "WebSocket API " + what,
                    "the WebSocket API " + macro_.id + " " + what);
  }

  void check() {
    const Part routes = own("Routes");
    if (!tree_.is_map(routes) || tree_.entries(routes).empty())
      wrong(routes, "needs Routes, a map with at least one route");
    const std::string addresses = expansion_.known_text(own("IpAddressType")).value_or("ipv4");
    if (addresses != "ipv4" && addresses != "dualstack")
      wrong(own("IpAddressType"),
            "has the IpAddressType " + addresses + ", expected ipv4 or dualstack");
    if (tree_.text(own("StageName")) == "$default")
      wrong(own("StageName"), "has the StageName $default, which only HTTP APIs have");
    if (const Part mutual = tree_.find(own("Domain"), "MutualTlsAuthentication"); mutual.valid())
      wrong(mutual, "has a Domain with MutualTlsAuthentication, which only HTTP APIs have");
    if (own("Auth").valid()) check_auth();
  }

  void check_auth() {
    const Part auth = own("Auth");
    if (!tree_.find(own("Routes"), kConnect).valid())
      wrong(auth, "has an Auth, which needs a route $connect");
    std::string type = auth_type();
    for (char& c : type) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (type != "NONE" && type != "AWS_IAM" && type != "CUSTOM") {
      if (!tree_.call(this->auth("AuthType")) || !type.empty())
        wrong(auth, "has an Auth that needs the AuthType NONE, AWS_IAM or CUSTOM");
    } else if (type == "CUSTOM" && !this->auth("AuthArn").valid()) {
      wrong(auth, "has an Auth with the AuthType CUSTOM, which needs an AuthArn");
    } else if (type != "CUSTOM" && tree_.entries(auth).size() > 1) {
      wrong(auth, "has an Auth with the AuthType " + type + ", which says nothing else");
    }
  }

  Part created_by() {
    const Part written = own("Tags");
    const Part tags = tree_.is_map(written) ? tree_.copy(written) : maker_.map({});
    maker_.set(tags, "websocketapi:createdBy", maker_.text("SAM"));
    return tags;
  }

  Part properties(Part tags) {
    const Part result = tree_.map(macro_.place);
    maker_.take(result, macro_.properties,
                {"ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint",
                 "DisableSchemaValidation", "IpAddressType", "Name", "RouteSelectionExpression"});
    if (!own("Name").valid()) maker_.set(result, "Name", maker_.text(macro_.id));
    maker_.set(result, "ProtocolType", maker_.text("WEBSOCKET"));
    maker_.set(result, "Tags", tags);
    return result;
  }

  std::string stage_id() {
    const Part name = own("StageName");
    std::string text(tree_.text(name));
    if (!name.valid() || text == kDefaultStage) return macro_.id + "DefaultStage";
    std::erase_if(text, [](unsigned char c) { return std::isalnum(c) == 0; });
    return macro_.id + text + "Stage";
  }

  /// `$connect` as part of a logical id: `Connect`.
  std::string in_id(const std::string& key, Span place) {
    const bool special =
        std::find(kSpecialRoutes.begin(), kSpecialRoutes.end(), key) != kSpecialRoutes.end();
    std::string result;
    bool valid = true;
    for (const unsigned char c : special ? key.substr(1) : key) {
      valid = valid && std::isalnum(c) != 0;
      if (std::isalnum(c) != 0)
        result += static_cast<char>(result.empty() ? std::toupper(c) : std::tolower(c));
    }
    if (!valid)
      expansion_.warn(place, "route",
                      "the route " + key + " of " + macro_.id +
                          " must have letters and digits, or be $connect, $disconnect or $default");
    return result;
  }

  void add_route(const Entry& entry, Part routes) {
    const Maker at = expansion_.at(entry.place);
    const std::string id = macro_.id + in_id(entry.key, entry.place);
    const Part function = tree_.find(entry.value, "FunctionArn");
    if (!function.valid())
      expansion_.warn(entry.place, "FunctionArn",
                      "the route " + entry.key + " of " + macro_.id + " needs a FunctionArn");
    if (tree_.find(entry.value, "RequestParameters").valid() && entry.key != kConnect)
      expansion_.warn(entry.place, "RequestParameters",
                      "the route " + entry.key + " of " + macro_.id +
                          " has RequestParameters, which only $connect has");
    make_route(entry, id, at);
    tree_.add(routes, at.text(id + "Route"));
    Part uri;
    if (function.valid())
      uri =
          at.call("Fn::Sub", at.list({at.text(kInvocation), at.map({{"FunctionArn", function}})}));
    expansion_.make(macro_, id + "Integration", "AWS::ApiGatewayV2::Integration",
                    at.map({{"ApiId", at.ref(macro_.id)},
                            {"IntegrationType", at.text("AWS_PROXY")},
                            {"IntegrationUri", uri},
                            {"TimeoutInMillis", tree_.find(entry.value, "IntegrationTimeout")}}),
                    at.place());
    if (!function.valid()) return;
    expansion_.make(macro_, id + "Permission", "AWS::Lambda::Permission",
                    at.map({{"Action", at.text("lambda:InvokeFunction")},
                            {"FunctionName", function},
                            {"Principal", at.text("apigateway.amazonaws.com")},
                            {"SourceArn", source_arn(entry.key, at)}}),
                    at.place());
  }

  void make_route(const Entry& entry, const std::string& id, const Maker& at) {
    const Part route = at.map({{"ApiId", at.ref(macro_.id)}, {"RouteKey", at.text(entry.key)}});
    at.take(route, entry.value,
            {"ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels",
             "RequestParameters", "RouteResponseSelectionExpression"});
    at.set(route, "Target", at.join("/", {at.text("integrations"), at.ref(id + "Integration")}));
    if (entry.key == kConnect && own("Auth").valid()) {
      const std::string type = auth_type();
      const bool custom = type == "CUSTOM" && auth("AuthArn").valid();
      at.set(route, "AuthorizationType",
             at.text(custom || type == "AWS_IAM" ? type : std::string("NONE")));
      if (custom) at.set(route, "AuthorizerId", at.ref(macro_.id + "ConnectAuthorizer"));
    }
    expansion_.make(macro_, id + "Route", "AWS::ApiGatewayV2::Route", route, at.place());
  }

  Part source_arn(const std::string& key, const Maker& at) {
    const std::string api =
        "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${" + macro_.id +
        ".ApiId}/";
    const Part stage = own("StageName");
    if (!stage.valid() || tree_.is_scalar(stage)) {
      const std::string name(stage.valid() ? tree_.text(stage) : kDefaultStage);
      return at.sub(api + name + "/" + key);
    }
    return at.call("Fn::Sub", at.list({at.text(api + "${__StageName__}/" + key),
                                       at.map({{"__StageName__", stage}})}));
  }

  void make_stage(const std::string& id, Part tags, Part routes) {
    const Part name = own("StageName");
    const Maker at = expansion_.at(name, macro_.place);
    const Part stage = at.map({{"ApiId", at.ref(macro_.id)},
                               {"StageName", name.valid() ? name : at.text(kDefaultStage)}});
    at.take(stage, macro_.properties,
            {"StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"});
    at.set(stage, "Tags", tags);
    at.set(stage, "AutoDeploy", at.boolean(true));
    const Part made = expansion_.make(macro_, id, "AWS::ApiGatewayV2::Stage", stage, at.place());
    // the settings name routes
    if (given("RouteSettings")) at.set(made, "DependsOn", routes);
  }

  void make_authorizer() {
    const Part arn = auth("AuthArn");
    if (auth_type() != "CUSTOM" || !arn.valid() || !tree_.find(own("Routes"), kConnect).valid())
      return;
    const Maker at = expansion_.at(own("Auth"), macro_.place);
    const std::string id = macro_.id + "ConnectAuthorizer";
    const Part uri =
        at.call("Fn::Sub", at.list({at.text(kAuthorizerInvocation), at.map({{"AuthArn", arn}})}));
    const Part name = auth("Name");
    const Part authorizer = at.map({{"ApiId", at.ref(macro_.id)},
                                    {"AuthorizerCredentialsArn", auth("InvokeRole")},
                                    {"AuthorizerType", at.text("REQUEST")},
                                    {"AuthorizerUri", uri},
                                    {"IdentitySource", auth("IdentitySource")},
                                    {"Name", is_given(tree_, name) ? name : at.text(id)}});
    expansion_.make(macro_, id, "AWS::ApiGatewayV2::Authorizer", authorizer, at.place());
    if (!is_given(tree_, auth("InvokeRole")))
      permit_authorizer(expansion_, macro_, macro_.id + "AuthorizerPermission", arn, at.place());
  }

  static constexpr std::string_view kInvocation =
      "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
      "${FunctionArn}/invocations";
  static constexpr std::string_view kAuthorizerInvocation =
      "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
      "${AuthArn}/invocations";

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  const Maker maker_;
};

}  // namespace

void expand_web_socket_api(Expansion& expansion, const Macro& macro) {
  WebSocketApi(expansion, macro).expand();
}

}  // namespace weir::cloudformation::sam
