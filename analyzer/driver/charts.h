#pragma once

#include <memory>
#include <vector>

#include "analyzer/driver/manifests.h"

namespace weir {

/// Renders the templates of Helm's charts with the charts' own values, and puts what they make in their place. A chart is read as
/// a whole or not at all; then its templates stay what they are, files of a template language. Charts inside others, whose
/// values these give, are not read.
void render_charts(const Project& project, std::vector<std::unique_ptr<ManifestFile>>& files, SourceMap& sources);

}  // namespace weir
