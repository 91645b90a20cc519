#pragma once

#include <string>

#include "parsers/cloudformation/serverless/events/events.h"

namespace weir::cloudformation::serverless {

/// Who is let in by a method or route.
struct Authorization {
  std::string type = "NONE";
  Part id;  ///< of the authorizer, where there is one
  Part scopes;
};

/// The address by which an API's integrations and authorizers call a function.
Part invocation_uri(Service& service, Part function_arn);

/// What an http event says of it; makes the authorizer of `api` that it describes.
Authorization authorization_of_method(Service& service, const Event& event, Part api);
/// What an httpApi event says, by `provider.httpApi.authorizers`.
Authorization authorization_of_route(Service& service, const Event& event, Part api);
/// What a websocket event says.
Authorization authorization_of_socket(Service& service, const Event& event, Part api);

}  // namespace weir::cloudformation::serverless
