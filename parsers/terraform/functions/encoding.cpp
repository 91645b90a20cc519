// Functions between values and their encodings.

#include <array>
#include <cctype>
#include <utility>

#include "analyzer/base/utf.h"
#include "analyzer/model/passing.h"
#include "parsers/embedded/policy.h"
#include "parsers/terraform/functions/arguments.h"
#include "parsers/terraform/functions/base64.h"
#include "parsers/terraform/functions/decoding.h"
#include "parsers/terraform/functions/encoded.h"

namespace weir::terraform {
namespace {

ValueId urlencode(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return call.refuse(0, "text");
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : *text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return call.made_text(std::move(out));
}

/// OpenTofu's: `+` is a blank, `%` two digits of a byte.
ValueId urldecode(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return call.refuse(0, "text");
  const auto digit = [](char c) {
    const char small = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return c >= '0' && c <= '9' ? c - '0' : small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t at = 0; at < text->size(); ++at) {
    const char c = (*text)[at];
    if (c != '%') {
      out += c == '+' ? ' ' : c;
      continue;
    }
    const int high = at + 2 < text->size() ? digit((*text)[at + 1]) : -1;
    const int low = high >= 0 ? digit((*text)[at + 2]) : -1;
    if (low < 0) return fault_of(call, "found % without two digits behind it");
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return is_valid_utf8(out) ? call.made_text(std::move(out))
                            : fault_of(call, "the result is no UTF-8");
}

/// What is encoded is what a reader looks for, a policy, a setting: it is yielded itself and
/// remembers what it stands for.
ValueId jsonencode(const FunctionCall& call) { return encoded(call, call[0], Encoding::json); }
ValueId yamlencode(const FunctionCall& call) { return encoded(call, call[0], Encoding::yaml); }
ValueId base64encode(const FunctionCall& call) {
  const ValueKind kind = call.kind(0);
  if (kind == ValueKind::null || call.is_list(0) || call.is_map(0)) return call.refuse(0, "text");
  return encoded(call, call[0], Encoding::base64);
}

ValueId base64decode(const FunctionCall& call) {
  if (encoding_of(call.values, call[0]) == Encoding::base64) return decoded(call, call[0]);
  const std::optional<std::string> text = call.text(0);
  if (!text) return call.refuse(0, "text");
  const std::optional<std::string> bytes = from_base64(*text);
  const bool fits = bytes && is_valid_utf8(*bytes);
  return fits ? call.made_text(*bytes)
              : call.fault("base64decode was given what is no text in base64");
}

/// What its author says may be shown: the evaluation has taken the mark off.
ValueId nonsensitive(const FunctionCall& call) { return call[0]; }

ValueId secret(const FunctionCall& call) { return call.values.marked_secret(call[0]); }

/// A JSON document that is one scalar: the only item of a list that holds it.
ValueId decoded_scalar(const FunctionCall& call, const std::string& text) {
  const ValueId list = parsed_text(call, call.made_text("[" + text + "\n]"));
  if (call.values[list].kind == ValueKind::unknown) return list;
  const bool single =
      call.values[list].kind == ValueKind::list && call.values.item_count(list) == 1;
  return single ? call.values.item(list, 0) : call.fault("jsondecode was given what is no JSON");
}

ValueId jsondecode(const FunctionCall& call) {
  const ValueKind kind = call.kind(0);
  if (kind == ValueKind::null) return call.fault("jsondecode was given null");
  if (kind == ValueKind::number || kind == ValueKind::boolean) return call[0];
  if (encoding_of(call.values, call[0]) == Encoding::json) return decoded(call, call[0]);
  if (call.is_list(0) || call.is_map(0)) return call.refuse(0, "text");
  if (kind != ValueKind::string) return parsed_text(call, call[0]);
  const std::optional<std::string> text = call.text(0);
  if (!text || !call.spend(kDecodingStepsPerByte * text->size())) return call.over_budget();
  const std::size_t first = text->find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return call.fault("jsondecode was given an empty text");
  const char c = (*text)[first];
  const bool scalar = c == '"' || c == '-' || std::isalnum(static_cast<unsigned char>(c)) != 0;
  if (scalar) return decoded_scalar(call, *text);
  if (c != '{' && c != '[') return call.fault("jsondecode was given what is no JSON");
  return parsed_text(call, call[0]);
}

constexpr std::array kEncodingFunctions = {
    FunctionEntry{"urlencode", 1, 1, Takes::texts, urlencode},
    FunctionEntry{"jsonencode", 1, 1, Takes::values, jsonencode},
    FunctionEntry{"yamlencode", 1, 1, Takes::values, yamlencode},
    FunctionEntry{"urldecode", 1, 1, Takes::texts, urldecode},
    FunctionEntry{"base64encode", 1, 1, Takes::values, base64encode},
    FunctionEntry{"base64decode", 1, 1, Takes::values, base64decode},
    FunctionEntry{"nonsensitive", 1, 1, Takes::parts, nonsensitive},
    FunctionEntry{"sensitive", 1, 1, Takes::parts, secret},
    FunctionEntry{"jsondecode", 1, 1, Takes::values, jsondecode}};

}  // namespace

std::span<const FunctionEntry> encoding_functions() { return kEncodingFunctions; }

}  // namespace weir::terraform
