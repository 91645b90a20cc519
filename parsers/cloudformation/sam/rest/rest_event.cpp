// Events of type Api: operations of REST APIs.

#include <algorithm>
#include <cctype>
#include <string>

#include "parsers/cloudformation/sam/events/events.h"
#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/rest/rest_api.h"
#include "parsers/cloudformation/sam/rest/rest_definition.h"
#include "parsers/cloudformation/sam/rest/rest_security.h"

namespace weir::cloudformation::sam {

const ApiKind kRestApis = {"AWS::Serverless::Api", "Api",  "RestApiId",
                           "ServerlessRestApi",    "Prod", "",
                           RestDefinition::empty};

namespace {

bool is_alphanumeric(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c); });
}

class RestEvent {
 public:
  RestEvent(Expansion& expansion, const Invoked& invoked, const Event& event, Operation operation)
      : expansion_(expansion),
        tree_(expansion.tree()),
        invoked_(invoked),
        event_(event),
        operation_(std::move(operation)),
        method_(method_in_definition(operation_.method)),
        maker_(expansion.at(event.place)),
        api_(expansion.macro(operation_.api)) {
    if (api_ != nullptr && api_->type != kRestApis.type) api_ = nullptr;
  }

  void permit_calls() {
    std::string verb = operation_.method;
    for (char& c : verb) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (method_ == kAnyMethod) verb = "*";
    const Part id = own("RestApiId");
    const Part holes = maker_.map({{"__ApiId__", id.valid() ? id : maker_.ref(operation_.api)},
                                   {"__Stage__", maker_.text("*")}});
    const Part arn = maker_.call(
        "Fn::Sub", maker_.list({maker_.text("arn:${AWS::Partition}:execute-api:${AWS::Region}:"
                                            "${AWS::AccountId}:${__ApiId__}/${__Stage__}/" +
                                            verb + path_in_arn(operation_.path)),
                                holes}));
    permit(expansion_, invoked_, event_, "apigateway.amazonaws.com", arn, stage());
  }

  void add_function() {
    add([&](Part method) {
      const Part integration = maker_.map({{"type", maker_.text("aws_proxy")},
                                           {"httpMethod", maker_.text("POST")},
                                           {"uri", where_it_exists(function_uri())}});
      if (streams()) maker_.set(integration, "responseTransferMode", maker_.text("STREAM"));
      maker_.set(integration, "credentials", credentials());
      maker_.set(integration, "timeoutInMillis", given("TimeoutInMillis"));
      maker_.set(method, kIntegration, integration);
      if (!tree_.find(method, "responses").valid()) maker_.set(method, "responses", maker_.map({}));
    });
  }

  void add_state_machine() {
    const Part role_arn =
        make_starting_role(expansion_, invoked_, event_, "apigateway.amazonaws.com");
    if (api_ == nullptr || !api_->managed) return;
    add([&](Part method) {
      const auto status = [&](std::string_view code) {
        return maker_.map({{"statusCode", maker_.text(code)}});
      };
      const Part uri = maker_.sub(
          "arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution");
      const Part integration = maker_.map(
          {{"type", maker_.text("aws")},
           {"httpMethod", maker_.text("POST")},
           {"uri", where_it_exists(uri)},
           {"responses", maker_.map({{"200", status("200")}, {"400", status("400")}})},
           {"credentials", role_arn},
           {"requestTemplates", maker_.map({{"application/json", maker_.sub(start_request())}})}});
      maker_.set(method, kIntegration, integration);
      const auto says = [&](std::string_view words) {
        return maker_.map({{"description", maker_.text(words)}});
      };
      if (!tree_.find(method, "responses").valid())
        maker_.set(method, "responses",
                   maker_.map({{"200", says("OK")}, {"400", says("Bad Request")}}));
    });
  }

