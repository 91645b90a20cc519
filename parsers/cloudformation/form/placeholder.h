#pragma once

#include <string_view>

namespace weir::cloudformation {

/// Whether a parameter's default is no value but tells people to give one: `<bucket>`, a text with
/// a word such as "your" or "placeholder" (`Insert_your_Kb_id`), or one of several words that end
/// with the parameter's name (`Cognito User Pool ID` of UserPoolId).
bool is_placeholder(std::string_view text, std::string_view name);

}  // namespace weir::cloudformation
