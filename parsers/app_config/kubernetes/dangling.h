#pragma once

#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"
#include "parsers/app_config/kubernetes/routes.h"

namespace weir::kubernetes {

/// Says which objects lead to what is not there: Services to pods and their ports, an Ingress to Services, a scaler to what it scales,
/// and the ports that were `lost`. The resources of `objects` are the model's first ones, and are complete.
void report_dangling(ResourceModel& model, const SourceMap& sources, const std::vector<Object>& objects, const std::vector<LostPort>& lost);

}  // namespace weir::kubernetes
