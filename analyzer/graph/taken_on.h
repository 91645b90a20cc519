#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/graph/inference.h"
#include "analyzer/graph/statements.h"

namespace weir {

/// For whom services take roles on: a resource that names a role runs as it only where the role
/// trusts the service that the resource is of. Reads the trust statements that there are when it is
/// made. O(attachments), then O(principals) for each role that is asked about.
class TakenOn {
 public:
  explicit TakenOn(Inference& inference);

  /// When the role certainly lets no service in that takes roles on for such an element. Never
  /// where the catalogue does not say which services do, or the role's trust is not known.
  Guard refused(NodeId element, NodeId role);

 private:
  struct Trusting {
    std::vector<std::pair<PolicyPattern, Guard>> principals;
    Guard others = kNever;  ///< when somebody is trusted of whom it is not known who that is
    Guard said = kNever;    ///< when anybody is trusted at all
  };
  const Trusting& trusting(NodeId role);
  void add(Trusting& to, const PolicyStatement& one, Guard guard);

  Inference& in_;
  std::map<std::uint32_t, std::vector<std::string_view>> services_;  ///< globs, by concept
  std::map<std::uint32_t, std::vector<std::pair<NodeId, Guard>>> statements_;  ///< by role
  std::map<std::uint32_t, Trusting> known_;                                    ///< by role
};

}  // namespace weir
