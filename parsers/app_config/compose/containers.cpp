#include "parsers/app_config/compose/containers.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/model/own_hosts.h"
#include "parsers/app_config/compose/build.h"
#include "parsers/app_config/compose/variables.h"
#include "parsers/app_config/software.h"

namespace weir::compose {
namespace {

constexpr std::string_view kEngineSocket = "/var/run/docker.sock";  // what `use_api_socket` gives

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
ValueId Containers::environment(const Service& service, const std::vector<Setting>& given,
                                const app_config::Hosts& hosts) {
  ValueStore& values = model_.values;
  std::map<std::string, std::size_t> last;
  for (std::size_t i = 0; i < given.size(); ++i) last[given[i].name] = i;
  std::vector<ValueId> items;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const Setting& setting = given[i];
    if (last[setting.name] != i) continue;
    const ValueId value = app_config::with_hosts(model_, hosts, words_, setting.name, setting.value);
    const Span place = setting.name_span;
    items.push_back(values.add_map(
        {{"name", place, values.add_string(setting.name, place)}, {"value", place, value}}, place));
  }
  return values.add_list(items, service.header);
}

/// Words of what is started and of configs that the service is given, in the form of settings: `--kafka-url=broker:9092` is
/// `{name: --kafka-url, value: …}`. Those in which no host of the project stands are left out.
std::vector<ValueId> Containers::arguments(const Service& service, const app_config::Hosts& hosts) {
  ValueStore& values = model_.values;
  std::vector<ValueId> items;
  const auto add = [&](const std::string& name, ValueId value) {
    const ValueId made = app_config::with_hosts(model_, hosts, words_, name, value);
    if (made == value) return;
    const Span place = values[value].span;
    items.push_back(values.add_map({{"name", place, values.add_string(name, place)}, {"value", place, made}}, place));
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
  return items;
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
  const ValueId engine = entry_of(values, written, "use_api_socket");
  if (engine.valid() && values[engine].kind == ValueKind::boolean && values[engine].boolean)
    items.push_back(values.add_map(
        {{"source", values[engine].span, values.add_string(std::string(kEngineSocket), values[engine].span)}},
        values[engine].span));
  return values.add_list(items, span);
}

/// `code`: the folder of the service's own source and what is started in it. What its Dockerfile is made from is its
/// software where its image's name tells nothing.
void Containers::add_program(const Service& service, const ServiceProcess& process, ValueId container,
                             std::vector<MapEntry>& entries) {
  ValueStore& values = model_.values;
  const Build& build = *service.build;
  if (process.image && !process.image->base.empty() && !says_image(entries)) {
    const BuiltImage& image = *process.image;
    const OriginId origin = values.add_origin({build.span, "the Dockerfile " + process.dockerfile, {}});
    const ValueId base = values.add_string(image.base, image.base_span);
    std::vector<MapEntry> made = {{"image", build.span, values.moved(base, image.base_span, origin)}};
    for (std::size_t i = 0; i < values.item_count(container); ++i)
      if (values.entry(container, i).key != "image") made.push_back(values.entry(container, i));
    app_config::add_software(model_, catalog_, values.add_map(std::move(made), build.span), true, entries);
  }
  const std::optional<std::string> folder = source_folder(build);
  if (!folder) return;
  std::vector<MapEntry> code = {{"path", build.span, values.add_string(folder->empty() ? "." : *folder, build.span)}};
  if (!process.command.empty())
    code.push_back({"command", build.span, values.add_string(process.command, build.span)});
  entries.push_back({"code", build.span, values.add_map(std::move(code), build.span)});
}

/// What the application in it and the proxy in it say.
void Containers::add_configuration(const Service& service, const ServiceProcess& process, ValueId environment,
                                   const app_config::Hosts& hosts, const app_config::Hosts& found,
                                   std::vector<MapEntry>& entries) {
  const Span place = service.header;
  std::vector<ValueId> settings = model_.values.items(environment);
  app_config::add_variables(model_, settings, place, entries);
  app_config::add_application(model_, found, words_, process.configuration, place, settings, entries);
  const ValueId waits = entry_of(model_.values, service.written, "depends_on");
  for (const ValueId setting : settings) note_awaited(model_.values.find(setting, "value"), waits);
  entries.push_back({"settings", place, model_.values.add_list(settings, place)});
  for (const ValueId argument : arguments(service, hosts)) settings.push_back(argument);
  entries.push_back({"uses", place, model_.values.add_list(settings, place)});
  app_config::Properties variables;
  for (const Setting& one : process.given) variables.push_back({one.name, one.name_span, one.value});
  app_config::add_proxy(model_, app_config::read_proxy(model_, sources_, process.proxy, variables, found, words_), place, entries);
}

/// Whether ports are published, on which a stranger may call, and whether it can call out. Who has the network of another
/// container, or none, publishes nothing himself.
void Containers::add_reach(const Service& service, const Ports& ports, Networks::Outside outside,
                           std::vector<MapEntry>& entries) {
  ValueStore& values = model_.values;
  const Span place = service.header;
  const ValueId written = entry_of(values, service.written, "network_mode");
  const std::string_view mode = written.valid() ? values.string(written) : std::string_view{};
  const bool on_machine = mode == "host";
  const bool of_another = mode.starts_with("service:") || mode.starts_with("container:");
  const bool shut = outside == Networks::Outside::unreachable || of_another;
  const bool any = values.item_count(ports.exposed) > 0;
  ValueId published = ports.published;
  if (on_machine)
    published = values.add_unknown(UnknownKind::unsupported, "what listens in the machine's network is not written", "",
                                   values[written].span);
  else if (shut)
    published = values.add_boolean(false, place);
  else if (outside == Networks::Outside::unknown && any)
    published = values.add_unknown(UnknownKind::parameter, "whether its networks are internal is not known", "",
                                   values[ports.published].span);
  entries.push_back({"published", values[published].span, published});
  entries.push_back({"exposed", place, on_machine || shut ? values.add_list({}, place) : ports.exposed});
  if (outside == Networks::Outside::reached) return;
  const ValueId out = outside == Networks::Outside::unknown
                          ? values.add_unknown(UnknownKind::parameter, "whether its networks are internal is not known",
                                               "", place)
                          : values.add_boolean(false, place);
  entries.push_back({"leads_out", place, out});
}

void Containers::add(const Service& service, const ServiceProcess& process, const Around& around,
                     std::vector<MapEntry>& entries) {
  ValueStore& values = model_.values;
  const Span place = service.header;
  std::vector<MapEntry> container = {{"name", place, values.add_string(service.name, place)}};
  for (std::size_t i = 0; i < values.item_count(service.written); ++i) {
    const MapEntry& entry = values.entry(service.written, i);
    if (entry.key != "environment" && entry.key != "ports" && entry.key != "networks" && entry.key != "name")
      container.push_back(entry);
  }
  const Ports ports = ports_of(model_, entry_of(values, service.written, "ports"), place);
  const ValueId settings = environment(service, process.given, around.hosts);
  container.push_back({"environment", place, settings});
  container.push_back({"ports", place, ports.all});
  container.push_back({"mounts", place, mounts(service.written, place)});
  container.push_back({"security", place, security(service.written, place)});
  const ValueId made = values.add_map(std::move(container), place);
  const bool provided = entry_of(values, service.written, "provider").valid();
  entries.push_back({"containers", place, provided ? values.add_list({}, place) : values.add_list({made}, place)});
  add_reach(service, ports, around.outside, entries);
  if (!process.all_given) entries.push_back({"unseen", place, values.add_boolean(true, place)});
  const bool configured = !process.all_given || is_configured(values, service.written);
  app_config::add_software(model_, catalog_, made, configured, entries);
  if (service.build) add_program(service, process, made, entries);
  add_configuration(service, process, settings, around.hosts, around.found, entries);
}

}  // namespace weir::compose
