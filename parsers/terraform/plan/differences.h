#pragma once

#include <string>

#include "parsers/terraform/plan/plan.h"

namespace weir::terraform {

/// Each says in what a plan differs from the configuration beside it; "" if in nothing.

/// Instances that only one of them has.
std::string differing_instances(const Plan& plan, const ResourceModel& lowered);
/// Blocks that only one of them declares, and constants that the plan's copy of the configuration
/// has otherwise.
std::string differing_blocks(const Plan& plan, const Beside& beside, SourceMap& sources);
/// Scalars that the configuration comes to for sure, where the plan knows another value and its
/// copy of the configuration does not say that the constant is the same. Providers write some texts
/// their own way: those that look alike do not count.
std::string differing_values(const Plan& plan, const ResourceModel& lowered,
                             const SourceMap& sources);

}  // namespace weir::terraform