  /// `OverrideApiAuth`: the event's Auth counts in a definition that the template writes.
  void override_auth() {
    const Part auth = own("Auth");
    if (api_ == nullptr || !is_given(tree_, tree_.find(auth, "OverrideApiAuth"))) return;
    if (!is_given(tree_, tree_.find(auth, "Authorizer")) &&
        !is_given(tree_, tree_.find(auth, "ApiKeyRequired")) &&
        !is_given(tree_, tree_.find(auth, "ResourcePolicy")))
      return wrong("Auth",
                   "says OverrideApiAuth and nothing that overrides: an Authorizer, "
                   "ApiKeyRequired or a ResourcePolicy");
    RestDefinition definition(expansion_, changeable_body());
    if (!definition.is_valid() || api_->managed) return;
    definition.change_method(operation_.path, method_, [&](Part method) {
      secure_method(expansion_, *api_, definition, event_, auth, method);
    });
    add_policy(definition);
  }

 private:
  Part own(std::string_view key) { return tree_.find(event_.properties, key); }
  Part given(std::string_view key) { return is_given(tree_, own(key)) ? own(key) : Part{}; }

  void wrong(std::string_view subject, const std::string& what) {
    expansion_.warn(event_.place, std::string(subject) + " " + what,
                    std::string(subject) + " of the event " + event_.name + " of " +
                        invoked_.owner.id + " " + what);
  }

  /// The API's stage, as far as a logical id may say it.
  std::string stage() {
    if (operation_.api == kRestApis.implicit && api_ != nullptr)
      return std::string(kRestApis.stage);
    const Part resource = expansion_.resource(operation_.api);
    const Part name = tree_.find(
        api_ != nullptr ? api_->properties : tree_.find(resource, "Properties"), "StageName");
    if (!tree_.is_scalar(name)) return "Stage";
    const std::string text(tree_.text(name));
    return is_alphanumeric(text) ? text : std::string();
  }

  Part changeable_body() {
    Part body = tree_.find(api_->properties, "DefinitionBody");
    if (tree_.is_map(body) && !tree_.is_made(body)) {
      body = tree_.copy(body);
      maker_.set(api_->properties, "DefinitionBody", body);
    }
    return tree_.is_map(body) ? body : Part{};
  }

  std::string_view condition() {
    return tree_.text(tree_.find(invoked_.owner.resource, "Condition"));
  }

  Part where_it_exists(Part value) {
    return condition().empty() ? value : maker_.choose(condition(), value, maker_.no_value());
  }

  bool streams() { return tree_.text(own("ResponseTransferMode")) == "RESPONSE_STREAM"; }

