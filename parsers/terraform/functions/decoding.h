#pragma once

#include "parsers/terraform/functions/functions.h"

namespace weir::terraform {

inline constexpr std::uint64_t kDecodingStepsPerByte = 2;  ///< of a text that is parsed

/// A text, maybe with holes, as the JSON or YAML value that it is; a malformed one is a fault of
/// the call. The last of equal keys counts.
ValueId parsed_text(const FunctionCall& call, ValueId text);

}  // namespace weir::terraform
