#include "tests/query/world.h"

namespace weir::query {

CatalogTables example_vocabulary() {
  return vocabulary(R"(
label element
label process < element
label function < process
label agent < process
label model < process
label external_entity < element
label actor < external_entity
label responder < external_entity
label data_store < element
label database < data_store
label queue < data_store
label bucket < data_store
label backup_vault < data_store
label knowledge_base < data_store
label agent_memory < data_store
label code_sink < element
label control
label guardrail < control
label rate_limit < control
label confirmation < control
label egress_allowlist < control
label masking < control
label permissions_boundary < control
label invocation_logging < control
label trail < control
label alarm < control
label key < control
label nat_gateway < control
label role
label security_group
label boundary
label region < boundary
label subnet < boundary
label zone < boundary
label system
label statement
label trust_statement
label ingress_rule
label content_filter
label pii_entity
label action_group
label tool_function
label memory_strategy
label objective
label variable
edge sync flow both
edge request flow both < sync
edge invoke flow both < sync
edge prompt flow both < sync
edge retrieve flow in < sync
edge tool flow both < sync
edge route flow both < sync
edge access flow both < sync
edge read flow in < access
edge write flow out < access
edge delete flow none < access
edge sql flow both < access
edge event flow out
edge publish flow out < event
edge poll flow in < event
edge stream flow out < event
edge copy flow out
edge replication flow out < copy
edge ingest flow out < copy
edge entry flow both
edge send flow out
edge log flow out
edge dead_letter flow out
edge delegates flow both
edge execute flow both
edge administer flow none
edge protects attachment
edge limits attachment
edge monitors attachment
edge encrypts attachment
edge backs_up attachment
edge records attachment
edge has structure
edge within structure
edge runs_as structure
edge serves derived
edge notifies derived
edge dominates derived
edge escalates_to derived
enum trust ordered: public tenant partner organisation workload
enum sensitivity ordered: public internal confidential restricted
enum strength ordered: none low medium high
enum tenancy: single isolated shared
enum effect: allow deny
enum scope: own_account service foreign_account organisation everyone
property name: name on element
property trust: trust on element
property sensitivity: sensitivity on data_store
property declared_sensitivity: sensitivity on data_store
property data: list of name on data_store
property scans_content: boolean on process|data_store
property reviews_content: boolean on process|data_store
property blocks_prompt_attacks: boolean on guardrail
property masks_pii: boolean on guardrail
property restricts_source: boolean on statement
property admin: boolean on role
property guardrail: name on agent
property content_filters: list of name on guardrail
property type: name on content_filter
property input_enabled: boolean on content_filter
property input_action: name on content_filter
property input_strength: strength on content_filter
property action: name on pii_entity
property mutating: boolean on tool_function
property confirmation: name on tool_function
property executor: name on action_group
property scope: name on system
property visibility_timeout: duration on queue
property retention: duration on queue
property timeout: duration on process
property batch_window: duration on element edges poll
property tier: number on element
property enabled: boolean on element edges notifies
property confirmed: boolean on element edges notifies
property actions: list of name on statement|alarm
property resources: list of name on statement
property principals: list of name on statement
property condition_keys: list of name on statement|trust_statement
property effect: effect on statement|trust_statement
property principal_scope: scope on statement|trust_statement
property used: boolean on element edges sync|administer
property tenancy: tenancy on knowledge_base|model
property tenant_filter: boolean on element edges retrieve
property crosses: list of name on element edges sync|entry|delegates|event
property encrypted: boolean on element edges sync|entry|event
property access: name on element edges access
property network: name on code_sink
property namespaces: list of name on memory_strategy
property relay_history: boolean on element edges delegates
property availability: percent on process
property slo: percent on process
property estimated_rpo: duration on objective
property rpo: duration on objective
property disruption: name on objective
property redundancy: number on element
property mode: name on nat_gateway
property on_failure: name on element edges event
property metric: name on element edges monitors
property cycle_head: boolean on process
property locked: boolean on backup_vault
property account: name on element
property region: name on element|key
property multi_region: boolean on key
property publicly_accessible: boolean on database
property reachable_from_internet: boolean on element
property source: name on ingress_rule
property services: list of name on ingress_rule
property looks_secret: boolean on variable
property auth: name on element edges route
property method: name on element edges route
property object_lock: boolean on bucket
)");
}

}  // namespace weir::query
