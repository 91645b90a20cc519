#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "parsers/terraform/functions/functions.h"

namespace weir::terraform {

/// How a value that stands for its encoding is encoded: jsonencode and the like yield their
/// argument, and its origin says so.
enum class Encoding : std::uint8_t { none, json, yaml, base64 };

/// The outermost encoding that a value stands for.
Encoding encoding_of(const ValueStore& values, ValueId value);
/// `value` as standing for its encoding; one that nobody knows stays as it is.
ValueId encoded(const FunctionCall& call, ValueId value, Encoding encoding);
/// What a value that stands for its encoding encodes, as used at the call.
ValueId decoded(const FunctionCall& call, ValueId value);

/// The text that a value stands for, as terraform writes it, every byte of a text in it leading
/// back to where that is written; what is open stays a hole of it. An unknown where the text cannot
/// be told. A value that stands for no encoding is itself.
ValueId encoded_text(const FunctionCall& call, ValueId value);
/// The same as plain text; none if a part of it is open.
std::optional<std::string> plain_encoded_text(const FunctionCall& call, ValueId value);

/// A text as JSON writes it, with its quotes.
std::string json_quoted(std::string_view text);
/// A known value as JSON, or as YAML; none if a part is open or its form is not known.
std::optional<std::string> json_text(const FunctionCall& call, ValueId value);
std::optional<std::string> yaml_text(const FunctionCall& call, ValueId value);

}  // namespace weir::terraform
