#pragma once

#include <string>
#include <string_view>

#include "parsers/cloudformation/serverless/service.h"

namespace weir::cloudformation::serverless {

/// A path of the service's REST API.
struct RestPath {
  Part api, resource;
  std::string id_part;  ///< what logical ids say of it

  std::string method_id(std::string_view method) const {
    return "ApiGatewayMethod" + id_part + alphanumeric(method);
  }
};

/// The path, with the resources above it; makes the API if the service names none.
RestPath rest_path(Service& service, const std::string& path, Span place);
/// The answer to a browser that asks whether another origin's page may call, by what `cors` says.
void write_preflight(Service& service, Part cors, const RestPath& path);

/// A text in capitals.
std::string in_large(std::string_view text);

}  // namespace weir::cloudformation::serverless
