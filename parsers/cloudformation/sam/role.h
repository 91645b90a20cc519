#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// The execution role that the service makes for a function or state machine without one. What
/// events need is added to it, whether it is made in the end or not.
struct Role {
  std::string id;
  Part managed;                                   ///< ARNs of managed policies, a list
  Part policies;                                  ///< inline policies, a list
  std::set<std::string, std::less<>> added = {};  ///< ARNs in `managed`, as far as they are texts
  std::set<std::string, std::less<>> for_events = {};  ///< what `policies` has for events
};

/// The trust policy for a service: `{Service: [lambda.amazonaws.com]}` may assume the role.
Part trust_policy(const Maker& maker, std::string_view service);
/// The ARN of a managed policy of the provider's: "service-role/AWSLambdaBasicExecutionRole".
Part managed_policy(const Maker& maker, std::string_view path);
/// Adds an ARN, unless it is in the list.
void add_managed_policy(Expansion& expansion, Role& role, Part arn);
/// A policy with one statement that allows `action` on `resource`.
Part allowing(const Maker& maker, std::string_view policy_name, std::string_view action,
              Part resource);

/// Reads `Policies`: names and ARNs of managed policies, policy documents, policy templates (see
/// policy_templates.h), each alone or in a list, also behind Fn::If.
void read_policies(Expansion& expansion, const Macro& macro, Role& role);

/// Gives `properties` of what runs (its attribute `attribute`: "Role") the role that the template
/// names, else the one that is made here with `trust`; where a condition leaves out which, that
/// one.
void make_role(Expansion& expansion, const Macro& macro, const Role& role, Part properties,
               std::string_view attribute, Part trust);

}  // namespace weir::cloudformation::sam
