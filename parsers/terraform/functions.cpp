// The table of functions, and what they share.

#include "parsers/terraform/functions.h"

#include <algorithm>
#include <array>
#include <map>

#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/numerals.h"

namespace weir::terraform {
namespace {

constexpr std::uint64_t kBytesPerStep = 4;  // of a text that is made or read
constexpr std::uint64_t kStepsPerText = 8;  // a text that stands in no file needs a file of its own

/// Functions of terraform and OpenTofu that are not evaluated: their results are unknown.
constexpr std::array<std::string_view, 60> kNotEvaluated = {"abspath",
                                                            "base64gzip",
                                                            "base64sha256",
                                                            "base64sha512",
                                                            "basename",
                                                            "bcrypt",
                                                            "cidrcontains",
                                                            "cidrhost",
                                                            "cidrnetmask",
                                                            "cidrsubnet",
                                                            "cidrsubnets",
                                                            "csvdecode",
                                                            "dirname",
                                                            "ephemeralasnull",
                                                            "file",
                                                            "filebase64",
                                                            "filebase64sha256",
                                                            "filebase64sha512",
                                                            "fileexists",
                                                            "filemd5",
                                                            "fileset",
                                                            "filesha1",
                                                            "filesha256",
                                                            "filesha512",
                                                            "formatdate",
                                                            "issensitive",
                                                            "log",
                                                            "matchkeys",
                                                            "md5",
                                                            "parseint",
                                                            "pathexpand",
                                                            "plantimestamp",
                                                            "pow",
                                                            "regexall",
                                                            "rsadecrypt",
                                                            "setproduct",
                                                            "sha1",
                                                            "sha256",
                                                            "sha512",
                                                            "signum",
                                                            "templatefile",
                                                            "templatestring",
                                                            "textdecodebase64",
                                                            "textencodebase64",
                                                            "timeadd",
                                                            "timecmp",
                                                            "timestamp",
                                                            "title",
                                                            "transpose",
                                                            "type",
                                                            "urldecode",
                                                            "uuid",
                                                            "uuidv5",
                                                            "chunklist",
                                                            "indent",
                                                            "strrev",
                                                            "base64gunzip",
                                                            "provider",
                                                            "try",
                                                            "can"};

}  // namespace

std::optional<std::string> FunctionCall::text_of(ValueId value) const {
  std::string text;
  if (!value.valid() || values[value].kind == ValueKind::null) return std::nullopt;
  if (!scalar_text(values, sources, value, text)) return std::nullopt;
  if (!spend(text.size() / kBytesPerStep)) return std::nullopt;
  return values[value].kind == ValueKind::number ? plain_number(text) : text;
}

std::optional<double> FunctionCall::number_of(ValueId value) const {
  if (!value.valid()) return std::nullopt;
  if (values[value].kind == ValueKind::number) return values[value].number;
  if (values[value].kind != ValueKind::string) return std::nullopt;
  return number_in(values.string(value));
}

std::vector<ValueId> FunctionCall::items(std::size_t n) const {
  if (!spend(values.item_count(arguments[n]))) return {};
  return items_as_used(values, arguments[n]);
}

ValueId FunctionCall::made_text(std::string text) const {
  if (!spend(kStepsPerText + text.size() / kBytesPerStep)) return over_budget();
  if (text.empty()) return values.add_string("", span);
  const auto size = static_cast<std::uint32_t>(text.size());
  const FileId derived = sources.add_derived(text, {{0, span, false}});
  return values.add_string(std::move(text), {derived, 0, size});
}

ValueId FunctionCall::made_number(double number) const {
  return passed(values, values.add_number(number, Span{}), span, std::string(name) + "()");
}

ValueId FunctionCall::made_list(const std::vector<ValueId>& of) const {
  return spend(of.size()) ? values.add_list(of, span) : over_budget();
}

ValueId FunctionCall::made_joined(const std::vector<ValueId>& parts) const {
  std::vector<ValueId> texts = parts;
  for (ValueId& part : texts) {
    if (values[part].kind != ValueKind::string) part = as_text(part);
  }
  const JoiningCost cost = cost_of_joining(values, texts);
  if (!spend(cost.steps) || !cost.fits) return over_budget();
  return add_joined_text(values, sources, texts, span);
}

ValueId FunctionCall::as_text(ValueId value) const {
  const ValueKind of = values[value].kind;
  if (of == ValueKind::choice) {
    std::vector<Alternative> all = ways(model, value);
    for (Alternative& way : all) {
      if (way.value.valid()) way.value = as_text(way.value);
    }
    return add_flat_choice(model, all, values[value].span);
  }
  if (of != ValueKind::number && of != ValueKind::boolean) return value;
  const std::optional<std::string> text = text_of(value);
  if (!text || !spend(kStepsPerText)) return over_budget();
  const Value v = values[value];
  Span place = v.span.valid() ? v.span : place_of_use(values, value);
  if (!place.valid() || sources.text(place) != *text) {
    const FileId derived = sources.add_derived(*text, {{0, place, false}});
    place = {derived, 0, static_cast<std::uint32_t>(text->size())};
  }
  const ValueId made = values.moved(values.add_string(*text, place), place, v.origin);
  return v.secret ? values.marked_secret(made) : made;
}

ValueId FunctionCall::depends_on_part(ValueId value) const {
  return depends_on(values, value, " in " + std::string(name) + "()", span);
}

ValueId FunctionCall::refuse_part(ValueId value, std::string_view expected) const {
  if (!spend(0)) return over_budget();
  if (is_open(values[value].kind)) return depends_on_part(value);
  return fault(std::string(name) + " was given what is no " + std::string(expected));
}

ValueId FunctionCall::over_budget() const {
  return values.add_unknown(UnknownKind::budget, "the module is too large", "", span);
}

std::vector<MapEntry> last_of_each_key(std::vector<MapEntry> entries) {
  std::map<std::string, std::size_t> at;
  std::vector<MapEntry> kept;
  for (MapEntry& entry : entries) {
    const auto [known, fresh] = at.try_emplace(entry.key, kept.size());
    if (fresh) {
      kept.push_back(std::move(entry));
    } else {
      kept[known->second] = std::move(entry);
    }
  }
  return kept;
}

bool is_open(ValueKind kind) {
  return kind == ValueKind::reference || kind == ValueKind::text || kind == ValueKind::unknown ||
         kind == ValueKind::choice;
}

const FunctionEntry* find_function(std::string_view name) {
  for (const std::span<const FunctionEntry> table :
       {text_functions(), format_functions(), encoding_functions(), conversion_functions(),
        collection_functions(), set_functions(), number_functions()}) {
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
