#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/resilience/scope.h"

namespace weir::resilience {

/// A figure that is to be reached, and who says so.
struct Sought {
  double value = 0;
  std::string
      from;  ///< "declared for the system shop", "the policy Objectives", "the tag resilience:rto"
  Span span;
};

/// What is to be reached of one thing; milliseconds and percent.
struct Objective {
  std::optional<Sought> tier, availability;
  std::array<std::optional<Sought>, kDisruptions> rto, rpo;

  bool says_nothing() const;
};

/// Where objectives come from: policies of the templates, what is declared for systems, for
/// journeys, for elements, then tags. The nearer one counts, figure by figure.
class Objectives {
 public:
  explicit Objectives(const Input& input);

  /// Of an entry point.
  Objective of(NodeId node) const;
  /// Of one thing among others: what is to be available of a system is what people use, not each
  /// part of it alone.
  Objective of_part(NodeId node) const;
  /// Of a journey that enters at `entry`.
  Objective of_journey(const DeclaredOf& declared, std::string_view journey, NodeId entry) const;
  /// Whether anything is to be reached of anything.
  bool any() const;
  /// Values of tags that are no figures.
  const Diagnostics& faults() const { return faults_; }
  /// Why a policy of the templates counts for nothing.
  const std::vector<std::string>& remarks() const { return remarks_; }

 private:
  struct Policy {
    UnitId unit;
    Objective says;
  };
  void read_policies();
  void read_tags();
  void read_tag(Objective& says, const std::string& key, ValueId value);
  Objective of_system(NodeId node) const;
  void add_own(Objective& below, NodeId node) const;

  const Input& in_;
  std::vector<Policy> policies_;  ///< at most one a unit
  std::vector<Objective> tags_;   ///< by node
  std::vector<std::string> remarks_;
  Diagnostics faults_;
};

}  // namespace weir::resilience
