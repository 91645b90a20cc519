#include "parsers/app_config/application/application.h"

#include <map>
#include <utility>

namespace weir::app_config {
namespace {

/// A text, or one that is a host of the project and nothing else.
bool is_text(const Value& value) {
  return value.kind == ValueKind::string || value.kind == ValueKind::text || value.kind == ValueKind::reference;
}

}  // namespace

std::string name_of_application(const ValueStore& values, const Configuration& configuration) {
  for (const FrameworkSettings& of : configuration)
    for (const Property& one : of.properties)
      if (canonical_name(one.name) == "spring.application.name") return std::string(values.string(one.value));
  return "";
}

void add_application(ResourceModel& model, const Hosts& hosts, const SettingWords& words, Configuration configuration, Span place,
                     std::vector<ValueId>& settings, std::vector<MapEntry>& entries) {
  ValueStore& values = model.values;
  Properties all;
  for (FrameworkSettings& of : configuration)
    for (Property& one : of.properties) {
      one.value = with_hosts(model, hosts, words, one.name, one.value);
      const Span span = one.name_span;
      if (is_text(values[one.value]))
        settings.push_back(values.add_map({{"name", span, values.add_string(one.name, span)}, {"value", span, one.value}}, span));
      if (!of.framework.empty()) one.name = of.framework + "." + one.name;
      all.push_back(std::move(one));
    }
  if (!all.empty()) entries.push_back({"application", place, tree_of(model, all, place)});
}

void add_variables(ResourceModel& model, const std::vector<ValueId>& settings, Span place, std::vector<MapEntry>& entries) {
  ValueStore& values = model.values;
  std::map<std::string, MapEntry> variables;
  for (const ValueId setting : settings) {
    const ValueId name = values.find(setting, "name"), value = values.find(setting, "value");
    if (!name.valid() || !value.valid()) continue;
    const std::string key(values.string(name));
    variables.insert_or_assign(key, MapEntry{key, values[name].span, value});
  }
  std::vector<MapEntry> all;
  for (auto& [key, entry] : variables) all.push_back(std::move(entry));
  if (!all.empty()) entries.push_back({"variables", place, values.add_map(std::move(all), place)});
}

void add_proxy(ResourceModel& model, const Proxy& proxy, Span place, std::vector<MapEntry>& entries) {
  if (proxy.routes.empty() && proxy.listens.empty()) return;
  ValueStore& values = model.values;
  std::vector<ValueId> routes;
  for (const Property& one : proxy.routes)
    routes.push_back(values.add_map({{"name", one.name_span, values.add_string(one.name, one.name_span)},
                                     {"to", one.name_span, one.value}},
                                    one.name_span));
  entries.push_back({"proxy", place,
                     values.add_map({{"routes", place, values.add_list(routes, place)},
                                     {"listens", place, values.add_list(proxy.listens, place)}},
                                    place)});
}

bool configures_proxy(std::string_view path) {
  const bool of_proxy = path.find("/nginx/") != path.npos;
  return of_proxy && (path.ends_with(".conf") || path.ends_with(".template"));
}

}  // namespace weir::app_config
