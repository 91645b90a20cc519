#pragma once

#include <string>

#include "analyzer/knowledge/knowledge.h"

namespace weir {

/// Everything that queries can speak of, as Markdown for those who write rules: labels of nodes and
/// edges, items with what has them, properties with what they are of, enums, definitions and tags;
/// each sort in the order of its names. What they are is said as `files`, the catalogue's own, say
/// it; the compiled catalogue does not hold that.
std::string write_vocabulary(const Catalog& catalog, const std::vector<KnowledgeFile>& files);

}  // namespace weir
