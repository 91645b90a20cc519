#pragma once

#include <optional>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation {

/// The template with what it includes (`Fn::Transform`, `!Transform` or the top-level Transform
/// with the name AWS::Include) from local files put where it belongs: in place of the call if
/// nothing stands beside it, else among the entries of the map around it, of which the template's
/// own count where both have one. At the top level sections are joined. Included files may include
/// others. None: it includes nothing. What is not found, does not parse, includes itself or exceeds
/// its budget stays, with a diagnostic. Everything that is included has its place in its own file.
std::optional<Document> with_includes(const Document& document, SourceMap& sources,
                                      const LocalFiles& files, const KnownParameters& parameters,
                                      std::vector<FileId>& included, Diagnostics& diagnostics);

}  // namespace weir::cloudformation
