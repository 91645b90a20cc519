// AWS::Serverless::HttpApi: the API with its description, stage, domain and permissions.

#include "parsers/cloudformation/sam/http/http_api.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "parsers/cloudformation/sam/api/domain_name.h"
#include "parsers/cloudformation/sam/http/http_auth.h"
#include "parsers/cloudformation/sam/http/http_definition.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/resources.h"

namespace weir::cloudformation::sam {

const ApiKind kHttpApis{.type = "AWS::Serverless::HttpApi",
                        .event = "HttpApi",
                        .reference = "ApiId",
                        .implicit = "ServerlessHttpApi",
                        .stage = {},
                        .path = kDefaultPath,
                        .definition = empty_http_definition};

namespace {

constexpr std::string_view kCorsExtension = "x-amazon-apigateway-cors";
constexpr std::string_view kTagValue = "x-amazon-apigateway-tag-value";
constexpr std::string_view kEndpoint = "x-amazon-apigateway-endpoint-configuration";
/// What needs a description in the template, since it is written into it.
constexpr std::array<std::string_view, 6> kInDefinition = {
    "CorsConfiguration", "Auth", "Tags", "Name", "Description", "DisableExecuteApiEndpoint"};
/// CorsConfiguration's properties, and what a description calls them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kCorsKeys = {
    {{"AllowOrigins", "allowOrigins"},
     {"AllowHeaders", "allowHeaders"},
     {"AllowMethods", "allowMethods"},
     {"ExposeHeaders", "exposeHeaders"},
     {"MaxAge", "maxAge"},
     {"AllowCredentials", "allowCredentials"}}};

class HttpApi {
 public:
  HttpApi(Expansion& expansion, const Macro& macro)
      : expansion_(expansion),
        tree_(expansion.tree()),
        macro_(macro),
        maker_(expansion.at(macro.place)),
        definition_(expansion, macro),
        auth_(expansion, macro) {}

  void expand() {
    check();
    auth_.check();
    Part tags = own("Tags");
    if (definition_.is_valid()) {
      tags = all_tags(tags);
      describe(tags);
    }
    const Part properties = tree_.map(macro_.place);
    if (const Part uri = own("DefinitionUri"); uri.valid() && !definition_.is_there()) {
      expansion_.at(uri, macro_.place)
          .set(properties, "BodyS3Location",
               stored_at(expansion_, uri, {"Bucket", "Key", "Version"}));
    } else {
      maker_.set(properties, "Body", tree_.find(macro_.properties, "DefinitionBody"));
    }
    if (given("FailOnWarnings")) maker_.take(properties, macro_.properties, {"FailOnWarnings"});
    expansion_.become(macro_, "AWS::ApiGatewayV2::Api", properties);
    auth_.permit();
    const std::string stage = stage_id();
    expansion_.refer(macro_.id, "Stage", stage);
    expand_domain(expansion_, macro_, stage, definition_.is_valid() ? tags : created_by({}));
    make_stage(stage, tags);
  }

 private:
  Part own(std::string_view key) {
    const Part part = tree_.find(macro_.properties, key);
    return tree_.kind(part) == NodeKind::null ? Part{} : part;
  }
  bool given(std::string_view key) { return is_given(tree_, own(key)); }

  void wrong(std::string_view key, const std::string& what) {
    const Part part = own(key);
    expansion_.warn(part.valid() ? tree_.place(part) : macro_.place, "HTTP API " + std::string(key),
                    "the HTTP API " + macro_.id + " " + what);
  }

  void check() {
    const bool there = definition_.is_there();
    if (there && given("DefinitionUri"))
      wrong("DefinitionUri", "has a DefinitionBody and a DefinitionUri, expected one of them");
    const bool valid = definition_.is_valid();
    for (const std::string_view key : kInDefinition) {
      if (valid || !own(key).valid() || (there && !given(key))) continue;
      wrong(key, "has " + std::string(key) + ", which needs " +
                     (there ? "an OpenAPI 3 description as DefinitionBody"
                            : "the description as DefinitionBody"));
    }
    if (const Part uri = own("DefinitionUri");
        tree_.is_map(uri) &&
        (!tree_.find(uri, "Bucket").valid() || !tree_.find(uri, "Key").valid()))
      wrong("DefinitionUri", "has a DefinitionUri that needs a Bucket and a Key");
  }

  void describe(Part tags) {
    if (const Part cors = own("CorsConfiguration"); is_given(tree_, cors)) describe_cors(cors);
    auth_.describe(definition_);
    auth_.secure_rest(definition_);
    describe_tags(tags);
    describe_endpoint();
    describe_info();
    if (expansion_.known_boolean(own("FailOnWarnings")).value_or(false))
      definition_.rename_default_path();
  }

  void describe_cors(Part cors) {
    const Maker at = expansion_.at(cors, macro_.place);
    if (expansion_.known_boolean(cors) == false) return;
    const Part all = definition_.section(definition_.body(), kCorsExtension);
    if (tree_.is_map(cors)) return describe_cors_map(cors, all);
    const std::optional<PartCall> call = tree_.call(cors);
    if (call && call->function == "If") {
      return at.set(definition_.body(), kCorsExtension, renamed_in_branches(*call, at));
    }
    at.set(all, "allowOrigins", at.list({at.text("*")}));
    if (tree_.is_list(cors) || (tree_.is_scalar(cors) && tree_.kind(cors) != NodeKind::boolean))
      wrong("CorsConfiguration", "has a CorsConfiguration that is neither true nor a map");
  }

