#pragma once

#include <vector>

#include "parsers/embedded/form.h"

/// What an integration gives the operation of a service, as far as its document writes it out.
namespace weir {

/// What the request chooses: unknown(computed).
ValueId chosen_by_request(Form& form, ValueId value);

/// A request parameter: a constant stands in single quotes (`'SendMessage'`), anything else selects
/// from the request.
ValueId constant_or_chosen(Form& form, ValueId value);

/// Arguments that a mapping template writes out at its outermost level: members of a JSON object,
/// or `Key=value&…` of a form. Holes stay; what the template language fills in (`$input…`) is
/// chosen by the request. Of several alternatives, or of what is no text: none. O(size of the
/// text).
std::vector<MapEntry> template_arguments(Form& form, ValueId value);

}  // namespace weir
