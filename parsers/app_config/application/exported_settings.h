#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/properties.h"
#include "parsers/app_config/application/spring.h"

namespace weir::app_config {

/// The properties that a module of JavaScript exports as one object of literals (`module.exports = {…}`), with what it takes
/// from `process.env`. What it computes is unknown; of a module that exports anything else there are none, with a note.
Properties exported_settings(ResourceModel& model, SourceMap& sources, FileId file, const Process& process);

}  // namespace weir::app_config
