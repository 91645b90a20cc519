#pragma once

#include <vector>

#include "analyzer/driver/analyze.h"
#include "analyzer/driver/ci_files.h"
#include "analyzer/driver/compose_files.h"
#include "analyzer/driver/manifests.h"
#include "analyzer/driver/modules.h"
#include "analyzer/driver/plans.h"
#include "analyzer/driver/templates.h"

namespace weir {

/// What is said about files apart from what they declare.
struct Remarks {
  std::vector<SourceSuppression> suppressions;
  Diagnostics diagnostics;
};

/// What stands in the files beside their declarations: faults and suppressions. A file that a unit includes need be no template
/// itself.
Remarks remarks_of(const Modules& modules, const PlanFiles& plans, const TemplateFiles& templates, const ManifestFiles& manifests,
                   const ComposeFiles& compose, const CiFiles& pipelines, const std::vector<ResourceModel>& units,
                   const SourceMap& sources, const AnalyzeOptions& options);

}  // namespace weir
