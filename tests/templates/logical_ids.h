#pragma once

#include "analyzer/driver/twins.h"
#include "analyzer/model/resource_model.h"

namespace weir::templates {

/// Which logical ids of the second model mean resources of the first although the hashes at their
/// ends are not the same: those that have one type and, without ten hexadecimal digits at the end,
/// one id; then what is left of a type if it is one on each side.
Twins pair_ids(const ResourceModel& first, const ResourceModel& second);

}  // namespace weir::templates
