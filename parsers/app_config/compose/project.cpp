// A project with the files that it includes, extends and is changed by.
#include "parsers/app_config/compose/project.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/compose/merging.h"
#include "parsers/app_config/compose/variables.h"
#include "parsers/app_config/paths.h"
#include "parsers/embedded/values.h"
#include "parsers/syntax/syntax.h"

namespace weir::compose {
namespace {

constexpr std::size_t kTextBudget = 32u << 20;  // bytes that variables may come to
constexpr std::size_t kFiles = 200;             // compose files of one project
constexpr std::size_t kExtended = 32;           // services that extend each other
constexpr std::size_t kIncludedDepth = 16;      // files that include each other
constexpr std::size_t kServices = 4000;

constexpr std::array<std::pair<std::string_view, const char*>, 5> kDeclared = {{{"networks", "network"},
                                                                                {"volumes", "volume"},
                                                                                {"configs", "config"},
                                                                                {"secrets", "secret"},
                                                                                {"models", "model"}}};
/// In `.env`: the files that a project is made of, and what stands between them.
constexpr std::string_view kFilesVariable = "COMPOSE_FILE";
constexpr std::string_view kSeparators = ":;";

std::string own_variables(const std::string& folder) { return folder.empty() ? ".env" : folder + "/.env"; }

}  // namespace

/// A compose file as read.
struct Loader::Layer {
  std::string path, folder;
  ValueId root;      ///< as written
  ValueId services;  ///< a map; none where there is none
  const Variables* variables = nullptr;
};

struct Loader::State {
  State(ResourceModel& made, SourceMap& texts, const app_config::Beside& files)
      : model(made), sources(texts), beside(files) {}

  using Chain = std::vector<std::pair<std::string, std::string>>;  ///< (path, service) that extend each other

  ValueStore& values() { return model.values; }

  ValueId find(ValueId map, std::string_view key) {
    return map.valid() && values()[map].kind == ValueKind::map ? values().find(map, key) : ValueId{};
  }
  std::vector<ValueId> one_or_many(ValueId value) {
    if (!value.valid()) return {};
    return values()[value].kind == ValueKind::list ? values().items(value) : std::vector<ValueId>{value};
  }
  bool is(ValueId value, ValueKind kind) { return value.valid() && values()[value].kind == kind; }

  void fault(Span span, std::string message) {
    model.diagnostics.push_back({Level::warning, sources.in_host(span), "compose-form", std::move(message)});
  }

  // Files and variables

  /// The variables that files of settings give; what stands around counts more.
  const Variables* variables_of(const std::vector<std::string>& files, const Variables* around) {
    auto made = std::make_unique<Variables>();
    std::vector<MapEntry> entries;  // where a text may be a secret, the model has to know what it is called
    for (const std::string& path : files) {
      const app_config::BesideFile found = beside(path);
      if (found.is != app_config::BesideFile::Is::read) continue;
      for (Setting& setting : settings_in(model, sources, found.file, *made, budget)) {
        entries.push_back({setting.name, setting.name_span, setting.value});
        made->insert_or_assign(std::move(setting.name), setting.value);
      }
    }
    if (!entries.empty()) {
      const Span span = entries.front().key_span;
      values().add_map(std::move(entries), span);
    }
    if (around != nullptr)
      for (const auto& [name, value] : *around) made->insert_or_assign(name, value);
    variables.push_back(std::move(made));
    return variables.back().get();
  }

  /// A compose file by its path, parsed once; nullptr, and a fault at `place`, if there is none.
  const Document* document(const std::string& path, Span place) {
    if (const auto known = documents.find(path); known != documents.end()) return known->second;
    const Document* made = nullptr;
    const app_config::BesideFile found = beside(path);
    if (found.is != app_config::BesideFile::Is::read || parsed.size() >= kFiles) {
      fault(place, path + (found.is == app_config::BesideFile::Is::absent ? " does not exist" : " cannot be read") +
                       "; expected a compose file below the root");
    } else {
      parsed.push_back(std::make_unique<Parsed>(parse_yaml(sources, found.file)));
      const Parsed& text = *parsed.back();
      model.diagnostics.insert(model.diagnostics.end(), text.diagnostics.begin(), text.diagnostics.end());
      if (text.ok() && !text.documents.empty() && is_project(text.documents.front()))
        made = &text.documents.front();
      else if (text.ok())
        fault(place, path + " is no compose file; expected a map `services` in it");
    }
    return documents.emplace(path, made).first->second;
  }

  Layer layer_of(const Document& document, std::string path, std::string folder, const Variables* known) {
    tags.read(document);
    Layer layer{std::move(path), std::move(folder), values_of(model, sources, document, 0), {}, known};
    layer.services = find(layer.root, "services");
    if (!layer.services.valid() && !find(layer.root, "include").valid()) layer.services = layer.root;  // version 1
    return layer;
  }

