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
  /// Whether the actions' table knows actions on this concept; others are not reached through
  /// policies.
  bool governed(ConceptId concept_id) const;
  static bool moves_data(const Catalog& catalog, const Access& access);

 private:
  std::vector<std::vector<Held>> held_;
  std::vector<bool> unread_;
  std::vector<bool> governed_;
};

}  // namespace weir
