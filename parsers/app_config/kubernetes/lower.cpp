// The objects of a cluster as resources that refer to each other.

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/own_hosts.h"
#include "parsers/app_config/hosts.h"
#include "parsers/app_config/kubernetes/dangling.h"
#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/app_config/kubernetes/kubernetes.h"
#include "parsers/app_config/kubernetes/kustomize/kustomize.h"
#include "parsers/app_config/kubernetes/mesh.h"
#include "parsers/app_config/kubernetes/mounted.h"
#include "parsers/app_config/kubernetes/objects.h"
#include "parsers/app_config/kubernetes/pods.h"
#include "parsers/app_config/kubernetes/rbac.h"
#include "parsers/app_config/kubernetes/routes.h"
#include "parsers/app_config/kubernetes/selectors.h"
#include "parsers/app_config/kubernetes/settings.h"

namespace weir::kubernetes {
namespace {

class Cluster {
 public:
  Cluster(ResourceModel model, std::vector<Object> objects, SourceMap& sources, const Catalog& catalog,
          std::size_t room, const BuiltImages& built)
      : sources_(sources),
        catalog_(catalog),
        built_(built),
        model_(std::move(model)),
        settings_(model_),
        mounted_(model_, sources, catalog),
        mesh_(model_),
        objects_(std::move(objects)),
        permissions_(model_, objects_),
        room_(model_.values.bytes() + room),
        routes_(model_, objects_, [this](std::string_view kind, std::string_view space, std::string_view name) {
          const auto found = by_name_.find({std::string(kind), std::string(space), std::string(name)});
          return found == by_name_.end() ? ResourceId() : ResourceId(found->second);
        }) {}

  ResourceModel run(const std::string& path, std::vector<FileId> included) {
    included_ = std::move(included);
    begin_unit(path);
    for (std::size_t i = 0; i < objects_.size(); ++i) add_resource(objects_[i]);
    add_namespaces();
    for (std::size_t i = 0; i < objects_.size(); ++i) index(i);
    for (const Object& object : objects_) {
      routes_.index(object);
      mesh_.index(object);
    }
    for (std::size_t i = 0; i < objects_.size(); ++i) complete(i);
    if (!full_) report_dangling(model_, sources_, objects_, routes_.lost());
    return std::move(model_);
  }

 private:
  ValueStore& values() { return model_.values; }
  ValueId attributes(std::size_t object) const { return objects_[object].written; }

  void begin_unit(const std::string& path) {
    Unit unit;
    unit.path = path;
    unit.language = Language::kubernetes;
    if (!objects_.empty()) unit.span = sources_.line_at(sources_.in_host(objects_.front().span).file, 0);
    unit.included = std::move(included_);
    model_.units.push_back(std::move(unit));
    for (const Object& object : objects_) {
      ++named_[address_of(object, false)];
    }
  }

  /// Workloads are called by their name, other objects by kind and name.
  std::string address_of(const Object& object, bool with_space) const {
    const std::string space = with_space && !object.space.empty() ? object.space + "/" : "";
    const std::string name = object.name.empty() ? "(generated)" : object.name;
    return is_workload(object.kind) ? space + name : object.kind + "/" + space + name;
  }

  std::string address_of(const Object& object) {
    std::string address = address_of(object, false);
    if (named_[address] > 1) address = address_of(object, true);
    const int before = taken_[address]++;
    return before == 0 ? address : address + "~" + std::to_string(before + 1);
  }

  void add_resource(const Object& object) {
    Resource resource;
    resource.address = address_of(object);
    resource.name = object.name;
    resource.type = object.kind;
    resource.language = Language::kubernetes;
    resource.unit = UnitId(0);
    resource.exists = kAlways;
    resource.span = object.span;
    resource.header = object.header;
    resource.meta = values().add_map({}, resource.span);
    model_.resources.push_back(std::move(resource));
  }

  /// A namespace that no object declares is there all the same: its place is the first object in it.
  void add_namespaces() {
    for (std::size_t i = 0; i < objects_.size(); ++i)
      if (objects_[i].kind == "Namespace") spaces_.emplace(objects_[i].name, ResourceId(i));
    for (const Object& object : objects_) {
      if (object.space.empty() || spaces_.count(object.space) != 0) continue;
      Resource resource;
      resource.address = "Namespace/" + object.space;
      resource.name = object.space;
      resource.type = "Namespace";
      resource.language = Language::kubernetes;
      resource.unit = UnitId(0);
      resource.exists = kAlways;
      resource.span = resource.header = object.header;
      resource.meta = resource.attributes = values().add_map({}, object.header);
      spaces_.emplace(object.space, ResourceId(model_.resources.size()));
      model_.resources.push_back(std::move(resource));
    }
  }

