#pragma once

#include "analyzer/model/resource_model.h"

namespace weir::compose {

/// The ports of a service in one form.
struct Ports {
  ValueId all;        ///< a list of {target, published, host_ip, protocol}, as far as each is written
  ValueId exposed;    ///< of these, {port, target, protocol} of what is published on all addresses of the machine
  ValueId published;  ///< whether something is; unknown if the address is
};

/// Reads `ports` in both forms, `"127.0.0.1:8080:80/tcp"` and `{target: 80, published: 8080}`. Of ranges the first ports
/// are there one by one. What has no such form is left out.
Ports ports_of(ResourceModel& model, ValueId ports, Span otherwise);

}  // namespace weir::compose
