#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"

namespace weir {

/// Where the decoded text of scalar `node` stands, without quotes: `sources.text(result)` equals it
/// byte for byte, so that any stretch of it is `{file, begin + a, begin + b}`. A text that is not
/// written as it reads (escapes, block and folded scalars) becomes a derived text. An empty scalar:
/// the node's own span.
Span content_span(SourceMap& sources, const Document& document, NodeIndex node);

}  // namespace weir
