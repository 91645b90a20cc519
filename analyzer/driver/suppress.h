#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "analyzer/driver/config.h"
#include "analyzer/model/resource_model.h"
#include "analyzer/rule/finding.h"
#include "analyzer/rule/rule.h"

namespace weir {

/// A `weir:ignore` found in a file: in a comment (it covers its own line and, standing alone, the next one) or in a
/// resource's metadata (it covers the resource).
struct SourceSuppression {
  Span place;            ///< of the mark, in its host file
  Span covers;           ///< findings that begin inside are suppressed
  std::string rule;
  std::string reason;
  std::string owner;
  std::string until;     ///< YYYY-MM-DD or ""
};

/// A program source as a Document of nothing but the comments that bear the mark: behind `//`, `#` or a line of a block comment.
Document comments_of_program(FileId file, const SourceMap& sources);

/// Reads `weir:ignore rule-id -- reason (owner: NAME, until: DATE)`. False (and a diagnostic) if the reason is missing
/// or a date is no date; then nothing is suppressed.
bool parse_suppression(std::string_view text, Span place, SourceSuppression& suppression, Diagnostics& diagnostics);

/// Those in a document's comments.
void suppressions_in_comments(const Document& document, const SourceMap& sources, std::vector<SourceSuppression>& found,
                              Diagnostics& diagnostics);

/// Those in resource metadata (`weir:ignore`: a text or a list of texts).
void suppressions_in_metadata(const ResourceModel& model, const SourceMap& sources, std::vector<SourceSuppression>& found,
                              Diagnostics& diagnostics);

/// Marks the findings that a suppression covers. Unknown rule ids, expired entries and entries that cover nothing become
/// diagnostics.
void apply_suppressions(const std::vector<SourceSuppression>& in_source, const std::vector<Config>& in_config,
                        const Rules& rules, const SourceMap& sources, std::string_view today,
                        std::vector<Finding>& findings, Diagnostics& diagnostics);

}  // namespace weir
