#pragma once

#include <string>

#include "analyzer/base/guard.h"
#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/graph/dfd.h"
#include "analyzer/graph/network/verdict.h"

namespace weir {

/// A property that says when it is true, when it is false and when it is not known.
PropertyValue value_of(GuardStore& guards, const Verdict& verdict);

/// Text dump for tests: what each subnet is, and of each element that can be told whether it can be
/// reached from the internet, with the way or what stands against it; which elements reach which
/// inside networks; sorted by address.
std::string dump_network(const Dfd& dfd, const Catalog& catalog, const SourceMap& sources);

}  // namespace weir
