#include "parsers/cloudformation/serverless/events/authorizers.h"

#include <algorithm>
#include <cctype>

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kSigned = "AWS_IAM";
constexpr std::string_view kUserPools = "COGNITO_USER_POOLS";

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return text;
}

/// The last part of an ARN, or the logical id that a call names.
std::string name_in(Tree& tree, Part part) {
  if (const std::optional<sam::PartCall> call = tree.call(part)) {
    const std::vector<Entry>& items = tree.entries(call->argument);
    const std::string text(tree.text(items.empty() ? call->argument : items.front().value));
    return text.substr(0, text.find('.'));
  }
  const std::string text(tree.text(part));
  return text.substr(text.find_last_of(":/") + 1);
}

/// Whether tokens of a user pool are asked for: it is said, or the ARN is a pool's.
bool asks_user_pool(Service& service, Part authorizer, Part arn) {
  Tree& tree = service.tree();
  if (upper_case(service.text(authorizer, {"type"})) == kUserPools) return true;
  if (tree.text(arn).find(":cognito-idp:") != std::string_view::npos) return true;
  return tree.text(tree.find(service.declared(name_in(tree, arn)), "Type")) ==
         "AWS::Cognito::UserPool";
}

Part permission_for_authorizer(Service& service, const Event& event, const std::string& id,
                               Part arn) {
  const Maker maker = service.at(event.place);
  service.make(
      id + "LambdaPermission", "AWS::Lambda::Permission",
      maker.map(
          {{"FunctionName", arn},
           {"Action", maker.text("lambda:InvokeFunction")},
           {"Principal", maker.text("apigateway.amazonaws.com")},
           {"SourceArn",
            maker.sub("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:*")}}),
      event.place);
  return arn;
}

/// The authorizer's function: by its key, or by its ARN.
Part authorizer_function(Service& service, Part authorizer, Part arn) {
  Tree& tree = service.tree();
  if (arn.valid()) return function_arn(service, arn);
  const Part name = tree.is_map(authorizer) ? tree.find(authorizer, "name") : authorizer;
  return function_arn(service, name);
}

/// What an event says of its authorizer; not valid if it asks for none.
Part authorizer_of(Service& service, const Event& event) {
  Tree& tree = service.tree();
  const Part written = tree.find(event.value, "authorizer");
  return written.valid() && tree.kind(written) != NodeKind::null ? written : Part{};
}

}  // namespace

Part invocation_uri(Service& service, Part function_arn) {
  const Maker maker = service.at(function_arn);
  return maker.join(
      "", {maker.sub(
               "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"),
           function_arn, maker.text("/invocations")});
}

Authorization authorization_of_method(Service& service, const Event& event, Part api) {
  Tree& tree = service.tree();
  const Part written = authorizer_of(service, event);
  Authorization result;
  if (!written.valid()) return result;
  const Maker maker = service.at(written);
  const bool map = tree.is_map(written);
  const std::string text(tree.text(map ? tree.find(written, "type") : written));
  if (upper_case(text) == kSigned) {
    result.type = kSigned;
    return result;
  }
  result.scopes = tree.find(written, "scopes");
  Part arn = tree.find(written, "arn");
  if (!map && (tree.call(written) || text.find(':') != text.npos)) arn = written;
  const bool pool = asks_user_pool(service, written, arn);
  result.type = pool ? kUserPools : "CUSTOM";
  if (const Part id = tree.find(written, "authorizerId"); id.valid()) {
    result.id = id;
    return result;
  }
  std::string name = service.text(written, {"name"});
  if (name.empty()) name = map || arn.valid() ? name_in(tree, arn) : text;
  if (!arn.valid() && name.empty()) {
    service.malformed(event.place, "authorizer",
                      "an authorizer needs a name, an arn or an authorizerId");
    result.id = maker.unread(written);
    return result;
  }
  const std::string id = alphanumeric(name) + "ApiGatewayAuthorizer";
  const bool by_request = upper_case(service.text(written, {"type"})) == "REQUEST";
  const Part properties = maker.map({{"Name", maker.text(name)}, {"RestApiId", api}});
  maker.set(properties, "AuthorizerResultTtlInSeconds", tree.find(written, "resultTtlInSeconds"));
  if (pool) {
    maker.set(properties, "Type", maker.text(kUserPools));
    maker.set(properties, "ProviderARNs", maker.list({arn}));
  } else {
    const Part function = authorizer_function(service, written, arn);
    maker.set(properties, "Type", maker.text(by_request ? "REQUEST" : "TOKEN"));
    maker.set(properties, "AuthorizerUri", invocation_uri(service, function));
    permission_for_authorizer(service, event, id, function);
  }
  const Part source = tree.find(written, "identitySource");
  maker.set(properties, "IdentitySource",
            source.valid() ? source : maker.text("method.request.header.Authorization"));
  service.make(id, "AWS::ApiGateway::Authorizer", properties, maker.place());
  result.id = maker.ref(id);
  return result;
}

