#pragma once

#include <vector>

#include "analyzer/catalog/judgement.h"
#include "analyzer/knowledge/readers.h"

namespace weir {

/// Reads definitions/tags.yaml (the tags themselves are vocabulary), tables/severity.yaml and
/// tables/environments.yaml of `files` into `tables`; texts go to the builder's pool. After the
/// properties.
void read_judgement(Builder& builder, const std::vector<CatalogFile>& files,
                    JudgementTables& tables);

}  // namespace weir
