#include "parsers/app_config/compose/containers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/model/own_hosts.h"
#include "parsers/app_config/compose/build.h"
#include "parsers/app_config/compose/ports.h"
#include "parsers/app_config/compose/variables.h"
#include "parsers/app_config/software.h"

namespace weir::compose {
namespace {

ValueId entry_of(const ValueStore& values, ValueId map, std::string_view key) {
  return map.valid() && values[map].kind == ValueKind::map ? values.find(map, key) : ValueId{};
}

bool says_image(const std::vector<MapEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [](const MapEntry& e) { return e.key == "software"; });
}

/// Whether a service is given files of the machine, or configs, that may configure it.
bool is_configured(const ValueStore& values, ValueId written) {
  if (values.find(written, "configs").valid()) return true;
  const ValueId volumes = values.find(written, "volumes");
  if (!volumes.valid() || values[volumes].kind != ValueKind::list) return false;
  for (const ValueId volume : values.items(volumes)) {
    const ValueId type = values.find(volume, "type");
    if (type.valid() && values.string(type) == "bind") return true;
    const std::string_view text = values.string(volume);
    if (text.starts_with('.') || text.starts_with('/') || text.starts_with('~')) return true;
  }
  return false;
}

/// The words of a command, or all of it where it is one text.
std::vector<ValueId> words_of(const ValueStore& values, ValueId written) {
  return values[written].kind == ValueKind::list ? values.items(written) : std::vector<ValueId>{written};
}

/// What a text begins with, as far as it is known.
std::string leading_text(const ValueStore& values, ValueId value) {
  if (values[value].kind == ValueKind::text && values.item_count(value) > 0) value = values.items(value).front();
  return values[value].kind == ValueKind::string ? std::string(values.string(value)) : std::string();
}

}  // namespace

/// What the service's files of settings give. False if one of them cannot be read.
bool Containers::add_files(const Service& service, std::vector<Setting>& given) {
  bool all = true;
  for (const SettingsPath& named : service.settings) {
    const app_config::BesideFile found = named.path ? beside_(*named.path) : app_config::BesideFile{};
    if (found.is != app_config::BesideFile::Is::read) {
      all = false;
      continue;
    }
    const std::string what = "the file " + *named.path;
    for (Setting& setting : settings_in(model_, sources_, found.file, *service.variables, budget_)) {
      const Value held = model_.values[setting.value];
      const OriginId origin = model_.values.add_origin({named.span, what, held.origin});
      setting.value = model_.values.moved(setting.value, held.span, origin);
      given.push_back(std::move(setting));
    }
  }
  return all;
}

/// What stands under `environment`; a name alone takes what the variable of the project has.
void Containers::add_written(const Service& service, std::vector<Setting>& given) {
  ValueStore& values = model_.values;
  const ValueId written = entry_of(values, service.written, "environment");
  if (!written.valid() || values[written].kind != ValueKind::map) return;
  for (std::size_t i = 0; i < values.item_count(written); ++i) {
    const MapEntry entry = values.entry(written, i);
    ValueId value = entry.value;
    if (values[value].kind == ValueKind::null) {
      const auto found = service.variables->find(entry.key);
      if (found == service.variables->end()) {
        value = given_at_start(model_, entry.key, entry.key_span);
      } else {
        const Value held = values[found->second];
        value = values.moved(found->second, held.span,
                             values.add_origin({entry.key_span, "the variable " + entry.key, held.origin}));
      }
    }
    given.push_back({entry.key, entry.key_span, value});
  }
}

/// Marks the hosts in a setting's value that the service waits for: of settings that several services have from one
/// place (an anchor, a file), those are the ones that it uses.
void Containers::note_awaited(ValueId value, ValueId waits) {
  ValueStore& values = model_.values;
  if (!waits.valid() || values[waits].kind != ValueKind::map) return;
  const bool many = values[value].kind == ValueKind::text;
  for (const ValueId part : many ? values.items(value) : std::vector<ValueId>{value}) {
    if (values[part].kind != ValueKind::reference) continue;
    Reference& reference = values.reference(part);
    if (is_own_host(reference.attribute) && values.find_entry(waits, reference.address) != nullptr)
      reference.attribute = std::string(kAwaitedHost) + std::string(own_host(reference.attribute));
  }
}

