#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/compose/project.h"

namespace weir::compose {

/// Models that services of a project ask: those that its `models` declare, and services that a provider makes of one.
class Models {
 public:
  Models(const ValueStore& values, const std::vector<Service>& services);

  /// A model under `models`.
  void declare(const std::string& name, ResourceId model) { declared_.emplace(name, model); }

  /// A model that a service is given.
  struct Given {
    std::string name;
    Span place;        ///< where the service names it
    ResourceId model;  ///< none: nothing in the project declares it
  };
  /// Those of a service: named under its `models`, or a provider's that it waits for, whose address it is told.
  std::vector<Given> of(const Service& service) const;

 private:
  const ValueStore& values_;
  std::map<std::string, ResourceId> declared_, provided_;
};

/// What makes a service that has no image: `provider.type`; none if it is no such service.
ValueId provider_of(const ValueStore& values, const Service& service);

/// Adds `is`: a service that a provider makes is a model if the provider says so, else only the provider knows.
void add_provided(ResourceModel& model, const Service& service, std::vector<MapEntry>& entries);

}  // namespace weir::compose
