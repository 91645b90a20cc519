#pragma once

#include "analyzer/base/blob.h"
#include "analyzer/catalog/vocabulary.h"

/// What is assumed of things that say nothing of it themselves: figures and the meaning of names.
namespace weir {

/// How long a thing runs or waits at most, where nothing else is set (tables/limits.yaml).
struct LimitRecord {
  ConceptId concept_id;
  bool of_calls = false;  ///< how long it waits for what it calls; else how long it runs
  double milliseconds = 0;
  Text source;
  Text dated;  ///< when the figure was read: "2026-11"
};
/// How many independent copies there are of what is deployed once (tables/copies.yaml).
struct CopiesRecord {
  ConceptId concept_id;
  double copies = 1;  ///< infinity: the provider spreads it over a Region's zones
};
/// Words that names are looked through for (tables/words.yaml, secrets.yaml), and texts of values (secrets.yaml).
struct WordsRecord {
  Text words;  ///< as in NameRule
  Text says;   ///< tenant | scanner | address | secret | …
};
/// A tag that says how important a thing is (tables/tiers.yaml).
struct TierRecord {
  Text key;    ///< glob, case-insensitive
  Text value;  ///< glob, case-insensitive
  double tier = 0;
};

}  // namespace weir