  /// What others refer to: labels of pods, names of Services, what settings hold.
  void index(std::size_t i) {
    const Object& object = objects_[i];
    by_name_.emplace(std::tuple(object.kind, object.space, object.name), i);
    if (is_workload(object.kind)) {
      const Pod pod = pod_of(model_.values, object.kind, attributes(i));
      const ValueId labels = pod.metadata.valid() ? values().find(pod.metadata, "labels") : ValueId{};
      const std::size_t number = pods_.size();
      pods_.push_back({i, labels_of(model_.values, labels)});
      in_space_[object.space].push_back(number);
      for (const auto& [key, value] : pods_.back().labels)
        bearers_[label_key(object.space, key, value)].push_back(number);
      if (object.kind == kKnativeService) index_hosts(object, ResourceId(i));
    } else if (object.kind == "Service") {
      index_hosts(object, ResourceId(i));
    } else if (object.kind == "ConfigMap" || object.kind == "Secret") {
      settings_.add_map(object.space, object.name, attributes(i), object.kind == "Secret");
      if (object.kind == "ConfigMap" && object.document != nullptr)
        mounted_.add_map(object.space, object.name, *object.document, object.root);
      else if (object.kind == "ConfigMap")
        mounted_.add_made(object.space, object.name, attributes(i));
    }
  }

  /// A Service of type ExternalName is another name of a host outside.
  void index_hosts(const Object& service, ResourceId id) {
    const ValueId spec = entry_at(values(), service.written, "spec");
    const std::string elsewhere = text_at_key(values(), spec, "type") == "ExternalName" ? text_at_key(values(), spec, "externalName") : "";
    const auto add = [&](app_config::Hosts& hosts, const std::string& host) {
      if (elsewhere.empty())
        hosts.add(host, id);
      else
        hosts.add_elsewhere(host, elsewhere);
    };
    for (const std::string& host : hosts_of(service)) add(anywhere_, host);
    add(within_[service.space], service.name);
  }

  /// Names of a Service with its namespace.
  static std::array<std::string, 3> hosts_of(const Object& service) {
    const std::string near = service.name + "." + service.space, full = near + ".svc";
    return {near, full, full + ".cluster.local"};
  }

  void add_hosts(const Object& service, std::vector<MapEntry>& entries) {
    const Span place = service.header;
    std::vector<ValueId> hosts = {values().add_string(service.name, place)};
    for (const std::string& host : hosts_of(service)) hosts.push_back(values().add_string(host, place));
    entries.push_back({std::string(kAnswersAt), place, values().add_list(hosts, place)});
  }

  void complete(std::size_t i) {
    const Object& object = objects_[i];
    if (values().bytes() > room_) return leave_out(i);
    std::vector<MapEntry> entries;
    const ValueId written = attributes(i);
    if (values()[written].kind == ValueKind::map)
      for (std::size_t n = 0; n < values().item_count(written); ++n)
        entries.push_back(values().entry(written, n));
    if (const auto space = spaces_.find(object.space); space != spaces_.end())
      entries.push_back({"namespace", object.header, reference(space->second, object.header)});
    if (is_workload(object.kind)) {
      if (!complete_workload(i, entries)) return leave_out(i);
    } else if (object.kind == "Service") {
      add_chosen(i, spec(i, "selector"), false, "workloads", entries);
      add_hosts(object, entries);
    } else if (object.kind == "NetworkPolicy") {
      add_chosen(i, spec(i, "podSelector"), true, "workloads", entries);
    } else if (object.kind == "PodDisruptionBudget") {
      add_chosen(i, spec(i, "selector"), true, "workloads", entries);
    } else if (object.kind == "HorizontalPodAutoscaler" || object.kind == "keda.sh/ScaledObject") {
      add_scaled(i, entries);
      add_triggers(i, entries);
    } else if (object.kind == "Secret" || object.kind == "ConfigMap") {
      const bool secret = object.kind == "Secret";
      const ValueId held = secret ? settings_.written(object.space, object.name, object.header)
                                  : settings_.logins(object.space, object.name, object.header);
      entries.push_back({"entries", object.header, held});
    } else {
      routes_.add(ResourceId(i), object, entries);
      if (object.kind == "Gateway" || object.kind == "networking.istio.io/Gateway") mesh_.add_gateway(object, entries);
    }
    model_.resources[i].attributes = values().add_map(std::move(entries), object.span);
  }

  /// What more than all that a unit may say would take.
  void leave_out(std::size_t i) {
    const Object& object = objects_[i];
    if (!full_)
      model_.diagnostics.push_back({Level::warning, sources_.in_host(object.header), "budget",
                                    "the objects say too much; of those from " + model_.resources[i].address +
                                        " on, not all were read"});
    full_ = true;
    model_.resources[i].attributes =
        values().add_unknown(UnknownKind::budget, "the objects say too much", "", object.header);
  }

