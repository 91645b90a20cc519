#pragma once

#include <string_view>

#include "analyzer/model/value.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes {

/// Whether some host is meant by both: equal names, or one lies below the other's `*.`; `*` means all. Case aside.
bool hosts_meet(std::string_view one, std::string_view other);

/// Whether a Gateway of Istio may take a VirtualService that names it: a host of one of its servers, which may be kept for
/// a namespace (`shop/…`, `./…`), has to meet one of the route's, and `exportTo` has to let it be seen. What is not known counts as yes.
bool mesh_gateway_takes(const ValueStore& values, const Object& gateway, const Object& route);

/// Whether a listener of a Gateway may take a route by this one of its `parentRefs`: name and port of the listener, namespaces
/// that may attach to it, hosts. `space` is the route's Namespace, nullptr if no object declares it. What is not known counts as yes.
bool gateway_takes(const ValueStore& values, const Object& gateway, const Object& route, ValueId parent, const Object* space);

/// Whether a ReferenceGrant lets a route refer to a Service of this name beside the grant.
bool grants(const ValueStore& values, const Object& grant, const Object& route, std::string_view service);

}  // namespace weir::kubernetes
