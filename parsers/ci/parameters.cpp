// Parameters of CircleCI: `<< … >>` in texts.
#include "parsers/ci/parameters.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"

namespace weir::ci {
namespace {

constexpr std::string_view kOpens = "<<";
constexpr std::string_view kCloses = ">>";
constexpr std::string_view kOwnParameters = "parameters.";
constexpr std::size_t kExpressionBytes = 256;

/// An expression in a text: a path between the marks, which no here-document and no shift has.
struct Parameter {
  std::string_view path;
  std::size_t begin = 0, end = 0;
};

bool is_path_of_parameters(std::string_view text) {
  return text.find('.') != text.npos && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
         });
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::vector<Parameter> parameters_in(std::string_view text) {
  std::vector<Parameter> found;
  for (std::size_t at = text.find(kOpens); at != text.npos; at = text.find(kOpens, at)) {
    const std::string_view rest = text.substr(at + kOpens.size(), kExpressionBytes);
    const std::size_t end = rest.find(kCloses);
    const std::string_view path = end == rest.npos ? std::string_view() : without_blanks(rest.substr(0, end));
    if (!is_path_of_parameters(path)) {
      at += kOpens.size();
      continue;
    }
    found.push_back({path, at, at + kOpens.size() + end + kCloses.size()});
    at = found.back().end;
  }
  return found;
}

ValueId argument_at(const Arguments& arguments, std::string_view path) {
  if (!path.starts_with(kOwnParameters)) return {};
  const auto found = arguments.find(std::string(path.substr(kOwnParameters.size())));
  return found == arguments.end() ? ValueId{} : found->second;
}

}  // namespace

std::string Parameters::written(ValueId argument, std::string_view expression) const {
  if (argument.valid()) {
    const Value& value = values_[argument];
    if (value.kind == ValueKind::string) return std::string(values_.string(argument));
    if (value.kind == ValueKind::boolean) return value.boolean ? "true" : "false";
    if (value.kind == ValueKind::number && value.number == std::trunc(value.number) && std::abs(value.number) < 1e15)
      return std::to_string(static_cast<long long>(value.number));
  }
  return "${{ " + std::string(expression) + " }}";
}

ValueId Parameters::text(ValueId value, const Arguments& arguments) {
  const std::string whole(values_.string(value));
  const std::vector<Parameter> found = parameters_in(whole);
  if (found.empty()) return value;
  const Span span = values_[value].span;
  if (found.size() == 1 && without_blanks(whole).size() == found[0].end - found[0].begin)
    if (const ValueId given = argument_at(arguments, found[0].path); given.valid()) return given;
  std::string made;
  std::size_t from = 0;
  for (const Parameter& one : found) {
    const std::string put = written(argument_at(arguments, one.path), one.path);
    bytes_ += one.begin - from + put.size();
    if (is_full()) return values_.add_unknown(UnknownKind::budget, "the parameters make too long a text", "", span);
    made += whole.substr(from, one.begin - from) + put;
    from = one.end;
  }
  made += whole.substr(from);
  return values_.add_string(std::move(made), span);
}

bool Parameters::holds_parameter(ValueId value, int depth) const {
  if (depth > limits::kNesting) return false;
  const Value& one = values_[value];
  if (one.kind == ValueKind::string) return values_.string(value).find(kOpens) != std::string_view::npos;
  for (std::size_t n = 0; one.kind == ValueKind::list && n < values_.item_count(value); ++n)
    if (holds_parameter(values_.item(value, n), depth + 1)) return true;
  for (std::size_t n = 0; one.kind == ValueKind::map && n < values_.item_count(value); ++n)
    if (holds_parameter(values_.entry(value, n).value, depth + 1)) return true;
  return false;
}

ValueId Parameters::put_in(ValueId value, const Arguments& arguments) {
  return value.valid() && holds_parameter(value, 0) ? put_in(value, arguments, 0) : value;
}

ValueId Parameters::put_in(ValueId value, const Arguments& arguments, int depth) {
  if (depth > limits::kNesting || is_full()) return value;
  const Value one = values_[value];
  bytes_ += sizeof(Value);
  if (one.kind == ValueKind::string) return text(value, arguments);
  if (one.kind == ValueKind::list) {
    std::vector<ValueId> items = values_.items(value);
    for (ValueId& item : items) item = put_in(item, arguments, depth + 1);
    return values_.add_list(items, one.span);
  }
  if (one.kind != ValueKind::map) return value;
  std::vector<MapEntry> entries;
  for (std::size_t n = 0; n < values_.item_count(value); ++n) {
    MapEntry entry = values_.entry(value, n);
    entry.value = put_in(entry.value, arguments, depth + 1);
    entries.push_back(std::move(entry));
  }
  return values_.add_map(std::move(entries), one.span);
}

Arguments Parameters::arguments_of(ValueId declared, ValueId given) const {
  Arguments arguments;
  if (!declared.valid() || values_[declared].kind != ValueKind::map) return arguments;
  for (std::size_t n = 0; n < values_.item_count(declared); ++n) {
    const MapEntry& entry = values_.entry(declared, n);
    ValueId value = given.valid() && values_[given].kind == ValueKind::map ? values_.find(given, entry.key) : ValueId{};
    if (!value.valid() && values_[entry.value].kind == ValueKind::map) value = values_.find(entry.value, "default");
    if (value.valid()) arguments.emplace(entry.key, value);
  }
  return arguments;
}

}  // namespace weir::ci
