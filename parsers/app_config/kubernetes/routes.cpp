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
constexpr std::size_t kHostComparisons = 100'000;  ///< of a listener's hosts; beyond, one host that is sent to TLS speaks for all
constexpr std::size_t kHostsNoted = 1'000'000;  ///< at all listeners; beyond, one host that is sent to TLS speaks for all
constexpr std::size_t kListenersCompared = 1'000'000;  ///< with routes, in all; beyond, any listener may take a route
constexpr std::array<const char*, 3> kMeshRules = {"http", "tls", "tcp"};

/// `{type: RequestRedirect, requestRedirect: {scheme: https}}`
bool redirects_to_tls(const ValueStore& values, ValueId filter) {
  const ValueId redirect = values.find(filter, "requestRedirect");
  const ValueId scheme = redirect.valid() ? values.find(redirect, "scheme") : ValueId{};
  return scheme.valid() && values.string(scheme) == "https";
}

Span name_in(const ValueStore& values, ValueId named) {
  const ValueId name = entry_at(values, named, "name");
  return values[name.valid() ? name : named].span;
}

}  // namespace

bool is_route(std::string_view kind) {
  return std::find(kRoutes.begin(), kRoutes.end(), kind) != kRoutes.end();
}

const Object* Routes::object_at(ResourceId id) const {
  return id.valid() && id.index() < objects_.size() ? &objects_[id.index()] : nullptr;
}

void Routes::add_target(ResourceId target, Span place, std::vector<ValueId>& to) const {
  if (target.valid()) to.push_back(model_.values.add_reference({target, model_[target].address, ""}, place));
}

void Routes::add_service(const Object& from, ResourceId target, ValueId port, Span place, std::vector<ValueId>& to) {
  const Object* service = object_at(target);
  if (service == nullptr) return;
  const bool by_target = from.kind == "Ingress" && !ports_.lack_target(model_.values, *service, port);
  if (by_target || !ports_.lack(model_.values, *service, port)) return add_target(target, place, to);
  const std::string kind = from.kind.substr(from.kind.rfind('/') + 1);  // npos + 1 is 0
  lost_.push_back({kind + " " + from.name, service->name, port_text(model_.values, port), model_.values[port].span});
}

ResourceId Routes::named_by(std::string_view kind, const Object& from, ValueId named) const {
  const ValueStore& values = model_.values;
  const std::string name = text_at_key(values, named, "name"), space = text_at_key(values, named, "namespace");
  const ValueId written = entry_at(values, named, "kind");
  if (name.empty() || (written.valid() && values.string(written) != kind)) return {};
  return find_(kind, space.empty() ? from.space : space, name);
}

/// A Gateway that a route names, unless no listener of it takes the route.
void Routes::add_parent(const Object& route, ValueId parent, std::vector<Attached>& to) {
  const ResourceId target = named_by("Gateway", route, parent);
  const Object* gateway = object_at(target);
  if (gateway == nullptr) return;
  const Object* space = object_at(find_("Namespace", "", route.space));
  compared_ += items_at(model_.values, entry_at(model_.values, gateway->written, "spec"), "listeners").size();
  Takers found{true};
  if (compared_ <= kListenersCompared) found = takers(model_.values, *gateway, route, parent, space);
  if (found.take()) to.push_back({target, std::move(found), name_in(model_.values, parent)});
}

/// A Service elsewhere has to be granted: where its namespace has grants and none fits, it is not reached. Where there are
/// none, they may stand in files that are not here.
bool Routes::may_refer(const Object& route, const Object& service) const {
  if (route.space == service.space) return true;
  const auto grants_there = grants_.find(service.space);
  return grants_there == grants_.end() ||
         std::any_of(grants_there->second.begin(), grants_there->second.end(),
                     [&](const Object* grant) { return grants(model_.values, *grant, route, service.name); });
}

/// The names of Gateways that a route of the mesh is for, `namespace/name` where they lie elsewhere.
void Routes::add_mesh_gateways(const Object& route, std::vector<Attached>& to) const {
  const ValueStore& values = model_.values;
  for (const ValueId named : items_at(values, entry_at(values, route.written, "spec"), "gateways")) {
    const std::string_view text = values.string(named);
    const std::size_t slash = text.find('/');
    const std::string_view before = text.substr(0, slash == text.npos ? 0 : slash);
    const std::string space = before.empty() || before == "." ? route.space : std::string(before);
    const ResourceId target = find_(kMeshGateway, space, text.substr(slash == text.npos ? 0 : slash + 1));
    const Object* gateway = object_at(target);
    if (gateway == nullptr) continue;
    Takers found = mesh_takers(values, *gateway, route);
    if (found.take()) to.push_back({target, std::move(found), values[named].span});
  }
}

