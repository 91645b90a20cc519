#pragma once

#include "analyzer/knowledge/builder.h"
#include "analyzer/knowledge/yaml_reader.h"

namespace weir {

/// A row of tables/safer.yaml. After all properties are known.
void read_safer(Builder& builder, const Yaml& row);

}  // namespace weir
