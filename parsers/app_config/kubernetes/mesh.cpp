// Policies of Istio: who has to say who he is, and where mutual TLS is asked for.

#include "parsers/app_config/kubernetes/mesh.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "parsers/app_config/kubernetes/fields.h"

namespace weir::kubernetes {
namespace {

/// Policies there hold for the whole mesh.
constexpr std::string_view kRootSpace = "istio-system";
/// Selects by the names of a Gateway of the Gateway API.
constexpr std::string_view kGatewayLabel = "gateway.networking.k8s.io/gateway-name";
constexpr std::size_t kPolicies = 200;  // of a namespace that are looked at; of more, nothing is known

std::string label_of(const Labels& labels, std::string_view key) {
  const auto found = labels.find(key);
  return found == labels.end() ? std::string() : found->second;
}

/// Whether a source of a rule is somebody with an identity: of a workload, or in a token.
bool names_callers(const ValueStore& values, ValueId source) {
  constexpr std::array<std::string_view, 4> kIdentities = {"principals", "namespaces", "requestPrincipals", "serviceAccounts"};
  return std::any_of(kIdentities.begin(), kIdentities.end(), [&](std::string_view key) { return !items_at(values, source, key).empty(); });
}

/// A rule of ALLOW that lets in only callers with an identity.
bool asks_callers(const ValueStore& values, ValueId rule) {
  const std::vector<ValueId> from = items_at(values, rule, "from");
  return !from.empty() && std::all_of(from.begin(), from.end(), [&](ValueId one) { return names_callers(values, entry_at(values, one, "source")); });
}

/// A rule that holds for every request; what stands under keys that are not known narrows it.
bool is_for_all(const ValueStore& values, ValueId rule) {
  return values[rule].kind == ValueKind::map && values.item_count(rule) == 0;
}

/// A rule of DENY that shuts out all who have no identity, whatever they ask for.
bool shuts_out_strangers(const ValueStore& values, ValueId rule) {
  const std::vector<ValueId> from = items_at(values, rule, "from");
  if (values[rule].kind != ValueKind::map || values.item_count(rule) != 1 || from.empty()) return false;
  return std::any_of(from.begin(), from.end(), [&](ValueId one) {
    const ValueId source = entry_at(values, one, "source");
    if (!source.valid() || values[source].kind != ValueKind::map || values.item_count(source) != 1) return false;
    for (const char* key : {"notPrincipals", "notRequestPrincipals"})
      for (const ValueId text : items_at(values, source, key))
        if (values.string(text) == "*") return true;
    return false;
  });
}

/// What one kind of policies for a target says together.
struct Verdict {
  bool allows = false;         ///< there are policies that allow
  bool lets_some_in = false;   ///< one of them has a rule
  bool lets_strangers_in = false;
  bool asks = false, refuses = false;
};

void judge(const ValueStore& values, const Object& policy, Verdict& verdict) {
  const ValueId spec = entry_at(values, policy.written, "spec");
  const std::string action = text_at_key(values, spec, "action");
  for (const ValueId rule : items_at(values, spec, "rules")) {
    if (action == "DENY") {
      verdict.refuses = verdict.refuses || is_for_all(values, rule);
      verdict.asks = verdict.asks || shuts_out_strangers(values, rule);
    } else if (action == "CUSTOM") {
      verdict.asks = verdict.asks || is_for_all(values, rule);
    } else if (action.empty() || action == "ALLOW") {
      verdict.lets_some_in = true;
      verdict.lets_strangers_in = verdict.lets_strangers_in || !asks_callers(values, rule);
    }
  }
  verdict.allows = verdict.allows || action.empty() || action == "ALLOW";
}

}  // namespace

void Mesh::index(const Object& object) {
  const ValueStore& values = model_.values;
  destinations_.index(object);
  if (object.kind == "Namespace")
    spaces_[object.name] = labels_of(values, entry_at(values, entry_at(values, object.written, "metadata"), "labels"));
  if (object.kind == "security.istio.io/PeerAuthentication") peers_[object.space].push_back(&object);
  if (object.kind == "security.istio.io/AuthorizationPolicy") rules_[object.space].push_back(&object);
}

bool Mesh::chooses(const Object& policy) const {
  const ValueId spec = entry_at(model_.values, policy.written, "spec");
  return entry_at(model_.values, spec, "selector").valid() || entry_at(model_.values, spec, "targetRefs").valid() ||
         entry_at(model_.values, spec, "targetRef").valid();
}

bool Mesh::applies(const Object& policy, const Target& target) const {
  const ValueStore& values = model_.values;
  const ValueId spec = entry_at(values, policy.written, "spec");
  std::vector<ValueId> named = items_at(values, spec, "targetRefs");
  if (const ValueId one = entry_at(values, spec, "targetRef"); one.valid()) named.push_back(one);
  if (!named.empty())
    return policy.space == target.space && std::any_of(named.begin(), named.end(), [&](ValueId one) {
             return !target.gateway.empty() && text_at_key(values, one, "kind") == "Gateway" &&
                    text_at_key(values, one, "name") == target.gateway;
           });
  const ValueId selector = entry_at(values, spec, "selector");
  return !selector.valid() || selects(values, selector, target.labels, true);
}

/// By labels of the pod, of its namespace, and a container that was put into it by hand.
Mesh::Member Mesh::member(const Object& workload, ValueId spec, ValueId metadata) const {
  const ValueStore& values = model_.values;
  const ValueId network = entry_at(values, spec, "hostNetwork");
  if (network.valid() && values[network].kind == ValueKind::boolean && values[network].boolean) return Member::no;
  for (const ValueId container : items_at(values, spec, "containers"))
    if (text_at_key(values, container, "name") == "istio-proxy") return Member::yes;
  const Labels own = labels_of(values, entry_at(values, metadata, "labels"));
  const Labels notes = labels_of(values, entry_at(values, metadata, "annotations"));
  const std::string wish = label_of(own, "sidecar.istio.io/inject");
  if (wish == "false" || label_of(notes, "sidecar.istio.io/inject") == "false") return Member::no;
  if (wish == "true") return Member::yes;
  const auto space = spaces_.find(workload.space);
  if (space == spaces_.end()) return Member::perhaps;
  const std::string injected = label_of(space->second, "istio-injection");
  if (label_of(space->second, "istio.io/dataplane-mode") == "ambient")
    return label_of(own, "istio.io/dataplane-mode") == "none" ? Member::no : Member::yes;
  if (injected == "enabled" || !label_of(space->second, "istio.io/rev").empty()) return Member::yes;
  return injected == "disabled" ? Member::no : Member::perhaps;
}

/// "" where it is left to what holds around, "mixed" where ports differ.
std::string Mesh::mode_of(const Object& policy) const {
  const ValueStore& values = model_.values;
  const ValueId spec = entry_at(values, policy.written, "spec");
  const std::string mode = text_at_key(values, entry_at(values, spec, "mtls"), "mode");
  const ValueId ports = entry_at(values, spec, "portLevelMtls");
  for (std::size_t i = 0; ports.valid() && values[ports].kind == ValueKind::map && i < values.item_count(ports); ++i)
    if (text_at_key(values, values.entry(ports, i).value, "mode") != mode) return "mixed";
  return mode == "UNSET" ? std::string() : mode;
}

/// The policy of the workload counts before that of its namespace, which counts before that of the mesh.
std::string Mesh::tls_mode(const Target& target) const {
  std::string own, of_space, of_mesh;
  const auto look = [&](const std::string& space, bool choosing, std::string& into) {
    const auto found = peers_.find(space);
    if (found == peers_.end()) return;
    if (found->second.size() > kPolicies) into = "mixed";
    for (std::size_t i = 0; i < found->second.size() && i < kPolicies; ++i) {
      const Object& policy = *found->second[i];
      if (chooses(policy) != choosing || !applies(policy, target)) continue;
      const std::string mode = mode_of(policy);
      into = into.empty() || into == mode ? mode : "mixed";
    }
  };
  look(target.space, true, own);
  look(target.space, false, of_space);
  look(std::string(kRootSpace), false, of_mesh);
  return !own.empty() ? own : !of_space.empty() ? of_space : of_mesh;
}

std::string Mesh::callers(const Target& target, bool chosen_only) const {
  Verdict verdict;
  std::vector<std::string_view> spaces = {kRootSpace};
  if (target.space != kRootSpace) spaces.push_back(target.space);
  for (const std::string_view space : spaces) {
    const auto found = rules_.find(space);
    if (found == rules_.end()) continue;
    if (found->second.size() > kPolicies) return {};
    for (const Object* policy : found->second)
      if (applies(*policy, target) && (space == kRootSpace || !chosen_only || chooses(*policy))) judge(model_.values, *policy, verdict);
  }
  if (verdict.refuses || (verdict.allows && !verdict.lets_some_in)) return "refused";
  return verdict.asks || (verdict.allows && !verdict.lets_strangers_in) ? "asked" : "";
}

/// Whether the mesh may encrypt what callers say in plain text: what its callers speak counts before what the workload takes.
bool Mesh::may_encrypt(Member in_mesh, const std::string& mode, Destinations::Spoken spoken) const {
  if (spoken != Destinations::Spoken::unsaid) return spoken != Destinations::Spoken::plain;
  return in_mesh != Member::no && mode != "DISABLE" && (in_mesh == Member::yes || !mode.empty());
}

void Mesh::add(const Object& workload, ValueId pod_spec, ValueId pod_metadata, std::vector<MapEntry>& entries) const {
  const Member in_mesh = member(workload, pod_spec, pod_metadata);
  ValueStore& values = model_.values;
  const Target target{workload.space, labels_of(values, entry_at(values, pod_metadata, "labels")), {}};
  const Destinations::Spoken spoken = destinations_.to(target.space, target.labels);
  const std::string mode = tls_mode(target);
  const bool strict = mode == "STRICT" && in_mesh == Member::yes;
  std::string asked = in_mesh == Member::yes ? callers(target, false) : std::string();
  if (asked.empty() && strict) asked = "asked";
  std::vector<MapEntry> said;
  const Span place = workload.header;
  if (strict || may_encrypt(in_mesh, mode, spoken))
    said.push_back({"tls", place, values.add_string(strict ? "required" : "perhaps", place)});
  if (!asked.empty()) said.push_back({"callers", place, values.add_string(asked, place)});
  if (!said.empty()) entries.push_back({"mesh", place, values.add_map(std::move(said), place)});
}

void Mesh::add_gateway(const Object& gateway, std::vector<MapEntry>& entries) const {
  ValueStore& values = model_.values;
  const bool own = gateway.kind == "Gateway";
  const std::string of_class = text_at_key(values, entry_at(values, gateway.written, "spec"), "gatewayClassName");
  if (rules_.empty() || (own && !of_class.starts_with("istio"))) return;
  Target target{gateway.space, {}, own ? gateway.name : std::string()};
  if (own)
    target.labels.emplace(kGatewayLabel, gateway.name);
  else
    target.labels = labels_of(values, entry_at(values, entry_at(values, gateway.written, "spec"), "selector"));
  const std::string asked = callers(target, !own);
  if (asked.empty()) return;
  const Span place = gateway.header;
  entries.push_back({"mesh", place, values.add_map({{"callers", place, values.add_string(asked, place)}}, place)});
}

}  // namespace weir::kubernetes
