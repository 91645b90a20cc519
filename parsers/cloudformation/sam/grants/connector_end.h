#pragma once

#include <string>

#include "parsers/cloudformation/sam/expansion.h"
#include "parsers/cloudformation/sam/grants/grants.h"

namespace weir::cloudformation::sam {

/// Source or destination of a connector: a resource of the template, or what the template says of
/// one elsewhere. What is not there is not known of it.
struct ConnectorEnd {
  std::string id;    ///< empty: elsewhere
  std::string type;  ///< empty: it cannot be connected, and that has been said
  Part arn, name, resource_id, qualifier, url;
  Part role;  ///< the name of its role
};

/// The roles of resources that have one for each of their targets: the resource's id → its target
/// (a logical id, or an ARN as text) → the role's id. Each resource is read once.
using TargetRoles = std::map<std::string, std::map<std::string, std::string, std::less<>>>;

/// Reads an end (`word`: "Source"); `other` is the written form of the other one.
ConnectorEnd read_end(Expansion& expansion, TargetRoles& roles, const Macro& macro,
                      std::string_view word, Part written, Part other);
/// Adds what is known of an end: `Source.Arn`, `Source.Name` ….
void fill_from(Fillings& fillings, std::string_view word, const ConnectorEnd& end);

}  // namespace weir::cloudformation::sam
