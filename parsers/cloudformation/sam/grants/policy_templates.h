#pragma once

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// The policy document of a policy template: a map whose only key is the template's name and whose
/// value its parameters (`{DynamoDBReadPolicy: {TableName: !Ref Table}}`), as the catalogue's table
/// of policy templates knows it. Not there: it names none. A parameter that is missing is said, and
/// unknown in the document.
Part from_policy_template(Expansion& expansion, const Macro& macro, Part policy);

}  // namespace weir::cloudformation::sam
