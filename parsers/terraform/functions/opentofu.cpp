// Functions of OpenTofu alone, beside cidrcontains (networks.cpp) and urldecode (encoding.cpp).

#include <array>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "parsers/terraform/functions/arguments.h"
#include "parsers/terraform/functions/base64.h"
#include "parsers/terraform/functions/gunzip.h"

namespace weir::terraform {
namespace {

ValueId base64gunzip(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  const std::optional<std::string> bytes = from_base64(*text);
  if (!bytes) return fault_of(call, "found what is no base64");
  if (!call.spend(8 * bytes->size())) return call.over_budget();
  const std::optional<std::string> made = gunzip(*bytes, limits::kTextBytes);
  if (!made) return fault_of(call, "found what gzip did not make, or too much of it");
  return is_valid_utf8(*made) ? call.made_text(*made) : fault_of(call, "the result is no UTF-8");
}

/// The `assume…` functions say something about a value, which is passed on.
ValueId assumenotnull(const FunctionCall& call) {
  return call.kind(0) == ValueKind::null ? fault_of(call, "found null") : call[0];
}

ValueId assumeequal(const FunctionCall& call) {
  bool open = false;
  const std::string first = identity(call, call[0], &open), second = identity(call, call[1], &open);
  return open || first == second ? call[1] : fault_of(call, "the values are not equal");
}

ValueId assumestringprefix(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0), prefix = call.text(1);
  if (!text || !prefix) return is_open(call.kind(0)) ? call[0] : refuse_texts(call);
  return text->starts_with(*prefix) ? call[0] : fault_of(call, "the text begins otherwise");
}

enum class Bounds : std::uint8_t { both, least, most };

template <Bounds bounds, bool map>
ValueId assume_length(const FunctionCall& call) {
  if (is_open(call.kind(0))) return call[0];
  if (map ? !call.is_map(0) : !call.is_list(0)) return call.refuse(0, map ? "map" : "list or set");
  const auto size = static_cast<std::int64_t>(call.values.item_count(call[0]));
  for (std::size_t i = 1; i < call.size(); ++i) {
    const std::optional<std::int64_t> bound = whole(call, i);
    if (!bound) return refuse_whole(call, i);
    const bool least = bounds == Bounds::least || (bounds == Bounds::both && i == 1);
    if (least ? size < *bound : size > *bound)
      return fault_of(call, "found " + std::to_string(size) + " members");
  }
  return call[0];
}

constexpr std::array kOpenTofuFunctions = {
    FunctionEntry{"base64gunzip", 1, 1, Takes::scalars, base64gunzip},
    FunctionEntry{"assumenotnull", 1, 1, Takes::values, assumenotnull},
    FunctionEntry{"assumeequal", 2, 2, Takes::values, assumeequal},
    FunctionEntry{"assumestringprefix", 2, 2, Takes::values, assumestringprefix},
    FunctionEntry{"assumelistlength", 3, 3, Takes::values, assume_length<Bounds::both, false>},
    FunctionEntry{"assumelistlengthmin", 2, 2, Takes::values, assume_length<Bounds::least, false>},
    FunctionEntry{"assumelistlengthmax", 2, 2, Takes::values, assume_length<Bounds::most, false>},
    FunctionEntry{"assumesetlength", 3, 3, Takes::values, assume_length<Bounds::both, false>},
    FunctionEntry{"assumesetlengthmin", 2, 2, Takes::values, assume_length<Bounds::least, false>},
    FunctionEntry{"assumesetlengthmax", 2, 2, Takes::values, assume_length<Bounds::most, false>},
    FunctionEntry{"assumemaplength", 3, 3, Takes::values, assume_length<Bounds::both, true>},
    FunctionEntry{"assumemaplengthmin", 2, 2, Takes::values, assume_length<Bounds::least, true>},
    FunctionEntry{"assumemaplengthmax", 2, 2, Takes::values, assume_length<Bounds::most, true>}};

}  // namespace

std::span<const FunctionEntry> opentofu_functions() { return kOpenTofuFunctions; }

}  // namespace weir::terraform
