// The plugin serverless-appsync-plugin: `appSync`, or `custom.appSync` of its first version.

#include "parsers/cloudformation/serverless/plugins/graph_api.h"

#include <array>
#include <utility>

namespace weir::cloudformation::serverless {
namespace {

constexpr std::string_view kAppSync = "serverless-appsync-plugin";

class GraphApiWriter {
 public:
  GraphApiWriter(Service& service, Part written, std::string prefix)
      : service_(service),
        tree_(service.tree()),
        maker_(service.at(written)),
        api_{std::move(prefix), written, {}} {}

  void write() {
    const Part existing = own("apiId");
    api_.id = existing.valid() ? existing : maker_.get_att(api_.made("GraphQlApi"), "ApiId");
    if (!existing.valid()) {
      write_api();
      write_domain();
      write_api_firewall(service_, api_);
    }
    write_data_sources(service_, api_);
    write_resolvers(service_, api_);
  }

 private:
  Part own(std::string_view key) { return tree_.find(api_.written, key); }
  Part own(std::string_view key, std::string_view before) {
    const Part found = own(key);
    return found.valid() ? found : own(before);
  }

  void write_api() {
    const Part properties = maker_.map({{"Name", own("name")}});
    const Part asked = own("authentication");
    for (const Entry& entry :
         std::vector<Entry>(tree_.entries(provider(asked.valid() ? asked : api_.written))))
      tree_.set(properties, entry);
    if (!tree_.find(properties, "AuthenticationType").valid())
      service_.malformed(maker_.place(), "appSync", "an API needs an authentication with a type");
    const Part more = own("additionalAuthentications", "additionalAuthenticationProviders");
    std::vector<Part> providers;
    for (const Entry& one : std::vector<Entry>(tree_.entries(more)))
      providers.push_back(provider(one.value));
    if (!providers.empty())
      maker_.set(properties, "AdditionalAuthenticationProviders", maker_.list(providers));
    maker_.set(properties, "LogConfig", logs());
    maker_.set(properties, "XrayEnabled", own("xrayEnabled"));
    maker_.set(properties, "Visibility", own("visibility"));
    maker_.set(properties, "QueryDepthLimit", own("queryDepthLimit"));
    maker_.set(properties, "ResolverCountLimit", own("resolverCountLimit"));
    maker_.set(properties, "EnvironmentVariables", own("environment"));
    if (tree_.text(own("introspection")) == "false")
      maker_.set(properties, "IntrospectionConfig", maker_.text("DISABLED"));
    service_.make(api_.made("GraphQlApi"), "AWS::AppSync::GraphQLApi", properties, maker_.place());
  }

  /// How callers are asked who they are: `{type, config}`, or the first version's form.
  Part provider(Part written) {
    const Maker at = service_.at(written);
    Part type = tree_.find(written, "type");
    if (!type.valid()) type = tree_.find(written, "authenticationType");
    const auto config = [&](std::string_view before) {
      const Part beside = tree_.find(written, before), one = tree_.find(written, "config");
      return beside.valid() ? beside : one;
    };
    const std::string_view kind = tree_.text(type);
    const Part result = at.map({{"AuthenticationType", type}});
    if (kind == "AMAZON_COGNITO_USER_POOLS")
      at.set(result, "UserPoolConfig",
             at.map({{"UserPoolId", tree_.find(config("userPoolConfig"), "userPoolId")},
                     {"AwsRegion", tree_.find(config("userPoolConfig"), "awsRegion")}}));
    if (kind == "OPENID_CONNECT")
      at.set(result, "OpenIDConnectConfig",
             at.map({{"Issuer", tree_.find(config("openIdConnectConfig"), "issuer")},
                     {"ClientId", tree_.find(config("openIdConnectConfig"), "clientId")}}));
    if (kind == "AWS_LAMBDA")
      at.set(result, "LambdaAuthorizerConfig", authorizer(config("lambdaAuthorizerConfig"), at));
    return result;
  }