Authorization authorization_of_route(Service& service, const Event& event, Part api) {
  Tree& tree = service.tree();
  const Part written = authorizer_of(service, event);
  Authorization result;
  if (!written.valid()) return result;
  const Maker maker = service.at(written);
  const bool map = tree.is_map(written);
  const std::string name(tree.text(map ? tree.find(written, "name") : written));
  const std::string type = service.text(written, {"type"});
  result.scopes = tree.find(written, "scopes");
  if (name == "aws_iam" || type == "aws_iam") {
    result.type = kSigned;
    return result;
  }
  const Part described = tree.find(service.provider(), {"httpApi", "authorizers", name});
  const std::string kind = type.empty() ? service.text(described, {"type"}) : type;
  result.type = kind == "request" ? "CUSTOM" : kind == "aws_iam" ? kSigned : "JWT";
  if (const Part id = tree.find(written, "id"); id.valid()) {
    result.id = id;
    return result;
  }
  if (!tree.is_map(described)) {
    service.malformed(maker.place(), "authorizer " + name,
                      "provider.httpApi.authorizers has no " +
                          (name.empty() ? std::string("such authorizer") : name));
    result.id = maker.unread(written);
    return result;
  }
  const Maker at = service.at(described);
  const std::string id = "HttpApiAuthorizer" + alphanumeric(name);
  const Part properties = at.map({{"ApiId", api}, {"Name", at.text(name)}});
  Part source = tree.find(described, "identitySource");
  if (source.valid() && !tree.is_list(source)) source = at.list({source});
  maker.set(properties, "IdentitySource", source);
  if (result.type == "CUSTOM") {
    Part function = tree.find(described, "functionArn");
    if (!function.valid()) function = tree.find(described, "functionName");
    if (function.valid()) {
      function = function_arn(service, function);
      at.set(properties, "AuthorizerUri", invocation_uri(service, function));
      permission_for_authorizer(service, event, id, function);
    }
    at.set(properties, "AuthorizerType", at.text("REQUEST"));
  } else {
    at.set(properties, "AuthorizerType", at.text("JWT"));
    Part audience = tree.find(described, "audience");
    if (audience.valid() && !tree.is_list(audience)) audience = at.list({audience});
    at.set(properties, "JwtConfiguration",
           at.map({{"Issuer", tree.find(described, "issuerUrl")}, {"Audience", audience}}));
  }
  service.make(id, "AWS::ApiGatewayV2::Authorizer", properties, at.place());
  result.id = maker.ref(id);
  return result;
}

Authorization authorization_of_socket(Service& service, const Event& event, Part api) {
  Tree& tree = service.tree();
  const Part written = authorizer_of(service, event);
  Authorization result;
  if (!written.valid()) return result;
  const Maker maker = service.at(written);
  const std::string text(tree.text(written));
  if (upper_case(text) == kSigned) {
    result.type = kSigned;
    return result;
  }
  result.type = "CUSTOM";
  const Part arn = tree.find(written, "arn");
  std::string name = tree.is_map(written) ? service.text(written, {"name"}) : text;
  if (name.empty()) name = name_in(tree, arn);
  const std::string id = alphanumeric(name) + "WebsocketsAuthorizer";
  const Part function = authorizer_function(service, written, arn);
  if (!function.valid()) {
    service.malformed(maker.place(), "authorizer", "an authorizer needs a name or an arn");
    result.id = maker.unread(written);
    return result;
  }
  Part source = tree.find(written, "identitySource");
  service.make(id, "AWS::ApiGatewayV2::Authorizer",
               maker.map({{"ApiId", api},
                          {"Name", maker.text(name)},
                          {"AuthorizerType", maker.text("REQUEST")},
                          {"AuthorizerUri", invocation_uri(service, function)},
                          {"IdentitySource", source}}),
               maker.place());
  permission_for_authorizer(service, event, id, function);
  result.id = maker.ref(id);
  return result;
}

}  // namespace weir::cloudformation::serverless
