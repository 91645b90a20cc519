#include "parsers/cloudformation/sam/rest/rest_security.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::array<std::string_view, 8> kAuth = {"Authorizers",
                                                   "DefaultAuthorizer",
                                                   "InvokeRole",
                                                   "AddDefaultAuthorizerToCorsPreflight",
                                                   "AddApiKeyRequiredToCorsPreflight",
                                                   "ApiKeyRequired",
                                                   "ResourcePolicy",
                                                   "UsagePlan"};

using Names = std::set<std::string, std::less<>>;

/// The requirements of a method, divided by whether they name one of the schemes.
struct Requirements {
  std::vector<Part> named, others;
};

Requirements requirements(Tree& tree, Part method, const Names& names) {
  Requirements result;
  const Part security = tree.find(method, "security");
  if (!tree.is_list(security)) return result;
  for (const Entry& item : tree.entries(security)) {
    const std::vector<Entry>& schemes = tree.entries(item.value);
    const bool named = std::any_of(schemes.begin(), schemes.end(), [&](const Entry& scheme) {
      return names.count(scheme.key) != 0;
    });
    (named ? result.named : result.others).push_back(item.value);
  }
  return result;
}

/// Removes the first requirement of this scheme; whether there was one.
bool remove_requirement(Tree& tree, std::vector<Part>& requirements, std::string_view scheme) {
  const auto found = std::find_if(requirements.begin(), requirements.end(), [&](Part requirement) {
    return tree.find(requirement, scheme).valid();
  });
  if (found == requirements.end()) return false;
  requirements.erase(found);
  return true;
}

class RestSecurity {
 public:
  RestSecurity(Expansion& expansion, const Macro& api, RestDefinition& definition)
      : expansion_(expansion),
        tree_(expansion.tree()),
        api_(api),
        definition_(definition),
        auth_(tree_.find(api.properties, "Auth")),
        maker_(expansion.at(auth_, api.place)) {}

  void add() {
    if (!is_given(tree_, auth_)) return;
    if (!tree_.is_map(auth_)) {
      leave_open(auth_);
      return wrong("must be a map");
    }
    for (const Entry& entry : tree_.entries(auth_)) {
      if (std::find(kAuth.begin(), kAuth.end(), entry.key) == kAuth.end())
        wrong("says " + entry.key + ", which is not known");
    }
    if (!definition_.is_valid())
      return wrong("needs a DefinitionBody with a version and paths, written in the template");
    add_authorizers();
    add_keys();
    add_policy();
  }

 private:
  Part own(std::string_view key) { return tree_.find(auth_, key); }

  void wrong(const std::string& what) {
    expansion_.warn(maker_.place(), "Auth " + what, "Auth of the API " + api_.id + " " + what);
  }

  void add_authorizers() {
    const Part authorizers = own("Authorizers");
    const std::string standard = expansion_.known_text(own("DefaultAuthorizer")).value_or("");
    if (is_given(tree_, own("DefaultAuthorizer")) && standard.empty()) {
      leave_open(own("DefaultAuthorizer"));
      wrong("has a DefaultAuthorizer that is no text");
    }
    names_.insert(std::string(kSigned));
    if (is_given(tree_, authorizers) && !tree_.is_map(authorizers)) {
      if (!standard.empty()) leave_open(authorizers);
      return wrong("has Authorizers that are not a map");
    }
    if (standard == kSigned) add_signed_scheme(expansion_, definition_);
    for (const Entry& entry : std::vector<Entry>(tree_.entries(authorizers))) {
      const Part scheme = security_scheme(expansion_, api_, entry);
      if (!scheme.valid()) continue;
      names_.insert(entry.key);
      maker_.set(definition_.section("securityDefinitions"), entry.key, scheme);
    }
    if (standard.empty()) return;
    if (names_.count(standard) == 0)
      return wrong("has the DefaultAuthorizer " + standard +
                   ", which its Authorizers do not define");
    const Part scopes = tree_.find(authorizers, {standard, "AuthorizationScopes"});
    const bool preflight = adds_to_preflight("AddDefaultAuthorizerToCorsPreflight");
    for_each_method([&](const std::string& name, Part method) {
      if (name != "options" || preflight) authorize(method, standard, scopes);
    });
  }

