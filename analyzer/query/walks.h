#pragma once

#include "analyzer/catalog/catalog.h"
#include "analyzer/query/query.h"

namespace weir::query {

inline bool goes_out(DataDirection data) {
  return data == DataDirection::out || data == DataDirection::both;
}
inline bool goes_in(DataDirection data) {
  return data == DataDirection::in || data == DataDirection::both;
}

/// Whether an edge from `from` to `to` may be walked with the step's arrow, entering at its `from`
/// (or at its `to`).
inline bool walks(const Step& step, DataDirection data, bool at_from, bool forward) {
  if (!step.data) return at_from == forward;
  return at_from == forward ? goes_out(data) : goes_in(data);
}

}  // namespace weir::query
