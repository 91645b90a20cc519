// Every check of the catalogue, each with the one file that breaks it and the exact words people
// read.

#include <gtest/gtest.h>

#include "tests/knowledge/pack.h"

namespace weir {
namespace {

struct Case {
  std::string name, path, text, faults;
};

std::string concept_file(const std::string& rest) {
  return "concept: cloud.test.thing\nnames: {cloudformation: [Cloud::Thing]}\nkind: process\n" +
         rest;
}

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class CatalogFaults : public testing::TestWithParam<Case> {};

TEST_P(CatalogFaults, AreReportedAtTheirPlace) {
  const Case& c = GetParam();
  const auto compiled = compile(with({{c.path, c.text}}));
  EXPECT_EQ(describe_faults(*compiled), c.faults);
  EXPECT_TRUE(compiled->blob.empty());
}

const std::string kThing = "catalog/cloud/test_thing.yaml";
const std::string kDefinitions = "catalog/definitions/";
const std::string kTables = "catalog/tables/";

INSTANTIATE_TEST_SUITE_P(
    Concepts, CatalogFaults,
    testing::Values(
        Case{"UnknownKey", kThing, concept_file("flow: []\n"),
             kThing + ":4:1: unknown key `flow` in a concept; did you mean `flows`?\n"},
        Case{"MissingKey", kThing, "concept: cloud.test.thing\n",
             kThing + ":1:1: missing key `kind` in a concept\n"},
        Case{"WrongType", kThing, concept_file("roles: function\n"),
             kThing + ":4:8: expected a list, found the text `function`\n"},
        Case{"NotAMap", kThing, "- a\n",
             kThing + ":1:1: expected a map (a concept), found a list\n"},
        Case{"Empty", kThing, "", kThing + ":1:1: the file is empty\n"},
        Case{"NameIsNotTheFiles", "catalog/cloud/other.yaml", concept_file(""),
             "catalog/cloud/other.yaml:1:10: concept `cloud.test.thing` belongs in "
             "catalog/cloud/test_thing.yaml, not in catalog/cloud/other.yaml\n"},
        Case{"TypeStandsTwice", kThing,
             "concept: cloud.test.thing\nnames: {cloudformation: [Cloud::Bucket]}\nkind: process\n",
             kThing + ":2:26: type `Cloud::Bucket` is cloud.storage.bucket already\n"},
        Case{"UnknownLanguage", kThing,
             "concept: cloud.test.thing\nnames: {teraform: [x]}\nkind: process\n",
             kThing + ":2:9: unknown language `teraform`; did you mean `terraform`?\n"},
        Case{"UnknownKind", kThing, "concept: cloud.test.thing\nkind: proces\n",
             kThing + ":2:7: unknown word `proces`; did you mean `process`?\n"},
        Case{"KindsOutOfOrder", kThing, "concept: cloud.test.thing\nkind: [process, control]\n",
             kThing + ":2:8: only the last kind may lack `when`\n"},
        Case{"IgnoredWithoutReason", kThing, "concept: cloud.test.thing\nkind: ignored\n",
             kThing + ":1:1: missing key `why`: what is ignored says in a line for what reason\n"},
        Case{"ReasonOfWhatIsNotIgnored", kThing, concept_file("why: it is plain configuration\n"),
             kThing + ":1:1: `why` is for concepts of kind ignored\n"},
        Case{"UnknownRole", kThing, concept_file("roles: [funktion]\n"),
             kThing + ":4:9: unknown label `funktion`; did you mean `function`?\n"},
        Case{"UnknownBoundary", kThing, concept_file("within: [internett]\n"),
             kThing + ":4:10: unknown boundary `internett`; did you mean `internet`?\n"},
        Case{"BoundaryWithoutKind", kThing,
             concept_file("boundary: {kind: internet, dimension: network}\n"),
             kThing + ":1:1: `boundary` is for concepts of kind boundary\n"},
        Case{"ArnHole", kThing, concept_file("arn: \"arn:{nam}\"\n"),
             kThing + ":4:6: expected {name} or {id} in an ARN, found `{nam}`\n"},
        Case{"ContentForm", kThing, concept_file("content: [{form: yaml, cloudformation: X}]\n"),
             kThing +
                 ":4:18: unknown word `yaml`; expected one of buildspec, container_definitions, "
                 "iam_policy, json, openapi, states\n"},
        Case{"LanguageWithoutNames", kThing, concept_file("name: {terraform: name}\n"),
             kThing + ":4:8: unknown key `terraform` in `name`; expected cloudformation\n"},
        Case{"MergePath", kThing,
             concept_file("merges: {cloudformation: {x: {type: Y, join: 'a..b'}}}\n"),
             kThing + ":4:46: bad path `a..b`: expected a key at `.b`\n"},
        Case{"MergeWithoutForm", kThing,
             concept_file("merges: {cloudformation: {x: {type: Y, join: []}}}\n"),
             kThing + ":4:46: expected a path, a map of paths or a list of them, found an empty "
                      "list\n"},
        Case{"MergeWithoutPair", kThing,
             concept_file("merges: {cloudformation: {x: {type: Y, join: [a, {}]}}}\n"),
             kThing + ":4:50: expected at least one pair of paths (theirs: ours), found an empty "
                      "map\n"},
        Case{"MergePairIsNoPath", kThing,
             concept_file("merges: {cloudformation: {x: {type: Y, join: {a: {b: c}}}}}\n"),
             kThing + ":4:50: expected a text, found a map\n"},
        Case{"MergePairPath", kThing,
             concept_file("merges: {cloudformation: {x: {type: Y, join: {'a[': b}}}}\n"),
             kThing + ":4:47: bad path `a[`: expected `]` at `[`\n"},
        Case{"MergePairUpwards", kThing,
             concept_file("merges: {cloudformation: {x: {type: Y, join: {a: ^b}}}}\n"),
             kThing + ":4:50: expected a path without `^`: in a map the left one is theirs, the "
                      "right one ours, found `^b`\n"},
        Case{"MergeBothWays", kThing,
             concept_file("merges: {cloudformation: {x: {type: Y, join: [a, ^b]}}}\n"),
             kThing + ":4:50: expected a path without `^`, as the first one of this `join`, found "
                      "`^b`\n"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Properties, CatalogFaults,
    testing::Values(
        Case{"UnknownType", kThing,
             concept_file("properties:\n  x: {type: bool, cloudformation: X}\n"),
             kThing + ":5:13: unknown type `bool`; expected one of auth, boolean, duration, name, "
                      "number, percent, "
                      "sensitivity, size, string, trust\n"},
        Case{"TypeConflict", kThing,
             concept_file("properties:\n  timeout: {type: number, cloudformation: X}\n"),
             kThing + ":5:3: property `timeout` is a number here and a duration in "
                      "rules/catalog/cloud/compute_function.yaml:6\n"},
        Case{"NoType", kThing, concept_file("properties:\n  fresh: {cloudformation: X}\n"),
             kThing + ":5:3: property `fresh` needs a `type`: no definition says what it holds; "
                      "expected one of "
                      "timeout, trust\n"},
        Case{"UnknownUnit", kThing,
             concept_file("properties:\n  x: {type: size, unit: MB, cloudformation: X}\n"),
             kThing + ":5:25: unknown unit `MB`; did you mean `B`?\n"},
        Case{"NoUnit", kThing, concept_file("properties:\n  x: {type: size, cloudformation: X}\n"),
             kThing + ":5:3: property `x` is a size and needs a `unit`\n"},
        Case{"UnitOfNothing", kThing,
             concept_file("properties:\n  x: {type: number, unit: s, cloudformation: X}\n"),
             kThing + ":5:27: only a duration, size or percent has a `unit`\n"},
        Case{"DefaultOfOtherType", kThing,
             concept_file("properties:\n  x: {type: boolean, cloudformation: X, default: 1}\n"),
             kThing + ":5:50: expected true or false, found the number `1`\n"},
        Case{"DefaultIsNoMember", kThing,
             concept_file("properties:\n  x: {type: auth, cloudformation: X, default: nun}\n"),
             kThing + ":5:47: unknown member `nun`; expected one of iam, none\n"},
        Case{
            "ValueIsNoMember", kThing,
            concept_file("properties:\n  x: {type: auth, cloudformation: X, values: {AWS: jam}}\n"),
            kThing + ":5:52: unknown member `jam`; did you mean `iam`?\n"},
        Case{"UnknownWithoutWhy", kThing,
             concept_file("properties:\n  x: {type: auth, cloudformation: X, default: unknown}\n"),
             kThing + ":5:47: `default: unknown` needs a `why`\n"},
        Case{"PresentIsBoolean", kThing,
             concept_file("properties:\n  x: {type: auth, cloudformation: X, present: true}\n"),
             kThing + ":5:47: `present` is for booleans; `x` is a auth\n"},
        Case{"TakeDoesNotFit", kThing,
             concept_file("properties:\n  x: {type: auth, cloudformation: X, take: min}\n"),
             kThing + ":5:44: `take: min` does not fit a auth\n"},
        Case{"TogetherOfOne", kThing,
             concept_file(
                 "properties:\n  x: {type: auth, cloudformation: [X, Y], together: true}\n"),
             kThing + ":5:53: `together` is for what takes several values; `x` takes one\n"},
        Case{"TogetherWithOnePath", kThing,
             concept_file(
                 "properties:\n  x: {type: list of auth, cloudformation: X, together: true}\n"),
             kThing + ":5:56: `together` needs several paths, found 1\n"},
        Case{"NoPath", kThing, concept_file("properties:\n  x: {type: auth}\n"),
             kThing + ":5:3: property `x` has neither a path nor a `default`\n"},
        Case{"Keyword", kThing,
             concept_file("properties:\n  count: {type: number, cloudformation: X}\n"),
             kThing + ":5:3: `count` is a keyword of the query language and cannot be a name\n"},
        Case{"BadPath", kThing,
             concept_file("properties:\n  x: {type: auth, cloudformation: 'A[B].C'}\n"),
             kThing +
                 ":5:35: bad path `A[B].C`: expected `[*]`, `[0]`, `[Key=Literal]` or "
                 "`[\"key\"]` at `.C`\n"},
        Case{"QuotedKeyWithoutEnd", kThing,
             concept_file("properties:\n  x: {type: auth, cloudformation: 'A[\"b.c]'}\n"),
             kThing + ":5:35: bad path `A[\"b.c]`: expected `[\"key\"]` at `[\"b.c]`\n"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    EdgesAndItems, CatalogFaults,
    testing::Values(
        Case{"UnknownEdge", kThing,
             concept_file("flows: [{kind: reed, to: {cloudformation: X}}]\n"),
             kThing + ":4:16: unknown edge label `reed`; did you mean `read`?\n"},
        Case{"FlowThatIsNone", kThing,
             concept_file("flows: [{kind: limits, to: {cloudformation: X}}]\n"),
             kThing + ":4:16: `limits` is no flow: put it under `attaches`\n"},
        Case{"AttachmentThatIsAFlow", kThing,
             concept_file("attaches: [{kind: read, to: {cloudformation: X}}]\n"),
             kThing + ":4:19: `read` is a flow: put it under `flows`\n"},
        Case{"NeitherKindNorCall", kThing, concept_file("flows: [{to: {cloudformation: X}}]\n"),
             kThing + ":4:9: missing key `kind` (or `call`) in a flow\n"},
        Case{"CallWithKind", kThing,
             concept_file("flows: [{kind: read, call: {cloudformation: X}}]\n"),
             kThing + ":4:16: tables/calls.yaml says the `kind` of a `call`\n"},
        Case{"CallWithEnd", kThing,
             concept_file("flows: [{call: {cloudformation: X}, to: {cloudformation: Y}}]\n"),
             kThing + ":4:41: tables/calls.yaml says the `to` of a `call`\n"},
        Case{
            "ArgumentsOfNothing", kThing,
            concept_file(
                "flows: [{kind: read, to: {cloudformation: X}, arguments: {cloudformation: Y}}]\n"),
            kThing + ":4:9: `arguments` are those of a `call`\n"},
        Case{"NoOtherEnd", kThing, concept_file("flows: [{kind: read}]\n"),
             kThing + ":4:9: both ends are this resource: `from` or `to` must name another\n"},
        Case{"UnknownConcept", kThing,
             concept_file(
                 "flows: [{kind: read, to: {cloudformation: X, as: cloud.storage.buckett}}]\n"),
             kThing + ":4:50: unknown concept `cloud.storage.buckett`; did you mean "
                      "`cloud.storage.bucket`?\n"},
        Case{"UnknownActor", kThing,
             concept_file("flows: [{kind: entry, from: {actor: anybody}}]\n"),
             kThing + ":4:37: unknown actor `anybody`; expected anyone\n"},
        Case{"UnknownOutside", kThing,
             concept_file("flows: [{kind: entry, to: {outside: 'mail:x'}}]\n"),
             kThing + ":4:37: unknown outside thing `mail:x`: tables/outside.yaml has neither the "
                      "address nor its "
                      "scheme; expected bucket\n"},
        Case{"WhenOfNothing", kThing,
             concept_file("flows: [{kind: read, to: {cloudformation: X}, when: {on: true}}]\n"),
             kThing + ":4:54: unknown property `on` in `when`\n"},
        Case{"WhenOfOtherType", kThing,
             concept_file("properties: {x: {type: boolean, cloudformation: X}}\n"
                          "roles: [{role: rate_limit, when: {x: maybe}}]\n"),
             kThing + ":5:38: expected true or false, found the text `maybe`\n"},
        Case{"UnknownItem", kThing,
             concept_file("items: {statment: {each: {cloudformation: X}}}\n"),
             kThing + ":4:9: unknown label `statment`; did you mean `statement`?\n"},
        Case{"ItemWithoutEach", kThing, concept_file("items: {statement: {}}\n"),
             kThing + ":4:20: missing key `each` in item `statement`\n"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Vocabulary, CatalogFaults,
    testing::Values(
        Case{"UnknownFile", kDefinitions + "label.yaml", "[]\n",
             kDefinitions + "label.yaml:1:1: unknown file `label.yaml` in definitions; did you "
                            "mean `labels`?\n"},
        Case{"UnknownTable", kTables + "action.yaml", "[]\n",
             kTables + "action.yaml:1:1: unknown table `action`; did you mean `actions`?\n"},
        Case{"PropertyOfUnknownLabel", kDefinitions + "properties.yaml",
             "- {property: trust, type: trust, labels: [proces]}\n",
             kDefinitions +
                 "properties.yaml:1:43: unknown label `proces`; did you mean `process`?\n"},
        Case{"PropertyOfNothing", kDefinitions + "properties.yaml",
             "- {property: trust, type: trust}\n",
             kDefinitions +
                 "properties.yaml:1:3: missing key `labels` (or `edges`) in a property\n"},
        Case{"BoundaryOfUnknownDimension", kDefinitions + "boundaries.yaml",
             "- {boundary: internet, kind: internet, dimension: nets, name: Internet}\n",
             kDefinitions + "boundaries.yaml:1:51: unknown word `nets`; expected one of network, "
                            "ownership, place, tenancy\n"},
        Case{
            "ClassKind", kDefinitions + "classes.yaml", "- {class: authn, kind: safety}\n",
            kDefinitions +
                "classes.yaml:1:24: unknown word `safety`; expected one of resilience, security\n"},
        Case{"Define", kDefinitions + "defines.yaml",
             "- 'define function.slow = self.timeot > 1s'\n",
             kDefinitions +
                 "defines.yaml:1:32: unknown property `timeot`; did you mean `timeout`?\n"},
        Case{"ActionKind", kTables + "actions.yaml", "- {actions: ['a:B'], kind: rread, to: []}\n",
             kTables + "actions.yaml:1:28: unknown edge label `rread`; did you mean `read`?\n"},
        Case{"ActionName", kTables + "actions.yaml", "- {actions: ['a:*'], kind: read}\n",
             kTables + "actions.yaml:1:14: expected an action as service:Name, found `a:*`\n"},
        Case{"ActionTwice", kTables + "actions.yaml", "- {actions: ['a:B', 'a:B'], kind: read}\n",
             kTables + "actions.yaml:1:21: action `a:B` has kind `read` already\n"},
        Case{"CallName", kTables + "calls.yaml", "- {calls: [dynamo], kind: none}\n",
             kTables + "calls.yaml:1:12: expected a call as service:Operation, found `dynamo`\n"},
        Case{"CallOfNoAction", kTables + "calls.yaml", "- {calls: ['a:b'], action: 'a:Nosuch'}\n",
             kTables + "calls.yaml:1:28: tables/actions.yaml has no action `a:Nosuch`\n"},
        Case{"CallKind", kTables + "calls.yaml", "- {calls: ['a:b'], kind: rread}\n",
             kTables + "calls.yaml:1:26: unknown edge label `rread`; did you mean `read`?\n"},
        Case{"DataClass", kTables + "data_classes.yaml",
             "classes: [{class: phi, sensitivity: restricted}]\nnames: [{words: x-ray, class: "
             "phy}]\n",
             kTables + "data_classes.yaml:2:31: unknown data class `phy`; did you mean `phi`?\n"},
        Case{"DataWords", kTables + "data_classes.yaml", "apart: ['*log*']\n",
             kTables + "data_classes.yaml:1:9: expected lower-case words joined by `-`, found `*log*`\n"},
        Case{"DataTagValue", kTables + "data_classes.yaml",
             "classes: [{class: phi}]\ntags: [{key: 'a*', value: ['*', '*hipaa*'], class: phi}]\n",
             kTables + "data_classes.yaml:2:33: expected lower-case words joined by `-`, found `*hipaa*`\n"},
        Case{"DataHolder", kTables + "data_classes.yaml",
             "classes: [{class: logs}]\nholders: [{class: logs}]\n",
             kTables + "data_classes.yaml:2:11: expected one of the keys `label` and `edge` in a holder\n"},
        Case{"LimitWithoutUnit", kTables + "limits.yaml",
             "- {concepts: [], timeout: 29, source: s, dated: '2026-11'}\n",
             kTables + "limits.yaml:1:27: expected a duration with its unit, such as `29 s`\n"},
        Case{"WordsMeaning", kTables + "words.yaml", "- {words: [a], says: tenants}\n",
             kTables + "words.yaml:1:22: unknown word `tenants`; did you mean `tenant`?\n"},
        Case{"SecretMeaning", kTables + "secrets.yaml", "- {texts: [a], says: secret}\n",
             kTables + "secrets.yaml:1:22: unknown word `secret`; expected one of assignment, key_form, placeholder\n"},
        Case{"SecretOfNothing", kTables + "secrets.yaml", "- {says: secret}\n",
             kTables + "secrets.yaml:1:3: expected one of the keys `words` and `texts` in a sign of secrets\n"},
        Case{"Verb", kTables + "verbs.yaml", "- {verb: book, mutating: 'yes'}\n",
             kTables + "verbs.yaml:1:26: expected true or false, found the text `yes`\n"},
        Case{
            "ManagedPolicy", kTables + "managed_policies.yaml",
            "- {arn: x, statements: [{effect: permit, actions: ['*']}]}\n",
            kTables +
                "managed_policies.yaml:1:34: unknown word `permit`; expected one of allow, deny\n"},
        Case{"ManagedPolicyName", kTables + "managed_policies.yaml",
             "- {arn: 'arn:*/Read*', statements: []}\n",
             kTables +
                 "managed_policies.yaml:1:9: expected the name of a policy after the last `/`, "
                 "found the pattern `Read*`\n"},
        Case{"PolicyTemplate", kTables + "sam_policy_templates.yaml",
             "- {policy: A, parameters: [Name], statements: [{actions: [a], resources: "
             "['x:${Nam}', '${AWS::Region}']}]}\n",
             kTables + "sam_policy_templates.yaml:1:75: nothing fills ${Nam}; did you mean "
                       "`Name`?\n"},
        Case{"PolicyTemplateTwice", kTables + "sam_policy_templates.yaml",
             "- {policy: A, statements: []}\n- {policy: A, statements: []}\n",
             kTables + "sam_policy_templates.yaml:2:3: policy template `A` is declared already\n"},
        Case{"ConnectorGrant", kTables + "sam_connectors.yaml",
             "types: [{type: x, arn: Arn}]\nconnectors: [{source: x, destination: x, grant: "
             "topic, permissions: {}}]\n",
             kTables + "sam_connectors.yaml:2:49: unknown word `topic`; expected one of "
                       "destination_policy, permission, queue_policy, source_policy, "
                       "topic_policy\n"},
        Case{"ConnectorType", kTables + "sam_connectors.yaml",
             "types: [{type: x, arn: Arn}]\nconnectors: [{source: x, destination: yy, grant: "
             "permission, permissions: {}}]\n",
             kTables + "sam_connectors.yaml:2:39: type `yy` is not among `types`; expected "
                       "x\n"},
        Case{"Misplaced", "rule.md", "# x\n",
             "rule.md:1:1: expected rules as threat/…/<id>.md or resilience/…/<id>.md and "
             "catalogue files as "
             "catalog/…/<name>.yaml\n"},
        Case{"Syntax", kThing, "concept: [\n",
             kThing + ":2:1: not YAML: found the end of the file; expected ',' or ']' in this […] "
                      "list\n"}),
    [](const auto& test) { return test.param.name; });

TEST(CatalogFaults, LabelsAndEdges) {
  Files files = small_vocabulary();
  for (auto& [path, text] : files) {
    if (path.ends_with("labels.yaml"))
      text += "- {label: up, is: [down]}\n- {label: down, is: [up]}\n- {label: Big}\n";
    if (path.ends_with("edges.yaml"))
      text +=
          "- {edge: read, relation: flow, data: in}\n- {edge: bind, relation: flow}\n- {edge: on, "
          "is: [read], relation: attachment}\n";
  }
  EXPECT_EQ(faults_of(files),
            "catalog/definitions/edges.yaml:6:10: label `read` is declared already (nodes and "
            "edges share one namespace)\n"
            "catalog/definitions/edges.yaml:7:3: missing key `data` in a flow's edge label\n"
            "catalog/definitions/edges.yaml:8:3: edge `on` has another relation than `read`, which "
            "it is below\n"
            "catalog/definitions/labels.yaml:11:3: `is` of `up` leads back to itself\n"
            "catalog/definitions/labels.yaml:12:3: `is` of `down` leads back to itself\n"
            "catalog/definitions/labels.yaml:13:11: expected a lower-case name with underscores, "
            "found `Big`\n");
}

TEST(CatalogFaults, AllAreReportedInOrder) {
  EXPECT_EQ(faults_of(with({{kThing, concept_file("roles: [x1]\nplace: mars\n")},
                            {kTables + "verbs.yaml", "- {verb: a}\n"}})),
            kThing +
                ":4:9: unknown label `x1`; expected one of boundary, bucket, control, data_store, "
                "external_entity, "
                "function, internet, process, rate_limit, statement\n" +
                kThing + ":5:8: unknown word `mars`; expected one of global, region\n" + kTables +
                "verbs.yaml:1:3: missing key `mutating` in a verb\n");
}

}  // namespace
}  // namespace weir
