#include "parsers/embedded/container_definitions.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/embedded/form.h"
#include "parsers/embedded/policy.h"

namespace weir {
namespace {

/// A key as CloudFormation and as the service's JSON write it, and its name in the regular form.
struct Key {
  std::string_view cloudformation, json, name;
};

constexpr std::array<Key, 8> kPlain = {
    {{"Name", "name", "name"},
     {"Image", "image", "image"},
     {"Command", "command", "command"},
     {"EntryPoint", "entryPoint", "entry_point"},
     {"Essential", "essential", "essential"},
     {"User", "user", "user"},
     {"Privileged", "privileged", "privileged"},
     {"ReadonlyRootFilesystem", "readonlyRootFilesystem", "read_only_root"}}};

/// A list of maps, and their keys.
struct List {
  Key key;
  std::array<Key, 3> of;  ///< a key without a name is none
};
constexpr std::array<List, 4> kLists = {
    {{{"Environment", "environment", "environment"},
      {{{"Name", "name", "name"}, {"Value", "value", "value"}}}},
     {{"Secrets", "secrets", "secrets"},
      {{{"Name", "name", "name"}, {"ValueFrom", "valueFrom", "value_from"}}}},
     {{"PortMappings", "portMappings", "ports"},
      {{{"ContainerPort", "containerPort", "container"},
        {"HostPort", "hostPort", "host"},
        {"Protocol", "protocol", "protocol"}}}},
     {{"MountPoints", "mountPoints", "mounts"},
      {{{"SourceVolume", "sourceVolume", "volume"}, {"ReadOnly", "readOnly", "read_only"}}}}}};

constexpr std::array<Key, 2> kLog = {
    {{"LogDriver", "logDriver", "driver"}, {"Options", "options", "options"}}};

class ContainersForm {
 public:
  ContainersForm(ResourceModel& model, const SourceMap& sources)
      : form_(model, sources, "list of container definitions", "containers-form"),
        values_(model.values) {}

  ValueId document(ValueId value) {
    const ValueId made = form_.each_way(value, [this](ValueId one) { return definitions(one); });
    form_.finish();
    return made;
  }

 private:
  using Entries = std::vector<MapEntry>;

  ValueId definitions(ValueId value) {
    const ValueKind kind = values_[value].kind;
    if (kind == ValueKind::unknown || kind == ValueKind::reference) return value;
    if (kind != ValueKind::list)
      return form_.invalid(
          value, "list",
          "expected a list of container definitions, found " + std::string(form_.kind_of(value)));
    return list_of(value, [this](ValueId one) { return container(one); });
  }

  /// A list whose items `make` has read, each where it is there.
  template <class Make>
  ValueId list_of(ValueId value, Make make) {
    std::vector<ValueId> items;
    for (const ValueId item : form_.items(value)) items.push_back(form_.each_way(item, make));
    return form_.as_used(values_.add_list(items, values_[value].span), value);
  }

  ValueId container(ValueId value) {
    const ValueKind kind = values_[value].kind;
    if (kind == ValueKind::unknown) return value;
    if (kind != ValueKind::map)
      return form_.invalid(
          value, "container",
          "expected a container definition as a map, found " + std::string(form_.kind_of(value)));
    Entries entries;
    for (const Key& key : kPlain) keep(value, key, entries);
    for (const List& list : kLists) {
      const ValueId found = form_.field(value, {list.key.cloudformation, list.key.json});
      if (!found.valid()) continue;
      const ValueId made = list_of(found, [&](ValueId one) { return part(one, list.of); });
      entries.push_back({std::string(list.key.name), values_[found].span, made});
    }
    keep_capabilities(value, entries);
    const ValueId log = form_.field(value, {"LogConfiguration", "logConfiguration"});
    if (log.valid()) {
      const ValueId made = form_.each_way(log, [this](ValueId one) { return part(one, kLog); });
      entries.push_back({"log", values_[log].span, made});
    }
    if (const ValueId files = form_.field(value, {"EnvironmentFiles", "environmentFiles"});
        files.valid())
      entries.push_back({"environment_files", values_[files].span,
                         list_of(files, [this](ValueId one) { return file(one); })});
    return form_.as_used(values_.add_map(std::move(entries), values_[value].span), value);
  }

  /// What stands at a key of a map, in each of its ways; what is no map stays as it is.
  ValueId inner(ValueId value, std::string_view cloudformation, std::string_view json) {
    return form_.each_way(value, [&](ValueId one) {
      return values_[one].kind == ValueKind::map ? form_.field(one, {cloudformation, json}) : one;
    });
  }

  /// `linuxParameters.capabilities.add`.
  void keep_capabilities(ValueId container, Entries& entries) {
    const ValueId linux = form_.field(container, {"LinuxParameters", "linuxParameters"});
    const ValueId added = inner(inner(linux, "Capabilities", "capabilities"), "Add", "add");
    if (added.valid()) entries.push_back({"capabilities_added", values_[added].span, added});
  }

  ValueId file(ValueId value) const {
    const ValueId named = form_.field(value, {"Value", "value"});
    return named.valid() ? named : value;
  }

  template <std::size_t N>
  ValueId part(ValueId value, const std::array<Key, N>& keys) {
    if (values_[value].kind != ValueKind::map) return value;
    Entries entries;
    for (const Key& key : keys)
      if (!key.name.empty()) keep(value, key, entries);
    return form_.as_used(values_.add_map(std::move(entries), values_[value].span), value);
  }

  void keep(ValueId map, const Key& key, Entries& entries) {
    const ValueId found = form_.field(map, {key.cloudformation, key.json});
    if (!found.valid()) return;
    const MapEntry* entry = values_.find_entry(map, key.cloudformation);
    if (entry == nullptr) entry = values_.find_entry(map, key.json);
    entries.push_back({std::string(key.name), entry->key_span, found});
  }

  Form form_;
  ValueStore& values_;
};

}  // namespace

ValueId normalise_containers(ResourceModel& model, SourceMap& sources, ValueId value) {
  if (!value.valid()) return value;
  return ContainersForm(model, sources).document(parse_embedded_json(model, sources, value));
}

}  // namespace weir
