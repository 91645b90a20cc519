#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"

namespace weir::cloudformation {

/// Code of a templating language outside the strings and comments of a file.
struct Templating {
  std::string_view language;  ///< "Jinja", "Helm", "ERB" …
  Span span;                  ///< its first delimiter
};

/// What makes a file text from which another program first has to make a template; none if the file
/// is YAML or JSON as it stands. `{{resolve:…}}` is CloudFormation's own. Delimiters in strings and
/// comments of a file that parses are no templating; of one that does not, code must begin a line
/// or a value at or before the first fault. `documents` and `diagnostics` are what parsing the file
/// as YAML or JSON gave. Linear.
std::optional<Templating> templating_of(const SourceMap& sources, FileId file,
                                        const std::vector<Document>& documents,
                                        const Diagnostics& diagnostics);

}  // namespace weir::cloudformation