/// The settings in the form `[{name, value}]`, of two of one name the last.
ValueId Containers::environment(const Service& service, const app_config::Hosts& hosts, bool& unseen) {
  ValueStore& values = model_.values;
  std::vector<Setting> given;
  unseen = !add_files(service, given);
  add_written(service, given);
  std::map<std::string, std::size_t> last;
  for (std::size_t i = 0; i < given.size(); ++i) last[given[i].name] = i;
  const ValueId waits = entry_of(values, service.written, "depends_on");
  std::vector<ValueId> items;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const Setting& setting = given[i];
    if (last[setting.name] != i) continue;
    const ValueId value = app_config::with_hosts(model_, hosts, setting.name, setting.value);
    note_awaited(value, waits);
    const Span place = setting.name_span;
    items.push_back(values.add_map(
        {{"name", place, values.add_string(setting.name, place)}, {"value", place, value}}, place));
  }
  return values.add_list(items, service.header);
}

/// The settings, and words of what is started and of configs that the service is given in their form:
/// `--kafka-url=broker:9092` is `{name: --kafka-url, value: …}`. Those in which no host of the project stands are left out.
ValueId Containers::with_arguments(const Service& service, const app_config::Hosts& hosts, ValueId settings) {
  ValueStore& values = model_.values;
  std::vector<ValueId> items = values.items(settings);
  const auto add = [&](const std::string& name, ValueId value) {
    const ValueId made = app_config::with_hosts(model_, hosts, name, value);
    if (made == value) return;
    const Span place = values[value].span;
    items.push_back(
        values.add_map({{"name", place, values.add_string(name, place)}, {"value", place, made}}, place));
  };
  for (const char* key : {"entrypoint", "command"}) {
    const ValueId written = entry_of(values, service.written, key);
    if (!written.valid()) continue;
    std::string flag;  // the word before
    for (const ValueId word : words_of(values, written)) {
      const std::string text = leading_text(values, word);
      const std::size_t sign = text.starts_with('-') ? text.find('=') : text.npos;
      add(sign == text.npos ? flag : text.substr(0, sign), word);
      flag = text.starts_with('-') && sign == text.npos ? text : "";
    }
  }
  const ValueId configs = entry_of(values, service.written, "configs");
  if (configs.valid() && values[configs].kind == ValueKind::list)
    for (const ValueId one : values.items(configs)) {
      const ValueId source = values[one].kind == ValueKind::map ? values.find(one, "source") : one;
      if (!source.valid()) continue;
      const auto found = contents_.find(values.string(source));
      if (found != contents_.end()) add(found->first, found->second);
    }
  return values.add_list(items, service.header);
}

/// `security_opt: [no-new-privileges:true, seccomp:unconfined]` as {allowPrivilegeEscalation, seccomp}.
ValueId Containers::security(ValueId written, Span span) {
  ValueStore& values = model_.values;
  std::vector<MapEntry> entries;
  const ValueId options = entry_of(values, written, "security_opt");
  if (options.valid() && values[options].kind == ValueKind::list)
    for (const ValueId item : values.items(options)) {
      const std::string text(values.string(item));
      const Span place = values[item].span;
      const bool off = text.ends_with(":false") || text.ends_with("=false");
      if (text.starts_with("no-new-privileges"))
        entries.push_back({"allowPrivilegeEscalation", place, values.add_boolean(off, place)});
      else if (text.starts_with("seccomp") && text.size() > 8)
        entries.push_back({"seccomp", place, values.add_string(text.substr(8), place)});
    }
  return values.add_map(std::move(entries), span);
}

/// `mounts: [{source, target}]`: paths of the machine that the service is given.
ValueId Containers::mounts(ValueId written, Span span) {
  ValueStore& values = model_.values;
  std::vector<ValueId> items;
  const ValueId volumes = entry_of(values, written, "volumes");
  const bool known = volumes.valid() && values[volumes].kind == ValueKind::list;
  for (const ValueId volume : known ? values.items(volumes) : std::vector<ValueId>{}) {
    const Span place = values[volume].span;
    const ValueKind kind = values[volume].kind;
    ValueId source = entry_of(values, volume, "source");
    if (kind == ValueKind::string || kind == ValueKind::text) {
      const std::string text = leading_text(values, volume);
      const std::size_t end = text.find(':');
      if (end == text.npos && kind == ValueKind::string) continue;  // a volume without a name
      source = end != text.npos ? values.add_string(text.substr(0, end), place)
                                : values.add_unknown(UnknownKind::parameter,
                                                     "the path is given where the project is started", "", place);
    }
    if (!source.valid() || (values[source].kind == ValueKind::string && !values.string(source).starts_with('/')))
      continue;
    items.push_back(values.add_map({{"source", place, source}}, place));
  }
  return values.add_list(items, span);
}

