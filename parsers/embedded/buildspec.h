#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Brings the specification of a build (a YAML or JSON text, or a map) into one regular form, spans kept:
///
///     {variables: [{name, value}], parameters: [{name, value_from}], secrets: [{name, value_from}]}
///
/// of what its `env` gives the commands: texts that stand there, parameters and secrets that are fetched. `value_from` of a
/// secret is the secret's name or ARN, without the key and version that may follow. Keys are absent where they are absent. What is
/// malformed is a diagnostic (buildspec-form). A text of one line is the name of a file in the sources: it stays as it is, and so
/// does what is unknown. O(parts).
ValueId normalise_buildspec(ResourceModel& model, SourceMap& sources, ValueId value);

/// Whether a value is such a name of a file.
bool names_buildspec_file(const ValueStore& values, ValueId value);

}  // namespace weir
