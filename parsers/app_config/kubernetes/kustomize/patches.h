#pragma once

#include <cstddef>

#include "analyzer/base/result.h"
#include "analyzer/model/value.h"

namespace weir::kubernetes::kustomize {

/// A strategic merge patch laid over what it changes: maps entry by entry, a null takes an entry away, items of lists that
/// have a name of their own (containers, settings, volumes, ports …) one by one, other lists as a whole; `$patch: delete` and
/// `$patch: replace`. None if nothing is left.
ValueId laid_over(ValueStore& values, ValueId base, ValueId patch);

/// The operations of a JSON patch (RFC 6902) applied in their order. An error names the one that does not fit, or that there is
/// no room for. `put`: values that operations have put into objects so far, however often they are shared.
Result<ValueId> json_patched(ValueStore& values, ValueId object, ValueId operations, std::size_t room, std::size_t& put);

}  // namespace weir::kubernetes::kustomize
