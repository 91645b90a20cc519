#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/cloudformation/cloudformation.h"

namespace weir::cloudformation::cdk {

/// Calls resources as the program that made them does, by the path of their construct, in their
/// metadata or as `around` says: without what the paths of the whole unit begin with (the stack,
/// and the stage that it is in), and without the parts at the end that stand for a construct's own
/// resource (`Resource`, `Default`). `Shop/Api/Handler/Resource` is `Api/Handler`. Where two would
/// be called the same, both keep their ends. Names are one line, and cut in the middle where they
/// are very long.
void name_constructs(ResourceModel& model, const SourceMap& sources, const Surroundings& around);

}  // namespace weir::cloudformation::cdk
