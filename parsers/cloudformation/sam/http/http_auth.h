#pragma once

#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"
#include "parsers/cloudformation/sam/http/http_definition.h"

namespace weir::cloudformation::sam {

/// The `Auth` of an HTTP API: its authorizers become security schemes of its description.
class HttpAuth {
 public:
  HttpAuth(Expansion& expansion, const Macro& macro);

  bool is_given() const { return auth_.valid(); }
  /// Says what is wrong with it.
  void check();
  /// Adds the security schemes.
  void describe(HttpDefinition& definition);
  /// Secures an operation as the event's own Auth says.
  void secure(const Event& event, Part own, Part operation);
  /// Secures what is not secured yet with the default authorizer.
  void secure_rest(HttpDefinition& definition);
  /// Allows the API to invoke those functions of authorizers for which this is asked.
  void permit();

 private:
  void check_authorizer(const std::string& name, Part authorizer, Span place);
  Part scheme(Part authorizer, const Maker& maker);
  Part jwt_scheme(Part authorizer, const Maker& maker);
  Part function_scheme(Part authorizer, const Maker& maker);
  Part identity_sources(Part identity);
  bool is_known(std::string_view authorizer);
  Part scopes(std::string_view authorizer, Part own);
  void wrong(Span place, const std::string& what);

  Expansion& expansion_;
  Tree& tree_;
  const Macro& macro_;
  Part auth_;
  Part authorizers_;
  bool iam_ = false;  ///< the authorizer AWS_IAM is there
};

/// Allows an API to invoke an authorizer's function.
void permit_authorizer(Expansion& expansion, const Macro& api, const std::string& id,
                       Part function_arn, Span place);

}  // namespace weir::cloudformation::sam
