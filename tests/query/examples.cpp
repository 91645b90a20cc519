#include "tests/query/examples.h"

namespace weir::query {

const std::vector<std::string>& example_definitions() {
  static const std::vector<std::string> kDefinitions = {
      R"q(define guardrail.blocks_prompt_attacks = exists ((self)-[:has]->(c:content_filter) where c.type = "PROMPT_ATTACK" and c.input_enabled = true and c.input_action = "block" and c.input_strength >= "medium"))q",
      R"q(define guardrail.masks_pii = exists ((self)-[:has]->(p:pii_entity) where p.action in ["block", "anonymize"]))q",
      R"q(define statement.restricts_source = some self.condition_keys in ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:PrincipalOrgID"])q",
      R"q(define role.admin = exists ((self)-[:has]->(s:statement) where s.effect = "allow" and some s.actions covers "*" and some s.resources covers "*"))q"};
  return kDefinitions;
}

const std::vector<ExampleQuery>& example_queries() {
  static const std::vector<ExampleQuery> kExamples = {
      {"GAI-001",
       R"q(match  (actor:external_entity)-[p:entry|sync+]->(caller:process)-[ask:prompt]->(model:model),
(store:data_store)=[d:may access|retrieve|tool+]=>(caller)
where  actor.trust < "organisation" and store.sensitivity >= "confidential"
report ask "Prompts from {actor} reach {model}, and {caller} can put {store.data} records of {store} into the answer")q",
       {{"prompt-attack-guardrail",
         R"q(exists ((g:guardrail)-[:protects]->(p) where g.blocks_prompt_attacks = true) or exists ((h:guardrail)-[:protects]->(ask) where h.blocks_prompt_attacks = true))q",
         true},
        {"retrieval-by-caller-identity", R"q(d.tenant_filter = true)q", true},
        {"rate-limit", R"q(exists ((t:rate_limit)-[:limits]->(p)))q", false}}},
      {"GAI-002",
       R"q(match  (writer)-[w:may write]->(inbox:data_store)=[s:access|copy+]=>(kb:knowledge_base), (reader:process)-[:retrieve]->(kb)
where  writer.trust < "organisation"
report w "{writer} can place documents in {inbox}, which {reader} later retrieves from {kb} as context")q",
       {{"scan", R"q(s.to.scans_content = true)q", true}}},
      {"GAI-011",
       R"q(match  (agent:agent)-[:has]->(group:action_group)-[:has]->(call:tool_function)
where  call.mutating = true and call.confirmation != "enabled" and group.executor != "return_control"
report call.confirmation "{agent} may run {call} without asking the user")q",
       {}},
      {"GAI-016",
       R"q(match  (model:model)-[:within*]->(region:region)-[:within*]->(sys:system)
where  sys.scope = "complete"
unless (log:invocation_logging)-[:records]->(region)
report model per region "No invocation log in {region} records what {model} is asked and answers")q",
       {}},
      {"GAI-038",
       R"q(match  (source)=[i:entry|sync|copy+]=>(agent:agent), (store:data_store)=[r:may access|retrieve|tool+]=>(agent),
(agent)=[o:tool|send+]=>(sink:external_entity)
where  source.trust < "organisation" and store.sensitivity >= "confidential" and sink.trust < "organisation"
report agent "{agent} takes text from {source}, reads {store} and can send to {sink}")q",
       {{"confirm", R"q(exists ((c:confirmation|egress_allowlist)-[:limits]->(o)))q", true}}},
      {"RES-025",
       R"q(match  (consumer:function)-[poll:poll]->(queue:queue)
where  queue.visibility_timeout < 6 * consumer.timeout + poll.batch_window
report queue.visibility_timeout "{queue} hands a message out again while {consumer} may still be working on it")q",
       {}},
      {"RES-072",
       R"q(match  (alarm:alarm)-[:monitors]->(thing)
where  thing.tier <= 1 and not exists ((alarm)-[a:notifies+ while a.enabled = true and a.confirmed != false]->(who:responder))
report alarm.actions "Nobody is told when {alarm} on {thing} fires")q",
       {}},
      {"SEC-019",
       R"q(match  (thing)-[:has]->(s:statement)
where  s.effect = "allow" and s.principal_scope = "service" and s.restricts_source = false and some s.actions covers "sqs:SendMessage"
report s "Any account's {s.principals} may act on {thing}")q",
       {}},
      {"GAI-004",
       R"q(match (a:agent)
where not exists ((g:guardrail)-[:protects]->(a))
report a.guardrail "…")q",
       {}},
      {"GAI-005",
       R"q(match (f:process)-[:runs_as]->(r:role)-[:has]->(s:statement), (f)-[ask:prompt]->(m:model)
where s.effect = "allow" and some s.actions covers "bedrock:InvokeModel" and not "bedrock:GuardrailIdentifier" in s.condition_keys and not exists ((g:guardrail)-[:protects]->(ask))
report s "…")q",
       {}},
      {"GAI-006",
       R"q(match (g:guardrail)-[:protects]->(m:model|agent)
where g.blocks_prompt_attacks = false
report g.content_filters "…")q",
       {}},
      {"GAI-010",
       R"q(match (a:agent)-[:tool]->(t:function)-[w:may write|delete|administer]->(x)
where w.used = false
report w "…")q",
       {}},
      {"GAI-022",
       R"q(match (caller:process)-[q:retrieve]->(kb:knowledge_base)
where kb.tenancy = "shared" and q.tenant_filter = false
report q "…")q",
       {}},
      {"GAI-023",
       R"q(match (kb:knowledge_base)-[r:may read]->(b:bucket)
where not exists ((b)=[:ingest]=>(kb))
report r "…")q",
       {}},
      {"GAI-025",
       R"q(match (actor:external_entity)-[p:entry|sync+ while not exists ((t:rate_limit)-[:limits]->(p))]->(m:model)
where actor.trust = "public"
report m "…")q",
       {}},
      {"GAI-032",
       R"q(match (s:data_store)=[d:access+]=>(p:process)-[out:prompt]->(m:model)
where s.sensitivity >= "confidential" and "internet" in out.crosses and not exists ((c:egress_allowlist|masking)-[:limits]->(out))
report out "…")q",
       {}},
      {"GAI-035",
       R"q(match (m:model)=[o:prompt|tool+]=>(f:process)-[q:may sql]->(db:data_store)
where q.access != "read"
report q "…")q",
       {}},
      {"GAI-037",
       R"q(match (m:model)=[o:prompt|tool+]=>(f:process)-[x:may execute]->(c:code_sink)
where c.network != "sandbox"
report x "…")q",
       {}},
      {"GAI-051",
       R"q(match (mem:agent_memory)-[:has]->(st:memory_strategy)
where not every st.namespaces matches "*{actorId}*" or exists ((a:agent)-[:write]->(mem), (b:agent)-[:write]->(mem)
where a != b and a.trust != b.trust)
report st.namespaces "…")q",
       {}},
      {"GAI-054",
       R"q(match (s:agent)-[d:delegates]->(c:agent)
where d.relay_history = true and ("account" in d.crosses or exists ((c)-[:may tool+]->(x)
where not exists ((s)-[:may tool+]->(x))))
report d.relay_history "…")q",
       {}},
      {"GAI-057",
       R"q(match (a:agent)-[w:tool|write+]->(s:data_store)=[i:copy+ while i.to.reviews_content != true]=>(kb:knowledge_base), (a)-[:retrieve]->(kb)
report kb "…")q",
       {}},
      {"RES-003",
       R"q(match (e:process)
where e.availability < e.slo
report e "…")q",
       {}},
      {"RES-004",
       R"q(match (s:data_store)-[:has]->(o:objective)
where o.estimated_rpo > o.rpo
report s "…")q",
       {}},
      {"RES-010",
       R"q(match (n)-[:dominates]->(s:data_store)
where n.redundancy = 1 and s.tier <= 1
report n "…")q",
       {}},
      {"RES-016",
       R"q(match (nat:nat_gateway)
where nat.mode = "zonal" and count(z in (nat)-[:serves]->(:subnet)-[:within]->(z:zone)) >= 2
report nat "…")q",
       {}},
      {"RES-018",
       R"q(match (front)-[p:entry|sync+]->(c:process)-[:prompt]->(m:model)
where count(x in (c)-[:may prompt]->(x:model)) = 1
report m per c "…")q",
       {}},
      {"RES-023",
       R"q(match (x)-[f:event]->(y:process)
where f.on_failure = absent
report f "…")q",
       {}},
      {"RES-024",
       R"q(match (q:queue)-[:dead_letter]->(d:queue)
where d.retention <= q.retention or not exists ((al:alarm)-[w:monitors]->(d)
where w.metric = "messages_visible")
report d "…")q",
       {}},
      {"RES-029",
       R"q(match (a:process)-[p:sync* while p.to.timeout = absent]->(x)-[:sync]->(b:process)
where a.timeout < b.timeout
report a.timeout "…")q",
       {}},
      {"RES-033",
       R"q(match (a:process)-[p:sync|event+]->(a)
where a.cycle_head = true
report a "…")q",
       {}},
      {"RES-043",
       R"q(match (r:role)-[:may delete]->(s:data_store), (v:backup_vault)-[:backs_up]->(s), (r)-[:may delete]->(v)
where v.locked = false and not exists ((v)-[:copy]->(w:backup_vault)
where w.account != v.account)
report v "…")q",
       {}},
      {"RES-046",
       R"q(match (s:data_store)-[:has]->(o:objective)
where o.disruption = "region" and not exists ((s)-[:copy+]->(t:data_store)
where t.region != s.region)
report s "…")q",
       {}},
      {"RES-047",
       R"q(match (kb:knowledge_base)-[:within*]->(sys:system)
where count(g in (a:agent)-[:within*]->(g:region), (g)-[:within*]->(sys)) >= 2 and count(h in (k:knowledge_base)-[:within*]->(h:region), (h)-[:within*]->(sys)) = 1
report kb per sys "…")q",
       {}},
      {"RES-048",
       R"q(match (s:data_store)-[:copy]->(t:data_store), (k:key)-[:encrypts]->(s)
where s.region != t.region and k.multi_region = false and not exists ((j:key)-[:encrypts]->(t)
where j.region = t.region)
report k "…")q",
       {}},
      {"SEC-003",
       R"q(match (d:database)
where d.publicly_accessible = true and d.reachable_from_internet = true
report d.publicly_accessible "…")q",
       {}},
      {"SEC-004",
       R"q(match (e)-[:within]->(sg:security_group)-[:has]->(i:ingress_rule)
where i.source = "everyone" and some i.services in ["ssh", "rdp", "postgres", "redis"] and e.reachable_from_internet = true
report i "…")q",
       {}},
      {"SEC-006",
       R"q(match (a)-[f]->(b)
where f.encrypted = false and some f.crosses in ["internet", "vpc", "account"]
report f "…")q",
       {}},
      {"SEC-012",
       R"q(match (p:process)-[:runs_as]->(r:role)-[:has]->(s:statement)
where s.effect = "allow" and some s.actions covers "*" and some s.resources covers "*"
unless (b:permissions_boundary)-[:limits]->(r)
report s "…")q",
       {}},
      {"SEC-014",
       R"q(match (p:process)-[:runs_as]->(r:role)-[x:escalates_to]->(t:role)
where t.admin = true
report x "…")q",
       {}},
      {"SEC-017",
       R"q(match (r:role)-[:has]->(s:trust_statement)
where s.principal_scope = "foreign_account" and not some s.condition_keys in ["sts:ExternalId", "aws:PrincipalOrgID"]
report s "…")q",
       {}},
      {"SEC-022",
       R"q(match (actor:external_entity)-[e:entry]->(api:process)-[m:route]->(f)-[p:may sync*]->(s:data_store)
where actor.trust = "public" and m.auth = "none" and m.method != "OPTIONS" and s.sensitivity >= "internal"
report m.auth "…")q",
       {}},
      {"SEC-028",
       R"q(match (p:process)-[:has]->(v:variable)
where v.looks_secret = true
report v "…")q",
       {}},
      {"SEC-039",
       R"q(match (s:data_store)-[:within*]->(sys:system)
where sys.scope = "complete" and s.sensitivity >= "confidential"
unless (t:trail)-[:records]->(s)
report s "…")q",
       {}},
      {"SEC-040",
       R"q(match (src)-[:log]->(b:bucket)
where b.object_lock != true or exists ((p:process)-[:may delete]->(b))
report b "…")q",
       {}},
      {"SEC-062",
       R"q(match (s:data_store)=[c:copy+]=>(t:data_store)
where s.sensitivity > t.declared_sensitivity
report t "…")q",
       {}},
  };
  return kExamples;
}

}  // namespace weir::query
