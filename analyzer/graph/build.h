#pragma once

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/transport.h"
#include "analyzer/graph/declarations.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/model/program.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Infers the data-flow diagram of a linked model. Never fails: what it cannot resolve is an open end or
/// a diagnostic. `sources` is needed for derived spans only; `programs` are those of the model's
/// resources; `declared` counts before what is inferred.
Dfd build_dfd(const ResourceModel& model, const Catalog& catalog, const SourceMap& sources,
              const Programs& programs = {}, const DataDeclarations& declared = {},
              const TransportCatalog& transport = {});

}  // namespace weir
