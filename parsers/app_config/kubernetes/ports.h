#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "analyzer/model/value.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes {

/// A port by its number or its name, as text; "" if it is not known.
std::string port_text(const ValueStore& values, ValueId value);

/// The port of a Service that a backend of an Ingress names: `service.port.number` or `.name`, or `servicePort` before networking.k8s.io/v1.
/// None if it names none, or an action of its annotations.
ValueId port_of_backend(const ValueStore& values, ValueId backend);

/// The ports that Services have, by number and by name.
class ServicePorts {
 public:
  /// Notes the ports of a Service; other objects have none.
  void add(const ValueStore& values, const Object& object);

  /// Whether a Service is known and certainly has no such port.
  bool lack(const ValueStore& values, const Object& service, ValueId port) const;
  /// Whether it certainly sends to no such port of its pods either: controllers of Ingresses (nginx) take that for its own, too.
  bool lack_target(const ValueStore& values, const Object& service, ValueId port) const;

 private:
  struct Ports {
    std::set<std::string> own, targets;
  };
  bool lack(const ValueStore& values, const Object& service, ValueId port, std::set<std::string> Ports::*among) const;

  std::map<std::string, Ports, std::less<>> by_service_;  ///< only of those that say all their ports
};

}  // namespace weir::kubernetes
