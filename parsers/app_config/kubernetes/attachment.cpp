// Which Gateways take a route.

#include "parsers/app_config/kubernetes/attachment.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/app_config/kubernetes/selectors.h"

namespace weir::kubernetes {
namespace {

constexpr std::size_t kComparisons = 2000;  // of hosts of a route with those of a Gateway; beyond, it may take it

bool same_letters(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) {
           return std::tolower(x) == std::tolower(y);
         });
}

bool host_ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && same_letters(text.substr(text.size() - end.size()), end);
}

/// Whether each item is a text that says something.
bool all_texts(const ValueStore& values, const std::vector<ValueId>& items) {
  return std::all_of(items.begin(), items.end(), [&](ValueId item) { return !values.string(item).empty(); });
}

/// Whether an object may lie in a namespace: one that says none is put where whoever deploys it likes.
bool may_lie_in(const ValueStore& values, const Object& object, std::string_view space) {
  return object.space == space || text_at_key(values, entry_at(values, object.written, "metadata"), "namespace").empty();
}

bool may_share_space(const ValueStore& values, const Object& a, const Object& b) {
  return may_lie_in(values, a, b.space) || may_lie_in(values, b, a.space);
}

/// A host without a dot is a Service of the route's namespace too.
bool meets_host(std::string_view wanted, std::string_view host, std::string_view space) {
  if (hosts_meet(wanted, host)) return true;
  if (host.find('.') != host.npos || host.starts_with('*')) return false;
  return hosts_meet(wanted, std::string(host) + "." + std::string(space) + ".svc.cluster.local");
}

/// `host`, `shop/host`, `./host`, `*/host` of a server.
bool server_takes(const ValueStore& values, std::string_view server, const Object& gateway, std::string_view host, const Object& route) {
  const std::size_t slash = server.find('/');
  if (slash != server.npos) {
    const std::string_view space = server.substr(0, slash);
    if (space == "." ? !may_share_space(values, gateway, route) : space != "*" && !may_lie_in(values, route, space)) return false;
    server.remove_prefix(slash + 1);
  }
  return meets_host(server, host, route.space);
}

bool is_seen_by(const ValueStore& values, const Object& gateway, const Object& route) {
  const std::vector<ValueId> to = items_at(values, entry_at(values, route.written, "spec"), "exportTo");
  return to.empty() || !all_texts(values, to) || std::any_of(to.begin(), to.end(), [&](ValueId one) {
    const std::string_view space = values.string(one);
    return space == "*" || (space == "." ? may_share_space(values, route, gateway) : may_lie_in(values, gateway, space));
  });
}

/// From which namespaces routes may attach to a listener: `Same`, `All`, `Selector`, `None`.
std::string_view from_which_spaces(const ValueStore& values, ValueId listener) {
  const ValueId from = entry_at(values, entry_at(values, entry_at(values, listener, "allowedRoutes"), "namespaces"), "from");
  return from.valid() ? values.string(from) : "Same";
}

constexpr std::string_view kNameLabel = "kubernetes.io/metadata.name";  ///< every namespace bears it

/// Whether a selector may choose a namespace of which only the name is known.
bool may_be_chosen(const ValueStore& values, ValueId selector, const std::string& space) {
  if (space.empty()) return true;
  const std::string wanted = text_at_key(values, entry_at(values, selector, "matchLabels"), kNameLabel);
  if (!wanted.empty() && wanted != space) return false;
  for (const ValueId one : items_at(values, selector, "matchExpressions")) {
    const std::vector<ValueId> names = items_at(values, one, "values");
    if (text_at_key(values, one, "key") != kNameLabel || text_at_key(values, one, "operator") != "In" || !all_texts(values, names))
      continue;
    if (std::none_of(names.begin(), names.end(), [&](ValueId name) { return values.string(name) == space; })) return false;
  }
  return true;
}

/// Whether routes of the namespace may attach to a listener.
bool lets_in(const ValueStore& values, ValueId listener, const Object& gateway, const Object& route, const Object* space) {
  const ValueId namespaces = entry_at(values, entry_at(values, listener, "allowedRoutes"), "namespaces");
  const std::string_view which = from_which_spaces(values, listener);
  if (which == "Same") return may_share_space(values, route, gateway);
  if (which == "None") return false;
  const ValueId selector = entry_at(values, namespaces, "selector");
  if (which != "Selector" || !selector.valid()) return true;
  if (space == nullptr) return may_be_chosen(values, selector, route.space);  // what other labels it bears is not known
  Labels labels = labels_of(values, entry_at(values, entry_at(values, space->written, "metadata"), "labels"));
  labels.insert_or_assign(std::string(kNameLabel), route.space);
  return selects(values, selector, labels, true);
}

/// Which kinds of routes a protocol is for; another protocol is a controller's own.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kKindsOfProtocols = {{{"HTTP", "HTTPRoute"},
                                                                                             {"HTTP", "GRPCRoute"},
                                                                                             {"HTTPS", "HTTPRoute"},
                                                                                             {"HTTPS", "GRPCRoute"},
                                                                                             {"TLS", "TLSRoute"},
                                                                                             {"TLS", "TCPRoute"},
                                                                                             {"TCP", "TCPRoute"},
                                                                                             {"UDP", "UDPRoute"}}};

