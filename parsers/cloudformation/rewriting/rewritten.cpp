#include "parsers/cloudformation/rewriting/rewritten.h"

#include <utility>

#include "parsers/cloudformation/rewriting/includes.h"
#include "parsers/cloudformation/rewriting/loops.h"
#include "parsers/cloudformation/sam/sam.h"
#include "parsers/cloudformation/serverless/serverless.h"

namespace weir::cloudformation {

Rewritten rewritten(const Document& document, SourceMap& sources, const LocalFiles& files,
                    const KnownParameters& parameters, const Catalog& catalog) {
  Rewritten result;
  Diagnostics& diagnostics = result.diagnostics;
  std::vector<FileId> read;
  result.document = with_service_written(document, sources, files, read, diagnostics);
  result.of_service = result.document.has_value();
  const Document& written = result.document ? *result.document : document;
  std::optional<Document> including =
      with_includes(written, sources, files, parameters, result.included, diagnostics);
  if (including) result.document = std::move(including);
  result.included.insert(result.included.end(), read.begin(), read.end());
  const Document& whole = result.document ? *result.document : document;
  std::optional<Document> unrolled = with_loops_unrolled(whole, sources, parameters, diagnostics);
  if (unrolled) result.document = std::move(unrolled);
  const Document& plain = result.document ? *result.document : document;
  std::optional<Document> expanded =
      with_sam_expanded(plain, sources, parameters, catalog, diagnostics);
  if (expanded) result.document = std::move(expanded);
  return result;
}

}  // namespace weir::cloudformation