  /// False if the configuration of what it runs is more than may be read.
  bool complete_workload(std::size_t i, std::vector<MapEntry>& entries) {
    const Object& object = objects_[i];
    const Pod pod = pod_of(model_.values, object.kind, attributes(i));
    app_config::Hosts& hosts = within_[object.space];
    hosts.look_also_in(anywhere_);
    Containers(model_, catalog_, settings_, hosts, built_).add(pod, object.space, entries);
    const auto containers = std::find_if(entries.begin(), entries.end(), [](const MapEntry& e) { return e.key == "containers"; });
    if (containers != entries.end() && !mounted_.add(pod.spec, containers->value, object.space, hosts, entries)) return false;
    add_account(object, pod, entries);
    if (object.kind == kKnativeService) add_open_route(object, entries);
    mesh_.add(object, pod.spec, pod.metadata, entries);
    return true;
  }

  /// A Knative Service is reached from outside the cluster unless a label keeps it inside.
  void add_open_route(const Object& object, std::vector<MapEntry>& entries) {
    const ValueId labels = entry_at(values(), entry_at(values(), object.written, "metadata"), "labels");
    const bool open = text_at_key(values(), labels, "networking.knative.dev/visibility") != "cluster-local";
    entries.push_back({"open_route", object.header, values().add_boolean(open, object.header)});
  }

  /// The ServiceAccount of a workload, where it is in the unit, and what it may ask of the cluster.
  void add_account(const Object& object, const Pod& pod, std::vector<MapEntry>& entries) {
    if (!pod.spec.valid()) return;
    ValueId named = values().find(pod.spec, "serviceAccountName");
    if (!named.valid()) named = values().find(pod.spec, "serviceAccount");
    const std::string name(named.valid() ? values().string(named) : "default");
    const Span place = named.valid() ? values()[named].span : object.header;
    entries.push_back({"cluster_rules", place, cluster_rules(object, name, place)});
    const auto account = by_name_.find({"ServiceAccount", object.space, name});
    if (account == by_name_.end()) return;
    entries.push_back({"account", place, attributes(account->second)});
  }

  ValueId cluster_rules(const Object& object, const std::string& account, Span place) {
    const ValueId rules = permissions_.of(object.space, account, place);
    if (values()[rules].kind == ValueKind::unknown && !std::exchange(too_many_rules_, true))
      model_.diagnostics.push_back({Level::warning, sources_.in_host(place), "budget",
                                    "accounts have too many rules; what " + account + " and others may ask of the cluster was not read"});
    return rules;
  }

  ValueId spec(std::size_t i, std::string_view key) {
    const ValueId spec = values().find(attributes(i), "spec");
    return spec.valid() ? values().find(spec, key) : ValueId{};
  }

  static std::string label_key(std::string_view space, std::string_view key, std::string_view value) {
    return std::string(space) + "\n" + std::string(key) + "=" + std::string(value);
  }

  /// Pods of a namespace that a selector may choose: those that bear one of its labels, if it asks for
  /// any.
  std::vector<std::size_t> candidates(const std::string& space, ValueId selector) {
    const ValueId match = values().find(selector, "matchLabels");
    const Labels wanted = labels_of(model_.values, match.valid() ? match : selector);
    const auto& index = wanted.empty() ? in_space_ : bearers_;
    const auto found = index.find(wanted.empty() ? space
                                                 : label_key(space, wanted.begin()->first,
                                                             wanted.begin()->second));
    return found == index.end() ? std::vector<std::size_t>{} : found->second;
  }

  /// References to the workloads of the object's namespace that a selector chooses.
  void add_chosen(std::size_t i, ValueId selector, bool empty_selects_all, const char* key,
                  std::vector<MapEntry>& entries) {
    if (!selector.valid()) return;
    const Span place = values()[selector].span;
    std::vector<ValueId> chosen;
    for (const std::size_t pod : candidates(objects_[i].space, selector))
      if (selects(model_.values, selector, pods_[pod].labels, empty_selects_all))
        chosen.push_back(reference(ResourceId(pods_[pod].object), place));
    const bool several = chosen.size() > 1;
    entries.push_back({key, place, values().add_list(chosen, place)});
    entries.push_back({"several", place, values().add_boolean(several, place)});
  }