/// The Services at `destination.host` of its rules: `cart`, `cart.shop.svc.cluster.local`.
void Routes::add_destinations(const Object& route, std::vector<ValueId>& to) {
  ValueStore& values = model_.values;
  const ValueId spec = values.find(route.written, "spec");
  for (const char* kind : kMeshRules)
    for (const ValueId rule : items_at(values, spec, kind))
      for (const ValueId one : items_at(values, rule, "route")) {
        const ValueId destination = entry_at(values, one, "destination");
        const std::string named = text_at_key(values, destination, "host");
        const std::string_view host = named;
        const std::size_t dot = std::min(host.find('.'), host.size());
        const std::string_view rest = host.substr(std::min(dot + 1, host.size()));
        const std::string space = rest.empty() ? route.space : std::string(rest.substr(0, rest.find('.')));
        const ValueId port = entry_at(values, entry_at(values, destination, "port"), "number");
        add_service(route, find_("Service", space, host.substr(0, dot)), port, values[one].span, to);
      }
}

std::vector<Routes::Attached> Routes::attached(const Object& route) {
  std::vector<Attached> found;
  if (route.kind == kVirtualService) add_mesh_gateways(route, found);
  const ValueId spec = entry_at(model_.values, route.written, "spec");
  for (const ValueId parent : items_at(model_.values, spec, "parentRefs")) add_parent(route, parent, found);
  return found;
}

std::vector<ValueId> Routes::backends(const Object& route) {
  std::vector<ValueId> found;
  if (route.kind == kVirtualService) add_destinations(route, found);
  const ValueId spec = entry_at(model_.values, route.written, "spec");
  for (const ValueId rule : items_at(model_.values, spec, "rules"))
    for (const ValueId backend : items_at(model_.values, rule, "backendRefs")) {
      const ResourceId target = named_by("Service", route, backend);
      if (const Object* service = object_at(target); service != nullptr && may_refer(route, *service))
        add_service(route, target, entry_at(model_.values, backend, "port"), name_in(model_.values, backend), found);
    }
  return found;
}

std::vector<ValueId> Routes::ingress_backends(const Object& ingress) {
  const ValueStore& values = model_.values;
  std::vector<ValueId> found;
  const auto add = [&](ValueId backend) {
    if (!backend.valid()) return;
    const ValueId port = port_of_backend(values, backend);
    if (const ValueId service = entry_at(values, backend, "service"); service.valid())
      return add_service(ingress, named_by("Service", ingress, service), port, name_in(values, service), found);
    const ValueId name = entry_at(values, backend, "serviceName");  // before networking.k8s.io/v1
    if (name.valid()) add_service(ingress, find_("Service", ingress.space, values.string(name)), port, values[name].span, found);
  };
  const ValueId spec = entry_at(values, ingress.written, "spec");
  add(entry_at(values, spec, "defaultBackend"));
  add(entry_at(values, spec, "backend"));
  for (const ValueId rule : items_at(values, spec, "rules"))
    for (const ValueId path : items_at(values, entry_at(values, rule, "http"), "paths")) add(entry_at(values, path, "backend"));
  return found;
}

Routes::Doing Routes::doing_of(const Object& route) const {
  const ValueStore& values = model_.values;
  const ValueId spec = entry_at(values, route.written, "spec");
  Doing doing;
  doing.attached = true;
  for (const ValueId rule : items_at(values, spec, "rules")) {
    doing.hand_on = doing.hand_on || entry_at(values, rule, "backendRefs").valid();
    for (const ValueId filter : items_at(values, rule, "filters")) doing.send_to_tls = doing.send_to_tls || redirects_to_tls(values, filter);
  }
  for (const ValueId rule : items_at(values, spec, "http")) {
    doing.hand_on = doing.hand_on || entry_at(values, rule, "route").valid() || entry_at(values, rule, "delegate").valid();
    doing.send_to_tls = doing.send_to_tls || text_at_key(values, entry_at(values, rule, "redirect"), "scheme") == "https";
  }
  doing.hand_on = doing.hand_on || entry_at(values, spec, "tls").valid() || entry_at(values, spec, "tcp").valid();
  if (doing.send_to_tls)
    doing.sent = hosts_of(route);
  else if (doing.hand_on)
    doing.handed = hosts_of(route);
  return doing;
}

/// By `hostnames`; Istio's routes and what is not known count as for all.
Routes::Hosts Routes::hosts_of(const Object& route) const {
  const std::vector<ValueId> written = items_at(model_.values, entry_at(model_.values, route.written, "spec"), "hostnames");
  Hosts hosts;
  for (const ValueId one : written) {
    if (model_.values[one].kind != ValueKind::string) return {true, {}};
    hosts.names.emplace(model_.values.string(one));
  }
  hosts.all = written.empty();
  return hosts;
}

