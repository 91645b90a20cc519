// Functions of numbers and truth values.

#include <algorithm>
#include <array>
#include <cmath>

#include "parsers/terraform/functions/arguments.h"

namespace weir::terraform {
namespace {

constexpr double kRange = 1024;  // numbers that range() makes, as terraform limits it

/// What is made of numbers; where one of `from` is none, what that means.
template <class Make>
ValueId of_numbers(const FunctionCall& call, const std::vector<ValueId>& from, Make make) {
  std::vector<double> all;
  for (const ValueId value : from) {
    const std::optional<double> number = call.number_of(value);
    if (!number) return call.refuse_part(value, "number");
    all.push_back(*number);
  }
  return call.made_number(make(all));
}
template <class Make>
ValueId of_numbers(const FunctionCall& call, Make make) {
  return of_numbers(call, call.arguments, make);
}

ValueId max(const FunctionCall& call) {
  return of_numbers(call, [](auto& n) { return *std::max_element(n.begin(), n.end()); });
}
ValueId min(const FunctionCall& call) {
  return of_numbers(call, [](auto& n) { return *std::min_element(n.begin(), n.end()); });
}
ValueId sum(const FunctionCall& call) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  const std::vector<ValueId> all = call.items(0);
  if (all.empty()) return call.fault("sum was given an empty list");
  return of_numbers(call, all, [](auto& n) {
    double total = 0;
    for (const double one : n) total += one;
    return total;
  });
}
ValueId abs(const FunctionCall& call) {
  return of_numbers(call, [](auto& n) { return std::fabs(n[0]); });
}
ValueId ceil(const FunctionCall& call) {
  return of_numbers(call, [](auto& n) { return std::ceil(n[0]); });
}
ValueId floor(const FunctionCall& call) {
  return of_numbers(call, [](auto& n) { return std::floor(n[0]); });
}

ValueId signum(const FunctionCall& call) {
  const std::optional<double> number = call.number(0);
  if (!number) return call.refuse(0, "number");
  if (std::floor(*number) != *number) return refuse_whole(call, 0);
  return call.made_number(*number < 0 ? -1 : *number > 0 ? 1 : 0);
}

/// A number that terraform calculates as a double, too.
ValueId calculated(const FunctionCall& call, double (*of)(double, double)) {
  const std::optional<double> a = call.number(0), b = call.number(1);
  if (!a) return call.refuse(0, "number");
  if (!b) return call.refuse(1, "number");
  const double made = of(*a, *b);
  if (!std::isfinite(made)) return fault_of(call, "the result is no number, or infinite");
  return exact_number(call, made);
}
ValueId log(const FunctionCall& call) {
  return calculated(call, [](double a, double b) { return std::log(a) / std::log(b); });
}
ValueId pow(const FunctionCall& call) {
  return calculated(call, [](double a, double b) { return std::pow(a, b); });
}

/// The number that a text is in a base up to 62: digits, small letters, capitals.
ValueId parseint(const FunctionCall& call) {
  const std::optional<std::string> written = call.text(0);
  if (!written || call.kind(0) == ValueKind::number || call.kind(0) == ValueKind::boolean)
    return call.refuse(0, "text");
  const std::optional<std::int64_t> base = whole(call, 1);
  if (!base) return refuse_whole(call, 1);
  if (*base < 2 || *base > 62) return fault_of(call, "the base must be from 2 to 62");
  std::string_view text = *written;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  double number = text.empty() ? -1 : 0;
  for (const char c : text) {
    const int capital = *base <= 36 ? 10 : 36;
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'z' ? c - 'a' + 10
                      : c >= 'A' && c <= 'Z' ? c - 'A' + capital
                                             : 62;
    if (digit >= *base)
      return fault_of(call, "found what is no number in base " + std::to_string(*base));
    number = number * static_cast<double>(*base) + digit;
  }
  if (number < 0) return fault_of(call, "found an empty text");
  if (number > kLargestExact)
    return call.values.add_unknown(UnknownKind::unsupported,
                                   "numbers of this size are not evaluated", "", call.span);
  return exact_number(call, negative && number > 0 ? -number : number);
}

/// Numbers from one to another. The number of steps must be certain.
ValueId range(const FunctionCall& call) {
  std::vector<double> of;
  for (std::size_t i = 0; i < call.size(); ++i) {
    const std::optional<double> number = call.number(i);
    if (!number) return call.refuse(i, "number");
    of.push_back(*number);
  }
  const double begin = of.size() == 1 ? 0 : of[0];
  const double end = of.size() == 1 ? of[0] : of[1];
  const double step = of.size() == 3 ? of[2] : begin <= end ? 1 : -1;
  if (begin == end) return call.made_list({}, CollectionType::list);
  if (step == 0) return call.fault("range was given a step of zero");
  if ((end > begin) != (step > 0))
    return call.fault("range was given a step that leads away from its end");
  const double count = (end - begin) / step;
  if (count > kRange) return call.fault("range makes more than 1024 numbers");
  const bool exact = std::fabs(step * 1024) == std::floor(std::fabs(step * 1024));
  if (!exact && std::fabs(count - std::round(count)) < 1e-6) return call.depends(2);
  std::vector<ValueId> made;
  for (double n = 0; n < count; ++n)
    made.push_back(call.values.add_number(begin + n * step, Span{}));
  return call.made_list(made, CollectionType::list);
}

/// `wanted`: what one item decides. An empty item is neither true nor counted as true.
ValueId decided_by(const FunctionCall& call, bool wanted) {
  if (!call.is_list(0)) return call.refuse(0, "list");
  ValueId open;
  bool found = false;
  for (const ValueId item : call.items(0)) {
    const ValueKind kind = call.values[item].kind;
    if (is_open(kind)) {
      open = item;
      continue;
    }
    const std::optional<std::string> text = call.text_of(item);
    const bool truth = kind != ValueKind::number && (text == "true" || text == "false");
    if (!truth && kind != ValueKind::null) return call.refuse_part(item, "list of truth values");
    found = found || (text == "true") == wanted;
  }
  if (found) return call.made_boolean(wanted);
  return open.valid() ? call.depends_on_part(open) : call.made_boolean(!wanted);
}
ValueId alltrue(const FunctionCall& call) { return decided_by(call, false); }
ValueId anytrue(const FunctionCall& call) { return decided_by(call, true); }

constexpr std::array kNumberFunctions = {
    FunctionEntry{"max", 1, kAnyNumber, Takes::texts, max},
    FunctionEntry{"min", 1, kAnyNumber, Takes::texts, min},
    FunctionEntry{"sum", 1, 1, Takes::whole_lists, sum},
    FunctionEntry{"abs", 1, 1, Takes::texts, abs},
    FunctionEntry{"ceil", 1, 1, Takes::texts, ceil},
    FunctionEntry{"floor", 1, 1, Takes::texts, floor},
    FunctionEntry{"signum", 1, 1, Takes::texts, signum},
    FunctionEntry{"log", 2, 2, Takes::texts, log},
    FunctionEntry{"pow", 2, 2, Takes::texts, pow},
    FunctionEntry{"parseint", 2, 2, Takes::texts, parseint},
    FunctionEntry{"range", 1, 3, Takes::texts, range},
    FunctionEntry{"alltrue", 1, 1, Takes::whole_lists, alltrue},
    FunctionEntry{"anytrue", 1, 1, Takes::whole_lists, anytrue}};

}  // namespace

std::span<const FunctionEntry> number_functions() { return kNumberFunctions; }

}  // namespace weir::terraform
