#pragma once

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// A function's `DeploymentPreference`: a deployment group of the application that all functions of
/// the template share, the role for it, and the update policy of `alias`, the alias's resource (not
/// there: the function has none, which is wrong).
void add_deployment_preference(Expansion& expansion, const Macro& macro, Part alias);

}  // namespace weir::cloudformation::sam
