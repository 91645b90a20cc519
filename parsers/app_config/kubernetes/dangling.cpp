// Objects that lead to what is not there.

#include "parsers/app_config/kubernetes/dangling.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "analyzer/base/notes.h"
#include "parsers/app_config/kubernetes/fields.h"

namespace weir::kubernetes {
namespace {

constexpr std::string_view kForm = "kubernetes-form";
constexpr std::size_t kCompared = 1'000'000;  // ports, of all Services

bool is_port_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

class Leads {
 public:
  Leads(ResourceModel& model, const SourceMap& sources, const std::vector<Object>& objects)
      : model_(model), values_(model.values), sources_(sources), objects_(objects), notes_("unit") {
    for (std::size_t i = 0; i < objects.size(); ++i) {
      by_name_.emplace(std::tuple(objects[i].kind, objects[i].space, objects[i].name), i);
      any_workload_ |= is_workload(objects[i].kind);
    }
  }

  void run(const std::vector<LostPort>& lost) {
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      if (objects_[i].kind == "Service") check_service(i);
      if (objects_[i].kind == "Ingress") check_ingress(objects_[i]);
      if (objects_[i].kind == "HorizontalPodAutoscaler") check_scaler(objects_[i]);
    }
    for (const LostPort& one : lost) tell(one);
    for (Diagnostic& one : notes_.take()) model_.diagnostics.push_back(std::move(one));
  }

 private:
  ValueId spec_of(const Object& object) const { return entry_at(values_, object.written, "spec"); }

  void say(Level level, Span place, const std::string& subject, std::string message) {
    notes_.add(level, kForm, subject, sources_.in_host(place), std::move(message));
  }

  /// What a Service chooses may also be made by something else than these files; a port that what it chooses does not have
  /// leads nowhere, unless it is a number, which a container need not declare.
  void check_service(std::size_t i) {
    const Object& service = objects_[i];
    const ValueId selector = entry_at(values_, spec_of(service), "selector");
    const bool chooses = selector.valid() && values_[selector].kind == ValueKind::map && values_.item_count(selector) > 0;
    const std::vector<ValueId> chosen = items_at(values_, model_.resources[i].attributes, "workloads");
    if (!chooses) return;
    if (chosen.empty()) {
      if (any_workload_)
        say(Level::note, values_[selector].span, "Service " + service.name,
            "no workload here bears the labels that the Service " + service.name + " chooses");
      return;
    }
    const std::vector<std::pair<std::string, std::string>> declared = ports_of(chosen);
    if (declared.empty()) return;
    for (const ValueId port : items_at(values_, spec_of(service), "ports")) {
      ValueId target = entry_at(values_, port, "targetPort");
      if (!target.valid()) target = entry_at(values_, port, "port");
      const std::string wanted = port_text(values_, target);
      if (wanted.empty() || has_port(declared, wanted)) continue;
      const bool number = is_port_number(wanted);
      say(number ? Level::note : Level::warning, values_[target].span, "port " + wanted + " of " + service.name,
          "the Service " + service.name + " sends to the port " + wanted + ", which no container that it chooses " +
              (number ? "declares" : "has"));
    }
  }

  /// Number and name of each port that the containers of workloads declare.
  std::vector<std::pair<std::string, std::string>> ports_of(const std::vector<ValueId>& workloads) {
    std::vector<std::pair<std::string, std::string>> ports;
    for (const ValueId workload : workloads) {
      if (values_[workload].kind != ValueKind::reference) continue;
      const ResourceId target = values_.reference(workload).target;
      if (!target.valid()) continue;
      for (const ValueId container : items_at(values_, model_[target].attributes, "containers"))
        for (const ValueId port : items_at(values_, container, "ports")) {
          if (++compared_ > kCompared) return {};
          ports.emplace_back(port_text(values_, entry_at(values_, port, "containerPort")),
                             text_at_key(values_, port, "name"));
        }
    }
    return ports;
  }

  static bool has_port(const std::vector<std::pair<std::string, std::string>>& ports, std::string_view wanted) {
    return std::any_of(ports.begin(), ports.end(), [&](const auto& one) {
      return one.first == wanted || one.second == wanted || one.first.empty();
    });
  }

  void check_ingress(const Object& ingress) {
    const ValueId spec = spec_of(ingress);
    check_backend(ingress, entry_at(values_, spec, "defaultBackend"));
    check_backend(ingress, entry_at(values_, spec, "backend"));
    for (const ValueId rule : items_at(values_, spec, "rules"))
      for (const ValueId path : items_at(values_, entry_at(values_, rule, "http"), "paths"))
        check_backend(ingress, entry_at(values_, path, "backend"));
  }

  void check_backend(const Object& ingress, ValueId backend) {
    const ValueId named = entry_at(values_, backend, "service");
    const ValueId name = named.valid() ? entry_at(values_, named, "name") : entry_at(values_, backend, "serviceName");
    if (!name.valid() || values_.string(name).empty()) return;
    const std::string service(values_.string(name));
    if (by_name_.count({"Service", ingress.space, service}) != 0) return;
    say(Level::note, values_[name].span, "Service " + service,
        "the Ingress " + ingress.name + " leads to the Service " + service + ", which is not here");
  }

  void tell(const LostPort& lost) {
    say(Level::warning, lost.place, lost.from + " to port " + lost.port + " of " + lost.service,
        "the " + lost.from + " leads to the port " + lost.port + " of the Service " + lost.service + ", which does not have it");
  }

  void check_scaler(const Object& scaler) {
    const ValueId target = entry_at(values_, spec_of(scaler), "scaleTargetRef");
    const std::string kind = text_at_key(values_, target, "kind"), name = text_at_key(values_, target, "name");
    if (name.empty() || !is_workload(kind) || by_name_.count({kind, scaler.space, name}) != 0) return;
    say(Level::note, values_[target].span, kind + " " + name,
        scaler.name + " scales the " + kind + " " + name + ", which is not here");
  }

  ResourceModel& model_;
  const ValueStore& values_;
  const SourceMap& sources_;
  const std::vector<Object>& objects_;
  Notes notes_;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> by_name_;
  bool any_workload_ = false;
  std::size_t compared_ = 0;
};

}  // namespace

void report_dangling(ResourceModel& model, const SourceMap& sources, const std::vector<Object>& objects, const std::vector<LostPort>& lost) {
  Leads(model, sources, objects).run(lost);
}

}  // namespace weir::kubernetes
