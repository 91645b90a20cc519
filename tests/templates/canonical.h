#pragma once

#include <map>
#include <string>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir::templates {

/// What a model says but for places and order: by resource (`Queue`), parameter (`parameter Name`)
/// and output (`output Url`), one text each. Keys of maps are sorted; a number or boolean is the
/// text that CloudFormation makes of it.
std::map<std::string, std::string> canonical(const ResourceModel& model, const SourceMap& sources);

}  // namespace weir::templates
