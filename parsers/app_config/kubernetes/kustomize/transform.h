#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/model/value.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes::kustomize {

/// What a kustomization says of all objects, in the order in which kustomize applies it: `namespace`, `namePrefix` and
/// `nameSuffix` (with the names by which objects refer to each other), `commonLabels` and `labels`, `replicas`, `images`.
/// What the room is too small for stays as it is.
void transform(ValueStore& values, ValueId kustomization, std::vector<Object>& objects, std::size_t room);

}  // namespace weir::kubernetes::kustomize
