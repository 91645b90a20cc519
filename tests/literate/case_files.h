#pragma once

#include <string>
#include <vector>

#include "analyzer/driver/cases.h"
#include "analyzer/knowledge/knowledge.h"

namespace weir::literate {

/// Every Markdown file below the repository's folders `fixtures` and `rules` that may hold cases,
/// by path; the READMEs are for people.
std::vector<CaseFile> case_files();

/// The knowledge that is linked into the product.
const Knowledge& built_in_knowledge();

}  // namespace weir::literate
