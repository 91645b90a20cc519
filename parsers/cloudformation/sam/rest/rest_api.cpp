// AWS::Serverless::Api: the API, its deployment and its stage.

#include "parsers/cloudformation/sam/rest/rest_api.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/resources.h"
#include "parsers/cloudformation/sam/rest/rest_parts.h"
#include "parsers/cloudformation/sam/rest/rest_security.h"

namespace weir::cloudformation::sam {
namespace {

class RestApi {
 public:
  RestApi(Expansion& expansion, const Macro& macro)
      : expansion_(expansion),
        tree_(expansion.tree()),
        macro_(macro),
        maker_(expansion.at(macro.place)) {}

  void expand() {
    check();
    const Part properties = tree_.map(macro_.place);
    set_endpoint(properties);
    set_definition(properties);
    maker_.take(properties, macro_.properties, {"BinaryMediaTypes", "MinimumCompressionSize"});
    for (const std::string_view key :
         {"FailOnWarnings", "Name", "Description", "Mode", "ApiKeySourceType", "Policy",
          "SecurityPolicy", "EndpointAccessMode"}) {
      if (is_given(tree_, own(key))) maker_.take(properties, macro_.properties, {key});
    }
    propagate_tags(expansion_, macro_, properties);
    expansion_.become(macro_, "AWS::ApiGateway::RestApi", properties);
    add_stage();
    permit_authorizers(expansion_, macro_);
    add_rest_domain(expansion_, macro_);
    add_usage_plan(expansion_, macro_, rest_stage_id(expansion_, macro_));
  }

 private:
  Part own(std::string_view key) { return tree_.find(macro_.properties, key); }
  bool says(std::string_view key) { return is_given(tree_, own(key)); }

  void wrong(std::string_view key, const std::string& what) {
    const Part part = own(key);
    expansion_.warn(part.valid() ? tree_.place(part) : macro_.place,
                    "API " + std::string(key) + what, "the API " + macro_.id + " " + what);
  }

  void check() {
    if (says("DefinitionUri") && says("DefinitionBody"))
      wrong("DefinitionUri", "has both a DefinitionUri and a DefinitionBody");
    if (says("DefinitionUri") && says("MergeDefinitions"))
      wrong("MergeDefinitions", "says MergeDefinitions, which needs a DefinitionBody");
    const Part version = own("OpenApiVersion");
    const std::string text(tree_.text(version));
    const bool known =
        is_openapi3(text) || (text.starts_with("2.") && is_openapi3("3" + text.substr(1)));
    if (says("OpenApiVersion") && tree_.is_scalar(version) && !known)
      wrong("OpenApiVersion", "has the OpenApiVersion " + text + ", expected one like 3.0.1");
  }

  void set_endpoint(Part properties) {
    const Part asked = own("EndpointConfiguration");
    if (!is_given(tree_, asked)) return;
    const Maker at = expansion_.at(asked, macro_.place);
    const Part own_type = tree_.is_map(asked) ? tree_.find(asked, "Type") : Part{};
    const Part type = own_type.valid() ? own_type : asked;
    const Part endpoint = at.map({{"Types", at.list({type})}});
    if (own_type.valid()) {
      Part links = tree_.find(asked, "VPCEndpointIds");
      const Part other = tree_.find(asked, "VpcEndpointIds");
      if (links.valid() && other.valid())
        wrong("EndpointConfiguration",
              "has an EndpointConfiguration with both VPCEndpointIds and VpcEndpointIds");
      at.set(endpoint, "VpcEndpointIds", is_given(tree_, links) ? links : other);
      at.take(endpoint, asked, {"IpAddressType"});
    }
    at.set(properties, "EndpointConfiguration", endpoint);
    at.set(properties, "Parameters", at.map({{"endpointConfigurationTypes", type}}));
  }

