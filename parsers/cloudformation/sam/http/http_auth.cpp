#include "parsers/cloudformation/sam/http/http_auth.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kAuthorizer = "x-amazon-apigateway-authorizer";
constexpr std::string_view kIam = "AWS_IAM";
constexpr std::array<std::string_view, 3> kAuthKeys = {"Authorizers", "DefaultAuthorizer",
                                                       "EnableIamAuthorizer"};
/// What only an authorizer with a JwtConfiguration has, and what only one with a function has.
constexpr std::array<std::string_view, 2> kOfTokens = {"AuthorizationScopes", "IdentitySource"};
constexpr std::array<std::string_view, 6> kOfFunctions = {"FunctionArn",
                                                          "FunctionInvokeRole",
                                                          "Identity",
                                                          "AuthorizerPayloadFormatVersion",
                                                          "EnableSimpleResponses",
                                                          "EnableFunctionDefaultPermissions"};
/// Where an authorizer's function finds who asks: the key of Identity, and what stands before each.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSources = {
    {{"Headers", "$request.header."},
     {"QueryStrings", "$request.querystring."},
     {"StageVariables", "$stageVariables."},
     {"Context", "$context."}}};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

HttpAuth::HttpAuth(Expansion& expansion, const Macro& macro)
    : expansion_(expansion), tree_(expansion.tree()), macro_(macro) {
  auth_ = tree_.find(macro.properties, "Auth");
  if (tree_.kind(auth_) == NodeKind::null) auth_ = {};
  iam_ = expansion.known_boolean(tree_.find(auth_, "EnableIamAuthorizer")).value_or(false);
  authorizers_ = tree_.find(auth_, "Authorizers");
  if (tree_.kind(authorizers_) == NodeKind::null) authorizers_ = {};
}

void HttpAuth::check() {
  if (!auth_.valid()) return;
  if (!tree_.is_map(auth_)) return wrong(tree_.place(auth_), "must be a map");
  for (const Entry& entry : tree_.entries(auth_)) {
    if (std::find(kAuthKeys.begin(), kAuthKeys.end(), entry.key) == kAuthKeys.end())
      wrong(entry.place, "has " + entry.key +
                             ", expected Authorizers, DefaultAuthorizer and EnableIamAuthorizer");
  }
  if (authorizers_.valid() && !tree_.is_map(authorizers_))
    wrong(tree_.place(authorizers_), "has Authorizers that are no map");
  for (const Entry& entry : std::vector<Entry>(tree_.entries(authorizers_)))
    check_authorizer(entry.key, entry.value, entry.place);
}

void HttpAuth::wrong(Span place, const std::string& what) {
  expansion_.warn(place, "Auth " + what, "Auth of " + macro_.id + " " + what);
}

void HttpAuth::describe(HttpDefinition& definition) {
  if (!iam_ && !tree_.is_map(authorizers_)) return;
  const Part components = definition.section(definition.body(), "components");
  const Part written = tree_.find(components, "securitySchemes");
  const Maker at = expansion_.at(auth_, macro_.place);
  const Part schemes = tree_.is_map(written) ? tree_.copy(written) : at.map({});
  if (iam_) {
    at.set(schemes, kIam,
           at.map({{"type", at.text("apiKey")},
                   {"name", at.text("Authorization")},
                   {"in", at.text("header")},
                   {"x-amazon-apigateway-authtype", at.text("awsSigv4")}}));
  }
  for (const Entry& entry : std::vector<Entry>(tree_.entries(authorizers_))) {
    if (!tree_.is_map(entry.value)) continue;
    const Maker maker = expansion_.at(entry.place);
    maker.set(schemes, entry.key, scheme(entry.value, maker));
  }
  at.set(components, "securitySchemes", schemes);
}

