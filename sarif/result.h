#pragma once

#include <string>

#include "analyzer/rule/results.h"
#include "sarif/fingerprint.h"
#include "sarif/location.h"
#include "sarif/selection.h"

namespace weir::sarif {

/// The `result` of an alert.
Json result_of(const Results& results, const Alert& alert, std::size_t rule_index,
               Fingerprints& fingerprints);

/// The message with what it names linked to the related locations; those are numbered from 1.
std::string linked_message(const Finding& finding);

/// The `toolExecutionNotifications`: the gravest first to stay if there are too many, in the order
/// of the diagnostics, and one that counts the others.
Json notifications(const Results& results);

}  // namespace weir::sarif
