// The services and networks of a project as resources that refer to each other.

#include <map>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/own_hosts.h"
#include "parsers/app_config/compose/compose.h"
#include "parsers/app_config/compose/containers.h"
#include "parsers/app_config/compose/dangling.h"
#include "parsers/app_config/compose/models.h"
#include "parsers/app_config/compose/networks.h"
#include "parsers/app_config/paths.h"
#include "parsers/app_config/compose/process.h"
#include "parsers/app_config/compose/project.h"

namespace weir::compose {
namespace {

class ComposeProject {
 public:
  ComposeProject(const ProjectText& text, const app_config::Beside& beside, SourceMap& sources, const Catalog& catalog)
      : text_(text), beside_(beside), sources_(sources), catalog_(catalog), loader_(model_, sources, beside) {}

  ResourceModel run() {
    ProjectParts parts = loader_.load(text_);
    begin_unit(std::move(parts.included));
    for (const Service& service : parts.services) add_service(service);
    for (const Declared& declared : parts.declared) add_declared(declared);
    Networks networks(model_.values, parts.services, parts.declared);
    const Models models = models_of(parts);
    const std::vector<ServiceProcess> processes = processes_of(parts.services);
    app_config::Hosts found = discovered(processes);
    Containers containers(model_, sources_, catalog_);
    for (const Declared& declared : parts.declared)
      if (declared.kind == "config" && model_.values[declared.written].kind == ValueKind::map)
        if (const ValueId content = model_.values.find(declared.written, "content"); content.valid())
          containers.add_content(declared.name, content);
    for (std::size_t i = 0; i < parts.services.size(); ++i) {
      const Service& service = parts.services[i];
      if (processes[i].left_out || model_.values.bytes() > limits::kModelBytes) {
        leave_out(i, service);
        continue;
      }
      std::vector<MapEntry> entries;
      for (std::size_t n = 0; n < model_.values.item_count(service.written); ++n)
        if (const MapEntry& entry = model_.values.entry(service.written, n); entry.key != "networks")
          entries.push_back(entry);
      entries.push_back({"networks", service.header, references(networks.of(i), service.header)});
      if (const ValueId asks = asked(models, service); model_.values.item_count(asks) > 0)
        entries.push_back({"asks", service.header, asks});
      add_provided(model_, service, entries);
      const app_config::Hosts& hosts = networks.hosts_for(i);
      found.look_also_in(hosts);
      containers.add(service, processes[i], {hosts, found, networks.outside(i)}, entries);
      if (const std::string name = own_application(found, processes[i], i); !name.empty())
        entries.push_back({std::string(kAnswersAt), service.header,
                           model_.values.add_list({model_.values.add_string(name, service.header)}, service.header)});
      model_.resources[i].attributes = model_.values.add_map(std::move(entries), service.span);
    }
    report_dangling(model_, sources_, parts, text_.path);
    return std::move(model_);
  }

 private:
  std::vector<ServiceProcess> processes_of(const std::vector<Service>& services) {
    ServiceProcesses reader(model_, sources_, beside_, app_config::folder_around(text_.path), loader_.budget());
    std::vector<ServiceProcess> processes;
    for (const Service& service : services) processes.push_back(reader.of(service));
    return processes;
  }

  /// The names under which applications register themselves, where each is that of one service.
  app_config::Hosts discovered(const std::vector<ServiceProcess>& processes) const {
    std::map<std::string, std::vector<std::size_t>> named;
    for (std::size_t i = 0; i < processes.size(); ++i)
      if (const std::string name = app_config::name_of_application(model_.values, processes[i].configuration); !name.empty())
        named[name].push_back(i);
    app_config::Hosts found;
    for (const auto& [name, services] : named)
      if (services.size() == 1) found.add(name, ResourceId(services.front()));
    return found;
  }

  /// The name under which a service's application registers itself, if it is that of no other one.
  std::string own_application(const app_config::Hosts& found, const ServiceProcess& process, std::size_t i) const {
    std::string name = app_config::name_of_application(model_.values, process.configuration);
    return found.find(name) == ResourceId(i) && name != model_.resources[i].name ? name : std::string();
  }

  /// What more than all that a unit may say would take.
  void leave_out(std::size_t i, const Service& service) {
    if (!full_)
      model_.diagnostics.push_back({Level::warning, sources_.in_host(service.header), "budget",
                                    "the project says too much; the services from " + service.name +
                                        " on were not read"});
    full_ = true;
    model_.resources[i].attributes =
        model_.values.add_unknown(UnknownKind::budget, "the project says too much", "", service.header);
  }

