#pragma once

#include <string_view>

namespace weir::cloudformation::sam {

/// Whether `Globals` may have a section of this name: "Function".
bool is_global_section(std::string_view section);
/// Whether that section may have a property of this name.
bool is_global_property(std::string_view section, std::string_view property);

}  // namespace weir::cloudformation::sam
