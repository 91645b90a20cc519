#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

inline constexpr std::string_view kIntegration = "x-amazon-apigateway-integration";

/// The OpenAPI document of a REST API that is changed. What the template wrote is copied where it
/// is changed; both sides of an Fn::If are, other calls stay what they are.
class RestDefinition {
 public:
  using Change = std::function<void(Part)>;
  using NamedChange = std::function<void(const std::string&, Part)>;

  /// `body`: a map that was made here, in which the document is changed.
  RestDefinition(Expansion& expansion, Part body);

  /// An empty document.
  static Part empty(const Maker& maker);

  Part body() const { return body_; }
  /// Whether it says its version (Swagger 2 or OpenAPI 3) and has paths.
  bool is_valid();
  /// A map of the document that may be changed; it is added if it is missing.
  Part section(std::string_view name);
  Part section(std::string_view name, std::string_view part);

  bool has_integration(const std::string& path, std::string_view method);
  /// Adds a method to a path, or fills the one that is there. With a condition, it is there only if
  /// that holds.
  void put(const std::string& path, std::string_view method, std::string_view condition, Span place,
           const Change& fill);
  /// Every path, with its item: a map from methods.
  void each_path(const NamedChange& change);
  /// Every method that has an integration, of a path's item.
  void each_method(Part item, const NamedChange& change);
  /// One method, if it is there and has an integration.
  void change_method(const std::string& path, std::string_view method, const Change& change);

 private:
  Part changed(Part value, const Change& change);
  bool integrated(Part method);
  Part child(Part map, std::string_view key);

  Expansion& expansion_;
  Tree& tree_;
  Part body_;
};

/// Whether a key of a path's item names a method.
bool is_method(std::string_view key);
/// A list in a map, which may be changed; it is added if it is missing.
Part list_in(Tree& tree, Part map, std::string_view key, Span place);
/// Whether a version is one of OpenAPI 3: "3.0.1".
bool is_openapi3(std::string_view version);

}  // namespace weir::cloudformation::sam
