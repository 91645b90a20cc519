#pragma once

#include <string>

#include "parsers/cloudformation/sam/expansion.h"
#include "parsers/cloudformation/sam/rest/rest_definition.h"

namespace weir::cloudformation::sam {

// What a REST API is made of besides its methods; each reads one property of the API.

/// `Cors`: at every path the method "options", which the gateway answers itself.
void add_cors(Expansion& expansion, const Macro& api, RestDefinition& definition);
/// `GatewayResponses`, `BinaryMediaTypes`, `Models` and `DisableExecuteApiEndpoint`.
void add_gateway_responses(Expansion& expansion, const Macro& api, RestDefinition& definition);
void add_media_types(Expansion& expansion, const Macro& api, RestDefinition& definition);
void add_models(Expansion& expansion, const Macro& api, RestDefinition& definition);
void close_default_endpoint(Expansion& expansion, const Macro& api, RestDefinition& definition);
/// What stands elsewhere in OpenAPI 3: security schemes, models, headers of responses. Only of a
/// document that says or is given (`OpenApiVersion`) that version.
void move_for_openapi3(Expansion& expansion, const Macro& api, RestDefinition& definition);

/// `Domain`: the domain name, the base paths that lead to the API's stage, and its DNS records.
void add_rest_domain(Expansion& expansion, const Macro& api);
/// `Auth.UsagePlan`: a usage plan, its key and an API key, of this API or shared by all that say
/// so. `stage` is the stage's id.
void add_usage_plan(Expansion& expansion, const Macro& api, const std::string& stage);

/// The id of an API's stage.
std::string rest_stage_id(Expansion& expansion, const Macro& api);

}  // namespace weir::cloudformation::sam
