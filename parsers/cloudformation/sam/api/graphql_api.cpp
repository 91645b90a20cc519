// AWS::Serverless::GraphQLApi: the API, who may use it, its schema, keys, cache and domain.

#include "parsers/cloudformation/sam/api/graphql_api.h"

#include <array>

#include "parsers/cloudformation/sam/grants/connectors.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/resources.h"
#include "parsers/cloudformation/sam/role.h"

namespace weir::cloudformation::sam {
namespace {

/// A way to authenticate that needs a configuration.
struct Provider {
  std::string_view type;
  std::string_view key;   ///< of Auth
  std::string_view made;  ///< the API's property
};
constexpr std::array<Provider, 3> kProviders = {{
    {"AWS_LAMBDA", "LambdaAuthorizer", "LambdaAuthorizerConfig"},
    {"OPENID_CONNECT", "OpenIDConnect", "OpenIDConnectConfig"},
    {"AMAZON_COGNITO_USER_POOLS", "UserPool", "UserPoolConfig"},
}};

}  // namespace

Part GraphqlApi::own(std::string_view key) {
  const Part part = tree_.find(macro_.properties, key);
  return tree_.kind(part) == NodeKind::null ? Part{} : part;
}

void GraphqlApi::wrong(Span place, const std::string& what) {
  expansion_.warn(place, "GraphQL API " + what, "the GraphQL API " + macro_.id + " " + what);
}

std::vector<Entry> GraphqlApi::named(Part map, const std::string& what) {
  if (tree_.is_map(map)) return tree_.entries(map);
  if (map.valid() && tree_.kind(map) != NodeKind::null)
    wrong(tree_.place(map), "has " + what + " that must be a map");
  return {};
}

Part GraphqlApi::add(const std::string& id, std::string_view type, Part properties, Span place) {
  const Part made = expansion_.make(macro_, id, type, properties, place);
  expansion_.at(place).take(made, macro_.resource, {"DependsOn", "Metadata"});
  return made;
}

Part GraphqlApi::api_id(const Maker& at) { return at.get_att(macro_.id, "ApiId"); }

void GraphqlApi::expand() {
  make_api();
  make_schema();
  make_keys();
  make_cache();
  make_data_sources();
  make_domain();
  make_functions();
  make_resolvers();
}

void GraphqlApi::make_api() {
  const Part properties = tree_.map(macro_.place);
  maker_.set(properties, "Name", own("Name").valid() ? own("Name") : maker_.text(macro_.id));
  maker_.take(properties, macro_.properties,
              {"Visibility", "OwnerContact", "XrayEnabled", "IntrospectionConfig",
               "QueryDepthLimit", "ResolverCountLimit"});
  authenticate(properties);
  const Part tags = tree_.list(macro_.place);
  if (const Part own_tags = tag_list(expansion_, own("Tags")); own_tags.valid())
    for (const Entry& entry : std::vector<Entry>(tree_.entries(own_tags)))
      tree_.add(tags, entry.value);
  tree_.add(tags, maker_.map({{"Key", maker_.text("graphqlapi:createdBy")},
                              {"Value", maker_.text("SAM")}}));
  maker_.set(properties, "Tags", tags);
  maker_.set(properties, "LogConfig", logging());
  expansion_.become(macro_, "AWS::AppSync::GraphQLApi", properties);
}

void GraphqlApi::authenticate(Part properties) {
  const Part auth = own("Auth");
  if (!tree_.is_map(auth)) return;
  add_provider(properties, auth, false);
  const Part additional = tree_.find(auth, "Additional");
  if (!tree_.is_list(additional)) return;
  const Part all = tree_.list(tree_.place(additional));
  for (const Entry& entry : std::vector<Entry>(tree_.entries(additional))) {
    const Part one = tree_.map(entry.place);
    add_provider(one, entry.value, true);
    tree_.add(all, one);
  }
  if (!tree_.entries(all).empty()) maker_.set(properties, "AdditionalAuthenticationProviders", all);
}

void GraphqlApi::add_provider(Part to, Part auth, bool additional) {
  const Maker at = expansion_.at(auth, macro_.place);
  const Part type = tree_.find(auth, "Type");
  if (!type.valid()) wrong(at.place(), "has an Auth that needs a Type");
  at.set(to, "AuthenticationType", type);
  const std::string name = expansion_.known_text(type).value_or("");
  int configurations = 0;
  for (const Provider& provider : kProviders) {
    const Part written = tree_.find(auth, provider.key);
    if (written.valid()) ++configurations;
    if (name != provider.type) continue;
    if (!written.valid())
      wrong(at.place(),
            "has an Auth of the Type " + name + ", which needs " + std::string(provider.key));
    Part taken = written;
    if (additional && provider.type == "AMAZON_COGNITO_USER_POOLS" && tree_.is_map(written)) {
      taken = tree_.copy(written);
      tree_.remove(taken, "DefaultAction");
    }
    at.set(to, provider.made, taken);
    const Part uri = tree_.find(written, "AuthorizerUri");
    if (provider.type == "AWS_LAMBDA" && uri.valid()) connect_authorizer(uri, at.place());
  }
  if (configurations > 1) wrong(at.place(), "has an Auth with several configurations");
}

/// The API may invoke the authorizer.
void GraphqlApi::connect_authorizer(Part function_arn, Span place) {
  const Maker at = expansion_.at(place);
  const Part source = at.map({{"Type", at.text("AWS::AppSync::GraphQLApi")},
                              {"Arn", at.ref(macro_.id)},
                              {"ResourceId", api_id(at)}});
  const Part destination =
      at.map({{"Type", at.text("AWS::Lambda::Function")}, {"Arn", function_arn}});
  expansion_.add_macro(macro_.id + "ToLambdaAuthConnector" + std::to_string(++authorizers_),
                       kConnectorType,
                       at.map({{"Source", source},
                               {"Destination", destination},
                               {"Permissions", at.list({at.text("Write")})}}),
                       place);
}

Part GraphqlApi::logging() {
  const Part written = own("Logging");
  if (written.valid() && expansion_.known_boolean(written) == false) return {};
  const Maker at = expansion_.at(written, macro_.place);
  const Part config = tree_.map(at.place());
  for (const Entry& entry : tree_.entries(written)) {
    if (entry.key != "ExcludeVerboseContent" && entry.key != "FieldLogLevel" &&
        entry.key != "CloudWatchLogsRoleArn")
      wrong(entry.place, "has Logging with " + entry.key + ", which is not known here");
  }
  at.take(config, written, {"ExcludeVerboseContent", "FieldLogLevel", "CloudWatchLogsRoleArn"});
  if (!tree_.find(config, "FieldLogLevel").valid()) at.set(config, "FieldLogLevel", at.text("ALL"));
  if (tree_.find(config, "CloudWatchLogsRoleArn").valid()) return config;
  const std::string id = macro_.id + "CloudWatchRole";
  add(id, "AWS::IAM::Role",
      at.map({{"AssumeRolePolicyDocument", trust_policy(at, "appsync.amazonaws.com")},
              {"ManagedPolicyArns",
               at.list({managed_policy(at, "service-role/AWSAppSyncPushToCloudWatchLogs")})}}),
      at.place());
  at.set(config, "CloudWatchLogsRoleArn", at.get_att(id, "Arn"));
  return config;
}

void GraphqlApi::make_schema() {
  const Part text = own("SchemaInline"), location = own("SchemaUri");
  if (text.valid() == location.valid())
    wrong(macro_.place, text.valid() ? "has a SchemaInline and a SchemaUri, expected one of them"
                                     : "needs a SchemaInline or a SchemaUri");
  const Maker at = expansion_.at(text.valid() ? text : location, macro_.place);
  add(macro_.id + "Schema", "AWS::AppSync::GraphQLSchema",
      at.map({{"ApiId", api_id(at)}, {"Definition", text}, {"DefinitionS3Location", location}}),
      at.place());
}

void GraphqlApi::make_keys() {
  for (const Entry& entry : named(own("ApiKeys"), "ApiKeys")) {
    const Maker at = expansion_.at(entry.place);
    const Part key = at.map({{"ApiId", api_id(at)}});
    at.take(key, entry.value, {"ApiKeyId", "Description"});
    at.set(key, "Expires", tree_.find(entry.value, "ExpiresOn"));
    add(macro_.id + entry.key, "AWS::AppSync::ApiKey", key, entry.place);
  }
}

void GraphqlApi::make_cache() {
  const Part written = own("Cache");
  if (!written.valid()) return;
  const Maker at = expansion_.at(written, macro_.place);
  const Part cache = at.map({{"ApiId", api_id(at)}});
  at.take(
      cache, written,
      {"ApiCachingBehavior", "Type", "Ttl", "AtRestEncryptionEnabled", "TransitEncryptionEnabled"});
  add(macro_.id + "ApiCache", "AWS::AppSync::ApiCache", cache, at.place());
}

void GraphqlApi::make_domain() {
  const Part written = own("DomainName");
  if (!written.valid()) return;
  const Maker at = expansion_.at(written, macro_.place);
  const Part domain = tree_.map(at.place());
  at.take(domain, written, {"CertificateArn", "DomainName", "Description"});
  const std::string id = macro_.id + "DomainName";
  add(id, "AWS::AppSync::DomainName", domain, at.place());
  add(macro_.id + "DomainNameApiAssociation", "AWS::AppSync::DomainNameApiAssociation",
      at.map({{"ApiId", api_id(at)}, {"DomainName", at.ref(id)}}), at.place());
}

void expand_graphql_api(Expansion& expansion, const Macro& macro) {
  GraphqlApi(expansion, macro).expand();
}

}  // namespace weir::cloudformation::sam
