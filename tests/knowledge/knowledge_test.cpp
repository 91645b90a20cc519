// What knowledge becomes: dumps of tables, the blob, packs on top of a base, and the rules of this
// repository.

#include "analyzer/knowledge/knowledge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/knowledge/pack.h"

namespace weir {
namespace {

using testing::HasSubstr;

Knowledge opened(const Files& files, const Knowledge* base = nullptr) {
  const auto compiled = compile(files, base);
  EXPECT_EQ(describe_faults(*compiled), "");
  auto knowledge = open_knowledge(compiled->blob);
  EXPECT_TRUE(knowledge.ok());
  return knowledge.ok() ? *knowledge : Knowledge{};
}

/// The dump from the line that starts with `from`.
std::string dump_from(const Knowledge& knowledge, const std::string& from) {
  const std::string text = dump(knowledge.catalog);
  const std::size_t at = text.find("\n" + from);
  return at == text.npos ? text : text.substr(at + 1);
}

TEST(Knowledge, AConceptBecomesTables) {
  const Knowledge knowledge =
      opened(with({{"catalog/cloud/test_thing.yaml", R"(concept: cloud.test.thing
names: {cloudformation: [Cloud::Thing], terraform: [cloud_thing]}
kind: [{kind: control, when: {limited: true}}, {kind: part}]
roles: [{role: rate_limit, when: {limited: true}}]
arn: ["arn:{name}", "arn:{id}:x"]
part_of: {cloudformation: Parent, terraform: ^parent}
place: global
within: [internet]
merges:
  terraform:
    extra: {type: cloud_extra, join: thing, many: true}
    other: {type: cloud_other, join: [^others, {a.b: [c, d], e: "f[*]"}]}
content: [{form: iam_policy, cloudformation: "Policies[*].Document"}]
items_from: [{cloudformation: "Policies[*]"}, {terraform: [own, "shared[*]"]}]
properties:
  limited: {type: boolean, cloudformation: [Rate, "Rules[Type=RATE].Limit"], terraform: rate, present: true}
  delay:   {type: duration, unit: s, cloudformation: Delay, terraform: {path: delay_ms, unit: ms, default: 7}, default: 2}
  door:    {type: auth, cloudformation: "@Door", values: {IAM: iam, "*": none}, default: unknown, why: it changed}
  zones:   {type: number, terraform: "zones[*]", take: count}
  words:   {type: list of name, terraform: "words[0].$key"}
  all:     {type: list of name, cloudformation: A, terraform: {path: [a, "b[*]"], together: true}}
items:
  statement:
    each: {cloudformation: "."}
    owner: {cloudformation: Bucket, as: cloud.storage.bucket}
    properties: {effect: {type: string, cloudformation: Effect, default: allow}}
    when: {effect: {not: absent}}
flows:
  - {kind: read, to: {cloudformation: Source, as: cloud.storage.bucket}, each: {cloudformation: "Inputs[*]"}, when: {limited: [true, false]}, why: an input}
  - {kind: entry, from: {actor: anyone}, confidence: implied}
  - {kind: read, to: {outside: "bucket:logs"}, data: both}
attaches:
  - {kind: limits, to: {cloudformation: Parent}}
)"}}));
  EXPECT_EQ(dump_from(knowledge, "concept cloud.test.thing"),
            R"(concept cloud.test.thing (rules/catalog/cloud/test_thing.yaml)
  type cloudformation Cloud::Thing
  type terraform cloud_thing
  kind control when limited = true
  kind part
  role rate_limit when limited = true
  global
  within internet
  arn arn:{name}, arn:{id}:x
  part of cloudformation .Parent; terraform ^.parent
  items from cloudformation .Policies[*]
  items from terraform .own | .shared[*]
  merge terraform extra: cloud_extra by .thing = us, many
  merge terraform other: cloud_other by it = ours ^.others, or .a.b = ours .c | .d and .e = ours .f[*]
  content iam_policy: cloudformation .Policies[*].Document
  property limited
    cloudformation .Rate | .Rules[Type=RATE].Limit, first, present, default false
    terraform .rate, first, present, default false
  property delay
    cloudformation .Delay, first, unit 1000, default 2000
    terraform .delay_ms, first, default 7
  property door
    cloudformation @Door, first, default unknown (it changed), IAM = "iam", * = "none"
  property zones
    terraform .zones[*], count, default absent
  property words
    terraform .words[0]$key, collect, default absent
  property all
    cloudformation .A, collect, default absent
    terraform .a | .b[*], collect, together, default absent
  item statement each cloudformation self when effect != absent
    owner cloudformation .Bucket as cloud.storage.bucket
    property effect
      cloudformation .Effect, first, default "allow"
  flow read from self to {cloudformation .Source as cloud.storage.bucket}, data in, declared when limited = true, false, each cloudformation .Inputs[*]: an input
  flow entry from actor anyone to self, data both, implied
  flow read from self to outside bucket:logs, data both, declared
  attach limits from self to {cloudformation .Parent}, data none, declared
)");
  EXPECT_THAT(dump(knowledge.catalog),
              HasSubstr("property limited: boolean; labels control, rate_limit; edges \n"));
  EXPECT_THAT(dump(knowledge.catalog),
              HasSubstr("property effect: string; labels statement; edges \n"));
}

TEST(Knowledge, AnItemStartsFromItsFormAndOverridesIt) {
  const Knowledge knowledge =
      opened(with({{"catalog/definitions/items.yaml",
                    "- {item: statement, name: {path: Sid}, properties: {effect: {type: string, "
                    "path: Effect}, actions: {type: list of name, path: 'Action[*]'}}}\n"},
                   {"catalog/cloud/storage_bucket.yaml", R"(concept: cloud.storage.bucket
names: {cloudformation: [Cloud::Bucket]}
kind: data_store
items:
  statement:
    each: {cloudformation: "Policy.Statement[*]"}
    properties: {effect: {cloudformation: Result}}
)"}}));
  const std::string text = dump_from(knowledge, "concept cloud.storage.bucket");
  EXPECT_THAT(
      text,
      HasSubstr(
          "    property effect\n      cloudformation .Result, first, default absent\n    property "
          "actions\n"
          "      cloudformation .Action[*], collect, default absent\n      terraform .Action[*]"));
}

TEST(Knowledge, TablesAreRead) {
  const Knowledge knowledge = opened(
      with({{"catalog/tables/actions.yaml",
             "- {actions: ['b:Get', 'a:Get'], kind: read, to: [cloud.storage.bucket]}\n- "
             "{actions: ['a:List'], kind: none}\n"},
            {"catalog/tables/data_classes.yaml",
             "classes: [{class: phi, display: PHI, sensitivity: restricted}]\ntags: [{key: "
             "[a, b], value: x, class: phi}]\n"
             "names: [{words: patient-record, class: phi}]\n"},
            {"catalog/tables/managed_policies.yaml",
             "- {arn: 'arn:*/Read', statements: [{effect: deny, actions: ['a:*'], "
             "resources: ['*'], condition_keys: [k]}]}\n"},
            {"catalog/tables/sam_policy_templates.yaml",
             "- {policy: Read, parameters: [Name], statements: [{actions: ['a:Get'], "
             "resources: ['a:${Name}'], conditions: [{operator: Is, key: k, value: v}]}]}\n"},
            {"catalog/tables/sam_connectors.yaml",
             "types: [{type: x, also: s, arn: Arn, role: Role, among: Parts}]\n"
             "connectors: [{source: x, destination: x, grant: permission, before: source, "
             "combinations: [Read], permissions: {Read: [{actions: [a], resources: [], "
             "principal: p, from: '${Source.Arn}', same_account: true}]}}]\n"},
            {"catalog/tables/principals.yaml", "- {principal: x.example, what: service}\n"},
            {"catalog/tables/verbs.yaml", "- {verb: book, mutating: true}\n"}}));
  EXPECT_THAT(dump(knowledge.catalog),
              HasSubstr(R"(actor anyone: Anyone, external_entity, public, within internet
scheme bucket: cloud.storage.bucket
action a:Get: read, data in, to cloud.storage.bucket
action b:Get: read, data in, to cloud.storage.bucket
class phi: PHI, restricted
tag rule a=x: phi 
tag rule b=x: phi 
name rule patient-record: phi
managed policy arn:*/Read
  deny a:* not  on * not  if k
policy template Read of Name
  allow  a:Get on a:${Name} if Is k=v from 
connected type x, also s: arn Arn, name , id , url , qualifier , role Role among Parts
connector x to x: permission before source, together Read
  Read
    allow p a on  if  from ${Source.Arn} in the same account
principal x.example: service
verb book: mutating
)"));
}

/// A file of managed policies of one row for each name, with the resource that its statement has.
std::pair<std::string, std::string> managed_policies(const std::string& file,
                                                     const Files& name_and_resource) {
  std::string rows;
  for (const auto& [name, resource] : name_and_resource)
    rows += "- {arn: 'arn:*/" + name + "', statements: [{actions: ['a:Get'], resources: [" +
            resource + "]}]}\n";
  return {"catalog/tables/" + file, rows};
}

/// `name resource` of all policies of the name, in the order in which they count.
std::vector<std::string> policies_named(const Catalog& catalog, const std::string& name) {
  std::vector<std::string> found;
  for (const ManagedPolicyRecord& policy : catalog.managed_policies_named(name))
    for (const ManagedStatement& one :
         Catalog::slice(catalog.managed_statements, policy.statements))
      for (const Text text : Catalog::slice(catalog.texts, one.resources))
        found.push_back(std::string(catalog.text(policy.arn)) + " " +
                        std::string(catalog.text(text)));
  return found;
}

TEST(Knowledge, OfManagedPoliciesTheFirstRowCountsAndAPackBeforeWhatIsBuiltIn) {
  const std::pair<std::string, std::string> actions = {
      "catalog/tables/actions.yaml", "- {actions: ['a:Get'], kind: read, to: []}\n"};
  const Knowledge base = opened(with(
      {actions,
       managed_policies("managed_policies/packaged.yaml", {{"A", "p"}, {"B", "p"}, {"p/A", "q"}}),
       managed_policies("managed_policies.yaml", {{"C", "h"}, {"A", "h"}})}));
  using Found = std::vector<std::string>;
  EXPECT_EQ(policies_named(base.catalog, "A"), (Found{"arn:*/A h", "arn:*/A p", "arn:*/p/A q"}));
  EXPECT_EQ(policies_named(base.catalog, "C"), (Found{"arn:*/C h"}));
  EXPECT_EQ(policies_named(base.catalog, "D"), Found{});

  const Knowledge pack = opened({managed_policies("managed_policies.yaml", {{"B", "own"}})}, &base);
  EXPECT_EQ(policies_named(pack.catalog, "B"), (Found{"arn:*/B own", "arn:*/B p"}));
  EXPECT_EQ(policies_named(pack.catalog, "C"), (Found{"arn:*/C h"}));
}

TEST(Knowledge, AManagedPolicyKeepsTheActionsThatAreKnown) {
  const Knowledge knowledge = opened(
      with({{"catalog/tables/actions.yaml",
             "- {actions: ['a:Get'], kind: read, to: []}\n- {actions: ['a:List'], kind: none}\n"},
            {"catalog/tables/managed_policies.yaml", R"(
- arn: 'arn:*/Some'
  statements:
    - {actions: ['A:g*', 'a:List', 'b:Get'], not_resources: [x]}
    - {actions: ['a:List']}
    - {effect: deny, not_actions: ['a:List'], resources: ['*']}
- {arn: 'arn:*/None', statements: [{actions: ['b:*'], resources: ['*']}]}
)"}}));
  EXPECT_THAT(dump(knowledge.catalog), HasSubstr(R"(managed policy arn:*/None
managed policy arn:*/Some
  allow A:g* not  on  not x if 
  deny  not a:List on * not  if 
)"));
}

TEST(Knowledge, ARuleKeepsWhatItsFileSays) {
  const Knowledge knowledge = opened(with({{"threat/cost/slow-function.md", rule_with()}}));
  const Rules& rules = knowledge.rules;
  const RuleRecord* rule = rules.find("slow-function");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rules.text(rule->title), "A function may take too long");
  EXPECT_EQ(rules.text(rule->file), "rules/threat/cost/slow-function.md");
  EXPECT_EQ(rules.text(rule->help_markdown), "Functions that take long cost much.\n");
  EXPECT_EQ(rule->severity, 4.5);
  EXPECT_EQ(rule->precision, Precision::high);
  EXPECT_EQ(rule->tags.count, 2u);
  EXPECT_EQ(rule->statement.assets.count, 2u);
  const auto action = Catalog::slice(rules.queries.message_parts, rule->statement.action.parts);
  ASSERT_EQ(action.size(), 3u);
  EXPECT_EQ(rules.text(action[0].text), "keep ");
  EXPECT_TRUE(action[1].is_place);
  const auto mitigations = Catalog::slice(rules.mitigations, rule->mitigations);
  ASSERT_EQ(mitigations.size(), 1u);
  EXPECT_EQ(rules.text(mitigations[0].advice), "limit requests");
  EXPECT_TRUE(mitigations[0].compiled.enough);
  EXPECT_EQ(rules.find("slow"), nullptr);
}

TEST(Knowledge, ADefineAddsAProperty) {
  const std::string rule = rule_with("f.timeout > 10s", "f.slow = true");
  EXPECT_EQ(faults_of(with({{"threat/cost/slow-function.md", rule},
                            {"catalog/definitions/defines.yaml",
                             "- 'define function.slow = self.timeout > 10s'\n"}})),
            "");
}

TEST(Knowledge, ADamagedBlobIsRefused) {
  const auto compiled = compile(small_vocabulary());
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, compiled->blob.size() / 2}) {
    const auto knowledge = open_knowledge(compiled->blob.substr(0, size));
    ASSERT_FALSE(knowledge.ok()) << size;
    EXPECT_EQ(knowledge.error().message,
              "the compiled rules are damaged or of another format than " +
                  std::to_string(kKnowledgeFormat));
  }
  std::string other = compiled->blob;
  other[0] = static_cast<char>(other[0] ^ 1);
  EXPECT_FALSE(open_knowledge(other).ok());
}

TEST(Knowledge, APackAddsToItsBase) {
  const Knowledge base = opened(with({{"threat/cost/slow-function.md", rule_with()}}));
  std::string second = rule_with("id: slow-function", "id: also-slow");
  const Knowledge both = opened({{"threat/cost/also-slow.md", second},
                                 {"catalog/my/own_thing.yaml",
                                  "concept: my.own.thing\nnames: {terraform: [my_thing]}\nkind: "
                                  "process\nproperties: {timeout: {unit: ms, terraform: t}}\n"}},
                                &base);
  EXPECT_NE(both.rules.find("slow-function"), nullptr);
  ASSERT_NE(both.rules.find("also-slow"), nullptr);
  EXPECT_EQ(both.rules.text(both.rules.find("also-slow")->file), "threat/cost/also-slow.md");
  EXPECT_TRUE(both.catalog.concept_of(Language::terraform, "my_thing").valid());
  EXPECT_TRUE(both.catalog.concept_of(Language::cloudformation, "Cloud::Function").valid());
  const std::string text = dump(base.catalog);
  EXPECT_THAT(dump(both.catalog),
              HasSubstr(text.substr(text.find("concept cloud.compute.function"))));
}

TEST(Knowledge, TypesThatAProviderMirrorsHaveItsNamesToo) {
  const Knowledge knowledge = opened(
      with({{"catalog/definitions/languages.yaml",
             "- {language: cloudformation, mirrored: {types: 'Cloud::', as: cc_}}\n"},
            {"catalog/cloud/db_table.yaml",
             "concept: cloud.db.table\nnames: {cloudformation: ['Cloud::DB::GlobalTable', "
             "'Other::DB::Table']}\nkind: process\n"}}));
  const ConceptId table = knowledge.catalog.concept_of(Language::cloudformation, "Cloud::DB::GlobalTable");
  EXPECT_TRUE(table.valid());
  EXPECT_EQ(knowledge.catalog.concept_of(Language::cloudformation, "cc_db_global_table"), table);
  EXPECT_FALSE(knowledge.catalog.concept_of(Language::cloudformation, "cc_db_table").valid());
}

TEST(Knowledge, APackCannotTakeANameOfItsBase) {
  const Knowledge base = opened(with({{"threat/cost/slow-function.md", rule_with()}}));
  EXPECT_EQ(
      faults_of(
          {{"threat/cost/slow-function.md", rule_with()},
           {"catalog/cloud/storage_bucket.yaml", "concept: cloud.storage.bucket\nkind: process\n"}},
          &base),
      "catalog/cloud/storage_bucket.yaml:1:10: concept `cloud.storage.bucket` is declared already\n"
      "threat/cost/slow-function.md:2:5: rule `slow-function` exists already\n");
}

TEST(Knowledge, TheSameFilesInAnotherOrderGiveTheSameBytes) {
  Files files = with({{"threat/cost/slow-function.md", rule_with()}});
  const std::string blob = compile(files)->blob;
  EXPECT_FALSE(blob.empty());
  EXPECT_EQ(compile({files.rbegin(), files.rend()})->blob, blob);
}

TEST(Knowledge, RulesOfThisRepositoryCompile) {
  const std::string folder = std::string(WEIR_SOURCE_DIR) + "/rules";
  auto files = read_knowledge_files(folder);
  ASSERT_TRUE(files.ok()) << files.error().message;
  const auto compiled = compile_knowledge(std::move(*files), nullptr);
  EXPECT_EQ(describe_faults(*compiled, "rules"), "");
  EXPECT_TRUE(open_knowledge(compiled->blob).ok());
}

TEST(Knowledge, AFolderThatIsNotThere) {
  const auto files = read_knowledge_files("/nowhere/rules");
  ASSERT_FALSE(files.ok());
  EXPECT_EQ(files.error().message, "cannot read rules from /nowhere/rules: expected a folder");
}

}  // namespace
}  // namespace weir
