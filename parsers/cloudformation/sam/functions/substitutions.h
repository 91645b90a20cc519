#pragma once

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// `DefinitionSubstitutions` of a state machine with this definition: those that are written, and
/// one for every call and dynamic reference in the definition, as the service makes them. Not there
/// if there are none.
Part substitutions_of(Expansion& expansion, Part definition, Part written);

}  // namespace weir::cloudformation::sam
