#include "parsers/app_config/kubernetes/pods.h"

#include <array>
#include <utility>

#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/app_config/software.h"

namespace weir::kubernetes {
namespace {

/// What a container's `securityContext` takes from that of its pod where it says nothing itself.
constexpr std::array<std::string_view, 5> kInherited = {"runAsUser", "runAsGroup", "runAsNonRoot",
                                                        "seccompProfile", "seLinuxOptions"};

ValueId field(const ValueStore& values, ValueId map, std::initializer_list<std::string_view> path) {
  for (const std::string_view key : path)
    if (map.valid()) map = values.find(map, key);
  return map;
}

/// Whether a ConfigMap or Secret is mounted into a container.
bool is_configured(const ValueStore& values, ValueId container, ValueId pod) {
  const ValueId mounts = values.find(container, "volumeMounts"), volumes = values.find(pod, "volumes");
  if (!mounts.valid() || !volumes.valid() || values[mounts].kind != ValueKind::list ||
      values[volumes].kind != ValueKind::list)
    return false;
  for (const ValueId mount : values.items(mounts))
    for (const ValueId volume : values.items(volumes)) {
      const ValueId a = values.find(mount, "name"), b = values.find(volume, "name");
      if (!a.valid() || !b.valid() || values.string(a) != values.string(b)) continue;
      for (const char* kind : {"configMap", "secret", "projected", "hostPath"})
        if (values.find(volume, kind).valid()) return true;
    }
  return false;
}

bool is_named(const ValueStore& values, ValueId map, std::string_view name) {
  const ValueId own = map.valid() ? values.find(map, "name") : ValueId{};
  return own.valid() && values.string(own) == name;
}

/// What kind of volume bears a name in the pod: the key beside its name, or `claimTemplate`; "" if none does.
std::string volume_kind(const ValueStore& values, const Pod& pod, std::string_view name) {
  for (const ValueId claim : items_of(values, pod.claims))
    if (is_named(values, values.find(claim, "metadata"), name)) return "claimTemplate";
  for (const ValueId volume : items_of(values, values.find(pod.spec, "volumes"))) {
    if (!is_named(values, volume, name)) continue;
    for (std::size_t i = 0; i < values.item_count(volume); ++i)
      if (const MapEntry& entry = values.entry(volume, i); entry.key != "name") return std::string(entry.key);
    return "emptyDir";  // what a volume is that says nothing
  }
  return {};
}

/// Where volumes are mounted in a container: `[{path, kind}]`; without a kind where the pod has no such volume.
ValueId mounts_of(ValueStore& values, const Pod& pod, ValueId container, Span place) {
  const ValueId written = values.find(container, "volumeMounts");
  if (written.valid() && values[written].kind != ValueKind::list) return written;
  std::vector<ValueId> mounts;
  for (const ValueId mount : items_of(values, written)) {
    const Span span = values[mount].span;
    std::vector<MapEntry> entries;
    if (const ValueId path = values.find(mount, "mountPath"); path.valid()) entries.push_back({"path", span, path});
    const ValueId name = values.find(mount, "name");
    const std::string kind = name.valid() ? volume_kind(values, pod, values.string(name)) : "";
    if (!kind.empty()) entries.push_back({"kind", span, values.add_string(kind, span)});
    mounts.push_back(values.add_map(std::move(entries), span));
  }
  return values.add_list(mounts, place);
}

}  // namespace

Pod pod_of(const ValueStore& values, std::string_view kind, ValueId object) {
  if (kind == "Pod") return {values.find(object, "spec"), values.find(object, "metadata"), {}};
  const ValueId work = kind == "CronJob" ? field(values, object, {"spec", "jobTemplate"}) : object;
  const ValueId made = field(values, work, {"spec", "template"});
  return {field(values, made, {"spec"}), field(values, made, {"metadata"}),
          field(values, object, {"spec", "volumeClaimTemplates"})};
}

/// A container as written, with `environment: [{name, value}]` and `security`: its own security context
/// with what it takes from the pod's.
ValueId Containers::container(ValueId written, ValueId pod_security, std::string_view space,
                              bool init) const {
  ValueStore& values = model_.values;
  if (values[written].kind != ValueKind::map) return written;
  const Span span = values[written].span;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values.item_count(written); ++i)
    entries.push_back(values.entry(written, i));
  std::vector<ValueId> environment;
  for (const Setting& setting : settings_.of(written, space)) {
    const ValueId value = app_config::with_hosts(model_, hosts_, words_, setting.name, setting.value);
    environment.push_back(
        values.add_map({{"name", setting.name_span, values.add_string(setting.name, setting.name_span)},
                        {"value", setting.name_span, value}},
                       setting.name_span));
  }
  entries.push_back({"environment", span, values.add_list(environment, span)});
  std::vector<MapEntry> security;
  const ValueId own = values.find(written, "securityContext");
  if (own.valid() && values[own].kind == ValueKind::map)
    for (std::size_t i = 0; i < values.item_count(own); ++i) security.push_back(values.entry(own, i));
  for (const std::string_view key : kInherited) {
    const MapEntry* from_pod = pod_security.valid() ? values.find_entry(pod_security, key) : nullptr;
    const bool said = own.valid() && values.find_entry(own, key) != nullptr;
    if (from_pod != nullptr && !said) security.push_back(*from_pod);
  }
  if (!security.empty()) entries.push_back({"security", span, values.add_map(security, span)});
  if (init) entries.push_back({"init", span, values.add_boolean(true, span)});
  return values.add_map(std::move(entries), span);
}

void Containers::add(const Pod& pod, std::string_view space, std::vector<MapEntry>& entries) const {
  ValueStore& values = model_.values;
  if (!pod.spec.valid()) return;
  const Span span = values[pod.spec].span;
  entries.push_back({"pod", span, pod.spec});
  const ValueId security = values.find(pod.spec, "securityContext");
  std::vector<ValueId> containers;
  Span place = span;
  for (const bool init : {false, true}) {
    const ValueId list = values.find(pod.spec, init ? "initContainers" : "containers");
    if (!list.valid() || values[list].kind != ValueKind::list) continue;
    if (!init) place = values[list].span;
    for (const ValueId one : values.items(list))
      containers.push_back(container(one, security, space, init));
  }
  const ValueId list = values.add_list(containers, place);
  entries.push_back({"containers", place, list});
  if (containers.empty()) return;
  entries.push_back({"mounts", place, mounts_of(values, pod, containers.front(), place)});
  app_config::add_software(model_, catalog_, containers.front(),
                           is_configured(values, containers.front(), pod.spec), entries);
}

}  // namespace weir::kubernetes
