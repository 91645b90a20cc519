#pragma once

#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {

// One function for each type of resource: it makes what the service makes of it.

/// A function with its role, alias and version, URL, destinations and events.
void expand_function(Expansion& expansion, const Macro& macro);
/// A state machine with its role, version and alias, and events.
void expand_state_machine(Expansion& expansion, const Macro& macro);
void expand_simple_table(Expansion& expansion, const Macro& macro);
void expand_layer_version(Expansion& expansion, const Macro& macro);
/// A REST API with its deployment and stage, domain name and usage plan.
void expand_rest_api(Expansion& expansion, const Macro& macro);
/// A nested stack; from a repository of applications, one whose template is not known.
void expand_application(Expansion& expansion, const Macro& macro);

/// Events of functions have added to it before.
void expand_http_api(Expansion& expansion, const Macro& macro);
void expand_web_socket_api(Expansion& expansion, const Macro& macro);
/// Its data sources and authorizers get connectors, which are expanded later.
void expand_graphql_api(Expansion& expansion, const Macro& macro);
void expand_capacity_provider(Expansion& expansion, const Macro& macro);

}  // namespace weir::cloudformation::sam
