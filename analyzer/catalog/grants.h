#pragma once

#include <cstdint>

#include "analyzer/catalog/vocabulary.h"

/// What a format's transform grants when a template asks for it by name: policy templates
/// (tables/sam_policy_templates.yaml) and connectors (tables/sam_connectors.yaml).
namespace weir {

/// A condition of a granted statement: `operator: {key: value}`.
struct GrantCondition {
  Text operation;
  Text key;
  Text value;  ///< with holes
};
/// A statement that allows something. Texts have holes `${…}`: parameters and pseudo parameters.
struct GrantStatement {
  Range actions, resources;   ///< into Tables::texts
  Range conditions;           ///< into Tables::grant_conditions
  Text principal;             ///< who is allowed to; "" = the role that has it
  Text from;                  ///< ARN of the only source on whose behalf; "" = any
  bool same_account = false;  ///< the source must be of the template's account
};
/// A policy that a template asks for by name.
struct PolicyTemplate {
  Text name;
  Range parameters;  ///< into Tables::texts
  Range statements;  ///< into Tables::grant_statements
};

/// What a connector needs of a type of resource. An attribute is a name for GetAtt, or "Ref".
struct ConnectedType {
  Text type;
  Text also;                ///< the type that the transform expands to it
  Text arn, name, id, url;  ///< attributes; "" = it has none
  Text qualifier;           ///< unless the template says another
  Text role;                ///< the property that names its role; "" = none
  Text among;               ///< the list in whose items `role` stands, one for each destination
};
/// What a connector adds to the template.
enum class Grant : std::uint8_t {
  source_policy,
  destination_policy,
  topic_policy,
  queue_policy,
  permission
};
/// What must exist after it.
enum class GrantBefore : std::uint8_t { nothing, source, mapping };
struct ConnectorPermission {
  Text name;         ///< "Read"
  Range statements;  ///< into Tables::grant_statements
};
/// A connector from a type of resource to another.
struct ConnectorRecord {
  Text source, destination;
  Grant grant = Grant::source_policy;
  GrantBefore before = GrantBefore::nothing;
  Range permissions;   ///< into Tables::connector_permissions
  Range combinations;  ///< into Tables::texts: which permissions may be asked for together, each
                       ///< "Read" or "Read+Write"; empty = any
};

}  // namespace weir
