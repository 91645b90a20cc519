#pragma once

#include "parsers/terraform/declarations/module.h"

namespace weir::terraform {

/// Notes what terraform refuses in the module's variable blocks whatever their values are: words
/// that are no type, defaults that are not constant, a default of null where null is not allowed.
void check_variables(const Module& module, Notes& notes);

}  // namespace weir::terraform
