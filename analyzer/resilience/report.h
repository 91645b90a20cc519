#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/resilience/availability.h"
#include "analyzer/resilience/dependencies.h"
#include "analyzer/resilience/parts.h"

/// Objectives against what the design can reach, as values.
namespace weir::resilience {

/// Of several things that are all needed: the one that takes longest, or loses most.
struct Slowest {
  std::optional<double> time;  ///< none = not known of any, or nothing has to come back
  NodeId at;
  const RecoveryMechanism* mechanism = nullptr;
};

/// What a journey or an entry reaches after one kind of disruption.
struct PathRecovery {
  Slowest rto, rpo;
  std::vector<NodeId> nothing;  ///< has nothing that brings it back
  std::vector<NodeId> unknown;  ///< of it nothing is known
  bool rto_open = false, rpo_open = false;  ///< more may be lost than is known
  Judgement rto_judgement = Judgement::none, rpo_judgement = Judgement::none;
};

/// What would raise the availability of an entry, the most first.
struct Raise {
  NodeId node;
  std::string advice;
  double percent = 0;  ///< what the entry then reaches
};

/// A mechanism that a thing lacks, and that would bring it back sooner or with less lost.
struct Improvement {
  NodeId node;
  Disruption disruption = Disruption::software;
  const RecoveryMechanism* mechanism = nullptr;
};

/// An entry point, or a declared journey.
struct EntryReport {
  std::string name;                     ///< of the journey; "" = an entry point
  std::vector<NodeId> entries;          ///< several are alternatives of each other
  std::vector<NodeId> hard;             ///< what it needs, the entries among them
  std::vector<NodeId> soft;             ///< what it can go on without
  std::vector<NodeId> needed;           ///< what has to come back: of `hard`, in every configuration
  std::vector<AvailabilityPart> parts;  ///< of `hard`, the least first
  std::optional<double> percent;  ///< none = of nothing a figure is known, or it cannot be told
  bool complete = true;           ///< every part has a figure
  std::string alternatives;       ///< how alternatives were reckoned; "" = there are none
  std::vector<Raise> raises;
  std::array<PathRecovery, kDisruptions> recovery;
  std::vector<Improvement> remedies;
  Objective objective;
  Judgement availability_judgement = Judgement::none;
};

/// A store.
struct StoreReport {
  NodeId node;
  Recoveries recovery;
  AvailabilityPart availability;
  std::vector<NodeId> needs;         ///< hard dependencies of its own
  std::vector<std::string> used_by;  ///< entries and journeys that need it
  std::vector<Improvement> remedies;
  Objective objective;
  Judgement availability_judgement = Judgement::none;
  std::array<Judgement, kDisruptions> rto{}, rpo{};
};

struct Report {
  DependencyGraph graph;
  std::vector<EntryReport> entries;  ///< journeys first
  std::vector<StoreReport> stores;
  std::vector<PartObjective> parts;  ///< what is sought of each thing
  bool objectives = false;  ///< some are declared
  std::vector<std::string> remarks;
};

/// The report over the whole graph. O(entries × (n + m) + nodes × rows); at most kEntries entries,
/// then a remark.
Report report_of(const Input& input);

inline constexpr std::size_t kEntries = 400;

/// Whether some objective is certainly missed.
bool misses_objective(const Report& report);

/// How people call a journey or entry.
std::string name_of(const Dfd& dfd, const EntryReport& entry);

}  // namespace weir::resilience
