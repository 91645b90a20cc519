#include "parsers/app_config/kubernetes/ports.h"

#include <utility>
#include <vector>

#include "parsers/app_config/kubernetes/fields.h"

namespace weir::kubernetes {
namespace {

constexpr std::string_view kByAnnotations = "use-annotation";

std::string key_of(const Object& service) { return service.space + "\n" + service.name; }

}  // namespace

std::string port_text(const ValueStore& values, ValueId value) {
  if (!value.valid()) return {};
  if (values[value].kind == ValueKind::string) return std::string(values.string(value));
  if (values[value].kind != ValueKind::number) return {};
  const double number = values[value].number;
  return number >= 0 && number <= 65535 ? std::to_string(static_cast<int>(number)) : std::string();
}

ValueId port_of_backend(const ValueStore& values, ValueId backend) {
  const ValueId service = entry_at(values, backend, "service");
  const ValueId written = entry_at(values, service, "port");
  ValueId port = service.valid() ? entry_at(values, written, "number") : entry_at(values, backend, "servicePort");
  if (!port.valid()) port = entry_at(values, written, "name");
  return port_text(values, port) == kByAnnotations ? ValueId{} : port;
}

void ServicePorts::add(const ValueStore& values, const Object& object) {
  if (object.kind != "Service") return;
  Ports ports;
  for (const ValueId port : items_at(values, entry_at(values, object.written, "spec"), "ports")) {
    std::string number = port_text(values, entry_at(values, port, "port"));
    if (number.empty()) return;
    const std::string target = port_text(values, entry_at(values, port, "targetPort"));
    ports.targets.insert(target.empty() ? number : target);
    ports.own.insert(std::move(number));
    if (std::string name = text_at_key(values, port, "name"); !name.empty()) ports.own.insert(std::move(name));
  }
  if (!ports.own.empty()) by_service_.emplace(key_of(object), std::move(ports));
}

bool ServicePorts::lack(const ValueStore& values, const Object& service, ValueId port) const {
  return lack(values, service, port, &Ports::own);
}

bool ServicePorts::lack_target(const ValueStore& values, const Object& service, ValueId port) const {
  return lack(values, service, port, &Ports::targets);
}

bool ServicePorts::lack(const ValueStore& values, const Object& service, ValueId port, std::set<std::string> Ports::*among) const {
  const std::string wanted = port_text(values, port);
  const auto ports = by_service_.find(key_of(service));
  return !wanted.empty() && ports != by_service_.end() && (ports->second.*among).count(wanted) == 0;
}

}  // namespace weir::kubernetes