  // Services

  ValueId interpolated(ValueId value, const Variables& known) {
    return Interpolation(model, sources, known, budget).all(value);
  }

  std::optional<std::string> path_at(const Layer& layer, ValueId value) {
    return is(value, ValueKind::string) ? app_config::path_from(layer.folder, values().string(value)) : std::nullopt;
  }

  /// `./nginx.conf:/etc/nginx/nginx.conf:ro`, or `{type: bind, source, target}`.
  void add_mount(const Layer& layer, ValueId written, Service& service) {
    std::string source, target;
    if (is(written, ValueKind::string)) {
      const std::string_view text = values().string(written);
      const std::size_t colon = text.find(':');
      if (!text.starts_with('.') || colon == text.npos) return;
      source = text.substr(0, colon);
      target = text.substr(colon + 1, text.find(':', colon + 1) - colon - 1);
    } else if (is(find(written, "source"), ValueKind::string) && is(find(written, "target"), ValueKind::string)) {
      source = values().string(find(written, "source"));
      target = values().string(find(written, "target"));
      if (!source.starts_with('.')) return;
    }
    if (const auto path = app_config::path_from(layer.folder, source); path && !target.empty())
      service.mounts.push_back({*path, target});
  }

  /// What a service says of files, which are found from where it says so.
  void add_paths(const Layer& layer, Service& service) {
    for (const ValueId one : one_or_many(find(service.written, "env_file"))) {
      const bool map = is(one, ValueKind::map);
      const ValueId required = map ? find(one, "required") : ValueId{};
      service.settings.push_back({path_at(layer, map ? find(one, "path") : one), values()[one].span,
                                  !(is(required, ValueKind::boolean) && !values()[required].boolean)});
    }
    for (const ValueId one : one_or_many(find(service.written, "volumes"))) add_mount(layer, one, service);
    const ValueId written = find(service.written, "build");
    if (!is(written, ValueKind::map)) return;
    Build build;
    const ValueId context = find(written, "context"), file = find(written, "dockerfile");
    build.span = values()[context.valid() ? context : written].span;
    build.context = context.valid() ? path_at(layer, context) : std::optional<std::string>(layer.folder);
    if (file.valid()) build.file = values().string(file);
    if (const ValueId target = find(written, "target"); target.valid()) build.target = values().string(target);
    service.build = std::move(build);
  }

  /// What the changes leave out is the base's.
  Service over(Service base, Service changes) {
    if (tags.keeps_nothing(values(), changes.written, "env_file")) base.settings.clear();
    if (tags.keeps_nothing(values(), changes.written, "build")) base.build.reset();
    changes.written = merged(model, base.written, changes.written, tags);
    base.settings.insert(base.settings.end(), changes.settings.begin(), changes.settings.end());
    changes.settings = std::move(base.settings);
    base.mounts.insert(base.mounts.end(), changes.mounts.begin(), changes.mounts.end());
    changes.mounts = std::move(base.mounts);
    if (!changes.build) {
      changes.build = std::move(base.build);
    } else if (base.build) {
      if (changes.build->file.empty()) changes.build->file = base.build->file;
      if (changes.build->target.empty()) changes.build->target = base.build->target;
    }
    return changes;
  }

  std::optional<Service> service_of(const Layer& layer, const MapEntry& entry, Chain& chain) {
    if (!is(entry.value, ValueKind::map)) {
      fault(entry.key_span, "the service " + entry.key + " is no map; expected `image` or `build` in it");
      return std::nullopt;
    }
    const Span value = values()[entry.value].span;
    Service service{entry.key, entry.key_span, entry.key_span, {}, {}, {}, {}, layer.variables};
    if (value.file == entry.key_span.file && value.end > entry.key_span.begin) service.span.end = value.end;
    service.written = interpolated(in_one_form(model, entry.value), *layer.variables);
    add_paths(layer, service);
    chain.emplace_back(layer.path, entry.key);
    const ValueId extends = find(service.written, "extends");
    std::optional<Service> base = extends.valid() ? extended(layer, extends, chain) : std::nullopt;
    chain.pop_back();
    return base ? over(std::move(*base), std::move(service)) : std::move(service);
  }

