#pragma once

#include <optional>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/document/document.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation {

/// The template as the service's transform AWS::Serverless-2016-10-31 expands it: every resource of
/// its types becomes the resources that are deployed for it, with Globals merged; everything that
/// is made leads to the place in the template that asks for it. None: it has no such resource, or
/// what it expands to exceeds its budget. What is wrong or not known is said, and the rest is
/// expanded. Names that the service completes by a digest (deployments, versions, layers) have none
/// here.
std::optional<Document> with_sam_expanded(const Document& document, SourceMap& sources,
                                          const KnownParameters& parameters, const Catalog& catalog,
                                          Diagnostics& diagnostics);

}  // namespace weir::cloudformation
