#include "parsers/app_config/kubernetes/mounted.h"

#include <algorithm>
#include <array>

#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/syntax/syntax.h"

namespace weir::kubernetes {
namespace {

constexpr std::size_t kMountedFiles = 1'000;  // of one container
constexpr std::array<std::string_view, 7> kEndings = {".yml", ".yaml", ".properties", ".json", ".py", ".conf", ".template"};

bool is_configuration(std::string_view file) {
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view end) { return file.ends_with(end); });
}

}  // namespace

void MountedConfiguration::add_map(std::string_view space, std::string_view name, const Document& document,
                                   NodeIndex object) {
  const NodeIndex data = find_entry(document, object, "data");
  if (data == kNoNode || document[data].kind != NodeKind::map) return;
  for (const NodeIndex entry : children(document, data)) {
    const NodeIndex key = document.first_child(entry);
    if (document[entry].kind != NodeKind::entry || key >= document[entry].subtree_end) continue;
    const NodeIndex value = document[key].subtree_end;
    if (value >= document[entry].subtree_end || document[value].kind != NodeKind::string) continue;
    const std::string_view file = document.text(key);
    if (is_configuration(file)) maps_[Key(space, name)].insert_or_assign(std::string(file), Text{&document, value});
  }
}

void MountedConfiguration::add_made(std::string_view space, std::string_view name, ValueId written) {
  const ValueStore& values = model_.values;
  const ValueId data = entry_at(values, written, "data");
  if (!data.valid() || values[data].kind != ValueKind::map) return;
  for (std::size_t i = 0; i < values.item_count(data); ++i) {
    const MapEntry& entry = values.entry(data, i);
    const Value& value = values[entry.value];
    const bool is_file = value.kind == ValueKind::string && value.span.valid() && value.span.begin == 0 &&
                         value.span.end == sources_.text(value.span.file).size();
    if (is_file && is_configuration(entry.key)) maps_[Key(space, name)].insert_or_assign(entry.key, Text{nullptr, 0, value.span.file});
  }
}

FileId MountedConfiguration::file_of(const Text& text) {
  if (text.document == nullptr) return text.file;
  const auto [known, fresh] = derived_.try_emplace({text.document, text.node});
  if (fresh) known->second = derive_scalar(sources_, *text.document, text.node);
  return known->second;
}

/// The files of a ConfigMap at the place where a volume of it is mounted: all of them, or the one that `subPath` names.
void MountedConfiguration::add_volume(ValueId volume, ValueId mount, std::string_view space, std::vector<File>& files) {
  const ValueStore& values = model_.values;
  const ValueId chosen = entry_at(values, volume, "configMap");
  const auto map = maps_.find(Key(space, text_at_key(values, chosen, "name")));
  if (!chosen.valid() || map == maps_.end()) return;
  std::map<std::string, std::string> names;  // where they are not called by their keys
  for (const ValueId item : items_at(values, chosen, "items"))
    names.insert_or_assign(text_at_key(values, item, "key"), text_at_key(values, item, "path"));
  const std::string place = text_at_key(values, mount, "mountPath"), part = text_at_key(values, mount, "subPath");
  for (const auto& [key, text] : map->second) {
    const auto renamed = names.find(key);
    if (!names.empty() && renamed == names.end()) continue;
    const std::string name = names.empty() ? key : renamed->second;
    if (!part.empty() && part != name) continue;
    if (files.size() < kMountedFiles) files.push_back({part.empty() ? place + "/" + name : place, file_of(text)});
  }
}

std::vector<MountedConfiguration::File> MountedConfiguration::files_of(const Volumes& volumes, ValueId container,
                                                                       std::string_view space) {
  std::vector<File> files;
  const ValueStore& values = model_.values;
  for (const ValueId mount : items_at(values, container, "volumeMounts")) {
    const std::string name = text_at_key(values, mount, "name");
    const auto volume = name.empty() ? volumes.end() : volumes.find(name);
    if (volume != volumes.end() && files.size() < kMountedFiles) add_volume(volume->second, mount, space, files);
  }
  return files;
}

bool MountedConfiguration::add(ValueId pod, ValueId containers, std::string_view space, const app_config::Hosts& hosts,
                               std::vector<MapEntry>& entries) {
  ValueStore& values = model_.values;
  if (!containers.valid() || values[containers].kind != ValueKind::list) return true;
  const Span place = values[containers].span;
  Volumes volumes;
  for (const ValueId volume : items_at(values, pod, "volumes")) volumes.emplace(text_at_key(values, volume, "name"), volume);
  std::vector<ValueId> settings, variables;
  bool application = false, proxy = false;  // of the first container that has one
  for (const ValueId container : values.items(containers)) {
    app_config::Process process;
    for (const ValueId setting : items_at(values, container, "environment")) {
      settings.push_back(setting);
      variables.push_back(setting);
      const ValueId name = values.find(setting, "name");
      process.variables.push_back({std::string(values.string(name)), values[name].span, values.find(setting, "value")});
    }
    const std::vector<File> files = files_of(volumes, container, space);
    if (files.empty()) continue;
    for (const char* key : {"command", "args"})
      for (const ValueId word : items_at(values, container, key)) process.command += std::string(values.string(word)) + " ";
    const app_config::FilesCalled called = [&](const std::string& name) {
      std::vector<FileId> found;
      for (const File& file : files)
        if (file.path.ends_with("/" + name)) found.push_back(file.file);
      return found;
    };
    app_config::Configuration configuration =
        application ? app_config::Configuration{} : applications_.read(called, process);
    if (applications_.is_spent()) return false;
    application = application || !configuration.empty();
    app_config::add_application(model_, hosts, words_, std::move(configuration), place, settings, entries);
    std::vector<app_config::ProxyFile> of_proxy;
    for (const File& file : files)
      if (!proxy && app_config::configures_proxy(file.path))
        of_proxy.push_back({file.file, file.path.ends_with(".template")});
    proxy = proxy || !of_proxy.empty();
    app_config::add_proxy(model_, app_config::read_proxy(model_, sources_, of_proxy, process.variables, hosts, words_), place,
                          entries);
  }
  app_config::add_variables(model_, variables, place, entries);
  entries.push_back({"settings", place, values.add_list(settings, place)});
  return true;
}

}  // namespace weir::kubernetes