  void set_definition(Part properties) {
    const Part uri = own("DefinitionUri"), body = own("DefinitionBody");
    if (is_given(tree_, uri)) {
      for (const std::string_view key :
           {"Cors", "Auth", "GatewayResponses", "Models", "DisableExecuteApiEndpoint"}) {
        if (says(key) || tree_.kind(own(key)) == NodeKind::boolean)
          wrong(key, "says " + std::string(key) + ", which works only with a DefinitionBody");
      }
      if (tree_.is_map(uri) &&
          (!is_given(tree_, tree_.find(uri, "Bucket")) || !is_given(tree_, tree_.find(uri, "Key"))))
        wrong("DefinitionUri", "has a DefinitionUri without a Bucket or Key");
      const Part stored = stored_at(expansion_, uri, {"Bucket", "Key", "Version"});
      expansion_.at(uri, macro_.place).set(properties, "BodyS3Location", stored);
      return;
    }
    expansion_.at(body, macro_.place).set(properties, "Body", edited(body));
  }

  Part edited(Part body) {
    if (!tree_.is_map(body)) {
      if (!tree_.call(body)) wrong("DefinitionBody", "has a DefinitionBody that is not a map");
      for (const std::string_view key : {"Cors", "Auth", "GatewayResponses", "Models"}) {
        if (says(key))
          wrong(key, "says " + std::string(key) + ", and its DefinitionBody is not written here");
      }
      return body;
    }
    RestDefinition definition(expansion_, tree_.is_made(body) ? body : tree_.copy(body));
    if (macro_.managed) say_version(definition.body());
    add_cors(expansion_, macro_, definition);
    add_rest_security(expansion_, macro_, definition);
    add_gateway_responses(expansion_, macro_, definition);
    add_media_types(expansion_, macro_, definition);
    add_models(expansion_, macro_, definition);
    close_default_endpoint(expansion_, macro_, definition);
    move_for_openapi3(expansion_, macro_, definition);
    return definition.body();
  }

  void say_version(Part body) {
    const Part version = own("OpenApiVersion");
    if (!is_openapi3(tree_.text(version))) return;
    maker_.set(body, "openapi", version);
    tree_.remove(body, "swagger");
  }

  void add_stage() {
    const std::string deployment_id = macro_.id + "Deployment";
    const std::string stage_id = rest_stage_id(expansion_, macro_);
    const Part deployment = maker_.map({{"RestApiId", maker_.ref(macro_.id)}});
    if (!says("OpenApiVersion")) maker_.set(deployment, "StageName", maker_.text("Stage"));
    expansion_.make(macro_, deployment_id, "AWS::ApiGateway::Deployment", deployment, macro_.place);
    const Part stage = maker_.map(
        {{"RestApiId", maker_.ref(macro_.id)}, {"DeploymentId", maker_.ref(deployment_id)}});
    maker_.take(stage, macro_.properties,
                {"StageName", "CacheClusterEnabled", "CacheClusterSize", "Variables",
                 "MethodSettings", "AccessLogSetting", "CanarySetting", "TracingEnabled"});
    maker_.set(stage, "Tags", tag_list(expansion_, own("Tags")));
    expansion_.make(macro_, stage_id, "AWS::ApiGateway::Stage", stage,
                    expansion_.at(own("StageName"), macro_.place).place());
    expansion_.refer(macro_.id, "Stage", stage_id);
    expansion_.refer(macro_.id, "Deployment", deployment_id);
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  Maker maker_;
};

}  // namespace

std::string rest_stage_id(Expansion& expansion, const Macro& api) {
  Tree& tree = expansion.tree();
  const std::string_view name = tree.text(tree.find(api.properties, "StageName"));
  const bool plain =
      std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  return api.id + std::string(plain ? name : std::string_view()) + "Stage";
}

void expand_rest_api(Expansion& expansion, const Macro& macro) {
  RestApi(expansion, macro).expand();
}

}  // namespace weir::cloudformation::sam
