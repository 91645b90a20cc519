#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/resilience/scope.h"

namespace weir::resilience {

enum class RecoveryState : std::uint8_t {
  reached,  ///< by a mechanism that the design certainly has
  nothing,  ///< no mechanism that is known brings it back
  unknown
};

/// What a thing can reach after one kind of disruption.
struct Recovery {
  RecoveryState state = RecoveryState::unknown;
  const RecoveryMechanism* mechanism = nullptr;  ///< reached
  std::optional<double> rto, rpo;  ///< milliseconds; none = the mechanism's figure is not known
  double least_rto = 0, least_rpo = 0;  ///< no row that may fit promises less; 0 = it may be anything
  std::string source;              ///< of the figures, with its date
  std::string why;                 ///< unknown: why
};

/// By Disruption.
using Recoveries = std::array<Recovery, kDisruptions>;

/// A mechanism that a thing lacks.
struct Better {
  Recovery by;           ///< as if the thing had it; no mechanism = there is none
  bool reaches = false;  ///< what is sought
};

/// Recoveries of nodes, by the rows of tables/recovery.yaml that are about them; what the graph is
/// asked for is indexed once.
class RecoveryTable {
 public:
  explicit RecoveryTable(const Input& input);

  /// For each disruption the row that certainly fits with the least data lost, then the soonest.
  /// Nothing: rows are about such things, or it lies in the Region that is lost, and certainly none
  /// fits; unknown: one may fit, or none is about it. Of what the input does not declare, nothing
  /// is known.
  const Recoveries& of(NodeId node);

  /// What another row about the thing would reach: a shorter time, or less data lost; of those that
  /// reach the target the first, else the best. None if there is none.
  Better better(NodeId node, Disruption disruption, const Recovery& now, const Target& target) const;

 private:
  enum class Fit : std::uint8_t { no, unknown, yes };
  Recoveries recoveries_of(NodeId node);
  bool about(const RecoveryMechanism& row, NodeId node) const;
  Fit fit(const RecoveryMechanism& row, NodeId node, std::string& why);
  Fit fit_copies(const RecoveryMechanism& row, NodeId node, std::string& why) const;
  Fit fit_copied(const RecoveryMechanism& row, NodeId node);
  Fit fit_attached(const RecoveryMechanism& row, NodeId node);
  Fit fit_when(const RecoveryMechanism& row, NodeId whose, Guard there);
  bool may_be_chosen(NodeId node) const;
  std::optional<double> interval_of(const RecoveryMechanism& row, NodeId node) const;
  Fit whenever(NodeId node, Guard there);
  bool in_other_region(NodeId a, NodeId b) const;
  Recovery reached(const RecoveryMechanism& row, NodeId node) const;

  const Input& in_;
  GuardStore guards_;
  std::map<NodeId, Recoveries> known_;
  std::vector<NodeId> region_of_;                   ///< by node; none = in none
  std::vector<std::vector<const Flow*>> flows_of_;  ///< copies, by both ends
  std::vector<std::vector<const Attachment*>> attached_;  ///< what is attached, by node
  std::vector<std::vector<EdgeLabelId>> open_;      ///< kinds of which more may be attached
  std::set<std::string> chosen_in_;  ///< systems with backups of what bears a tag or fits a pattern
};

/// The nearest Region around each node; none where there is none.
std::vector<NodeId> regions_of(const Input& input);

}  // namespace weir::resilience