  void describe_cors_map(Part cors, Part all) {
    for (const Entry& entry : std::vector<Entry>(tree_.entries(cors))) {
      const auto known = std::find_if(kCorsKeys.begin(), kCorsKeys.end(),
                                      [&](const auto& key) { return key.first == entry.key; });
      if (known == kCorsKeys.end())
        expansion_.warn(entry.place, "CorsConfiguration",
                        "CorsConfiguration of " + macro_.id + " has " + entry.key +
                            ", which is not known here");
      if (known != kCorsKeys.end() && tree_.kind(entry.value) != NodeKind::null)
        tree_.set(all, known->second, entry.value, entry.place);
    }
    const std::vector<Entry>& origins = tree_.entries(tree_.find(cors, "AllowOrigins"));
    if (expansion_.known_boolean(tree_.find(cors, "AllowCredentials")).value_or(false) &&
        origins.size() == 1 && tree_.text(origins.front().value) == "*")
      wrong("CorsConfiguration", "has AllowCredentials for every origin");
  }

  Part renamed_in_branches(const PartCall& call, const Maker& at) {
    std::vector<Part> all;
    for (const Entry& entry : std::vector<Entry>(tree_.entries(call.argument))) {
      all.push_back(entry.value);
      if (!tree_.is_map(entry.value)) continue;
      all.back() = tree_.map(tree_.place(entry.value));
      describe_cors_map(entry.value, all.back());
    }
    return at.call("Fn::If", at.list(all));
  }

  Part created_by(Part tags) {
    const Part all = tree_.is_map(tags) ? tree_.copy(tags) : maker_.map({});
    maker_.set(all, "httpapi:createdBy", maker_.text("SAM"));
    return all;
  }
  Part all_tags(Part tags) { return tree_.call(tags) ? tags : created_by(tags); }

  void describe_tags(Part tags) {
    const Part body = definition_.body();
    const Part written = tree_.find(body, "tags");
    const Part all = tree_.list(macro_.place);
    if (written.valid() && !tree_.is_list(written) && tree_.kind(written) != NodeKind::null)
      wrong("DefinitionBody", "has a description whose tags are no list");
    std::set<std::string, std::less<>> known;
    for (const Entry& entry : std::vector<Entry>(tree_.entries(written))) {
      const std::string name(tree_.text(tree_.find(entry.value, "name")));
      const Part value = tree_.find(tags, name);
      const bool own_tag = value.valid() && tree_.is_map(entry.value);
      const Part tag = own_tag ? tree_.copy(entry.value) : entry.value;
      if (own_tag && known.insert(name).second)
        expansion_.at(value, macro_.place).set(tag, kTagValue, value);
      tree_.add(all, tag);
    }
    for (const Entry& entry : std::vector<Entry>(tree_.entries(tags))) {
      if (known.count(entry.key) != 0) continue;
      const Maker at = expansion_.at(entry.place);
      tree_.add(all, at.map({{"name", at.text(entry.key)}, {kTagValue, entry.value}}));
    }
    maker_.set(body, "tags", all);
  }

  void describe_endpoint() {
    const Part disabled = own("DisableExecuteApiEndpoint");
    if (!disabled.valid()) return;
    const Maker at = expansion_.at(disabled, macro_.place);
    const Part body = definition_.body();
    const Part written = tree_.find(body, "servers");
    const Part servers = tree_.list(macro_.place);
    const std::vector<Entry> known =
        tree_.is_list(written) ? tree_.entries(written) : std::vector<Entry>(1);
    for (const Entry& entry : known) {
      const Part server = tree_.is_map(entry.value) ? tree_.copy(entry.value) : at.map({});
      at.set(definition_.section(server, kEndpoint), "disableExecuteApiEndpoint", disabled);
      tree_.add(servers, server);
    }
    at.set(body, "servers", servers);
  }

  void describe_info() {
    const Part name = own("Name"), description = own("Description");
    if (!name.valid() && !description.valid()) return;
    const Part info = definition_.section(definition_.body(), "info");
    const std::optional<PartCall> title = tree_.call(tree_.find(info, "title"));
    const bool default_title = title && tree_.text(title->argument) == "AWS::StackName";
    if (name.valid() && default_title) maker_.set(info, "title", name);
    if (name.valid() && !default_title)
      wrong("Name", "has a Name beside the title of its description");
    if (description.valid() && tree_.find(info, "description").valid())
      return wrong("Description", "has a Description beside the one in its DefinitionBody");
    maker_.set(info, "description", description);
  }

  std::string stage_id() {
    const Part written = own("StageName");
    const std::string name(tree_.text(written));
    if (!written.valid() || name == "$default") return macro_.id + "ApiGatewayDefaultStage";
    const bool alphanumeric =
        std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
    return macro_.id + (alphanumeric ? name : "") + "Stage";
  }

  void make_stage(const std::string& id, Part tags) {
    const Part name = own("StageName");
    const Maker at = expansion_.at(name, macro_.place);
    const Part stage = at.map(
        {{"ApiId", at.ref(macro_.id)}, {"StageName", name.valid() ? name : at.text("$default")}});
    at.take(stage, macro_.properties,
            {"StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"});
    at.set(stage, "Tags", tags);
    at.set(stage, "AutoDeploy", at.boolean(true));
    expansion_.make(macro_, id, "AWS::ApiGatewayV2::Stage", stage, at.place());
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  const Maker maker_;
  HttpDefinition definition_;
  HttpAuth auth_;
};

}  // namespace

void expand_http_api(Expansion& expansion, const Macro& macro) {
  HttpApi(expansion, macro).expand();
}

}  // namespace weir::cloudformation::sam
