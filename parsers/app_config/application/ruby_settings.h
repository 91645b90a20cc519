#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/properties.h"

namespace weir::app_config {

/// What a file of an environment of Rails assigns below `config` (`config.force_ssl = true`): texts, symbols, numbers, truths,
/// and maps of these. What it takes from variables is a placeholder `${NAME:otherwise}`; what Ruby decides, or assigns in a
/// branch, is unknown.
Properties ruby_settings(ResourceModel& model, const SourceMap& sources, FileId file);

}  // namespace weir::app_config
