#pragma once

#include <string_view>

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

/// `Domain.Route53` of an API of any kind: the DNS records that lead its domain name to where
/// `target` says (AliasTarget), in one group for each hosted zone, or in one of its own.
void add_records(Expansion& expansion, const Macro& api, Part domain, Part target);

}  // namespace weir::cloudformation::sam
