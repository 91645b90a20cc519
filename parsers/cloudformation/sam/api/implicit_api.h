#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/events/event.h"
#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// A kind of APIs that events add paths to, and the one that the service makes when they name none.
struct ApiKind {
  std::string_view type;       ///< `AWS::Serverless::Api`
  std::string_view event;      ///< the events' Type: `Api`
  std::string_view reference;  ///< the events' property that names the API: `RestApiId`
  std::string_view implicit;   ///< the id of the one that is made: `ServerlessRestApi`
  std::string_view stage;      ///< its stage; empty: it says none
  std::string_view path;       ///< of an event that says neither path nor method; empty: it must
  Part (*definition)(const Maker&);  ///< without paths
};

/// What an event asks an API for.
struct Operation {
  std::string api;     ///< the id of a resource
  std::string path;    ///< `/pets/{id}`
  std::string method;  ///< as it is written: `GET`, `any`
};

inline constexpr std::string_view kAnyMethod = "x-amazon-apigateway-any-method";

/// A method's name in a definition: in lower case, and "any" as the service calls it.
std::string method_in_definition(std::string_view method);
/// The path of an operation as ARNs say it: parameters are "*", and no slash stands at the end.
std::string path_in_arn(std::string_view path);

/// The operation that an event asks for; none if it names no API, path or method. With `warn`, that
/// is said.
std::optional<Operation> operation_of(Expansion& expansion, const ApiKind& kind, const Event& event,
                                      bool warn);

/// Before anything is expanded: gives every API of this kind that has no definition an empty one
/// (it is managed then), makes the implicit API if events need it, and adds the events' paths and
/// methods (empty ones) to what is managed. A path that only resources with conditions ask for
/// exists when one of them does, and so does the implicit API.
void prepare_apis(Expansion& expansion, const ApiKind& kind);

}  // namespace weir::cloudformation::sam
