#pragma once

#include <cstddef>
#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// Which permissions keep each user to what is theirs: a condition on the leading key of items, or
/// resources whose names hold the caller's own identity (`${…:sub}`, `${…:PrincipalTag/tenant}`).
class TenantAccess {
 public:
  TenantAccess(const Dfd& dfd, const Catalog& catalog);
  /// Permissions to read `store` that `caller` has, itself or by what it runs as; all of them keep
  /// to the user's own, none does, or some do. `none` also if it has no such permission.
  enum class Kept { none, some, all };
  Kept kept(NodeId caller, NodeId store) const;
  /// The same over everybody who may read the store.
  Kept kept(NodeId store) const;
  /// Elements that may read the store, by whatever permission, in no order.
  std::vector<NodeId> readers(NodeId store) const;

 private:
  using Accesses = std::vector<const Access*>;

  bool keeps(const Access& access) const;
  Kept of(const Accesses& all) const;
  bool covers(const Access& access, NodeId store) const;
  Accesses onto(NodeId store) const;

  const Dfd& dfd_;
  PropertyId keys_, resources_;
  std::vector<Accesses> by_principal_, by_target_;      ///< those that give data
  std::vector<std::vector<std::size_t>> sets_with_;     ///< target sets, by member
  std::vector<std::vector<NodeId>> runs_as_, bearers_;  ///< element → identity, and back
};

}  // namespace weir
