#pragma once

#include <string_view>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/compose/project.h"

namespace weir::compose {

/// Says which services, secrets and configs the services of a project name that it does not have. A file of another name
/// than a project's usual one may be laid over what has them.
void report_dangling(ResourceModel& model, const SourceMap& sources, const ProjectParts& parts, std::string_view path);

}  // namespace weir::compose