void HttpAuth::check_authorizer(const std::string& name, Part authorizer, Span place) {
  const std::string which = "has an authorizer " + name;
  if (!tree_.is_map(authorizer)) return wrong(place, which + " that is no map");
  const Part tokens = tree_.find(authorizer, "JwtConfiguration");
  const bool with_tokens = tokens.valid();
  if (with_tokens && !tree_.is_map(tokens))
    wrong(tree_.place(tokens), which + " whose JwtConfiguration is no map");
  if (tree_.find(authorizer, "OpenIdConnectUrl").valid())
    wrong(place, which + " with an OpenIdConnectUrl, which is no property any more");
  const auto excess = [&](auto& keys, const std::string& kind) {
    for (const std::string_view key : keys) {
      if (const Part part = tree_.find(authorizer, key); part.valid())
        wrong(tree_.place(part), which + " with " + std::string(key) + ", which only one " + kind);
    }
  };
  if (with_tokens) {
    excess(kOfFunctions, "with a function has");
    if (!tree_.find(authorizer, "IdentitySource").valid())
      wrong(place, which + " that needs an IdentitySource");
    const Part scopes = tree_.find(authorizer, "AuthorizationScopes");
    if (scopes.valid() && !tree_.is_list(scopes))
      wrong(tree_.place(scopes), which + " whose AuthorizationScopes are no list");
  } else {
    excess(kOfTokens, "with a JwtConfiguration has");
    for (const std::string_view key : {"FunctionArn", "AuthorizerPayloadFormatVersion"}) {
      if (!tree_.find(authorizer, key).valid())
        wrong(place, which + " that needs a JwtConfiguration, or the " + std::string(key) +
                         " of a function");
    }
    const Part permissions = tree_.find(authorizer, "EnableFunctionDefaultPermissions");
    if (permissions.valid() && !expansion_.known_boolean(permissions))
      wrong(tree_.place(permissions),
            which + " whose EnableFunctionDefaultPermissions is neither true nor false");
  }
}

Part HttpAuth::scheme(Part authorizer, const Maker& maker) {
  return tree_.find(authorizer, "JwtConfiguration").valid() ? jwt_scheme(authorizer, maker)
                                                            : function_scheme(authorizer, maker);
}

Part HttpAuth::jwt_scheme(Part authorizer, const Maker& maker) {
  const Part configuration = tree_.map(maker.place());
  for (const Entry& entry :
       std::vector<Entry>(tree_.entries(tree_.find(authorizer, "JwtConfiguration"))))
    tree_.set(configuration, lower(entry.key), entry.value, entry.place);
  const Part details = maker.map({{"jwtConfiguration", configuration},
                                  {"identitySource", tree_.find(authorizer, "IdentitySource")},
                                  {"type", maker.text("jwt")}});
  return maker.map({{"type", maker.text("oauth2")}, {kAuthorizer, details}});
}

Part HttpAuth::function_scheme(Part authorizer, const Maker& maker) {
  const auto own = [&](std::string_view key) { return tree_.find(authorizer, key); };
  Part uri;
  if (own("FunctionArn").valid()) {
    uri = maker.call(
        "Fn::Sub",
        maker.list({maker.text("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/"
                               "2015-03-31/functions/${__FunctionArn__}/invocations"),
                    maker.map({{"__FunctionArn__", own("FunctionArn")}})}));
  }
  const Part details = maker.map({{"type", maker.text("request")}, {"authorizerUri", uri}});
  if (tree_.text(own("FunctionInvokeRole")) != "NONE")
    maker.set(details, "authorizerCredentials", own("FunctionInvokeRole"));
  if (const Part identity = own("Identity"); tree_.is_map(identity)) {
    maker.set(details, "authorizerResultTtlInSeconds", tree_.find(identity, "ReauthorizeEvery"));
    maker.set(details, "identitySource", identity_sources(identity));
  } else if (identity.valid() && tree_.kind(identity) != NodeKind::null) {
    wrong(tree_.place(identity), "has an authorizer whose Identity is no map");
  }
  maker.set(details, "authorizerPayloadFormatVersion", own("AuthorizerPayloadFormatVersion"));
  if (const Part simple = own("EnableSimpleResponses");
      expansion_.known_boolean(simple).value_or(true))
    maker.set(details, "enableSimpleResponses", simple);
  return maker.map({{"type", maker.text("apiKey")},
                    {"name", maker.text("Unused")},
                    {"in", maker.text("header")},
                    {kAuthorizer, details}});
}

Part HttpAuth::identity_sources(Part identity) {
  const Part list = tree_.list(tree_.place(identity));
  for (const auto& [key, prefix] : kSources) {
    const Part names = tree_.find(identity, key);
    const bool texts = tree_.is_list(names);
    if (names.valid() && !texts && tree_.kind(names) != NodeKind::null)
      wrong(tree_.place(names), "has an Identity whose " + std::string(key) + " are no list");
    if (!texts) continue;
    for (const Entry& entry : std::vector<Entry>(tree_.entries(names))) {
      if (!tree_.is_scalar(entry.value)) {
        wrong(entry.place,
              "has an Identity with something else than a text in " + std::string(key));
        continue;
      }
      const Maker maker = expansion_.at(entry.place);
      tree_.add(list, maker.text(std::string(prefix) + std::string(tree_.text(entry.value))));
    }
  }
  return list;
}

