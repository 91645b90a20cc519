#pragma once

#include <optional>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation {

/// A template as it is lowered.
struct Rewritten {
  /// With its includes, its loops and the resources of SAM written out (includes.h, loops.h, sam.h);
  /// none if it has none of them. Its file is a derived text that leads to the template and to the files that it includes.
  std::optional<Document> document;
  bool of_service = false;  ///< it is what is made of a serverless.yml (serverless/)
  std::vector<FileId> included;  ///< the files that it includes, in the order of reading
  Diagnostics diagnostics;
};

/// Makes a template of a service, writes out includes, then loops, then what SAM expands. Costs little for a template without them.
Rewritten rewritten(const Document& document, SourceMap& sources, const LocalFiles& files,
                    const KnownParameters& parameters, const Catalog& catalog);

}  // namespace weir::cloudformation
