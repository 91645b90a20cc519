#include "parsers/app_config/kubernetes/pods.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
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

/// The volumes of a pod, or the claims of a StatefulSet, by their names.
class Volumes {
 public:
  Volumes(const ValueStore& values, const Pod& pod) : values_(values) {
    for (const ValueId claim : items_of(values, pod.claims)) claims_.insert(text_at_key(values, values.find(claim, "metadata"), "name"));
    for (const ValueId volume : items_of(values, values.find(pod.spec, "volumes")))
      volumes_.emplace(text_at_key(values, volume, "name"), volume);
  }

  /// What kind of volume bears a name: the key beside its name, or `claimTemplate`; "" if none does.
  std::string kind(const std::string& name) const {
    if (name.empty()) return {};
    if (claims_.count(name) != 0) return "claimTemplate";
    const auto found = volumes_.find(name);
    if (found == volumes_.end()) return {};
    for (std::size_t i = 0; i < values_.item_count(found->second); ++i)
      if (const MapEntry& entry = values_.entry(found->second, i); entry.key != "name") return entry.key;
    return "emptyDir";  // what a volume is that says nothing
  }

  /// Whether a volume holds files that may configure a container.
  bool configures(const std::string& name) const {
    const auto found = volumes_.find(name);
    if (name.empty() || found == volumes_.end()) return false;
    for (const char* kind : {"configMap", "secret", "projected", "hostPath"})
      if (values_.find(found->second, kind).valid()) return true;
    return false;
  }

 private:
  const ValueStore& values_;
  std::set<std::string> claims_;
  std::map<std::string, ValueId> volumes_;
};

/// Whether a ConfigMap or Secret is mounted into a container.
bool is_configured(const ValueStore& values, const Volumes& volumes, ValueId container) {
  const std::vector<ValueId> mounts = items_of(values, values.find(container, "volumeMounts"));
  return std::any_of(mounts.begin(), mounts.end(),
                     [&](ValueId mount) { return volumes.configures(text_at_key(values, mount, "name")); });
}

/// Where volumes are mounted in a container: `[{path, kind}]`; without a kind where the pod has no such volume.
ValueId mounts_of(ValueStore& values, const Volumes& volumes, ValueId container, Span place) {
  const ValueId written = values.find(container, "volumeMounts");
  if (written.valid() && values[written].kind != ValueKind::list) return written;
  std::vector<ValueId> mounts;
  for (const ValueId mount : items_of(values, written)) {
    const Span span = values[mount].span;
    std::vector<MapEntry> entries;
    if (const ValueId path = values.find(mount, "mountPath"); path.valid()) entries.push_back({"path", span, path});
    const std::string kind = volumes.kind(text_at_key(values, mount, "name"));
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
  for (MapEntry& entry : entries)
    if (entry.key == "image") entry.value = with_tag_of_build(values, built_, entry.value);
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
  const Volumes volumes(values, pod);
  entries.push_back({"mounts", place, mounts_of(values, volumes, containers.front(), place)});
  app_config::add_software(model_, catalog_, containers.front(), is_configured(values, volumes, containers.front()),
                           entries);
}

}  // namespace weir::kubernetes
