// Functions of numbers and truth values.

#include <algorithm>
#include <array>
#include <cmath>

#include "analyzer/model/passing.h"
#include "parsers/terraform/functions.h"

namespace weir::terraform {
namespace {

/// The arguments, or the items of a lone list, as numbers.
bool numbers(const FunctionCall& call, std::vector<double>& out) {
  std::vector<ValueId> from = call.arguments;
  if (from.size() == 1 && call.kind(0) == ValueKind::list) from = call.values.items(call[0]);
  for (const ValueId value : from) {
    const std::optional<double> number = call.number_of(value);
    if (!number) return false;
    out.push_back(*number);
  }
  return !out.empty();
}

template <class Make>
ValueId of_numbers(const FunctionCall& call, Make make) {
  std::vector<double> all;
  return numbers(call, all) ? call.made_number(make(all)) : call.depends(0);
}

ValueId max(const FunctionCall& call) {
  return of_numbers(call, [](auto& n) { return *std::max_element(n.begin(), n.end()); });
}
ValueId min(const FunctionCall& call) {
  return of_numbers(call, [](auto& n) { return *std::min_element(n.begin(), n.end()); });
}
ValueId sum(const FunctionCall& call) {
  return of_numbers(call, [](auto& n) {
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

ValueId tonumber(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null || call.kind(0) == ValueKind::number) return call[0];
  if (const std::optional<double> number = call.number(0)) return call.made_number(*number);
  return call.kind(0) == ValueKind::string ? call.fault("tonumber was given what is no number")
                                           : call.depends(0);
}

ValueId tobool(const FunctionCall& call) {
  if (call.kind(0) == ValueKind::null || call.kind(0) == ValueKind::boolean) return call[0];
  const std::optional<std::string> text = call.text(0);
  if (text == "true" || text == "false") return call.made_boolean(text == "true");
  return call.kind(0) == ValueKind::string ? call.fault("tobool was given what is no truth value")
                                           : call.depends(0);
}

/// `wanted`: what one item decides.
ValueId decided_by(const FunctionCall& call, bool wanted) {
  if (call.kind(0) != ValueKind::list) return call.depends(0);
  ValueId open;
  for (const ValueId item : call.values.items(call[0])) {
    const std::optional<std::string> text = call.text_of(item);
    if (!text) {
      open = item;
    } else if ((*text == "true") == wanted) {
      return call.made_boolean(wanted);
    }
  }
  return open.valid() ? call.depends_on_part(open) : call.made_boolean(!wanted);
}
ValueId alltrue(const FunctionCall& call) { return decided_by(call, false); }
ValueId anytrue(const FunctionCall& call) { return decided_by(call, true); }

constexpr std::array kFunctions = {
    FunctionEntry{"max", 1, kAnyNumber, Takes::texts, max},
    FunctionEntry{"min", 1, kAnyNumber, Takes::texts, min},
    FunctionEntry{"sum", 1, 1, Takes::whole_lists, sum},
    FunctionEntry{"abs", 1, 1, Takes::texts, abs},
    FunctionEntry{"ceil", 1, 1, Takes::texts, ceil},
    FunctionEntry{"floor", 1, 1, Takes::texts, floor},
    FunctionEntry{"tonumber", 1, 1, Takes::texts, tonumber},
    FunctionEntry{"tobool", 1, 1, Takes::texts, tobool},
    FunctionEntry{"alltrue", 1, 1, Takes::whole_lists, alltrue},
    FunctionEntry{"anytrue", 1, 1, Takes::whole_lists, anytrue}};

}  // namespace

std::span<const FunctionEntry> number_functions() { return kFunctions; }

}  // namespace weir::terraform