  Part function_uri() {
    const std::string function = invoked_.is_alias() ? invoked_.id : invoked_.id + ".Arn";
    return maker_.sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/" +
                      std::string(streams() ? "2021-11-15" : "2015-03-31") + "/functions/${" +
                      function + "}/" +
                      (streams() ? "response-streaming-invocations" : "invocations"));
  }

  std::string start_request() {
    const std::string escaped = "$util.escapeJavaScript($input.json('$'))";
    const std::string input = is_given(tree_, own("UnescapeMappingTemplate"))
                                  ? escaped + ".replaceAll(\"\\\\'\",\"'\")"
                                  : escaped;
    return "{\"input\": \"" + input + "\", \"stateMachineArn\": \"${" + invoked_.owner.id + "}\"}";
  }

  /// With signed requests, the API calls with the caller's credentials or those of a role.
  Part credentials() {
    const Part auth = own("Auth"), api_auth = tree_.find(api_->properties, "Auth");
    const bool is_signed =
        tree_.text(tree_.find(auth, "Authorizer")) == kSigned ||
        (!is_given(tree_, auth) &&
         expansion_.known_text(tree_.find(api_auth, "DefaultAuthorizer")) == kSigned);
    if (!is_signed) return {};
    Part role;
    for (const Part asked : {tree_.find(auth, "InvokeRole"), tree_.find(api_auth, "InvokeRole")}) {
      if (!asked.valid() || role.valid()) continue;
      if (!is_given(tree_, asked) || tree_.text(asked) == kOpen) return {};
      role = asked;
    }
    if (role.valid() && tree_.text(role) != "CALLER_CREDENTIALS") return role;
    return maker_.sub("arn:${AWS::Partition}:iam::*:user/*");
  }

  /// Adds the operation to what is managed, or merges it into the definition that the template
  /// writes.
  void add(const RestDefinition::Change& integrate) {
    if (api_ == nullptr) return;
    const bool merges = is_given(tree_, tree_.find(api_->properties, "MergeDefinitions"));
    if (!merges && !api_->managed) return;
    const Part body = changeable_body();
    if (!body.valid()) return;
    RestDefinition definition(expansion_, body);
    if (!merges) return fill(definition, integrate);
    if (!is_given(tree_, tree_.find(body, "paths")))
      return wrong("the path",
                   "is lost: the API says MergeDefinitions, and its definition has no paths");
    RestDefinition scratch(expansion_, RestDefinition::empty(maker_));
    fill(scratch, integrate);
    merge(definition, tree_.find(scratch.body(), {"paths", operation_.path, method_}));
  }

  void fill(RestDefinition& definition, const RestDefinition::Change& integrate) {
    if (definition.has_integration(operation_.path, method_)) {
      return wrong("the method " + operation_.method,
                   "is defined several times for the path " + operation_.path);
    }
    definition.put(operation_.path, method_, condition(), event_.place, [&](Part method) {
      integrate(method);
      if (const Part auth = given("Auth"); auth.valid())
        secure_method(expansion_, *api_, definition, event_, auth, method);
      add_model(definition, method);
      add_parameters(method);
    });
    add_policy(definition);
  }

  void add_policy(RestDefinition& definition) {
    const Part policy = tree_.find(own("Auth"), "ResourcePolicy");
    if (!is_given(tree_, policy)) return;
    const std::string stage_name = stage();
    const Part item = tree_.find(definition.body(), {"paths", operation_.path});
    add_resource_policy(expansion_, definition, policy, operation_.path, item,
                        maker_.text(stage_name));
    add_custom_statements(expansion_, definition, policy);
  }

  /// What is made counts where both say something.
  void merge(RestDefinition& definition, Part made) {
    std::string name = operation_.method;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const Part written = tree_.find(definition.body(), {"paths", operation_.path, name});
    if (tree_.is_map(written) && tree_.is_map(made)) {
      const Part all = tree_.copy(written);
      for (const Entry& entry : std::vector<Entry>(tree_.entries(made))) tree_.set(all, entry);
      made = all;
    }
    maker_.set(definition.section("paths", operation_.path), name, made);
  }

  void add_model(RestDefinition& definition, Part method) {
    const Part request = own("RequestModel");
    const Part model = tree_.find(request, "Model");
    if (!is_given(tree_, request)) return;
    std::string name(tree_.text(model));
    const Part models = tree_.find(api_->properties, "Models");
    if (name.empty()) return wrong("RequestModel", "needs a Model, a text");
    if (!tree_.is_map(models) || !is_given(tree_, tree_.find(models, name)))
      return wrong("RequestModel", "names the model " + name + ", which the API does not define");
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const bool swagger = tree_.find(definition.body(), "swagger").valid();
    const Part schema = maker_.map(
        {{"$ref", maker_.text((swagger ? "#/definitions/" : "#/components/schemas/") + name)}});
    const Part required = tree_.find(request, "Required");
    if (swagger) {
      tree_.add(list_in(tree_, method, "parameters", event_.place),
                maker_.map({{"in", maker_.text("body")},
                            {"name", maker_.text(name)},
                            {"schema", schema},
                            {"required", required}}));
    } else {
      const Part content = maker_.map({{"application/json", maker_.map({{"schema", schema}})}});
      maker_.set(method, "requestBody", maker_.map({{"content", content}, {"required", required}}));
    }
    add_validator(definition, request, method);
  }

  void add_validator(RestDefinition& definition, Part request, Part method) {
    const Part body = tree_.find(request, "ValidateBody");
    const Part parameters = tree_.find(request, "ValidateParameters");
    if (!body.valid() && !parameters.valid()) return;
    for (const Part part : {body, parameters}) {
      if (part.valid() && tree_.kind(part) != NodeKind::boolean)
        return wrong("RequestModel",
                     "has a ValidateBody or ValidateParameters that is not true or false");
    }
    const bool of_body = is_given(tree_, body), of_parameters = is_given(tree_, parameters);
    const std::string name = of_body         ? of_parameters ? "body-and-params" : "body-only"
                             : of_parameters ? "params-only"
                                             : "no-validation";
    const Part validators = definition.section("x-amazon-apigateway-request-validators");
    if (!tree_.find(validators, name).valid())
      maker_.set(validators, name,
                 maker_.map({{"validateRequestBody", maker_.boolean(of_body)},
                             {"validateRequestParameters", maker_.boolean(of_parameters)}}));
    maker_.set(method, "x-amazon-apigateway-request-validator", maker_.text(name));
  }

  void add_parameters(Part method) {
    const Part parameters = own("RequestParameters");
    if (!is_given(tree_, parameters)) return;
    if (!tree_.is_list(parameters)) return wrong("RequestParameters", "must be a list");
    for (const Entry& item : std::vector<Entry>(tree_.entries(parameters))) {
      const std::vector<Entry> entries = tree_.entries(item.value);
      if (tree_.is_map(item.value) && !entries.empty()) {
        add_parameter(method, entries.front().key, entries.front().value);
      } else {
        add_parameter(method, std::string(tree_.text(item.value)), {});
      }
    }
  }

  void add_parameter(Part method, const std::string& name, Part settings) {
    constexpr std::string_view kBegin = "method.request.";
    const std::size_t dot = name.find('.', kBegin.size());
    const std::string where = name.starts_with(kBegin) && dot != name.npos
                                  ? name.substr(kBegin.size(), dot - kBegin.size())
                                  : std::string();
    if (where != "querystring" && where != "path" && where != "header")
      return wrong("RequestParameters",
                   "has the parameter " + name +
                       ", expected method.request. and querystring, path or header and a name");
    if (settings.valid() && !tree_.is_map(settings))
      return wrong("RequestParameters", "has a parameter whose settings are no map: " + name);
    const Part required = tree_.find(settings, "Required");
    tree_.add(list_in(tree_, method, "parameters", event_.place),
              maker_.map({{"in", maker_.text(where == "querystring" ? "query" : where)},
                          {"name", maker_.text(name.substr(dot + 1))},
                          {"required", required.valid() ? required : maker_.boolean(false)},
                          {"type", maker_.text("string")}}));
    if (is_given(tree_, tree_.find(settings, "Caching")))
      tree_.add(
          list_in(tree_, tree_.find(method, kIntegration), "cacheKeyParameters", event_.place),
          maker_.text(name));
  }

  Expansion& expansion_;
  Tree& tree_;
  const Invoked& invoked_;
  const Event& event_;
  Operation operation_;
  std::string method_;  ///< as definitions say it
  Maker maker_;
  Macro* api_;  ///< none: the API is not expanded
};

}  // namespace

void expand_rest_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  const auto operation = operation_of(expansion, kRestApis, event, true);
  if (!operation) return;
  RestEvent rest(expansion, invoked, event, *operation);
  rest.permit_calls();
  rest.add_function();
  rest.override_auth();
}

void expand_machine_rest_event(Expansion& expansion, const Invoked& invoked, const Event& event) {
  const auto operation = operation_of(expansion, kRestApis, event, true);
  if (operation) RestEvent(expansion, invoked, event, *operation).add_state_machine();
}

}  // namespace weir::cloudformation::sam