  /// What a ScaledObject watches, with hosts of the cluster in it as references.
  void add_triggers(std::size_t i, std::vector<MapEntry>& entries) {
    const ValueId written = spec(i, "triggers");
    app_config::Hosts& hosts = within_[objects_[i].space];
    hosts.look_also_in(anywhere_);
    const SettingWords words(catalog_);
    std::vector<ValueId> triggers;
    for (const ValueId trigger : items_of(values(), written)) {
      std::vector<MapEntry> said;
      const ValueId metadata = entry_at(values(), trigger, "metadata");
      for (std::size_t n = 0; metadata.valid() && values()[metadata].kind == ValueKind::map && n < values().item_count(metadata); ++n) {
        MapEntry one = values().entry(metadata, n);
        one.value = app_config::with_hosts(model_, hosts, words, one.key, one.value);
        said.push_back(std::move(one));
      }
      const ValueId type = entry_at(values(), trigger, "type");
      if (type.valid()) said.push_back({"type", values()[type].span, type});
      triggers.push_back(values().add_map(std::move(said), values()[trigger].span));
    }
    if (!triggers.empty()) entries.push_back({"watched", values()[written].span, values().add_list(triggers, values()[written].span)});
  }

  void add_scaled(std::size_t i, std::vector<MapEntry>& entries) {
    const ValueId target = spec(i, "scaleTargetRef");
    if (!target.valid()) return;
    const ValueId kind = values().find(target, "kind"), name = values().find(target, "name");
    if (!name.valid()) return;
    const std::string_view scaled_kind = kind.valid() ? values().string(kind) : "Deployment";
    const auto scaled = by_name_.find({std::string(scaled_kind), objects_[i].space,
                                       std::string(values().string(name))});
    if (scaled == by_name_.end()) return;
    const Span place = values()[name].span;
    entries.push_back({"scales", place, reference(ResourceId(scaled->second), place)});
  }

  ValueId reference(ResourceId target, Span place) {
    return values().add_reference({target, model_[target].address, ""}, place);
  }

  struct PodLabels {
    std::size_t object;
    Labels labels;
  };

  SourceMap& sources_;
  const Catalog& catalog_;
  const BuiltImages& built_;
  ResourceModel model_;
  Settings settings_;
  MountedConfiguration mounted_;
  Mesh mesh_;
  std::vector<Object> objects_;
  Permissions permissions_;
  std::size_t room_;  ///< bytes that values may take
  Routes routes_;
  std::vector<FileId> included_;
  std::map<std::string, int> named_, taken_;
  std::map<std::string, ResourceId> spaces_;
  std::vector<PodLabels> pods_;
  std::map<std::string, std::vector<std::size_t>> in_space_, bearers_;  ///< pods by namespace, by label
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> by_name_;
  app_config::Hosts anywhere_;                         ///< names with the namespace
  bool full_ = false, too_many_rules_ = false;
  std::map<std::string, app_config::Hosts> within_;  ///< by namespace: names without
};

}  // namespace

ResourceModel lower(const std::vector<const Document*>& documents, const std::string& path,
                    SourceMap& sources, const Catalog& catalog, const BuiltImages& built) {
  ResourceModel model;
  std::vector<Object> objects;
  for (const Document* document : documents)
    for (Object& object : objects_of(*document)) objects.push_back(std::move(object));
  for (Object& object : objects) read_object(model, sources, object);
  return Cluster(std::move(model), std::move(objects), sources, catalog, limits::kModelBytes, built).run(path, {});
}

std::size_t room_of_overlays(std::size_t count) {
  constexpr std::size_t kAll = 512u << 20, kLeast = 512u << 10;
  return std::clamp(kAll / std::max<std::size_t>(count, 1), kLeast, limits::kModelBytes);
}

std::vector<std::size_t> rooms_of(const std::vector<Overlay>& overlays) {
  constexpr std::size_t kObjects = 40'000;  // of all kustomizations, each as often as one makes it
  std::vector<std::size_t> rooms(overlays.size(), 0);
  std::size_t made = 0, built = 0;
  for (std::size_t i = 0; i < overlays.size(); ++i) {
    const std::size_t objects = overlays[i].files->count_of(*overlays[i].kustomization, overlays[i].path);
    if (built > 0 && made + objects > kObjects) continue;
    made += objects;
    ++built;
    rooms[i] = 1;
  }
  for (std::size_t& room : rooms)
    if (room != 0) room = room_of_overlays(built);
  return rooms;
}

ResourceModel lower_overlay(const Overlay& overlay, SourceMap& sources, const Catalog& catalog, std::size_t room) {
  ResourceModel model;
  kustomize::Built built = kustomize::built(model, overlay, sources, room);
  return Cluster(std::move(model), std::move(built.objects), sources, catalog, room, overlay.built)
      .run(overlay.path, std::move(built.included));
}

}  // namespace weir::kubernetes
