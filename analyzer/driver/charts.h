#pragma once

#include <memory>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/driver/manifests.h"

namespace weir {

/// Renders the templates of Helm's charts with the charts' own values, and puts what they make in their place. A chart is read as
/// a whole, with those that it depends on, or not at all; then its templates stay what they are, files of a template language. Notes
/// name charts that are not there.
void render_charts(const Project& project, std::vector<std::unique_ptr<ManifestFile>>& files, SourceMap& sources, Diagnostics& diagnostics);

}  // namespace weir