  void begin_unit(std::vector<FileId> included) {
    Unit unit;
    unit.path = text_.path;
    unit.language = Language::compose;
    unit.span = sources_.line_at(text_.main->file, 0);
    unit.included = std::move(included);
    model_.units.push_back(std::move(unit));
  }

  ResourceId add(std::string address, std::string name, std::string type, Span header, Span span) {
    Resource resource;
    resource.address = std::move(address);
    resource.name = std::move(name);
    resource.type = std::move(type);
    resource.language = Language::compose;
    resource.unit = UnitId(0);
    resource.exists = kAlways;
    resource.span = span;
    resource.header = header;
    resource.meta = resource.attributes = model_.values.add_map({}, span);
    model_.resources.push_back(std::move(resource));
    return ResourceId(model_.resources.size() - 1);
  }

  void add_service(const Service& service) {
    add(service.name, service.name, "service", service.header, service.span);
    model_.resources.back().exists = when_active(service);
  }

  /// A service with profiles is started where one of them is chosen, and nobody chooses one by default.
  Guard when_active(const Service& service) {
    const ValueId profiles = model_.values.find(service.written, "profiles");
    if (!profiles.valid() || model_.values[profiles].kind != ValueKind::list) return kAlways;
    Guard active = kNever;
    bool any = false;
    for (const ValueId one : model_.values.items(profiles)) {
      if (model_.values[one].kind != ValueKind::string) continue;
      any = true;
      AtomTraits traits;
      traits.by_default = 1;
      const AtomId atom = model_.guards.atom("profile " + std::string(model_.values.string(one)),
                                             {"active", "not active"}, traits);
      active = model_.guards.either(active, model_.guards.is(atom, 0));
    }
    return any ? active : kAlways;
  }

  void add_declared(const Declared& declared) {
    const ResourceId id =
        add(declared.kind + "/" + declared.name, declared.name, declared.kind, declared.header, declared.header);
    std::vector<MapEntry> entries = {
        {"key", declared.header, model_.values.add_string(declared.name, declared.header)}};
    if (model_.values[declared.written].kind == ValueKind::map)
      for (std::size_t n = 0; n < model_.values.item_count(declared.written); ++n)
        entries.push_back(model_.values.entry(declared.written, n));
    model_.resources[id.index()].attributes = model_.values.add_map(std::move(entries), declared.header);
    if (declared.kind == "network") networks_.emplace(declared.name, id);
  }

  /// The default network, and one that is used and not declared, are there where the first service is in them.
  ValueId references(const std::vector<Membership>& members, Span place) {
    std::vector<ValueId> items;
    for (const Membership& member : members) {
      auto known = networks_.find(member.network);
      if (known == networks_.end()) {
        add_declared({"network", member.network, member.place, model_.values.add_null(member.place)});
        known = networks_.find(member.network);
        if (member.network != kDefaultNetwork)
          model_.diagnostics.push_back({Level::warning, sources_.in_host(member.place), "compose-form",
                                        "the network " + member.network +
                                            " is not declared; expected it under `networks` of the project"});
      }
      items.push_back(model_.values.add_reference({known->second, model_[known->second].address, ""}, member.place));
    }
    return model_.values.add_list(items, place);
  }

  Models models_of(const ProjectParts& parts) const {
    Models models(model_.values, parts.services);
    for (std::size_t i = 0; i < model_.resources.size(); ++i)
      if (model_.resources[i].type == "model") models.declare(model_.resources[i].name, ResourceId(i));
    return models;
  }

  /// References to the models that a service asks.
  ValueId asked(const Models& models, const Service& service) {
    std::vector<ValueId> items;
    for (const Models::Given& one : models.of(service)) {
      if (one.model.valid())
        items.push_back(model_.values.add_reference({one.model, model_[one.model].address, ""}, one.place));
      else
        model_.diagnostics.push_back({Level::warning, sources_.in_host(one.place), "compose-form",
                                      "the model " + one.name +
                                          " is not declared; expected it under `models` of the project"});
    }
    return model_.values.add_list(items, service.header);
  }

  const ProjectText& text_;
  const app_config::Beside& beside_;
  SourceMap& sources_;
  const Catalog& catalog_;
  ResourceModel model_;
  Loader loader_;
  std::map<std::string, ResourceId> networks_;
  bool full_ = false;  ///< the unit's values take what they may
};

}  // namespace

ResourceModel lower(const ProjectText& project, const app_config::Beside& beside, SourceMap& sources,
                    const Catalog& catalog) {
  return ComposeProject(project, beside, sources, catalog).run();
}

}  // namespace weir::compose
