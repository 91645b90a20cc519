#pragma once

#include <map>
#include <vector>

#include "parsers/embedded/form.h"

namespace weir {

/// What the states of a definition pass on of results, by the state's value (its number in the
/// store): a list of `{key, speaker, results}` for each, as states.h describes it.
///
/// A result is followed from the task that calls a service, along the transitions that are written,
/// through InputPath, ResultSelector, ResultPath, OutputPath, Assign and the payloads of passing,
/// parallel and iterating states. What a function makes of a result is not known to be the result.
/// Only a state that is a plain map is followed; where one is not, what comes from it is unknown.
/// Of a state that stands in several places at once (an alias) nothing is said.
std::map<ValueId, std::vector<ValueId>> passed_values(Form& form, ValueId definition);

}  // namespace weir