/// What a service starts instead of what its image does.
std::string Containers::command_of(ValueId written) const {
  const ValueStore& values = model_.values;
  std::string words;
  for (const char* key : {"entrypoint", "command"}) {
    const ValueId value = entry_of(values, written, key);
    if (!value.valid()) continue;
    for (const ValueId word : words_of(values, value))
      if (values[word].kind == ValueKind::string)
        words += (words.empty() ? "" : " ") + std::string(values.string(word));
  }
  return words;
}

/// `code`: the folder of the service's own source and what is started in it. What its Dockerfile is made from is its
/// software where its image's name tells nothing.
void Containers::add_program(const Service& service, ValueId container, std::vector<MapEntry>& entries) {
  ValueStore& values = model_.values;
  const Build& build = *service.build;
  std::string command = command_of(service.written);
  if (const std::optional<std::string> path = dockerfile_of(build)) {
    if (const app_config::BesideFile file = beside_(*path); file.is == app_config::BesideFile::Is::read) {
      const BuiltImage image = built_image(sources_, file.file, build.target);
      if (command.empty()) command = image.command;
      if (!image.base.empty() && !says_image(entries)) {
        const OriginId origin = values.add_origin({build.span, "the Dockerfile " + *path, {}});
        const ValueId base = values.add_string(image.base, image.base_span);
        std::vector<MapEntry> made = {{"image", build.span, values.moved(base, image.base_span, origin)}};
        for (std::size_t i = 0; i < values.item_count(container); ++i)
          if (values.entry(container, i).key != "image") made.push_back(values.entry(container, i));
        app_config::add_software(model_, catalog_, values.add_map(std::move(made), build.span), true, entries);
      }
    }
  }
  const std::optional<std::string> folder = source_folder(build);
  if (!folder) return;
  std::vector<MapEntry> code = {{"path", build.span, values.add_string(folder->empty() ? "." : *folder, build.span)}};
  if (!command.empty()) code.push_back({"command", build.span, values.add_string(command, build.span)});
  entries.push_back({"code", build.span, values.add_map(std::move(code), build.span)});
}

void Containers::add(const Service& service, const app_config::Hosts& hosts, std::vector<MapEntry>& entries) {
  ValueStore& values = model_.values;
  const Span place = service.header;
  std::vector<MapEntry> container = {{"name", place, values.add_string(service.name, place)}};
  for (std::size_t i = 0; i < values.item_count(service.written); ++i) {
    const MapEntry& entry = values.entry(service.written, i);
    if (entry.key != "environment" && entry.key != "ports" && entry.key != "networks" && entry.key != "name")
      container.push_back(entry);
  }
  const Ports ports = ports_of(model_, entry_of(values, service.written, "ports"), place);
  bool unseen = false;
  const ValueId settings = environment(service, hosts, unseen);
  container.push_back({"environment", place, settings});
  container.push_back({"uses", place, with_arguments(service, hosts, settings)});
  container.push_back({"ports", place, ports.all});
  container.push_back({"mounts", place, mounts(service.written, place)});
  container.push_back({"security", place, security(service.written, place)});
  const ValueId made = values.add_map(std::move(container), place);
  entries.push_back({"containers", place, values.add_list({made}, place)});
  const ValueId mode = entry_of(values, service.written, "network_mode");
  const bool on_machine = mode.valid() && values.string(mode) == "host";
  const ValueId published =
      on_machine ? values.add_unknown(UnknownKind::unsupported,
                                      "what listens in the machine's network is not written", "", values[mode].span)
                 : ports.published;
  entries.push_back({"published", values[published].span, published});
  entries.push_back({"exposed", place, ports.exposed});
  if (unseen) entries.push_back({"unseen", place, values.add_boolean(true, place)});
  app_config::add_software(model_, catalog_, made, unseen || is_configured(values, service.written), entries);
  if (service.build) add_program(service, made, entries);
}

}  // namespace weir::compose