bool takes_kind(const ValueStore& values, ValueId listener, const std::string& kind) {
  const std::string protocol = text_at_key(values, listener, "protocol");
  const auto speaks = [&](const auto& one) { return one.first == protocol; };
  const auto fits = [&](const auto& one) { return one.first == protocol && one.second == kind; };
  const auto& known = kKindsOfProtocols;
  if (std::any_of(known.begin(), known.end(), speaks) && std::none_of(known.begin(), known.end(), fits)) return false;
  const std::vector<ValueId> kinds = items_at(values, entry_at(values, listener, "allowedRoutes"), "kinds");
  return kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [&](ValueId one) {
    const std::string allowed = text_at_key(values, one, "kind");
    return allowed.empty() || allowed == kind;
  });
}

bool listener_takes(const ValueStore& values, ValueId listener, const Object& gateway, const Object& route, ValueId parent,
                    const Object* space) {
  const std::string section = text_at_key(values, parent, "sectionName");
  if (!section.empty() && section != text_at_key(values, listener, "name")) return false;
  const ValueId wanted = entry_at(values, parent, "port"), port = entry_at(values, listener, "port");
  if (wanted.valid() && port.valid() && values[wanted].kind == ValueKind::number && values[port].kind == ValueKind::number &&
      values[wanted].number != values[port].number)
    return false;
  if (!takes_kind(values, listener, route.kind) || !lets_in(values, listener, gateway, route, space)) return false;
  const std::string host = text_at_key(values, listener, "hostname");
  const std::vector<ValueId> hosts = items_at(values, entry_at(values, route.written, "spec"), "hostnames");
  return host.empty() || hosts.empty() || !all_texts(values, hosts) ||
         std::any_of(hosts.begin(), hosts.end(), [&](ValueId one) { return hosts_meet(host, values.string(one)); });
}

bool server_takes_one(const ValueStore& values, ValueId server, const std::vector<ValueId>& hosts, const Object& gateway,
                      const Object& route) {
  const std::vector<ValueId> taken = items_at(values, server, "hosts");
  if (taken.empty() || !all_texts(values, taken)) return true;
  for (const ValueId wanted : taken)
    for (const ValueId host : hosts)
      if (server_takes(values, values.string(wanted), gateway, values.string(host), route)) return true;
  return false;
}

std::size_t size_at(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId list = entry_at(values, map, key);
  return list.valid() && values[list].kind == ValueKind::list ? values.item_count(list) : 0;
}

}  // namespace

bool hosts_meet(std::string_view one, std::string_view other) {
  if (one == "*" || other == "*") return true;
  const bool wide = one.starts_with("*."), other_wide = other.starts_with("*.");
  if (!wide && !other_wide) return same_letters(one, other);
  if (!wide) return host_ends_with(one, other.substr(1));
  if (!other_wide) return host_ends_with(other, one.substr(1));
  return host_ends_with(one.substr(1), other.substr(1)) || host_ends_with(other.substr(1), one.substr(1));
}

Takers mesh_takers(const ValueStore& values, const Object& gateway, const Object& route) {
  if (!is_seen_by(values, gateway, route)) return {};
  const ValueId spec = entry_at(values, gateway.written, "spec");
  const std::size_t count = size_at(values, spec, "servers");
  if (count == 0 || count > kComparisons) return {true};
  const std::vector<ValueId> hosts = items_at(values, entry_at(values, route.written, "spec"), "hosts");
  if (hosts.empty() || !all_texts(values, hosts)) return {true};
  const std::vector<ValueId> servers = items_at(values, spec, "servers");
  Takers found;
  std::size_t compared = 0;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    compared += (size_at(values, servers[i], "hosts") + 1) * hosts.size();
    if (compared > kComparisons) return {true};
    if (server_takes_one(values, servers[i], hosts, gateway, route)) found.listeners.push_back(i);
  }
  return found;
}

Takers takers(const ValueStore& values, const Object& gateway, const Object& route, ValueId parent, const Object* space) {
  const ValueId spec = entry_at(values, gateway.written, "spec");
  const std::size_t count = size_at(values, spec, "listeners");
  const std::size_t hosts = size_at(values, entry_at(values, route.written, "spec"), "hostnames");
  if (count == 0 || count * (hosts + 1) > kComparisons) return {true};
  const std::vector<ValueId> listeners = items_at(values, spec, "listeners");
  Takers found;
  for (std::size_t i = 0; i < listeners.size(); ++i)
    if (listener_takes(values, listeners[i], gateway, route, parent, space)) found.listeners.push_back(i);
  return found;
}

bool is_for_own_space(const ValueStore& values, ValueId listener) {
  const std::string_view which = from_which_spaces(values, listener);
  return which == "Same" || which == "None";
}

bool grants(const ValueStore& values, const Object& grant, const Object& route, std::string_view service) {
  const ValueId spec = entry_at(values, grant.written, "spec");
  const std::vector<ValueId> from = items_at(values, spec, "from"), to = items_at(values, spec, "to");
  const bool asked = std::any_of(from.begin(), from.end(), [&](ValueId one) {
    return text_at_key(values, one, "kind") == route.kind && may_lie_in(values, route, text_at_key(values, one, "namespace"));
  });
  return asked && std::any_of(to.begin(), to.end(), [&](ValueId one) {
    const std::string name = text_at_key(values, one, "name");
    return text_at_key(values, one, "kind") == "Service" && (name.empty() || name == service);
  });
}

}  // namespace weir::kubernetes
