#include "parsers/terraform/functions/arguments.h"

#include <charconv>
#include <cmath>

namespace weir::terraform {

bool all_texts(const FunctionCall& call, std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    const std::optional<std::string> text = call.text(i);
    if (!text) return false;
    texts.push_back(*text);
  }
  return true;
}

ValueId refuse_texts(const FunctionCall& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (is_open(call.kind(i))) return call.depends(i);
  }
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (!call.text(i) && call.is_encoded(i)) return call.depends(i);  // with something open in it
  }
  return call.spend(0) ? call.fault(std::string(call.name) + " was given what is no text")
                       : call.over_budget();
}

std::optional<std::int64_t> whole(const FunctionCall& call, std::size_t n) {
  const std::optional<double> number = call.number(n);
  if (!number || std::floor(*number) != *number || std::fabs(*number) > kLargestExact) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

ValueId refuse_whole(const FunctionCall& call, std::size_t n) {
  const std::optional<double> number = call.number(n);
  if (!number) return call.refuse(n, "number");
  if (std::floor(*number) == *number) {
    return call.values.add_unknown(UnknownKind::unsupported,
                                   "numbers of this size are not evaluated", "", call.span);
  }
  return fault_of(call, "found a number that is not whole");
}

ValueId exact_number(const FunctionCall& call, double number) {
  char buffer[400];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed);
  std::string text(buffer, error == std::errc() ? end : buffer);
  if (text.empty() || !call.spend(8)) return call.over_budget();
  const auto size = static_cast<std::uint32_t>(text.size());
  const FileId derived = call.sources.add_derived(std::move(text), {{0, call.span, false}});
  return call.values.add_number(number, {derived, 0, size});
}

ValueId at_run(const FunctionCall& call) {
  return call.values.add_unknown(UnknownKind::pseudo, "known when terraform runs",
                                 std::string(call.name) + "()", call.span);
}

ValueId fault_of(const FunctionCall& call, std::string_view what) {
  return call.fault(std::string(call.name) + ": " + std::string(what));
}

}  // namespace weir::terraform
