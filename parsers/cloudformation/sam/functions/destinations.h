#pragma once

#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"
#include "parsers/cloudformation/sam/role.h"

namespace weir::cloudformation::sam {

/// A function's `EventInvokeConfig`: where what an asynchronous call returns goes. A queue or topic
/// without a name is made, and may be referred to as `Function.DestinationQueue`. `alias` is the id
/// of the function's alias, `alias_name` its name; both may be empty.
void expand_destinations(Expansion& expansion, const Macro& macro, Part config,
                         const std::string& alias, Part alias_name, Role& role);

}  // namespace weir::cloudformation::sam
