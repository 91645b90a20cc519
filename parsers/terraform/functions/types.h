#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/truth.h"
#include "parsers/terraform/functions/functions.h"

namespace weir::terraform {

/// A type of the language. `open`: nobody knows which (of null, of what is read at deployment, of
/// the items of an empty collection).
struct Type {
  enum class Kind : std::uint8_t { open, text, number, boolean, list, set, map, tuple, object };

  Kind kind = Kind::open;
  std::vector<Type> of;            ///< of the items, or of each item or attribute
  std::vector<std::string> names;  ///< of an object's attributes, in order
};

using TypeKind = Type::Kind;

/// Whether a type is a text, number or truth value: nothing that has items or attributes.
bool is_scalar(TypeKind kind);

/// What the language calls a list or map value: tuples and objects are those that nothing
/// converted.
CollectionType collection_of(const Value& value);
bool is_set(const Value& value);

/// The type of a value, paid for; open where it depends on what is undecided.
Type type_of(const FunctionCall& call, ValueId value);
/// Whether two types are one; unknown where one of them is open.
Truth same_type(const Type& a, const Type& b);
/// Whether no part of the type is open.
bool is_whole(const Type& type);
/// How a type is written in a message: "list of text".
std::string name_of(const Type& type);

/// The truth value that a text is converted to; none if it says none.
std::optional<bool> truth_in(std::string_view text);

/// `safe`: numbers and truth values become texts. `any`: also texts that say so become numbers and
/// truth values, as results of conditionals and arguments do.
enum class Conversions : std::uint8_t { safe, any };

/// The one type that values of these types are converted to where they must have one; none if there
/// is none.
std::optional<Type> common_type(const std::vector<Type>& types,
                                Conversions allowed = Conversions::safe);
/// The value as one of the type; itself if it is one, or if that is open. A fault where the text of
/// a value is none of the type.
ValueId converted(const FunctionCall& call, ValueId value, const Type& type);

}  // namespace weir::terraform
