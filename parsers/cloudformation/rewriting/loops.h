#pragma once

#include <optional>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation {

/// The template with its loops (`Fn::ForEach::Name: [Identifier, Collection, {OutputKey: …}]` in
/// Resources, Outputs and Conditions, at any depth) unrolled as AWS::LanguageExtensions does it:
/// `${Identifier}` in keys and texts, `&{Identifier}` without what is neither letter nor digit,
/// and Ref of the identifier are the item; a Sub that holds nothing else is a text. None: it has no
/// loops. A loop that is malformed, ranges over what is not known, or exceeds its budget stays,
/// with a diagnostic. What the loop's body writes has its place there, an item's text in the
/// collection.
std::optional<Document> with_loops_unrolled(const Document& document, SourceMap& sources,
                                            const KnownParameters& parameters,
                                            Diagnostics& diagnostics);

}  // namespace weir::cloudformation
