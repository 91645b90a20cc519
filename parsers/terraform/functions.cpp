// The table of functions, and what they share.

#include "parsers/terraform/functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"

namespace weir::terraform {
namespace {

/// Functions of terraform and OpenTofu that are not evaluated: their results are unknown.
constexpr std::array<std::string_view, 60> kNotEvaluated = {
    "abspath",         "base64gzip",    "base64sha256",   "base64sha512",     "basename",
    "bcrypt",          "cidrcontains",  "cidrhost",       "cidrnetmask",      "cidrsubnet",
    "cidrsubnets",     "csvdecode",     "dirname",        "ephemeralasnull",  "file",
    "filebase64",      "filebase64sha256", "filebase64sha512", "fileexists",  "filemd5",
    "fileset",         "filesha1",      "filesha256",     "filesha512",       "formatdate",
    "issensitive",     "log",           "matchkeys",      "md5",              "parseint",
    "pathexpand",      "plantimestamp", "pow",            "regexall",         "rsadecrypt",
    "setproduct",      "sha1",          "sha256",         "sha512",           "signum",
    "templatefile",    "templatestring", "textdecodebase64", "textencodebase64", "timeadd",
    "timecmp",         "timestamp",     "title",          "transpose",        "type",
    "urldecode",       "uuid",          "uuidv5",         "chunklist",        "indent",
    "strrev",          "base64gunzip",  "provider",       "try",              "can"};

}  // namespace

std::optional<std::string> FunctionCall::text_of(ValueId value) const {
  std::string text;
  if (!value.valid() || values[value].kind == ValueKind::null) return std::nullopt;
  if (!scalar_text(values, sources, value, text)) return std::nullopt;
  return text;
}

std::optional<double> FunctionCall::number_of(ValueId value) const {
  if (!value.valid()) return std::nullopt;
  if (values[value].kind == ValueKind::number) return values[value].number;
  if (values[value].kind != ValueKind::string) return std::nullopt;
  const std::string text(values.string(value));
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const bool whole = !text.empty() && end == text.c_str() + text.size() && std::isfinite(number);
  return whole ? std::optional<double>(number) : std::nullopt;
}

ValueId FunctionCall::made_text(std::string text) const {
  if (text.empty() || !spend(1 + text.size() / 4)) return values.add_string("", span);
  const auto size = static_cast<std::uint32_t>(text.size());
  const FileId derived = sources.add_derived(text, {{0, span, false}});
  return values.add_string(std::move(text), {derived, 0, size});
}

ValueId FunctionCall::made_number(double number) const {
  return passed(values, values.add_number(number, Span{}), span, std::string(name) + "()");
}

ValueId FunctionCall::made_joined(const std::vector<ValueId>& parts) const {
  const JoiningCost cost = cost_of_joining(values, parts);
  if (!spend(cost.steps) || !cost.fits) {
    return values.add_unknown(UnknownKind::budget, "the text is too long", "", span);
  }
  return add_joined_text(values, sources, parts, span);
}

ValueId FunctionCall::depends_on_part(ValueId value) const {
  return depends_on(values, value, " in " + std::string(name) + "()", span);
}

const FunctionEntry* find_function(std::string_view name) {
  for (const std::span<const FunctionEntry> table :
       {text_functions(), collection_functions(), number_functions()}) {
    for (const FunctionEntry& entry : table) {
      if (entry.name == name) return &entry;
    }
  }
  return nullptr;
}

bool is_function(std::string_view name) {
  return find_function(name) != nullptr || name.find("::") != std::string_view::npos ||
         std::find(kNotEvaluated.begin(), kNotEvaluated.end(), name) != kNotEvaluated.end();
}

}  // namespace weir::terraform
