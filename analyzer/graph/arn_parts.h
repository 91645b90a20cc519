#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// The parts of an ARN, views into its text.
struct Arn {
  std::string_view partition, service, region, account, resource;
};

/// The six parts; colons inside `${…}` do not count.
std::optional<Arn> split_arn(std::string_view text);

/// The text as a pattern in which each hole may be filled with anything.
std::string holes_open(std::string_view text);

/// The catalogue's form of what stands in an ARN behind the account: around {name} or {id}.
struct ArnForm {
  std::string prefix, suffix;
  bool has_name = false;  ///< false: only deployment knows it
};
ArnForm split_form(std::string_view resource);

/// Stands for a name that only the deployed resource has; no literal character of a pattern equals
/// it.
inline constexpr char kUnknownName[] = "\x01";

}  // namespace weir