  /// The service that another one extends: of its own file, or of the one that it names.
  std::optional<Service> extended(const Layer& layer, ValueId extends, Chain& chain) {
    const Span place = values()[extends].span;
    const ValueId named = is(extends, ValueKind::map) ? find(extends, "service") : extends;
    const ValueId file = is(extends, ValueKind::map) ? find(extends, "file") : ValueId{};
    const std::string name(named.valid() ? values().string(named) : std::string_view{});
    if (name.empty()) {
      fault(place, "`extends` names no service; expected `service: NAME`");
      return std::nullopt;
    }
    const Layer* from = &layer;
    std::optional<Layer> other;
    if (file.valid()) {
      const std::optional<std::string> path = path_at(layer, file);
      const Document* found = path ? document(*path, values()[file].span) : nullptr;
      if (!path) fault(values()[file].span, "the file that is extended is not below the root, or not known");
      if (found == nullptr) return std::nullopt;
      // one that is named like a project is one of its own, too
      if (!recognises(*path, "services")) included.insert(found->file.value);
      from = layer_for(*found, *path, app_config::folder_around(*path), layer.variables);
    }
    if (std::find(chain.begin(), chain.end(), std::pair(from->path, name)) != chain.end() || chain.size() > kExtended) {
      fault(place, "the service " + chain.front().second + " extends itself through " + name);
      return std::nullopt;
    }
    const MapEntry* entry = from->services.valid() ? values().find_entry(from->services, name) : nullptr;
    if (entry == nullptr) {
      fault(place, "no service " + name + " stands in " + from->path + ", which `extends` names");
      return std::nullopt;
    }
    const MapEntry copy = *entry;  // values grow
    return service_of(*from, copy, chain);
  }

  /// `folder`: where its relative paths begin.
  const Layer* layer_for(const Document& document, const std::string& path, const std::string& folder,
                         const Variables* known) {
    const auto [at, fresh] = layers.try_emplace({path, known});
    if (fresh) at->second = std::make_unique<Layer>(layer_of(document, path, folder, known));
    return at->second.get();
  }

  // A project's files

  void add_services(const Layer& layer, bool changes, ProjectParts& parts) {
    if (!is(layer.services, ValueKind::map)) return;
    for (std::size_t i = 0; i < values().item_count(layer.services); ++i) {
      const MapEntry entry = values().entry(layer.services, i);
      const bool of_version_1 = layer.services == layer.root;
      if (entry.key.starts_with("x-") || (of_version_1 && !is(entry.value, ValueKind::map))) continue;
      const auto known = index.find(entry.key);
      if (known == index.end() && parts.services.size() >= kServices)
        return fault(entry.key_span, "a project of more than " + std::to_string(kServices) + " services is read in part");
      if (values().bytes() > limits::kModelBytes)
        return fault(entry.key_span, "the project says too much; the services from here on were not read");
      if (known != index.end() && !changes) continue;  // of those that include each other the outer one has it
      if (tags.is_reset(entry.key_span)) {
        remove_service(entry.key, parts);
        continue;
      }
      Chain chain;
      std::optional<Service> service = service_of(layer, entry, chain);
      if (!service) continue;
      if (known == index.end()) {
        index.emplace(entry.key, parts.services.size());
        parts.services.push_back(std::move(*service));
        continue;
      }
      Service& base = parts.services[known->second];
      const Span header = base.header, span = base.span;
      base = tags.is_replaced(entry.key_span) ? std::move(*service) : over(std::move(base), std::move(*service));
      base.header = header;
      base.span = span;
    }
  }

  void remove_service(const std::string& name, ProjectParts& parts) {
    if (index.erase(name) == 0) return;
    std::erase_if(parts.services, [&](const Service& service) { return service.name == name; });
    for (std::size_t i = 0; i < parts.services.size(); ++i) index[parts.services[i].name] = i;
  }

  void add_declared(const Layer& layer, bool changes, ProjectParts& parts) {
    if (layer.services == layer.root) return;
    for (const auto& [key, kind] : kDeclared) {
      const ValueId all = find(layer.root, key);
      if (!is(all, ValueKind::map)) {
        if (all.valid() && values()[all].kind != ValueKind::null)
          fault(values()[all].span, "`" + std::string(key) + "` is no map; expected one of names");
        continue;
      }
      for (std::size_t i = 0; i < values().item_count(all); ++i) {
        const MapEntry entry = values().entry(all, i);
        const ValueId written = interpolated(entry.value, *layer.variables);
        if (declared.insert({kind, entry.key}).second) {
          if (!tags.is_reset(entry.key_span)) parts.declared.push_back({kind, entry.key, entry.key_span, written});
        } else if (changes) {
          change_declared(kind, entry, written, parts);
        }
      }
    }
  }

  void change_declared(std::string_view kind, const MapEntry& entry, ValueId written, ProjectParts& parts) {
    const auto there = std::find_if(parts.declared.begin(), parts.declared.end(), [&](const Declared& one) {
      return one.kind == kind && one.name == entry.key;
    });
    if (there == parts.declared.end()) return;
    if (tags.is_reset(entry.key_span))
      parts.declared.erase(there);
    else if (is(written, ValueKind::map))
      there->written = tags.is_replaced(entry.key_span) ? written : merged(model, there->written, written, tags);
  }

