// Authorizers of REST APIs as security schemes.

#include <array>

#include "parsers/cloudformation/sam/properties.h"
#include "parsers/cloudformation/sam/rest/rest_security.h"

namespace weir::cloudformation::sam {
namespace {

struct IdentitySource {
  std::string_view key;     ///< in Identity
  std::string_view prefix;  ///< of the source
};
constexpr std::array<IdentitySource, 4> kIdentitySources = {
    IdentitySource{"Headers", "method.request.header."},
    IdentitySource{"QueryStrings", "method.request.querystring."},
    IdentitySource{"StageVariables", "stageVariables."}, IdentitySource{"Context", "context."}};

class Authorizer {
 public:
  Authorizer(Expansion& expansion, const Macro& api, const Entry& entry)
      : expansion_(expansion),
        tree_(expansion.tree()),
        api_(api),
        entry_(entry),
        maker_(expansion.at(entry.place)),
        identity_(own("Identity")) {}

  Part scheme() {
    if (!tree_.is_map(entry_.value)) return wrong("must be a map");
    if (is_given(tree_, identity_) && !tree_.is_map(identity_))
      return wrong("has an Identity that is not a map");
    const Part scopes = own("AuthorizationScopes"),
               quiet = own("DisableFunctionDefaultPermissions");
    if (is_given(tree_, scopes) && !tree_.is_list(scopes) && !tree_.call(scopes))
      return wrong("has AuthorizationScopes that are not a list");
    if (quiet.valid() && tree_.kind(quiet) != NodeKind::boolean)
      return wrong("has a DisableFunctionDefaultPermissions that is not true or false");
    const Part pool = own("UserPoolArn");
    return is_given(tree_, pool) ? of_user_pool(pool) : of_function();
  }

 private:
  Part own(std::string_view key) { return tree_.find(entry_.value, key); }

  Part wrong(const std::string& what) {
    expansion_.warn(entry_.place, "authorizer " + what,
                    "the authorizer " + entry_.key + " of the API " + api_.id + " " + what);
    return {};
  }

  Part scheme_with(std::string_view type, Part header, Part authorizer) {
    return maker_.map({{"type", maker_.text("apiKey")},
                       {"name", header},
                       {"in", maker_.text("header")},
                       {"x-amazon-apigateway-authtype", maker_.text(type)},
                       {"x-amazon-apigateway-authorizer", authorizer}});
  }

  Part header() {
    const Part asked = tree_.find(identity_, "Header");
    return is_given(tree_, asked) ? asked : maker_.text("Authorization");
  }

  Part of_user_pool(Part pool) {
    const Part authorizer = maker_.map(
        {{"type", maker_.text("cognito_user_pools")},
         {"providerARNs", tree_.is_list(pool) ? pool : maker_.list({pool})},
         {"identityValidationExpression", tree_.find(identity_, "ValidationExpression")}});
    return scheme_with("cognito_user_pools", header(), authorizer);
  }

  Part of_function() {
    const std::string payload = expansion_.known_text(own("FunctionPayloadType")).value_or("TOKEN");
    if (payload != "TOKEN" && payload != "REQUEST")
      return wrong("has the FunctionPayloadType " + payload + ", expected TOKEN or REQUEST");
    const bool request = payload == "REQUEST";
    if (request && lacks_identity())
      wrong("needs an Identity with Headers, QueryStrings, StageVariables or Context");
    if (!is_given(tree_, own("FunctionArn"))) wrong("needs a UserPoolArn or a FunctionArn");
    const Part uri = maker_.call(
        "Fn::Sub",
        maker_.list({maker_.text("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/"
                                 "2015-03-31/functions/${__FunctionArn__}/invocations"),
                     maker_.map({{"__FunctionArn__", own("FunctionArn")}})}));
    const Part role = own("FunctionInvokeRole");
    const bool has_role = is_given(tree_, role) && tree_.text(role) != kOpen;
    const Part authorizer =
        maker_.map({{"type", maker_.text(request ? "request" : "token")},
                    {"authorizerUri", uri},
                    {"authorizerResultTtlInSeconds", tree_.find(identity_, "ReauthorizeEvery")},
                    {"authorizerCredentials", has_role ? role : Part{}},
                    {"identitySource", request ? sources() : Part{}},
                    {"identityValidationExpression",
                     request ? Part{} : tree_.find(identity_, "ValidationExpression")}});
    return scheme_with("custom", request ? maker_.text("Unused") : header(), authorizer);
  }

  /// Without any source, requests may not be cached.
  bool lacks_identity() {
    for (const IdentitySource& source : kIdentitySources) {
      if (is_given(tree_, tree_.find(identity_, source.key))) return false;
    }
    const Part every = tree_.find(identity_, "ReauthorizeEvery");
    return !every.valid() || expansion_.known_text(every) != "0";
  }

  Part sources() {
    std::string all;
    for (const IdentitySource& source : kIdentitySources) {
      const Part names = tree_.find(identity_, source.key);
      if (is_given(tree_, names) && !tree_.is_list(names))
        wrong("has " + std::string(source.key) + " that are not a list");
      if (!tree_.is_list(names)) continue;
      for (const Entry& name : tree_.entries(names)) {
        if (!tree_.is_scalar(name.value)) wrong("has an identity source that is no text");
        all += (all.empty() ? "" : ", ") + std::string(source.prefix);
        all += tree_.text(name.value);
      }
    }
    return all.empty() ? Part{} : maker_.text(all);
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& api_;
  const Entry& entry_;
  Maker maker_;
  Part identity_;
};

/// A scheme that is a header of the request.
void add_header_scheme(Expansion& expansion, RestDefinition& definition, std::string_view name,
                       std::string_view header, std::string_view type) {
  const Maker maker = expansion.at(definition.body(), {});
  const Part schemes = definition.section("securityDefinitions");
  if (expansion.tree().find(schemes, name).valid()) return;
  maker.set(
      schemes, name,
      maker.map({{"type", maker.text("apiKey")},
                 {"name", maker.text(header)},
                 {"in", maker.text("header")},
                 {"x-amazon-apigateway-authtype", type.empty() ? Part{} : maker.text(type)}}));
}

}  // namespace

Part security_scheme(Expansion& expansion, const Macro& api, const Entry& authorizer) {
  return Authorizer(expansion, api, authorizer).scheme();
}

void add_signed_scheme(Expansion& expansion, RestDefinition& definition) {
  add_header_scheme(expansion, definition, kSigned, "Authorization", "awsSigv4");
}

void add_key_scheme(Expansion& expansion, RestDefinition& definition) {
  add_header_scheme(expansion, definition, kKeyScheme, "x-api-key", {});
}

}  // namespace weir::cloudformation::sam
