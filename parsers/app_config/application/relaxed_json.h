#pragma once

#include "analyzer/base/source_map.h"

namespace weir::app_config {

/// The text of a JSON file with blanks for its comments (`//`, `/* */`) and for commas before a closing bracket, which
/// many readers of settings take. The file itself if there are none.
FileId without_comments(SourceMap& sources, FileId file);

}  // namespace weir::app_config
