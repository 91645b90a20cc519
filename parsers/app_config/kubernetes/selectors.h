#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/model/value.h"

namespace weir::kubernetes {

/// Labels, key → value.
using Labels = std::map<std::string, std::string, std::less<>>;

/// The texts of a map of labels; entries that are no texts are left out.
Labels labels_of(const ValueStore& values, ValueId map);

/// Whether a selector chooses what bears these labels: the plain map of a Service, or `matchLabels` with
/// `matchExpressions`. What an empty selector chooses depends on whose it is: a Service's nothing, a
/// policy's everything.
bool selects(const ValueStore& values, ValueId selector, const Labels& labels,
             bool empty_selects_all);

}  // namespace weir::kubernetes