  /// What methods demand is not known where it hangs on a call.
  void leave_open(Part value) {
    if (!tree_.call(value) || !definition_.is_valid()) return;
    const Part open = maker_.unread(value);
    for_each_method([&](const std::string&, Part method) {
      if (!tree_.find(method, "security").valid()) maker_.set(method, "security", open);
    });
  }

  bool adds_to_preflight(std::string_view key) {
    return !own(key).valid() || is_given(tree_, own(key));
  }

  void for_each_method(const RestDefinition::NamedChange& change) {
    definition_.each_path(
        [&](const std::string&, Part item) { definition_.each_method(item, change); });
  }

  /// A method's own authorizer counts, also if it is none.
  void authorize(Part method, const std::string& standard, Part scopes) {
    Requirements found = requirements(tree_, method, names_);
    if (!remove_requirement(tree_, found.others, kOpen)) {
      if (found.named.empty())
        found.named.push_back(
            maker_.map({{standard, scopes.valid() ? scopes : maker_.list(std::vector<Part>())}}));
      found.others.insert(found.others.end(), found.named.begin(), found.named.end());
    }
    if (found.others.empty()) return;
    maker_.set(method, "security", maker_.list(found.others));
    if (tree_.find(found.others.front(), kSigned).valid())
      add_signed_scheme(expansion_, definition_);
  }

  void add_keys() {
    if (!is_given(tree_, own("ApiKeyRequired"))) return;
    add_key_scheme(expansion_, definition_);
    const bool preflight = adds_to_preflight("AddApiKeyRequiredToCorsPreflight");
    const Names schemes = {std::string(kKeyScheme), std::string(kNoKeyScheme)};
    for_each_method([&](const std::string& name, Part method) {
      Requirements found = requirements(tree_, method, schemes);
      if (name == "options" && !preflight) {
        found.named.clear();
      } else if (!remove_requirement(tree_, found.named, kNoKeyScheme)) {
        found.named = {maker_.map({{kKeyScheme, maker_.list(std::vector<Part>())}})};
        found.others.push_back(found.named.front());
      }
      if (found.others.empty() && !tree_.find(method, "security").valid()) return;
      maker_.set(method, "security", maker_.list(found.others));
    });
  }

  void add_policy() {
    const Part policy = own("ResourcePolicy");
    if (!is_given(tree_, policy)) return;
    if (!tree_.is_map(policy)) return wrong("has a ResourcePolicy that is not a map");
    const Part stage = tree_.find(api_.properties, "StageName");
    definition_.each_path([&](const std::string& path, Part item) {
      add_resource_policy(expansion_, definition_, policy, path, item, stage);
    });
    add_custom_statements(expansion_, definition_, policy);
  }

  Expansion& expansion_;
  Tree& tree_;
  const Macro& api_;
  RestDefinition& definition_;
  Part auth_;
  Maker maker_;
  Names names_;  ///< of the authorizers
};

/// The requirements of one method, as its event says them.
class MethodSecurity {
 public:
  MethodSecurity(Expansion& expansion, const Macro& api, RestDefinition& definition,
                 const Event& event, Part auth, Part method)
      : expansion_(expansion),
        tree_(expansion.tree()),
        definition_(definition),
        event_(event),
        auth_(auth),
        api_auth_(tree_.find(api.properties, "Auth")),
        method_(method),
        maker_(expansion.at(auth, event.place)) {}

  void add() {
    if (!tree_.is_map(auth_)) {
      if (tree_.call(auth_)) maker_.set(method_, "security", maker_.unread(auth_));
      return wrong("must be a map");
    }
    if (is_given(tree_, own("Authorizer"))) {
      add_authorizer(expansion_.known_text(own("Authorizer")).value_or(""));
    } else if (is_given(tree_, own("AuthorizationScopes"))) {
      wrong("has AuthorizationScopes and no Authorizer");
    }
    const Part key = own("ApiKeyRequired");
    if (!key.valid() || tree_.kind(key) == NodeKind::null) return;
    if (is_given(tree_, key)) {
      require(kKeyScheme, {});
      add_key_scheme(expansion_, definition_);
    } else if (is_given(tree_, tree_.find(api_auth_, "ApiKeyRequired"))) {
      require(kNoKeyScheme, {});
    } else {
      wrong("says that no API key is required, and its API requires none");
    }
  }

