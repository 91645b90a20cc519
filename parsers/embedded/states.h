#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Brings a state machine's definition (Amazon States Language: a map, or a JSON or YAML text; a
/// text that is a whole file is a string whose span is that file) into one regular form, spans
/// kept:
///
///     {timeout, states: [{name, type, within, resource, worker | call, pattern, arguments,
///                         credentials, timeout, heartbeat, retried, caught,
///                         passed: [{key, speaker, results}]}]}
///
/// `states` holds the states of every depth, each followed by those of its branches or of its
/// processor, and after a Map what its ItemReader and ResultWriter call (type "ItemReader",
/// "ResultWriter"). Keys are absent where they are absent.
///
/// - `within`: name of the state that it is a branch or an iteration of.
/// - `resource`: the Resource as written. What it says is either `worker`, the function or activity
///   that it names itself, or `call`: "service:operation" of a service integration, as written
///   there
///   (`arn:aws:states:::aws-sdk:s3:putObject` is "s3:putObject"), with its `pattern`:
///   request_response | sync | wait_for_task_token.
/// - `arguments`: Parameters or Arguments as written; what the running workflow chooses (`Key.$`, a
///   JSONata expression) is unknown(computed) under its key without `.$`.
/// - `timeout`, `heartbeat`: seconds; `retried`, `caught`: whether there is a Retry, a Catch.
/// - `passed`: what it passes on of the results of calls, its own or those of other states: for
/// each
///   path or expression in Parameters, Arguments, ItemSelector, ResultSelector, Output and Assign
///   that holds some, the `key` that it stands under (of a `Text` in a list, that of the list), the
///   `role` beside or around it as `speaker`, and in `results` the calls ("service:operation",
///   unknown(computed) where it is not known). Its span is that of the path.
///
/// What is malformed is a diagnostic (states-form) with its place, and unknown(invalid) there; the
/// rest is read all the same. A value that is no definition is unknown(invalid); one that is
/// unknown stays so. O(parts of the definition).
ValueId normalise_states(ResourceModel& model, SourceMap& sources, ValueId value);

}  // namespace weir
