#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/terraform/functions/functions.h"

namespace weir::terraform {

/// 2^53: up to here a double holds every whole number.
inline constexpr double kLargestExact = 9007199254740992;

/// All arguments as texts; false if one is none.
bool all_texts(const FunctionCall& call, std::vector<std::string>& texts);
/// For arguments of which not all are texts: what the first other one means.
ValueId refuse_texts(const FunctionCall& call);

/// What is made of texts.
template <class Make>
ValueId of_texts(const FunctionCall& call, Make make) {
  std::vector<std::string> texts;
  return all_texts(call, texts) ? call.made_text(std::string(make(texts))) : refuse_texts(call);
}

/// A whole number that a double holds exactly; none for others (terraform refuses fractions).
std::optional<std::int64_t> whole(const FunctionCall& call, std::size_t n);
/// What another number than a whole one means.
ValueId refuse_whole(const FunctionCall& call, std::size_t n);

/// A calculated number all of whose digits count.
ValueId exact_number(const FunctionCall& call, double number);

/// A value that exists only when terraform runs.
ValueId at_run(const FunctionCall& call);

/// `name: ` before what is wrong.
ValueId fault_of(const FunctionCall& call, std::string_view what);

}  // namespace weir::terraform
