#pragma once

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// Says which properties of a function contradict each other or miss what they need.
void check_function(Expansion& expansion, const Macro& macro);

}  // namespace weir::cloudformation::sam
