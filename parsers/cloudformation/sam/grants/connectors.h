#pragma once

#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// The type of connectors, which are expanded when everything else is.
inline constexpr std::string_view kConnectorType = "AWS::Serverless::Connector";

/// The connectors that stand in the attribute `Connectors` of resources become resources of their
/// own; the attribute goes.
void add_embedded_connectors(Expansion& expansion);
/// Every connector becomes what it grants, as the catalogue's table of connectors says. It looks at
/// what the other resources have become, so it comes last.
void expand_connectors(Expansion& expansion);

}  // namespace weir::cloudformation::sam
