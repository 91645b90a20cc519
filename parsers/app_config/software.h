#pragma once

#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"

namespace weir::app_config {

/// Adds the entries `software` and `is` of tables/images.yaml for the image that a value names, at the
/// image's place; nothing for other images. An image that is only partly known is unknown if what is
/// missing may change the answer.
void add_software(ResourceModel& model, const Catalog& catalog, ValueId image,
                  std::vector<MapEntry>& entries);

}  // namespace weir::app_config