  Part authorizer(Part config, const Maker& at) {
    const Part function =
        function_of_api(service_, config, service_.text(api_.written, {"name"}) + "Authorizer");
    if (!function.valid()) {
      service_.malformed(at.place(), "authentication",
                         "the authentication AWS_LAMBDA needs a function");
      return at.map({{"AuthorizerUri", at.unread(at.text(""))}});
    }
    service_.make(api_.made("LambdaAuthorizerPermission"), "AWS::Lambda::Permission",
                  at.map({{"FunctionName", function},
                          {"Action", at.text("lambda:InvokeFunction")},
                          {"Principal", at.text("appsync.amazonaws.com")},
                          {"SourceArn", at.ref(api_.made("GraphQlApi"))}}),
                  at.place());
    return at.map(
        {{"AuthorizerUri", function},
         {"AuthorizerResultTtlInSeconds", tree_.find(config, "authorizerResultTtlInSeconds")}});
  }

  Part logs() {
    const Part written = own("logging", "logConfig");
    if (!tree_.is_map(written) || service_.text(written, {"enabled"}) == "false") return {};
    const Maker at = service_.at(written);
    const Part verbose = tree_.find(written, "excludeVerboseContent");
    Part role = tree_.find(written, "roleArn");
    if (!role.valid()) role = tree_.find(written, "loggingRoleArn");
    return at.map({{"FieldLogLevel", tree_.find(written, "level")},
                   {"CloudWatchLogsRoleArn", role},
                   {"ExcludeVerboseContent", verbose.valid() ? verbose : at.boolean(false)}});
  }

  void write_domain() {
    const Part written = own("domain");
    if (!tree_.is_map(written) || service_.text(written, {"enabled"}) == "false") return;
    const Maker at = service_.at(written);
    const std::string id = api_.made("GraphQlDomainName");
    service_.make(id, "AWS::AppSync::DomainName",
                  at.map({{"DomainName", tree_.find(written, "name")},
                          {"CertificateArn", tree_.find(written, "certificateArn")}}),
                  at.place());
    service_.make(api_.made("GraphQlDomainAssociation"), "AWS::AppSync::DomainNameApiAssociation",
                  at.map({{"ApiId", api_.id}, {"DomainName", at.ref(id)}}), at.place());
  }

  Service& service_;
  Tree& tree_;
  Maker maker_;
  GraphApi api_;
};

}  // namespace

Part function_of_api(Service& service, Part config, const std::string& key) {
  Tree& tree = service.tree();
  for (const std::string_view arn : {"functionArn", "lambdaFunctionArn"})
    if (const Part written = tree.find(config, arn); written.valid()) return written;
  if (const Part named = tree.find(config, "functionName"); named.valid()) {
    if (tree.is_scalar(named) && service.function(tree.text(named)) == nullptr)
      service.malformed(
          tree.place(named), tree.text(named),
          "the service has no function " + std::string(tree.text(named)) + ", which its API names");
    return function_arn(service, named);
  }
  const Part described = tree.find(config, "function");
  if (!tree.is_map(described)) return {};
  service.add_function({key, tree.place(described), described, kNoNode});
  const Function* function = service.function(key);
  return function == nullptr ? Part{} : service.at(described).get_att(function->id, "Arn");
}

void write_graph_apis(Service& service) {
  Tree& tree = service.tree();
  for (const Part written :
       {service.read_by(kAppSync, {"appSync"}), service.read_by(kAppSync, {"custom", "appSync"})}) {
    if (tree.is_map(written)) GraphApiWriter(service, written, "").write();
    if (!tree.is_list(written)) continue;
    for (const Entry& one : std::vector<Entry>(tree.entries(written)))
      if (tree.is_map(one.value))
        GraphApiWriter(service, one.value, alphanumeric(service.text(one.value, {"name"}))).write();
  }
}

}  // namespace weir::cloudformation::serverless