 private:
  Part own(std::string_view key) { return tree_.find(auth_, key); }

  void wrong(const std::string& what) {
    expansion_.warn(maker_.place(), "event Auth " + event_.id + what,
                    "Auth of the event " + event_.name + " of " + event_.owner() + " " + what);
  }

  void add_authorizer(const std::string& name) {
    if (name.empty()) {
      if (tree_.call(own("Authorizer")))
        maker_.set(method_, "security", maker_.unread(own("Authorizer")));
      return wrong("has an Authorizer that is no text");
    }
    const Part authorizer = tree_.find(api_auth_, {"Authorizers", name});
    if (name == kOpen && !is_given(tree_, tree_.find(api_auth_, "DefaultAuthorizer")))
      return wrong("has the Authorizer NONE, and its API has no DefaultAuthorizer");
    if (name != kOpen && name != kSigned && !is_given(tree_, authorizer))
      return wrong("has the Authorizer " + name + ", which its API does not define");
    const Part scopes = own("AuthorizationScopes");
    if (is_given(tree_, scopes) && !tree_.is_list(scopes) && !tree_.call(scopes))
      wrong("has AuthorizationScopes that are not a list");
    Part used = scopes.valid() ? scopes : tree_.find(authorizer, "AuthorizationScopes");
    if (!authorizer.valid()) used = {};
    require(name, used);
    if (name == kSigned) add_signed_scheme(expansion_, definition_);
  }

  void require(std::string_view scheme, Part scopes) {
    const Part none = maker_.list(std::vector<Part>());
    tree_.add(list_in(tree_, method_, "security", maker_.place()),
              maker_.map({{scheme, scopes.valid() ? scopes : none}}));
  }

  Expansion& expansion_;
  Tree& tree_;
  RestDefinition& definition_;
  const Event& event_;
  Part auth_, api_auth_, method_;
  Maker maker_;
};

}  // namespace

void add_rest_security(Expansion& expansion, const Macro& api, RestDefinition& definition) {
  RestSecurity(expansion, api, definition).add();
}

void secure_method(Expansion& expansion, const Macro& api, RestDefinition& definition,
                   const Event& event, Part auth, Part method) {
  MethodSecurity(expansion, api, definition, event, auth, method).add();
}

void permit_authorizers(Expansion& expansion, const Macro& api) {
  Tree& tree = expansion.tree();
  const Part authorizers = tree.find(api.properties, {"Auth", "Authorizers"});
  if (!tree.is_map(authorizers)) return;
  for (const Entry& entry : std::vector<Entry>(tree.entries(authorizers))) {
    const Part function = tree.find(entry.value, "FunctionArn");
    if (!is_given(tree, function) ||
        is_given(tree, tree.find(entry.value, "DisableFunctionDefaultPermissions")))
      continue;
    const Maker maker = expansion.at(entry.place);
    const Part arn = maker.call(
        "Fn::Sub", maker.list({maker.text("arn:${AWS::Partition}:execute-api:${AWS::Region}:"
                                          "${AWS::AccountId}:${__ApiId__}/authorizers/*"),
                               maker.map({{"__ApiId__", maker.ref(api.id)}})}));
    const Part properties = maker.map({{"Action", maker.text("lambda:InvokeFunction")},
                                       {"FunctionName", function},
                                       {"Principal", maker.text("apigateway.amazonaws.com")},
                                       {"SourceArn", arn}});
    expansion.make(api, api.id + entry.key + "AuthorizerPermission", "AWS::Lambda::Permission",
                   properties, entry.place);
  }
}

}  // namespace weir::cloudformation::sam
