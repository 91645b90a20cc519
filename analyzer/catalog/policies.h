#pragma once

#include <cstdint>
#include <string_view>

#include "analyzer/catalog/vocabulary.h"

/// Records of the tables about permissions.
namespace weir {

struct ManagedPolicyRecord {
  Text arn;          ///< glob, but for the policy's name after the last "/"
  Range statements;  ///< into Tables::managed_statements
};
/// A managed policy's name: the end of its ARN.
inline std::string_view managed_policy_name(std::string_view arn) {
  return arn.substr(arn.rfind('/') + 1);
}
struct ManagedStatement {
  bool allow = true;
  Range actions, not_actions, resources, not_resources, condition_keys;  ///< into Tables::texts
};
struct PrincipalRecord {
  Text principal;  ///< glob of a principal
  Text what;
  ConceptId as;  ///< what stands in the diagram for such principals outside; none = nothing does
};
/// What a condition key of policies narrows.
struct ConditionKeyRecord {
  Text key;  ///< glob, case-insensitive
  Text narrows;
};
/// Whose permissions an escalation obtains.
enum class Obtained : std::uint8_t {
  passed,   ///< a role that is handed to a service
  target,   ///< what the first action is done to
  held_by,  ///< what the first action's target runs as
  itself,   ///< the holder's own permissions, made what it likes
};
/// A way to obtain another identity's permissions (tables/escalations.yaml).
struct EscalationRecord {
  Text method;
  Range actions;  ///< into Tables::texts: all of them are needed
  Obtained obtains = Obtained::target;
  Text service;  ///< the principal that the role must trust; "" = any
};

}  // namespace weir
