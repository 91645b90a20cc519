#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"

namespace weir::helm {

/// A chart as its author left it: what it is called, and the values that hold where nobody gives others.
struct Chart {
  const Document* chart = nullptr;   ///< Chart.yaml
  const Document* values = nullptr;  ///< values.yaml; none if there is none
  std::vector<FileId> helpers;       ///< files that only define templates
};

/// Renders templates of a chart with its own values. The release is called as the chart. Each text's places lead back to the
/// template. None if any of them does something that is not read: what a chart makes is then not known, and part of it would be
/// taken for all. Work is bounded.
std::optional<std::vector<FileId>> rendered(const Chart& chart, const std::vector<FileId>& templates, SourceMap& sources);

}  // namespace weir::helm
