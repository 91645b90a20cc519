// Whether a plan is one of exactly the configuration beside it.

#include "parsers/terraform/plan/differences.h"

#include <set>

#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/plan/written.h"

namespace weir::terraform {

std::string differing_instances(const Plan& plan, const ResourceModel& lowered) {
  const std::string what = plan.is_state ? "the state" : "the plan";
  const WrittenResources written(lowered.resources);
  std::set<std::string_view> planned;
  for (const PlannedResource& resource : plan.resources) planned.insert(resource.address);
  for (const Resource& resource : lowered.resources) {
    const bool certain = resource.exists == kAlways && resource.type != kUnreadModule &&
                         resource.address.find("[*]") == std::string::npos;
    if (certain && planned.count(resource.address) == 0)
      return "the configuration has " + resource.address + " and " + what + " has not";
  }
  for (const PlannedResource& resource : plan.resources) {
    const Resource* block = written.block_of(resource);
    if (block == nullptr) block = written.call_of(resource);
    if (block == nullptr || block->exists == kNever)
      return what + " has " + resource.address + " and the configuration has not";
  }
  return "";
}

std::string difference(const Plan& plan, const Beside& beside, const ResourceModel& lowered,
                       SourceMap& sources) {
  std::string found = plan.partial;
  if (found.empty()) found = differing_blocks(plan, beside, sources);
  if (found.empty()) found = differing_instances(plan, lowered);
  if (found.empty()) found = differing_values(plan, lowered, sources);
  return found;
}

}  // namespace weir::terraform