bool HttpAuth::is_known(std::string_view authorizer) {
  return (authorizer == kIam && iam_) || tree_.find(authorizers_, authorizer).valid();
}

Part HttpAuth::scopes(std::string_view authorizer, Part own) {
  const Maker maker = expansion_.at(auth_, macro_.place);
  if (authorizer == kIam || authorizer == "NONE") return maker.list({});
  if (!tree_.entries(own).empty()) return own;
  const Part all = tree_.find(authorizers_, {authorizer, "AuthorizationScopes"});
  return tree_.is_list(all) ? all : maker.list({});
}

void HttpAuth::secure(const Event& event, Part own, Part operation) {
  const Maker at = expansion_.at(own, event.place);
  for (const Part whole : {own, auth_}) {
    if (tree_.call(whole)) return at.set(operation, "security", at.unread(whole));
  }
  const Part fallback = tree_.find(auth_, "DefaultAuthorizer");
  Part named = tree_.find(own, "Authorizer");
  if (!named.valid() || tree_.kind(named) == NodeKind::null) named = fallback;
  const std::string name = expansion_.known_text(named).value_or("");
  const Span place = tree_.place(own);
  if (!named.valid() || (name.empty() && !fallback.valid()))
    return wrong(place,
                 "has no DefaultAuthorizer, and Auth of " + event.id + " names no Authorizer");
  if (name == "NONE" ? !fallback.valid() : !is_known(name))
    wrong(place, "does not have the authorizer " + name + " of " + event.id);
  const Part own_scopes = tree_.find(own, "AuthorizationScopes");
  if (own_scopes.valid() && !tree_.is_list(own_scopes))
    expansion_.warn(tree_.place(own_scopes), "AuthorizationScopes",
                    "AuthorizationScopes of " + event.id + " must be a list of texts");
  if (name.empty()) return at.set(operation, "security", at.unread(named));
  const Part written = tree_.find(operation, "security");
  const Part security = tree_.is_list(written) ? tree_.copy(written) : at.list({});
  tree_.add(security, at.map({{name, scopes(name, own_scopes)}}));
  at.set(operation, "security", security);
}

void HttpAuth::secure_rest(HttpDefinition& definition) {
  const bool whole = tree_.call(auth_).has_value();
  const Part named = whole ? auth_ : tree_.find(auth_, "DefaultAuthorizer");
  if (!named.valid() || tree_.kind(named) == NodeKind::null || is_no_value(tree_, named)) return;
  const std::string name = whole ? "" : expansion_.known_text(named).value_or("");
  if (!whole && (name.empty() || !is_known(name)))
    wrong(tree_.place(named), "has the DefaultAuthorizer " + name + ", which is none of its own");
  const Maker maker = expansion_.at(named, macro_.place);
  const Part security =
      name.empty() ? maker.unread(named) : maker.list({maker.map({{name, scopes(name, {})}})});
  for (const Part operation : definition.operations()) {
    const Part own = tree_.find(operation, "security");
    if (tree_.entries(own).empty()) maker.set(operation, "security", security);
  }
}

void HttpAuth::permit() {
  for (const Entry& entry : std::vector<Entry>(tree_.entries(authorizers_))) {
    const Part wanted = tree_.find(entry.value, "EnableFunctionDefaultPermissions");
    const Part function = tree_.find(entry.value, "FunctionArn");
    if (!function.valid() || !expansion_.known_boolean(wanted).value_or(false)) continue;
    permit_authorizer(expansion_, macro_, macro_.id + entry.key + "AuthorizerPermission", function,
                      entry.place);
  }
}

void permit_authorizer(Expansion& expansion, const Macro& api, const std::string& id,
                       Part function_arn, Span place) {
  const Maker maker = expansion.at(place);
  const Part source = maker.call(
      "Fn::Sub", maker.list({maker.text("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::"
                                        "AccountId}:${__ApiId__}/authorizers/*"),
                             maker.map({{"__ApiId__", maker.ref(api.id)}})}));
  expansion.make(api, id, "AWS::Lambda::Permission",
                 maker.map({{"Action", maker.text("lambda:InvokeFunction")},
                            {"FunctionName", function_arn},
                            {"Principal", maker.text("apigateway.amazonaws.com")},
                            {"SourceArn", source}}),
                 place);
}

}  // namespace weir::cloudformation::sam
