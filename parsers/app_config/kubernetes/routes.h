#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes {

/// The resource of an object by kind, namespace and name; none if the unit has none.
using FindObject =
    std::function<ResourceId(std::string_view kind, std::string_view space, std::string_view name)>;

/// Whether objects of the kind hand on what a Gateway takes.
bool is_route(std::string_view kind);

/// What Ingresses, and the routes of Gateways, hand requests on to.
class Routes {
 public:
  Routes(ResourceModel& model, FindObject find) : model_(model), find_(std::move(find)) {}

  /// Notes the Gateways that a route only answers for, by sending callers to HTTPS.
  void index(const Object& route);
  /// Adds `backends`; of a route `gateways` too, of a Gateway `redirects`.
  void add(ResourceId id, const Object& object, std::vector<MapEntry>& entries) const;

 private:
  std::vector<ValueId> gateways(const Object& route) const;
  std::vector<ValueId> backends(const Object& route) const;
  std::vector<ValueId> ingress_backends(const Object& ingress) const;
  void add_mesh_gateways(const Object& route, std::vector<ValueId>& to) const;
  void add_destinations(const Object& route, std::vector<ValueId>& to) const;
  void add_target(std::string_view kind, const Object& from, ValueId named, std::vector<ValueId>& to) const;

  ResourceModel& model_;
  FindObject find_;
  std::set<ResourceId> redirecting_;
};

}  // namespace weir::kubernetes
