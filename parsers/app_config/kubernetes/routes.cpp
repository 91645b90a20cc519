#include "parsers/app_config/kubernetes/routes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/app_config/kubernetes/fields.h"

namespace weir::kubernetes {
namespace {

constexpr std::array<std::string_view, 6> kRoutes = {
    "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "networking.istio.io/VirtualService"};
constexpr std::string_view kVirtualService = "networking.istio.io/VirtualService";
constexpr std::string_view kMeshGateway = "networking.istio.io/Gateway";
constexpr std::array<const char*, 3> kMeshRules = {"http", "tls", "tcp"};

/// `{type: RequestRedirect, requestRedirect: {scheme: https}}`
bool redirects_to_tls(const ValueStore& values, ValueId filter) {
  const ValueId redirect = values.find(filter, "requestRedirect");
  const ValueId scheme = redirect.valid() ? values.find(redirect, "scheme") : ValueId{};
  return scheme.valid() && values.string(scheme) == "https";
}

}  // namespace

bool is_route(std::string_view kind) {
  return std::find(kRoutes.begin(), kRoutes.end(), kind) != kRoutes.end();
}

/// A reference to what `{kind, namespace, name}` names, where the kind is the one that is asked for.
void Routes::add_target(std::string_view kind, const Object& from, ValueId named, std::vector<ValueId>& to) const {
  ValueStore& values = model_.values;
  if (!named.valid() || values[named].kind != ValueKind::map) return;
  const ValueId written = values.find(named, "kind"), name = values.find(named, "name");
  if (!name.valid() || (written.valid() && values.string(written) != kind)) return;
  const ValueId space = values.find(named, "namespace");
  const std::string in = space.valid() ? std::string(values.string(space)) : from.space;
  const ResourceId target = find_(kind, in, values.string(name));
  if (target.valid()) to.push_back(values.add_reference({target, model_[target].address, ""}, values[name].span));
}

/// The names of Gateways that a route of the mesh is for, `namespace/name` where they lie elsewhere.
void Routes::add_mesh_gateways(const Object& route, std::vector<ValueId>& to) const {
  ValueStore& values = model_.values;
  for (const ValueId named : items_at(values, values.find(route.written, "spec"), "gateways")) {
    const std::string_view text = values.string(named);
    const std::size_t slash = text.find('/');
    const std::string space = slash == text.npos ? route.space : std::string(text.substr(0, slash));
    const ResourceId target = find_(kMeshGateway, space, text.substr(slash == text.npos ? 0 : slash + 1));
    if (target.valid()) to.push_back(values.add_reference({target, model_[target].address, ""}, values[named].span));
  }
}

/// The Services at `destination.host` of its rules: `cart`, `cart.shop.svc.cluster.local`.
void Routes::add_destinations(const Object& route, std::vector<ValueId>& to) const {
  ValueStore& values = model_.values;
  const ValueId spec = values.find(route.written, "spec");
  for (const char* kind : kMeshRules)
    for (const ValueId rule : items_at(values, spec, kind))
      for (const ValueId one : items_at(values, rule, "route")) {
        const std::string named = text_at_key(values, entry_at(values, one, "destination"), "host");
        const std::string_view host = named;
        const std::size_t dot = std::min(host.find('.'), host.size());
        const std::string_view rest = host.substr(std::min(dot + 1, host.size()));
        const std::string space = rest.empty() ? route.space : std::string(rest.substr(0, rest.find('.')));
        const ResourceId target = find_("Service", space, host.substr(0, dot));
        if (target.valid()) to.push_back(values.add_reference({target, model_[target].address, ""}, values[one].span));
      }
}

std::vector<ValueId> Routes::gateways(const Object& route) const {
  std::vector<ValueId> found;
  if (route.kind == kVirtualService) add_mesh_gateways(route, found);
  const ValueId spec = model_.values.find(route.written, "spec");
  for (const ValueId parent : items_at(model_.values, spec, "parentRefs")) add_target("Gateway", route, parent, found);
  return found;
}

std::vector<ValueId> Routes::backends(const Object& route) const {
  std::vector<ValueId> found;
  if (route.kind == kVirtualService) add_destinations(route, found);
  const ValueId spec = model_.values.find(route.written, "spec");
  for (const ValueId rule : items_at(model_.values, spec, "rules"))
    for (const ValueId backend : items_at(model_.values, rule, "backendRefs")) add_target("Service", route, backend, found);
  return found;
}

std::vector<ValueId> Routes::ingress_backends(const Object& ingress) const {
  ValueStore& values = model_.values;
  std::vector<ValueId> found;
  const auto add = [&](ValueId backend) {
    if (!backend.valid()) return;
    if (const ValueId service = values.find(backend, "service"); service.valid())
      return add_target("Service", ingress, service, found);
    const ValueId name = values.find(backend, "serviceName");  // before networking.k8s.io/v1
    const ResourceId target = name.valid() ? find_("Service", ingress.space, values.string(name)) : ResourceId();
    if (target.valid()) found.push_back(values.add_reference({target, model_[target].address, ""}, values[name].span));
  };
  const ValueId spec = values.find(ingress.written, "spec");
  if (!spec.valid()) return found;
  add(values.find(spec, "defaultBackend"));
  add(values.find(spec, "backend"));
  for (const ValueId rule : items_at(values, spec, "rules"))
    for (const ValueId path : items_at(values, values.find(rule, "http"), "paths")) add(values.find(path, "backend"));
  return found;
}

void Routes::index(const Object& route) {
  const ValueStore& values = model_.values;
  const ValueId spec = values.find(route.written, "spec");
  bool redirects = false;
  for (const ValueId rule : items_at(values, spec, "rules"))
    for (const ValueId filter : items_at(values, rule, "filters")) redirects = redirects || redirects_to_tls(values, filter);
  for (const ValueId rule : items_at(values, spec, "http"))
    redirects = redirects || text_at_key(values, entry_at(values, rule, "redirect"), "scheme") == "https";
  if (!redirects) return;
  for (const ValueId gateway : gateways(route)) redirecting_.insert(values.reference(gateway).target);
}

void Routes::add(ResourceId id, const Object& object, std::vector<MapEntry>& entries) const {
  ValueStore& values = model_.values;
  const Span place = object.header;
  if (object.kind == "Gateway" || object.kind == kMeshGateway) {
    entries.push_back({"redirects", place, values.add_boolean(redirecting_.count(id) != 0, place)});
  } else if (object.kind == "Ingress") {
    entries.push_back({"backends", place, values.add_list(ingress_backends(object), place)});
  } else if (is_route(object.kind)) {
    entries.push_back({"gateways", place, values.add_list(gateways(object), place)});
    entries.push_back({"backends", place, values.add_list(backends(object), place)});
  }
}

}  // namespace weir::kubernetes
