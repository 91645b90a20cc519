#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/terraform/plan/plan.h"

namespace weir::terraform {

/// The configuration's resources, by what a plan calls them. Those must outlive it.
class WrittenResources {
 public:
  explicit WrittenResources(const std::vector<Resource>& resources);

  /// The one that makes the planned one: it or, where nobody knew how many there would be, the one
  /// that stands for all of them; none if there is none.
  const Resource* block_of(const PlannedResource& planned) const;
  /// The stand-in for a module that is not read, of those around the planned resource.
  const Resource* call_of(const PlannedResource& planned) const;

 private:
  const Resource* at(const std::string& address) const;

  std::map<std::string, const Resource*, std::less<>> at_;                 ///< by address
  std::map<std::string, std::vector<const Resource*>, std::less<>> open_;  ///< with `[*]`
};

}  // namespace weir::terraform
