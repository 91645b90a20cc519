#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "parsers/app_config/beside.h"
#include "parsers/app_config/kubernetes/helm/helm.h"

namespace weir::helm {

/// What is given to a chart beside its own values.
struct Given {
  ReleaseName release;  ///< a release without a name is called as its chart
  std::vector<std::pair<const Document*, NodeIndex>> values = {};  ///< maps of values, of which later ones count
};

/// What a template of a release makes.
struct Made {
  std::string path;  ///< of the template, as if each chart stood in `charts/` of the one that it is part of
  FileId written;    ///< the template
  FileId text;       ///< what it makes
};

/// A chart with those that it depends on.
struct Release {
  bool whole = false;                     ///< all of it could be rendered
  std::vector<Made> made;
  std::vector<std::string> folders;       ///< of its charts, with their slash; also of those that are switched off
  std::vector<std::string> missing = {};  ///< names of charts that it depends on and that are not there
  Span dependencies = {};                 ///< where they are named
};

/// Reads the chart in a folder (with its slash, "" for the root), with the charts in its folder `charts` and those that it names in `dependencies`
/// by a path, and renders them with their values: a chart's own, under them what the chart around it gives it under its name or alias,
/// and `global`. Conditions and tags switch charts off. What is not in the repository is not fetched.
Release release_of(const std::string& folder, const Given& given, const app_config::Beside& beside, SourceMap& sources);

}  // namespace weir::helm
