#include "tests/knowledge/pack.h"

namespace weir {

Files small_vocabulary() {
  return {
      {"catalog/definitions/labels.yaml", R"(- {label: process}
- {label: data_store}
- {label: external_entity}
- {label: control}
- {label: function, is: [process]}
- {label: bucket, is: [data_store]}
- {label: rate_limit, is: [control]}
- {label: boundary}
- {label: internet, is: [boundary]}
- {label: statement}
)"},
      {"catalog/definitions/edges.yaml", R"(- {edge: sync, relation: flow, data: both}
- {edge: read, is: [sync], relation: flow, data: in}
- {edge: entry, relation: flow, data: both}
- {edge: limits, relation: attachment}
- {edge: has, relation: structure}
)"},
      {"catalog/definitions/enums.yaml",
       R"(- {enum: trust, ordered: true, members: [public, workload]}
- {enum: sensitivity, ordered: true, members: [internal, restricted]}
- {enum: auth, members: [none, iam]}
)"},
      {"catalog/definitions/boundaries.yaml",
       "- {boundary: internet, kind: internet, dimension: network, name: Internet}\n"},
      {"catalog/definitions/properties.yaml",
       "- {property: trust, type: trust, labels: [external_entity, process]}\n"},
      {"catalog/definitions/classes.yaml", "- {class: authn, kind: security}\n"},
      {"catalog/definitions/tags.yaml", "- {family: cwe, values: [\"CWE-*\"]}\n"},
      {"catalog/cloud/compute_function.yaml", R"(concept: cloud.compute.function
names: {cloudformation: [Cloud::Function], terraform: [cloud_function]}
kind: process
roles: [function]
properties:
  timeout: {type: duration, unit: s, cloudformation: Timeout, terraform: timeout, default: 3}
)"},
      {"catalog/cloud/storage_bucket.yaml", R"(concept: cloud.storage.bucket
names: {cloudformation: [Cloud::Bucket]}
kind: data_store
roles: [bucket]
)"},
      {"catalog/tables/actors.yaml",
       "- {actor: anyone, name: Anyone, roles: [external_entity], trust: public, within: "
       "[internet]}\n"},
      {"catalog/tables/outside.yaml", "- {scheme: bucket, concept: cloud.storage.bucket}\n"},
  };
}

Files with(Files more) {
  Files files = small_vocabulary();
  for (auto& [path, text] : more) {
    bool replaced = false;
    for (auto& [known, old] : files) {
      if (known != path) continue;
      old = text;
      replaced = true;
    }
    if (!replaced) files.emplace_back(path, text);
  }
  return files;
}

std::unique_ptr<CompiledKnowledge> compile(const Files& files, const Knowledge* base) {
  std::vector<KnowledgeFile> list;
  for (const auto& [path, text] : files) list.push_back({path, text});
  return compile_knowledge(std::move(list), base);
}

std::string faults_of(const Files& files, const Knowledge* base) {
  return describe_faults(*compile(files, base));
}

std::string rule_with(const std::string& from, const std::string& to) {
  std::string text = R"(---
id: slow-function
title: A function may take too long
kind: threat
severity: 4.5
precision: high
tags: [class/authn, cwe/CWE-400]
since: 0.1.0
statement:
  source: an external actor
  prerequisites: access to {f}
  action: keep {f} busy
  impact: a bill for {f.timeout}
  goals: [availability]
  assets: ["{f}", the budget]
mitigations:
  - {id: rate-limit, do: limit requests, enough: true, at: function, satisfied: 'exists ((l:rate_limit)-[:limits]->(f))'}
---
```query
match  (f:function)
where  f.timeout > 10s
report f.timeout "{f} may take {f.timeout}"
```

Functions that take long cost much.

## Cases
)";
  const std::size_t at = from.empty() ? text.npos : text.find(from);
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

}  // namespace weir
