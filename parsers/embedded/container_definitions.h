#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Brings container definitions (a list of maps with keys in either case of first letter, as
/// CloudFormation and the service's own JSON write them, or a JSON text of one) into one regular
/// form, spans kept:
///
///     [{name, image, command, entry_point, essential, user, privileged, read_only_root,
///     environment: [{name, value}],
///       secrets: [{name, value_from}], environment_files: [..], ports: [{container, host,
///       protocol}], log: {driver, options}, mounts: [{volume, read_only}], capabilities_added:
///       [..]}]
///
/// Keys are absent where they are absent. What is malformed is a diagnostic (containers-form) with
/// its place, and unknown(invalid) there; the rest is read all the same. A value that is no list is
/// unknown(invalid); one that is unknown stays so. O(parts of the definitions).
ValueId normalise_containers(ResourceModel& model, SourceMap& sources, ValueId value);

}  // namespace weir
