#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/embedded/form.h"

/// The parts of an API's description. Internal to openapi*.cpp.
namespace weir::openapi {

using Entries = std::vector<MapEntry>;

/// Follows `$ref`s within one document.
class References {
 public:
  References(Form& form, ValueId root) : form_(form), root_(root) {}

  /// The value itself, or what its `$ref` leads to; unknown, with a diagnostic if it is malformed,
  /// where that cannot be told.
  ValueId follow(ValueId value);
  /// The alternatives of a value that are there, `$ref`s followed.
  std::vector<Alternative> ways_of(ValueId value);

 private:
  ValueId at(std::string_view pointer) const;

  Form& form_;
  ValueId root_;
};

/// What an x-amazon-apigateway-integration says, as entries of an operation's regular form.
/// `named` calls the operation in messages.
void read_integration(Form& form, ValueId integration, const std::string& named, Entries& entries);

/// Who is let in.
class Security {
 public:
  Security(Form& form, References& references, ValueId root);

  /// `authorizer`, `scheme` and `api_key` of an operation; `at`: where it is named.
  void read(ValueId operation, Span at, Entries& entries);
  /// The schemes that have an authorizer of their own, in their regular form.
  ValueId schemes(Span at);

 private:
  struct Meaning {
    ValueId authorizer;  ///< none: it asks for a key only
    bool api_key = false;
  };
  Meaning meaning_of(const std::string& name, Span at);
  void demanded(ValueId security, Span at, Entries& entries);

  Form& form_;
  References& references_;
  ValueId root_, schemes_;
};

/// Whose pages may call: the origins that browsers are told.
class Cors {
 public:
  explicit Cors(Form& form) : form_(form) {}

  /// What the document says for the whole API.
  void read_whole(ValueId document);
  /// The headers that the answers of one operation's integration are given.
  void read_answers(ValueId path, Guard guard, ValueId integration);
  /// All that was read, in its regular form; none if nothing was.
  ValueId rules(Span at);

 private:
  ValueId constant(ValueId value);
  void add(Entries entries, Guard guard, ValueId written);

  Form& form_;
  std::vector<ValueId> list_;
};

}  // namespace weir::openapi
