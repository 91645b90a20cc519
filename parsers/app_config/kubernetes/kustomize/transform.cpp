#include "parsers/app_config/kubernetes/kustomize/transform.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"
#include "parsers/app_config/kubernetes/kustomize/patches.h"

namespace weir::kubernetes::kustomize {
namespace {

constexpr std::size_t kLabels = 200;  // that a kustomization gives to all objects

bool is_text(const ValueStore& values, ValueId value) {
  return value.valid() && values[value].kind == ValueKind::string;
}

std::vector<ValueId> listed(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId list = values.find(map, key);
  return list.valid() && values[list].kind == ValueKind::list ? values.items(list) : std::vector<ValueId>{};
}

/// A value with each entry of its maps changed by `change`, which is given the map's own key. What is nested deeper than
/// limits::kNesting stays as it is.
template <class Change>
ValueId everywhere(ValueStore& values, ValueId value, const std::string& around, const Change& change,
                   int depth = 0) {
  if (depth > limits::kNesting) return value;
  if (values[value].kind == ValueKind::list) {
    std::vector<ValueId> items = values.items(value);
    for (ValueId& item : items) item = everywhere(values, item, around, change, depth + 1);
    return items == values.items(value) ? value : values.add_list(items, values[value].span);
  }
  if (values[value].kind != ValueKind::map) return value;
  std::vector<MapEntry> entries;
  bool changed = false;
  for (std::size_t i = 0; i < values.item_count(value); ++i) {
    MapEntry entry = values.entry(value, i);
    const ValueId made = change(value, entry, around);
    const ValueId inside = made == entry.value ? everywhere(values, made, entry.key, change, depth + 1) : made;
    changed = changed || inside != entry.value;
    entry.value = inside;
    entries.push_back(std::move(entry));
  }
  return changed ? values.add_map(std::move(entries), values[value].span) : value;
}

/// The kind of what is named in an entry `name` of a map by this key; "" for any.
struct NamedBy {
  std::string_view around, kind;
};
constexpr std::array<NamedBy, 12> kNamedBy = {{{"configMapKeyRef", "ConfigMap"},
                                               {"configMapRef", "ConfigMap"},
                                               {"configMap", "ConfigMap"},
                                               {"secretKeyRef", "Secret"},
                                               {"secretRef", "Secret"},
                                               {"service", "Service"},
                                               {"backendRefs", "Service"},
                                               {"parentRefs", "Gateway"},
                                               {"subjects", "ServiceAccount"},
                                               {"scaleTargetRef", ""},
                                               {"roleRef", ""},
                                               {"targetRef", ""}}};
constexpr std::array<NamedBy, 6> kNamesThemselves = {{{"secretName", "Secret"},
                                                      {"serviceAccountName", "ServiceAccount"},
                                                      {"serviceAccount", "ServiceAccount"},
                                                      {"claimName", "PersistentVolumeClaim"},
                                                      {"serviceName", "Service"},
                                                      {"ingressClassName", "IngressClass"}}};

using Renamed = std::map<std::pair<std::string, std::string>, std::string>;  ///< (kind, name) → name

std::optional<std::string> renamed(const ValueStore& values, ValueId map, const MapEntry& entry,
                                   const std::string& around, const Renamed& names) {
  if (!is_text(values, entry.value)) return std::nullopt;
  std::string kind;
  bool refers = false;
  for (const NamedBy& one : kNamesThemselves)
    if (entry.key == one.around) kind = one.kind, refers = true;
  if (entry.key == "name")
    for (const NamedBy& one : kNamedBy)
      if (around == one.around) kind = one.kind, refers = true;
  if (!refers) return std::nullopt;
  if (const ValueId written = values.find(map, "kind"); is_text(values, written) && entry.key == "name")
    kind = values.string(written);
  const auto found = names.find({kind, std::string(values.string(entry.value))});
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

void set_names(ValueStore& values, ValueId layer, std::vector<Object>& objects, std::size_t room) {
  const ValueId prefix = values.find(layer, "namePrefix"), suffix = values.find(layer, "nameSuffix");
  const std::string before(is_text(values, prefix) ? values.string(prefix) : std::string_view{});
  const std::string behind(is_text(values, suffix) ? values.string(suffix) : std::string_view{});
  if (before.size() + behind.size() == 0 || before.size() + behind.size() > 253) return;
  Renamed names;
  for (Object& object : objects) {
    if (is_full(values, room)) return;
    if (object.name.empty() || object.kind == "Namespace" || object.kind == "CustomResourceDefinition") continue;
    std::string name = before + object.name + behind;
    if (name.size() > 4096) continue;
    names[{object.kind, object.name}] = name;
    const Span place = object.header;
    object.written = changed_at(values, object.written, {"metadata", "name"}, place, [&](ValueId old) {
      return values.add_string(name, old.valid() ? values[old].span : place);
    });
    object.former.push_back(std::exchange(object.name, std::move(name)));
  }
  for (Object& object : objects)
    if (!is_full(values, room))
      object.written = everywhere(values, object.written, "", [&](ValueId map, const MapEntry& entry, const std::string& around) {
      const std::optional<std::string> name = renamed(values, map, entry, around, names);
      return name ? values.add_string(*name, values[entry.value].span) : entry.value;
    });
}

void set_namespace(ValueStore& values, ValueId layer, std::vector<Object>& objects, std::size_t room) {
  const ValueId named = values.find(layer, "namespace");
  if (!is_text(values, named)) return;
  const std::string space(values.string(named));
  for (Object& object : objects) {
    if (is_full(values, room)) return;
    if (object.kind == "Namespace") {
      object.former.push_back(std::exchange(object.name, space));
      object.written = changed_at(values, object.written, {"metadata", "name"}, object.header, [&](ValueId) { return named; });
    }
    object.written = everywhere(values, object.written, "", [&](ValueId, const MapEntry& entry, const std::string& around) {
      return around == "subjects" && entry.key == "namespace" ? named : entry.value;
    });
    if (is_cluster_wide(object.kind)) continue;
    object.space = space;
    object.written =
        changed_at(values, object.written, {"metadata", "namespace"}, object.header, [&](ValueId) { return named; });
  }
}

/// The labels put where they are found: on the object, on the pods it makes, and in what it chooses pods by.
void set_labels(ValueStore& values, ValueId labels, bool in_selectors, bool in_templates, std::vector<Object>& objects,
                std::size_t room) {
  if (!labels.valid() || values[labels].kind != ValueKind::map || values.item_count(labels) > kLabels) return;
  const Span place = values[labels].span;
  const auto added = [&](ValueId old) { return laid_over(values, old, labels); };
  const auto where_there_is = [&](ValueId old) { return old.valid() ? added(old) : old; };
  for (Object& object : objects) {
    if (is_full(values, room)) return;
    ValueId& written = object.written;
    written = changed_at(values, written, {"metadata", "labels"}, place, added);
    if (in_templates && found_at(values, written, {"spec", "template"}).valid())
      written = changed_at(values, written, {"spec", "template", "metadata", "labels"}, place, added);
    if (!in_selectors) continue;
    const bool plain = object.kind == "Service" || object.kind == "ReplicationController";
    if (plain) written = changed_at(values, written, {"spec", "selector"}, place, where_there_is);
    for (const std::string_view key : {"selector", "podSelector"})
      if (!plain && found_at(values, written, {"spec", key, "matchLabels"}).valid())
        written = changed_at(values, written, {"spec", key, "matchLabels"}, place, added);
  }
}

void set_all_labels(ValueStore& values, ValueId layer, std::vector<Object>& objects, std::size_t room) {
  set_labels(values, values.find(layer, "commonLabels"), true, true, objects, room);
  for (const ValueId one : listed(values, layer, "labels")) {
    const auto is_set = [&](std::string_view key) {
      const ValueId value = values.find(one, key);
      return value.valid() && values[value].kind == ValueKind::boolean && values[value].boolean;
    };
    const bool in_selectors = is_set("includeSelectors");
    set_labels(values, values.find(one, "pairs"), in_selectors, in_selectors || is_set("includeTemplates"), objects, room);
  }
}

void set_replicas(ValueStore& values, ValueId layer, std::vector<Object>& objects) {
  std::map<std::string, ValueId, std::less<>> counts;
  for (const ValueId one : listed(values, layer, "replicas")) {
    const ValueId name = values.find(one, "name"), count = values.find(one, "count");
    if (is_text(values, name) && count.valid()) counts.insert_or_assign(std::string(values.string(name)), count);
  }
  if (counts.empty()) return;
  const std::set<std::string_view> scaled = {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"};
  for (Object& object : objects) {
    if (scaled.count(object.kind) == 0) continue;
    auto found = counts.find(object.name);
    for (const std::string& former : object.former)
      if (found == counts.end()) found = counts.find(former);
    if (found == counts.end()) continue;
    object.written = changed_at(values, object.written, {"spec", "replicas"}, object.header,
                                [&](ValueId) { return found->second; });
  }
}

struct ImageChange {
  std::string name, tag, digest, suffix;
};

/// `name:tag@digest` → its name, and what is behind it.
std::pair<std::string_view, std::string_view> parts_of_image(std::string_view image) {
  std::size_t end = std::min(image.find('@'), image.size());
  const std::size_t colon = image.substr(0, end).rfind(':');
  const std::size_t slash = image.substr(0, end).rfind('/');
  if (colon != image.npos && (slash == image.npos || colon > slash)) end = colon;
  return {image.substr(0, end), image.substr(end)};
}

std::string changed_image(std::string_view name, std::string_view behind, const ImageChange& change) {
  std::string image = change.name.empty() ? std::string(name) : change.name;
  if (!change.digest.empty()) return image + "@" + change.digest;
  if (!change.tag.empty()) return image + ":" + change.tag + change.suffix;
  return image + std::string(behind) + (behind.empty() ? "" : change.suffix);
}

void set_images(ValueStore& values, ValueId layer, std::vector<Object>& objects, std::size_t room) {
  std::map<std::string, std::pair<ImageChange, Span>, std::less<>> changes;
  for (const ValueId one : listed(values, layer, "images")) {
    if (values[one].kind != ValueKind::map) continue;
    const auto text = [&](std::string_view key) {
      const ValueId value = values.find(one, key);
      return std::string(is_text(values, value) ? values.string(value) : std::string_view{});
    };
    changes.insert_or_assign(text("name"), std::pair(ImageChange{text("newName"), text("newTag"), text("digest"), text("tagSuffix")},
                                                     values[one].span));
  }
  if (changes.empty()) return;
  for (Object& object : objects)
    if (!is_full(values, room))
      object.written = everywhere(values, object.written, "", [&](ValueId, const MapEntry& entry, const std::string& around) {
      if (entry.key != "image" || !around.ends_with("ontainers") || !is_text(values, entry.value)) return entry.value;
      const auto [name, behind] = parts_of_image(values.string(entry.value));
      const auto found = changes.find(name);
      if (found == changes.end()) return entry.value;
      return values.add_string(changed_image(name, behind, found->second.first), found->second.second);
    });
}

}  // namespace

void transform(ValueStore& values, ValueId kustomization, std::vector<Object>& objects, std::size_t room) {
  std::erase_if(objects, [&](const Object& object) {
    return !object.written.valid() || values[object.written].kind != ValueKind::map;
  });
  set_namespace(values, kustomization, objects, room);
  set_names(values, kustomization, objects, room);
  set_all_labels(values, kustomization, objects, room);
  set_replicas(values, kustomization, objects);
  set_images(values, kustomization, objects, room);
}

}  // namespace weir::kubernetes::kustomize
