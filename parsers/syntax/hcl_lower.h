#pragma once

#include <string_view>

#include "parsers/syntax/syntax.h"

struct TSTree;

namespace weir::hcl {

/// Lowers a syntax tree of the grammar into `parsed.documents.back()`, with diagnostics for what
/// the grammar could not read and for attributes set twice. `source` is the file's text.
void lower(const TSTree* tree, std::string_view source, Parsed& parsed);

/// Adds the comments of the tree, and a diagnostic for every error in it (the first few).
void collect_comments_and_errors(const TSTree* tree, std::string_view source, Parsed& parsed);

}  // namespace weir::hcl
