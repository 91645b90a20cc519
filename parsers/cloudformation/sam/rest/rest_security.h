#pragma once

#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/events/event.h"
#include "parsers/cloudformation/sam/rest/rest_definition.h"

namespace weir::cloudformation::sam {

/// The scheme of signed requests: the name of an authorizer that needs no definition.
inline constexpr std::string_view kSigned = "AWS_IAM";
/// What a method says in order to be open although its API has a default authorizer.
inline constexpr std::string_view kOpen = "NONE";
inline constexpr std::string_view kKeyScheme = "api_key";
/// What a method says in order to need no API key although its API needs one.
inline constexpr std::string_view kNoKeyScheme = "api_key_false";

/// `Auth` of an API: its authorizers as security schemes, the default one at every method that has
/// no other, API keys, the resource policy. `stage`: the API's StageName.
void add_rest_security(Expansion& expansion, const Macro& api, RestDefinition& definition);
/// Permissions of the API to invoke its authorizers.
void permit_authorizers(Expansion& expansion, const Macro& api);

/// `Auth` of an event at the method that it asks for.
void secure_method(Expansion& expansion, const Macro& api, RestDefinition& definition,
                   const Event& event, Part auth, Part method);
/// The scheme for signed requests, or for API keys, unless the document has one of that name.
void add_signed_scheme(Expansion& expansion, RestDefinition& definition);
void add_key_scheme(Expansion& expansion, RestDefinition& definition);

/// An authorizer as a security scheme; not there if it is wrong, which is said.
Part security_scheme(Expansion& expansion, const Macro& api, const Entry& authorizer);

/// The statements that `ResourcePolicy` asks for of a path with its item, in the policy of the
/// document. `stage` may be a text or a call.
void add_resource_policy(Expansion& expansion, RestDefinition& definition, Part policy,
                         const std::string& path, Part item, Part stage);
/// The statements that `ResourcePolicy` writes out.
void add_custom_statements(Expansion& expansion, RestDefinition& definition, Part policy);

}  // namespace weir::cloudformation::sam