  void add_included(const Layer& layer, std::size_t depth, ProjectParts& parts) {
    if (layer.services == layer.root) return;
    for (const ValueId one : one_or_many(find(layer.root, "include"))) {
      const ValueId written = interpolated(one, *layer.variables);
      const bool map = is(written, ValueKind::map);
      std::string folder;
      std::vector<std::string> own;
      if (map) {
        if (const auto named = path_at(layer, find(written, "project_directory"))) folder = *named;
        for (const ValueId file : one_or_many(find(written, "env_file")))
          if (const auto path = path_at(layer, file)) own.push_back(*path);
      }
      bool first = true;
      const Variables* known = nullptr;
      for (const ValueId file : one_or_many(map ? find(written, "path") : written)) {
        const std::optional<std::string> path = path_at(layer, file);
        if (!path) {
          fault(values()[file].span, "what is included is not below the root, or not known");
          continue;
        }
        if (depth >= kIncludedDepth || ++includes > kFiles || !including.insert(*path).second) {
          fault(values()[file].span, "files that include each other: " + layer.path + " includes " + *path);
          continue;
        }
        const Document* found = document(*path, values()[file].span);
        if (first) {
          if (folder.empty()) folder = app_config::folder_around(*path);
          if (own.empty()) own = {own_variables(folder)};
          known = variables_of(own, layer.variables);
        }
        if (found != nullptr) included.insert(found->file.value);
        if (found != nullptr) add_file(*found, *path, folder, known, !first, depth + 1, parts);
        first = false;
        including.erase(*path);
      }
    }
  }

  void add_file(const Document& document, const std::string& path, const std::string& folder, const Variables* known,
                bool changes, std::size_t depth, ProjectParts& parts) {
    const Layer& layer = *layer_for(document, path, folder, known);
    add_services(layer, changes, parts);
    add_declared(layer, changes, parts);
    add_included(layer, depth, parts);
  }

  /// The files that `.env` says the project is made of, if it begins with this one: those that are laid over it.
  std::vector<std::string> laid_over(const ProjectText& project, const Variables& known) {
    const auto named = known.find(std::string(kFilesVariable));
    if (named == known.end() || !is(named->second, ValueKind::string)) return {};
    std::vector<std::string> paths;
    const std::string_view all = values().string(named->second);
    for (std::size_t at = 0; at < all.size() && paths.size() < kFiles;) {
      const std::size_t end = std::min(all.find_first_of(kSeparators, at), all.size());
      const auto path = app_config::path_from(app_config::folder_around(project.path), all.substr(at, end - at));
      if (!path) return {};
      paths.push_back(*path);
      at = end + 1;
    }
    if (paths.empty() || paths.front() != project.path) return {};
    return paths;
  }

  ResourceModel& model;
  SourceMap& sources;
  const app_config::Beside& beside;
  std::size_t budget = kTextBudget;
  MergeTags tags;
  std::map<std::string, const Document*> documents;
  std::vector<std::unique_ptr<Parsed>> parsed;
  std::vector<std::unique_ptr<Variables>> variables;
  std::map<std::pair<std::string, const Variables*>, std::unique_ptr<Layer>> layers;
  std::set<std::uint32_t> included;
  std::map<std::string, std::size_t> index;  ///< services by name
  std::set<std::pair<std::string, std::string>> declared;
  std::set<std::string> including;
  std::size_t includes = 0;
};

Loader::Loader(ResourceModel& model, SourceMap& sources, const app_config::Beside& beside)
    : state_(new State(model, sources, beside)) {}

Loader::~Loader() { delete state_; }

std::size_t& Loader::budget() { return state_->budget; }

ProjectParts Loader::load(const ProjectText& project) {
  State& state = *state_;
  ProjectParts parts;
  const std::string folder = app_config::folder_around(project.path);
  const Variables* known = state.variables_of({own_variables(folder)}, nullptr);
  state.documents.emplace(project.path, project.main);
  state.including.insert(project.path);
  state.add_file(*project.main, project.path, folder, known, false, 0, parts);
  const std::vector<std::string> over = state.laid_over(project, *known);
  for (std::size_t i = 1; i < over.size(); ++i) {
    const Document* changes = state.document(over[i], state.values()[known->at(std::string(kFilesVariable))].span);
    if (changes == nullptr) continue;
    state.included.insert(changes->file.value);
    state.add_file(*changes, over[i], folder, known, true, 0, parts);
  }
  if (project.changes != nullptr && over.empty())
    state.add_file(*project.changes, std::string(state.sources.path(project.changes->file)), folder, known, true, 0,
                   parts);
  for (const std::uint32_t file : state.included) parts.included.emplace_back(file);
  return parts;
}

}  // namespace weir::compose
