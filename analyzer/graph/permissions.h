#pragma once

#include <vector>

#include "analyzer/graph/inference.h"

namespace weir {

/// What elements may do: their own access (resource policies that name them) and that of the
/// identities they run as.
class Permissions {
 public:
  explicit Permissions(const Inference& inference);

  struct Held {
    AccessId access;
    Guard guard = kAlways;  ///< of the `runs_as` edge
  };
  const std::vector<Held>& of(NodeId element) const;
  /// Whether some identity it runs as is not in the input, so that its permissions are not known.
  bool unread_identity(NodeId element) const;
  /// Whether nobody uses the element without a permission: the actions' table knows actions on it
  /// that are needed. A database is reached by its address and a password.
  bool governed(NodeId element) const;
  /// Whether there is a way into it beside permissions: an action on it is needed only sometimes.
  bool has_other_ways(NodeId element) const;
  static bool moves_data(const Catalog& catalog, const Access& access);
  static bool moves_data(const Catalog& catalog, EdgeLabelId kind);
  /// Whether an access lets its holder do everything that a service, or any, can do.
  static bool is_everything(const Access& access);

 private:
  std::vector<std::vector<Held>> held_;
  std::vector<bool> unread_;
  std::vector<std::vector<std::uint32_t>> uses_;  ///< concept → actions of whoever works with it
  const Inference& in_;
};

}  // namespace weir
