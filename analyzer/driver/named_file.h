#pragma once

#include <string>

#include "analyzer/base/result.h"
#include "analyzer/base/source_map.h"

namespace weir {

/// A file of values that the command line names.
struct NamedFile {
  FileId file;
  bool below_root = true;  ///< else it is shown as it was named, and no finding may name a place in it
};

/// Reads such a file into `sources`; below the root it is shown relative to it.
Result<NamedFile> read_named_file(const std::string& path, const std::string& root, SourceMap& sources);

/// "file:line:column: message", or without a place "file: message".
Error placed(const SourceMap& sources, FileId file, Span span, const std::string& message);

}  // namespace weir
