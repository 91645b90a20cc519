// The table of functions, and what they share.

#include "parsers/terraform/functions/functions.h"

#include <algorithm>
#include <array>
#include <map>

#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/functions/encoded.h"
#include "parsers/terraform/functions/numerals.h"

namespace weir::terraform {
namespace {

constexpr std::uint64_t kStepsPerText = 8;  // a text that stands in no file needs a file of its own

constexpr std::array kSpecial = {FunctionEntry{"try", 1, kAnyNumber}, FunctionEntry{"can", 1, 1},
                                 FunctionEntry{"convert", 2, 2}};

}  // namespace

std::optional<std::string> FunctionCall::text_of(ValueId value) const {
  std::string text;
  if (!value.valid() || values[value].kind == ValueKind::null) return std::nullopt;
  if (encoding_of(values, value) != Encoding::none) return plain_encoded_text(*this, value);
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

ValueId FunctionCall::made_list(const std::vector<ValueId>& of, CollectionType type) const {
  return spend(of.size()) ? values.add_list(of, span, type) : over_budget();
}

bool FunctionCall::is_encoded(std::size_t n) const {
  return encoding_of(values, arguments[n]) != Encoding::none;
}

ValueId FunctionCall::made_joined(const std::vector<ValueId>& parts) const {
  std::vector<ValueId> texts = parts;
  for (ValueId& part : texts) {
    part = encoded_text(*this, part);
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

std::span<const FunctionEntry> special_functions() { return kSpecial; }

std::vector<std::span<const FunctionEntry>> all_functions() {
  return {text_functions(),       pattern_functions(),    format_functions(),
          encoding_functions(),   yaml_functions(),       character_set_functions(),
          csv_functions(),        hash_functions(),       network_functions(),
          date_functions(),       path_functions(),       file_functions(),
          conversion_functions(), collection_functions(), combination_functions(),
          set_functions(),        number_functions(),     tfvars_functions(),
          opentofu_functions(),   special_functions()};
}

const FunctionEntry* find_function(std::string_view name) {
  constexpr std::string_view kCore = "core::";
  if (name.starts_with(kCore)) name.remove_prefix(kCore.size());
  static const auto by_name = [] {
    std::map<std::string_view, const FunctionEntry*> all;
    for (const std::span<const FunctionEntry> table : all_functions()) {
      for (const FunctionEntry& entry : table) all.emplace(entry.name, &entry);
    }
    return all;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

}  // namespace weir::terraform
