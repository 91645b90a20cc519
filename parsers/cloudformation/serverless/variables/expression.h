#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::cloudformation::serverless {

/// A piece of a text: what stands there, or what stands between `${` and `}`.
struct TextPiece {
  std::string_view text;
  bool variable = false;
};

/// A text cut at its variables: `${source:address, fallback}` (sources may be calls, and variables
/// may stand inside each other), and `#{AWS::Name}`. What CloudFormation's Sub reads (`${Name}`,
/// `${AWS::Name}`) is text.
std::vector<TextPiece> pieces_of(std::string_view text);
/// Whether any of the pieces is a variable.
bool has_variables(std::string_view text);
/// A variable's ways to get its value, of which the first that has one counts: what stands between
/// commas outside quotes, parentheses and variables. Without blanks around.
std::vector<std::string_view> ways_of(std::string_view variable);

/// `source(argument):path`; `source` is empty of anything else.
struct VariableAddress {
  std::string_view source, argument, path;
};
VariableAddress address_in(std::string_view way);

/// A variable as the name of a parameter, which Ref and Sub can read.
std::string name_of_variable(std::string_view variable);

}  // namespace weir::cloudformation::serverless
