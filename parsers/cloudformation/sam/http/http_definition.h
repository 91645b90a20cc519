#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/cloudformation/sam/api/implicit_api.h"
#include "parsers/cloudformation/sam/events/event.h"
#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

inline constexpr std::string_view kDefaultPath = "$default";

/// An OpenAPI description of an HTTP API without paths.
Part empty_http_definition(const Maker& maker);

/// A function's route of an HTTP API.
struct HttpRoute {
  std::string path;
  std::string method;     ///< as the description has it: `get`
  std::string condition;  ///< of the function; empty if it has none
  Part uri;               ///< of the integration
  Span place;
};

/// The DefinitionBody of an API, to be changed: what is changed is copied first.
class HttpDefinition {
 public:
  HttpDefinition(Expansion& expansion, const Macro& api);

  /// Whether it is there, and an OpenAPI 3 description.
  bool is_valid();
  bool is_there() const { return body_.valid(); }

  /// Whether something answers the path and method already.
  bool leads_somewhere(const HttpRoute& route);
  /// Adds a function's route, unless that path and method lead somewhere. Returns the operations
  /// (maps) that stand there now.
  std::vector<Part> add(const HttpRoute& route);
  /// The function to which everything goes that no other path answers; empty if none is named.
  std::string default_function();
  /// Every operation that leads somewhere, without those that browsers ask first.
  std::vector<Part> operations();

  /// The description, as a map that may be changed.
  Part body();
  /// The map under this key of a map that may be changed, copied or made.
  Part section(Part map, std::string_view key);
  void rename_default_path();

 private:
  std::vector<Part> opened(Part map, std::string_view key, Span place);
  void add_integration(Part operation, const HttpRoute& route, const Maker& maker);

  Expansion& expansion_;
  Tree& tree_;
  const Macro& api_;
  Part body_;
};

}  // namespace weir::cloudformation::sam
