#pragma once

#include "analyzer/base/blob.h"
#include "analyzer/catalog/vocabulary.h"

/// Which data is held and travels where (tables/data_classes.yaml).
namespace weir {

struct DataClassRecord {
  Text name;
  Text display;
  Text sensitivity;  ///< "" = the class alone does not say
};
struct TagRule {
  Text key;          ///< glob over the key's words
  Text value;        ///< words that stand side by side in the value; "*" = any
  Text data_class;   ///< "" = none
  Text sensitivity;  ///< "" = the class's
};
struct NameRule {
  Text words;          ///< lower-case words joined by "-" that stand side by side in a name
  Text data_class;     ///< "" = a name with these words says nothing of what the thing holds
  bool field = false;  ///< of a field, column or attribute; else of a store
};
/// What holds or carries a class of data by what it is. Exactly one of `label` and `edge`.
struct HolderRule {
  LabelId label;     ///< elements that bear it
  EdgeLabelId edge;  ///< flows with it, and the stores that their data goes to
  LabelId source;    ///< of an edge: only where the data comes from what bears it; none = any
  Text data_class;
};

}  // namespace weir
