#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir::helm {

/// One chart among those that make a release.
struct Part {
  ValueId root;                     ///< what `.` is at the top of its templates, see `root_of`
  std::vector<FileId> definitions;  ///< files that only define templates
  std::vector<FileId> templates;
  std::vector<std::string> names;  ///< of the templates, under which others take what they make in
};

/// How a release is called, and where it is put.
struct ReleaseName {
  std::string name, space = "default";
};

/// What `.` is at the top of the templates of a chart: `meta` is what its Chart.yaml says.
ValueId root_of(ValueStore& values, ValueId meta, ValueId given, const ReleaseName& release, Span place);

/// Renders the templates of a release, in the order of its parts; what a later part defines counts. Each text's places lead back to
/// its template. None if any of them does something that is not read: what a release makes is then not known, and part of it would
/// be taken for all. `open`: maps of which more may be known to the chart than stands in them. Work is bounded.
std::optional<std::vector<FileId>> rendered(ResourceModel& model, const std::vector<Part>& parts, const std::set<ValueId>& open,
                                            SourceMap& sources);

}  // namespace weir::helm
