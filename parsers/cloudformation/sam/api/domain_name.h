#pragma once

#include <string>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// The `Domain` of an HTTP or WebSocket API: the domain's name, what maps it to the stage, and its
/// records. `tags` is the map of the domain's tags. Nothing without a Domain.
void expand_domain(Expansion& expansion, const Macro& api, const std::string& stage, Part tags);

}  // namespace weir::cloudformation::sam
