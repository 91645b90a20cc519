// DestinationRules of Istio: how callers in the mesh speak to a Service.

#include "parsers/app_config/kubernetes/destinations.h"

#include <algorithm>

#include "parsers/app_config/kubernetes/attachment.h"
#include "parsers/app_config/kubernetes/fields.h"

namespace weir::kubernetes {
namespace {

constexpr std::string_view kOwnNames = ".svc.cluster.local";
constexpr std::size_t kRules = 200, kServices = 2000;  // of a unit, of a namespace; of more, nothing is known

std::string mode_in(const ValueStore& values, ValueId policy) {
  return text_at_key(values, entry_at(values, policy, "tls"), "mode");
}

/// The name of a host in full: `cart` and `cart.shop` are short for one of the rule's namespace, or that one.
std::string full_host(const std::string& host, const std::string& space) {
  const auto dots = std::count(host.begin(), host.end(), '.');
  if (host.starts_with('*') || dots > 1) return host.ends_with(".svc") ? host + ".cluster.local" : host;
  return (dots == 0 ? host + "." + space : host) + std::string(kOwnNames);
}

/// Whether the rule counts for all callers: it lies with the Service, and nothing keeps it to itself or to some workloads.
bool is_for_all_callers(const ValueStore& values, const Object& rule, const Object& service) {
  const ValueId spec = entry_at(values, rule.written, "spec");
  if (entry_at(values, spec, "workloadSelector").valid()) return false;
  const std::vector<ValueId> to = items_at(values, spec, "exportTo");
  const bool shown = to.empty() || std::any_of(to.begin(), to.end(), [&](ValueId one) { return values.string(one) == "*"; });
  return shown && rule.space == service.space;
}

}  // namespace

void Destinations::index(const Object& object) {
  if (object.kind == "Service") services_[object.space].push_back(&object);
  if (object.kind != "networking.istio.io/DestinationRule" || rules_.size() > kRules) return;
  const std::string host = text_at_key(model_.values, entry_at(model_.values, object.written, "spec"), "host");
  const Spoken said = said_by(object);
  if (!host.empty() && said != Spoken::unsaid) rules_.push_back({&object, full_host(host, object.space), said});
}

/// Of a rule whose subsets or ports differ, it is not known what counts.
Destinations::Spoken Destinations::said_by(const Object& rule) const {
  const ValueStore& values = model_.values;
  const ValueId spec = entry_at(values, rule.written, "spec");
  const ValueId policy = entry_at(values, spec, "trafficPolicy");
  const std::string mode = mode_in(values, policy);
  bool differs = false;
  for (const ValueId port : items_at(values, policy, "portLevelSettings")) differs = differs || mode_in(values, port) != mode;
  for (const ValueId subset : items_at(values, spec, "subsets")) {
    const std::string own = mode_in(values, entry_at(values, subset, "trafficPolicy"));
    differs = differs || (!own.empty() && own != mode);
  }
  if (differs) return Spoken::differing;
  if (mode.empty()) return Spoken::unsaid;
  return mode == "DISABLE" ? Spoken::plain : Spoken::encrypted;
}

Destinations::Spoken Destinations::said_for(const Object& service) const {
  const auto known = said_for_.find(&service);
  return known != said_for_.end() ? known->second : said_for_.emplace(&service, find_said_for(service)).first->second;
}

Destinations::Spoken Destinations::find_said_for(const Object& service) const {
  const std::string name = service.name + "." + service.space + std::string(kOwnNames);
  Spoken said = Spoken::unsaid;
  for (const Rule& rule : rules_) {
    if (!hosts_meet(rule.host, name)) continue;
    Spoken one = rule.said;
    if (one == Spoken::plain && !is_for_all_callers(model_.values, *rule.object, service)) one = Spoken::differing;
    said = said == Spoken::unsaid || said == one ? one : Spoken::differing;
  }
  return said;
}

Destinations::Spoken Destinations::to(std::string_view space, const Labels& labels) const {
  if (rules_.empty()) return Spoken::unsaid;
  const auto services = services_.find(space);
  if (services == services_.end()) return Spoken::unsaid;
  if (rules_.size() > kRules || services->second.size() > kServices) return Spoken::differing;
  Spoken said = Spoken::unsaid;
  bool first = true;
  for (const Object* service : services->second) {
    const ValueId selector = entry_at(model_.values, entry_at(model_.values, service->written, "spec"), "selector");
    if (!selector.valid() || !selects(model_.values, selector, labels, false)) continue;
    const Spoken one = said_for(*service);
    said = first || said == one ? one : Spoken::differing;
    first = false;
  }
  return said;
}

}  // namespace weir::kubernetes
