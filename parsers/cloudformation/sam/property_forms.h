#pragma once

#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// Says which properties of a resource are missing, have the wrong form, or are not known to its
/// type.
void check_properties(Expansion& expansion, const Macro& macro);
/// Says which of these properties, of `owner` in words, have the wrong form for a type of resource.
void check_forms(Expansion& expansion, std::string_view type, const std::string& owner,
                 Part properties);
/// The same, of an event of a function or state machine.
void check_event_properties(Expansion& expansion, std::string_view owner, std::string_view name,
                            std::string_view type, Part properties, Span place);

}  // namespace weir::cloudformation::sam