void Routes::Hosts::add(const Hosts& other) {
  all = all || other.all;
  names.insert(other.names.begin(), other.names.end());
}

/// `noted` counts the hosts that all listeners have noted.
void Routes::Doing::add(const Doing& other, std::size_t& noted) {
  hand_on = hand_on || other.hand_on;
  send_to_tls = send_to_tls || other.send_to_tls;
  attached = attached || other.attached;
  noted += other.handed.names.size() + other.sent.names.size();
  hosts_left_out = hosts_left_out || other.hosts_left_out || noted > kHostsNoted;
  if (hosts_left_out) return;
  handed.add(other.handed);
  sent.add(other.sent);
}

/// Whether a host that the listener takes is handed on, and is none of those that are sent to TLS.
bool Routes::hands_on_plainly(const Doing& doing, ValueId listener) const {
  const std::string own = text_at_key(model_.values, listener, "hostname");
  std::set<std::string, std::less<>> handed = doing.handed.names;
  if (doing.handed.all) handed = {own};
  if (doing.hosts_left_out || doing.sent.all || handed.size() * doing.sent.names.size() > kHostComparisons) return false;
  return std::any_of(handed.begin(), handed.end(), [&](const std::string& host) {
    if (host.empty()) return true;  // any, of which only some are sent
    return (own.empty() || hosts_meet(own, host)) &&
           std::none_of(doing.sent.names.begin(), doing.sent.names.end(),
                        [&](const std::string& sent) { return hosts_meet(sent, host); });
  });
}

void Routes::index(const Object& object) {
  ports_.add(model_.values, object);
  if (object.kind == "ReferenceGrant") grants_[object.space].push_back(&object);
  if (!is_route(object.kind)) return;
  spaces_.insert(object.space);
  const Doing doing = doing_of(object);
  for (const Attached& one : attached(object)) {
    DoingOfGateway& gateway = doing_[one.gateway];
    if (one.takers.any) gateway.all.add(doing, noted_);
    for (const std::size_t listener : one.takers.listeners) {
      if (listener >= gateway.listeners.size()) gateway.listeners.resize(listener + 1);
      gateway.listeners[listener].add(doing, noted_);
    }
  }
}

/// A listener hands on what a route says, unless one sends callers for the same host to TLS. One without a route hands on nothing; but there may be routes in
/// files that are not here, unless they would have to stand beside the Gateway and others do.
ValueId Routes::answers_itself(const Doing& doing, const Object& gateway, ValueId listener) {
  ValueStore& values = model_.values;
  const Span place = values[listener].span;
  if (doing.attached)
    return values.add_boolean(!doing.hand_on || (doing.send_to_tls && !hands_on_plainly(doing, listener)), place);
  const bool seen = gateway.kind != kMeshGateway && is_for_own_space(values, listener) && spaces_.count(gateway.space) != 0;
  if (seen) return values.add_boolean(true, place);
  return values.add_unknown(UnknownKind::outside, "its routes may stand elsewhere", "", place);
}

ValueId Routes::listeners(ResourceId id, const Object& gateway, std::string_view key) {
  ValueStore& values = model_.values;
  const DoingOfGateway doing = doing_[id];
  const ValueId written = entry_at(values, entry_at(values, gateway.written, "spec"), key);
  if (written.valid() && values[written].kind != ValueKind::list) return written;  // not known
  std::vector<ValueId> all;
  for (const ValueId listener : items_of(values, written)) {
    std::vector<MapEntry> entries;
    const bool is_map = values[listener].kind == ValueKind::map;
    for (std::size_t i = 0; is_map && i < values.item_count(listener); ++i) entries.push_back(values.entry(listener, i));
    Doing own = all.size() < doing.listeners.size() ? doing.listeners[all.size()] : Doing();
    own.add(doing.all, noted_);
    entries.push_back({"answers_itself", values[listener].span, answers_itself(own, gateway, listener)});
    all.push_back(values.add_map(std::move(entries), values[listener].span));
  }
  return values.add_list(all, gateway.header);
}

void Routes::add(ResourceId id, const Object& object, std::vector<MapEntry>& entries) {
  ValueStore& values = model_.values;
  const Span place = object.header;
  if (object.kind == "Gateway" || object.kind == kMeshGateway) {
    entries.push_back({"listeners", place, listeners(id, object, object.kind == kMeshGateway ? "servers" : "listeners")});
  } else if (object.kind == "Ingress") {
    entries.push_back({"backends", place, values.add_list(ingress_backends(object), place)});
  } else if (is_route(object.kind)) {
    std::vector<ValueId> gateways;
    for (const Attached& one : attached(object)) add_target(one.gateway, one.place, gateways);
    entries.push_back({"gateways", place, values.add_list(gateways, place)});
    entries.push_back({"backends", place, values.add_list(backends(object), place)});
  }
}

}  // namespace weir::kubernetes
