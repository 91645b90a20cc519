#pragma once

#include <string>
#include <string_view>

#include "analyzer/graph/inference.h"

namespace weir {

/// The part of an ARN that says the account, or the text itself; holes stay as they are written.
std::string_view account_part(std::string_view text);

/// Whether the text is the literal number of an account.
bool is_account_number(std::string_view text);

/// Whether an account part means the account that the unit is deployed to: by what only deployment
/// knows (tables/principals.yaml, `own_account`), or by a number that the input uses as its own.
bool is_own_account(const Inference& inference, UnitId unit, std::string_view account);

/// Whether any number of the own account is known.
bool knows_own_account(const Inference& inference, UnitId unit);

/// Whether an account part is a number that is not known to be the own one.
bool is_foreign_account(const Inference& inference, UnitId unit, std::string_view account);

}  // namespace weir
