#include "parsers/terraform/plan/written.h"

#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/plan/addresses.h"

namespace weir::terraform {

WrittenResources::WrittenResources(const std::vector<Resource>& resources) {
  for (const Resource& resource : resources) {
    at_[resource.address] = &resource;
    if (resource.address.find("[*]") != std::string::npos)
      open_[without_keys(resource.address)].push_back(&resource);
  }
}

const Resource* WrittenResources::at(const std::string& address) const {
  const auto same = at_.find(address);
  if (same != at_.end()) return same->second;
  const auto open = open_.empty() ? open_.end() : open_.find(without_keys(address));
  if (open == open_.end()) return nullptr;
  for (const Resource* pattern : open->second)
    if (covers(pattern->address, address)) return pattern;
  return nullptr;
}

const Resource* WrittenResources::block_of(const PlannedResource& planned) const {
  return at(planned.address);
}

const Resource* WrittenResources::call_of(const PlannedResource& planned) const {
  if (planned.module.empty()) return nullptr;
  std::string module;
  for (const AddressStep& step : steps_of(planned.module)) {
    module += (module.empty() ? "" : ".") + step.name + step.key;
    const Resource* call = at(module);
    if (call != nullptr && call->type == kUnreadModule) return call;
  }
  return nullptr;
}

}  // namespace weir::terraform
