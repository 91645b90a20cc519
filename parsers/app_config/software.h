#pragma once

#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"

namespace weir::app_config {

/// Adds the entries `software`, `is`, `asks_callers` and `usual_login` of tables/images.yaml for a container (a map with
/// `image`, `command`, `args`, `environment: [{name, value}]`), at the image's place; nothing for other
/// images. An image that is only partly known is unknown if what is missing may change the answer.
/// `configured`: it is given files that may configure it, so that it is not known whom it asks.
void add_software(ResourceModel& model, const Catalog& catalog, ValueId container, bool configured,
                  std::vector<MapEntry>& entries);

}  // namespace weir::app_config
