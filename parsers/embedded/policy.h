#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// If `value` is a string (possibly with holes), parses its text as JSON (or YAML) into a value of
/// its own whose spans lead back to the host text, holes put back where they stood; other values
/// are returned unchanged. A text that does not parse becomes unknown(invalid) and a diagnostic.
ValueId parse_embedded_json(ResourceModel& model, SourceMap& sources, ValueId value);

/// Brings an IAM policy document (a map, or a JSON text) into one regular form, spans kept:
/// `{Statement: [{Sid, Effect: "allow"|"deny", Action: [..], NotAction: [..], Resource: [..],
/// NotResource: [..],
///   Principal: [{type, value}], NotPrincipal: [{type, value}], Condition: [{operator, key, values:
///   [..]}]}]}`
/// A test that lets any request through (`StringLike: "*"`) of a statement that allows is left out.
/// A lone statement (a map with Effect) is a document of one.
/// With one-item shorthands made lists, keys absent where they are absent, Effect in lower case,
/// principal "*" as {type: "*", value: "*"}. Unknown parts stay unknown in their place; a document
/// or statement that is no map is a diagnostic (policy-form) and unknown(invalid).
ValueId normalise_policy(ResourceModel& model, SourceMap& sources, ValueId value);

}  // namespace weir
