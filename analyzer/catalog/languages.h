#pragma once

#include "analyzer/base/blob.h"
#include "analyzer/base/language.h"

namespace weir {

/// What holds for all that is written in a language (definitions/languages.yaml).
struct LanguageRecord {
  Language language = Language::cloudformation;
  Range tags;            ///< into Tables::paths: where tags stand
  Range cannot_declare;  ///< into Tables::edge_refs
  Range deployed_to;     ///< into Tables::boundary_refs: what its elements lie in; empty = the Region
                         ///< and account of the deployment
};

}  // namespace weir
