#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/model/choice.h"

namespace weir::terraform {

/// The statements of several policies as one list, in the way that the data source merges them: a
/// statement takes the place of an earlier one of the same sid, others are added. Statements that
/// are there only sometimes replace others only then.
class PolicyMerge {
 public:
  explicit PolicyMerge(ResourceModel& model) : model_(model) {}

  /// What is said of a sid that is there already.
  using Repeated = std::function<void(std::string_view sid, Span at)>;
  /// Adds a statement, or a choice of them. `repeated`, if given, hears of sids of this policy or
  /// of the group of policies that began with `begin_group`.
  void add(ValueId statement, const Repeated& repeated = {});
  /// From here on sids are again said for the first time.
  void begin_group() { said_.clear(); }
  /// The merged list.
  ValueId statements(Span span);
  std::size_t size() const { return merged_.size(); }

 private:
  struct Statement {
    Guard guard;
    std::string sid;
    ValueId value;
  };

  void add_one(Statement statement, const Repeated& repeated);

  ResourceModel& model_;
  std::vector<Statement> merged_;
  std::map<std::string, Guard, std::less<>> said_;  ///< sids of the group, and when
};

/// The statements of a policy: the items of its `Statement` or the lone one, of a choice under its
/// guards. What is no policy that can be read is one statement that is not known.
std::vector<ValueId> statements_of(ResourceModel& model, ValueId policy, Span span);

}  // namespace weir::terraform
