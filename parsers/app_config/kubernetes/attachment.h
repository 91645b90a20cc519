#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "analyzer/model/value.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes {

/// Whether some host is meant by both: equal names, or one lies below the other's `*.`; `*` means all. Case aside.
bool hosts_meet(std::string_view one, std::string_view other);

/// Which listeners of a Gateway, or servers of one of Istio, may take a route. What is not known counts as yes.
struct Takers {
  bool any = false;                     ///< it is not known which
  std::vector<std::size_t> listeners = {};  ///< else their numbers

  /// Whether the Gateway takes the route at all.
  bool take() const { return any || !listeners.empty(); }
};

/// Those of a Gateway of Istio that a VirtualService names: a host of the server, which may be kept for a namespace
/// (`shop/…`, `./…`), has to meet one of the route's, and `exportTo` has to let it be seen.
Takers mesh_takers(const ValueStore& values, const Object& gateway, const Object& route);

/// Those of a Gateway by this one of the route's `parentRefs`: name and port of the listener, kinds and namespaces of routes
/// that may attach to it, hosts. `space` is the route's Namespace, nullptr if no object declares it.
Takers takers(const ValueStore& values, const Object& gateway, const Object& route, ValueId parent, const Object* space);

/// Whether routes of a listener can only lie beside the Gateway, in its own namespace, or nowhere.
bool is_for_own_space(const ValueStore& values, ValueId listener);

/// Whether a ReferenceGrant lets a route refer to a Service of this name beside the grant.
bool grants(const ValueStore& values, const Object& grant, const Object& route, std::string_view service);

}  // namespace weir::kubernetes
