#pragma once

#include <optional>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"

namespace weir {

/// A file that another one names, as a tree.
struct LocalText {
  std::optional<Document> document;  ///< none if the text is malformed, or not exactly one document
  Diagnostics diagnostics;           ///< what is wrong with it
};

/// Parses a file that is read into another one: as JSON if it begins like it and its name does not
/// say YAML, else as YAML.
LocalText read_local_text(const SourceMap& sources, FileId file);

}  // namespace weir
