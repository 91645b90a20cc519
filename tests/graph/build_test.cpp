// Inference on small hand-made models: what becomes a node, a flow, an access, an open end.

#include "analyzer/graph/build.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/graph/small_catalog.h"

namespace weir::graph_test {
namespace {

/// A catalogue with functions, tables, queues, roles and models.
class BuildTest : public ::testing::Test {
 protected:
  BuildTest() {
    sync_ = c_.edge("sync", EdgeRelation::flow);
    access_ = c_.edge("access", EdgeRelation::flow, DataDirection::both, {sync_});
    read_ = c_.edge("read", EdgeRelation::flow, DataDirection::in, {access_});
    write_ = c_.edge("write", EdgeRelation::flow, DataDirection::out, {access_});
    prompt_ = c_.edge("prompt", EdgeRelation::flow, DataDirection::both, {sync_});
    poll_ = c_.edge("poll", EdgeRelation::flow, DataDirection::in);
    limits_ = c_.edge("limits", EdgeRelation::attachment);
    const LabelId statement = c_.label("statement", {c_.view().label("item")});
    const LabelId policy = c_.label("policy", {c_.view().label("identity")});
    const LabelId model = c_.label("model");
    const PropertyId effect = c_.property("effect", Scalar::name);
    const PropertyId actions = c_.property("actions", Scalar::name, true);
    const PropertyId resources = c_.property("resources", Scalar::name, true);
    const PropertyId keys = c_.property("condition_keys", Scalar::name, true);
    c_.property("used", Scalar::boolean);
    const std::vector<PropertyRule> form = {
        {effect, c_.path("Effect")},
        {actions, c_.path("Action[*]")},
        {resources, c_.path("Resource[*]")},
        {keys, c_.path("Condition[*].key")},
        {c_.property("not_actions", Scalar::name, true), c_.path("NotAction[*]")},
        {c_.property("not_resources", Scalar::name, true), c_.path("NotResource[*]")}};
    table_ = c_.add({.name = "table",
                     .type = "Table",
                     .kind = ConceptKind::data_store,
                     .physical_name = "TableName",
                     .arns = {"arn:*:tables:*:*:table/{name}"}});
    queue_ = c_.add({.name = "queue", .type = "Queue", .kind = ConceptKind::data_store});
    model_ = c_.add(
        {.name = "model", .type = "", .roles = {model}, .arns = {"arn:*:brain:*::model/{name}"}});
    role_ = c_.add({.name = "role",
                    .type = "Role",
                    .kind = ConceptKind::identity,
                    .items = {{statement, "Statements[*]", "Sid", form, ""}},
                    .attaches = {{.kind = limits_, .from = "Boundary"}}});
    c_.add({.name = "policy",
            .type = "Policy",
            .kind = ConceptKind::identity,
            .roles = {policy},
            .items = {{statement, "Statements[*]", "Sid", form, "Roles[*]"}}});
    function_ =
        c_.add({.name = "function",
                .type = "Function",
                .flows = {{.kind = poll_, .to = "Source", .as = queue_}},
                .attaches = {{.kind = c_.view().edge("runs_as"), .to = "Role", .as = role_}},
                .uses = "Env[*]"});
    c_.scheme("tables", table_);
    c_.scheme("brain", model_);
    c_.action("tables:Get", read_, {table_});
    c_.action("tables:Put", write_, {table_});
    c_.action("brain:Ask", prompt_, {model_});
  }

  void build() {
    dfd_ = build_dfd(m_.model, c_.view(), sources_);
    view_ = c_.view();
  }

  /// "from -kind-> to (confidence)" of every flow, sorted.
  std::vector<std::string> flows() const {
    static const char* const kConfidence[] = {"declared", "implied", "possible"};
    std::vector<std::string> out;
    for (const Flow& f : dfd_.flows)
      out.push_back(dfd_[f.from].address + " -" + std::string(view_.name(f.kind)) + "-> " +
                    dfd_[f.to].address + " (" + kConfidence[static_cast<int>(f.confidence)] + ")");
    std::sort(out.begin(), out.end());
    return out;
  }

  /// "principal kind {members}" of every access, sorted.
  std::vector<std::string> access() const {
    std::vector<std::string> out;
    for (const Access& a : dfd_.access) {
      std::vector<std::string> members;
      for (const NodeId n : dfd_.targets[a.target.index()].members)
        members.push_back(dfd_[n].address);
      std::sort(members.begin(), members.end());
      std::string text = dfd_[a.principal].address + " " + std::string(view_.name(a.kind)) + " {";
      for (const std::string& one : members) text += " " + one;
      out.push_back(text + " }");
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  std::vector<std::string> open_ends() const {
    std::vector<std::string> out;
    for (const OpenEnd& o : dfd_.open_ends)
      out.push_back(dfd_[o.node].address + (o.outgoing ? " -" : " <-") +
                    (o.label.valid() ? std::string(view_.name(o.label)) : "*"));
    std::sort(out.begin(), out.end());
    return out;
  }

  ValueId statements(const std::vector<ValueId>& all) {
    return m_.map({{"Statements", m_.list(all)}});
  }
  ValueId function(std::vector<std::pair<std::string, ValueId>> env) {
    return m_.map({{"Role", m_.ref("Role", "Arn")}, {"Env", m_.map(env)}});
  }

  SmallCatalog c_;
  SmallModel m_;
  SourceMap sources_;
  Dfd dfd_;
  Catalog view_;
  EdgeLabelId sync_, access_, read_, write_, prompt_, poll_, limits_;
  ConceptId table_, queue_, model_, role_, function_;
};

using Texts = std::vector<std::string>;

TEST_F(BuildTest, AnUnknownTypeMakesNothingButIsCounted) {
  m_.resource("T", "Table", m_.map({}));
  m_.resource("X", "Strange", m_.map({{"Uses", m_.ref("T")}}));
  build();
  EXPECT_EQ(dfd_.coverage.resources, 2u);
  EXPECT_EQ(dfd_.coverage.modelled, 1u);
  ASSERT_EQ(dfd_.coverage.not_modelled.size(), 1u);
  EXPECT_EQ(dfd_.coverage.not_modelled[0].first, "Strange");
  EXPECT_EQ(open_ends(), Texts{});
}

TEST_F(BuildTest, WhatIsIgnoredIsCountedApart) {
  c_.add({.name = "setting", .type = "Setting", .kind = ConceptKind::ignored});
  c_.add({.name = "part", .type = "Part", .kind = ConceptKind::part});
  m_.resource("S", "Setting", m_.map({}));
  m_.resource("P", "Part", m_.map({}));
  build();
  EXPECT_EQ(dfd_.coverage.resources, 2u);
  EXPECT_EQ(dfd_.coverage.modelled, 1u);
  EXPECT_EQ(dfd_.coverage.ignored, (decltype(dfd_.coverage.ignored){{"Setting", 1}}));
}

TEST_F(BuildTest, ASettingThatNamesATableAndAPermissionMakeAFlow) {
  m_.resource("Orders", "Table", m_.map({}));
  m_.resource("Users", "Table", m_.map({}));
  m_.resource("Role", "Role",
              statements({m_.statement("allow", {"tables:Get"},
                                       {m_.ref("Orders", "Arn"), m_.ref("Users", "Arn")})}));
  m_.resource("F", "Function", function({{"TABLE", m_.ref("Orders")}}));
  build();
  EXPECT_EQ(access(), (Texts{"Role read { Orders Users }"}));
  EXPECT_EQ(flows(), (Texts{"F -read-> Orders (declared)"}))
      << "no possible flow beside a narrower target";
  EXPECT_EQ(dfd_.flows[0].evidence.size(), 2u) << "the setting and the statement";
}

TEST_F(BuildTest, ANameOfTooManyThingsIsNothingInParticular) {
  for (int i = 0; i < 20; ++i)
    m_.resource("T" + std::to_string(i), "Table", m_.map({{"TableName", m_.text("x")}}));
  m_.resource("Role", "Role", statements({m_.statement("allow", {"tables:Get"}, {m_.text("*")})}));
  m_.resource("F", "Function", function({{"TABLE", m_.text("x")}}));
  build();
  EXPECT_EQ(flows(), Texts{});
}

TEST_F(BuildTest, APermissionForOneThingIsGivenForAPurpose) {
  m_.resource("Orders", "Table", m_.map({}));
  m_.resource("Role", "Role",
              statements({m_.statement("allow", {"tables:*"}, {m_.ref("Orders", "Arn")})}));
  m_.resource("F", "Function", function({}));
  build();
  EXPECT_EQ(flows(), (Texts{"F -read-> Orders (implied)", "F -write-> Orders (implied)"}));
}

TEST_F(BuildTest, APermissionForEverythingSaysNothingOfWhatIsDone) {
  m_.resource("Orders", "Table", m_.map({}));
  m_.resource("Role", "Role", statements({m_.statement("allow", {"tables:*"}, {m_.text("*")})}));
  m_.resource("F", "Function", function({}));
  build();
  EXPECT_EQ(flows(), Texts{});
}

TEST_F(BuildTest, APermissionForEveryActionIsOnlyPossible) {
  m_.resource("Orders", "Table", m_.map({}));
  m_.resource("Role", "Role",
              statements({m_.statement("allow", {"*"}, {m_.ref("Orders", "Arn")})}));
  m_.resource("F", "Function", function({}));
  build();
  EXPECT_EQ(flows(), (Texts{"F -read-> Orders (possible)", "F -write-> Orders (possible)"}));
}

TEST_F(BuildTest, ARoleOfSeveralSaysOfNoneWhatItDoes) {
  m_.resource("Orders", "Table", m_.map({}));
  m_.resource("Role", "Role",
              statements({m_.statement("allow", {"tables:Get"}, {m_.ref("Orders", "Arn")})}));
  m_.resource("F", "Function", function({}));
  m_.resource("G", "Function", function({}));
  build();
  EXPECT_EQ(flows(), Texts{});
}

TEST_F(BuildTest, TheSameNameWithTheSameHolesIsTheSameTable) {
  const ValueId account =
      m_.model.values.add_unknown(UnknownKind::pseudo, "the account", "Account", {});
  m_.resource("Orders", "Table", m_.map({{"TableName", m_.join({m_.text("orders-"), account})}}));
  m_.resource("Role", "Role", statements({m_.statement("allow", {"tables:Get"}, {m_.text("*")})}));
  m_.resource("F", "Function", function({{"TABLE", m_.join({m_.text("orders-"), account})}}));
  m_.resource("G", "Function", function({{"TABLE", m_.text("orders-1")}}));
  build();
  const Texts all = flows();
  EXPECT_TRUE(std::count(all.begin(), all.end(), "F -read-> Orders (declared)"));
  EXPECT_FALSE(std::count(all.begin(), all.end(), "G -read-> Orders (declared)"));
}

TEST_F(BuildTest, AReferenceInsideALongerNameIsNotThatResource) {
  m_.resource("Orders", "Table", m_.map({}));
  m_.resource("Role", "Role",
              statements({m_.statement("allow", {"tables:Get"},
                                       {m_.join({m_.ref("Orders", "Arn"), m_.text("-backup")})})}));
  build();
  EXPECT_EQ(access(), Texts{});
}

TEST_F(BuildTest, WildcardsCoverWhatTheyMustCover) {
  m_.resource("Named", "Table", m_.map({{"TableName", m_.text("prod-orders")}}));
  m_.resource("Unnamed", "Table", m_.map({}));
  m_.resource(
      "Role", "Role",
      statements(
          {m_.statement("allow", {"tables:Get"}, {m_.text("arn:aws:tables:*:*:table/*")}),
           m_.statement("allow", {"tables:Put"}, {m_.text("arn:aws:tables:*:*:table/prod-*")})}));
  build();
  EXPECT_EQ(access(),
            (Texts{"Role read { Named Unnamed tables:* }", "Role write { Named tables:* }"}))
      << "a name that deployment invents is covered by * only";
  EXPECT_TRUE(dfd_.targets[dfd_.access[0].target.index()].covers_outside);
}

TEST_F(BuildTest, ACertainDenialTakesAwayAndAConditionalOneDoesNot) {
  m_.resource("A", "Table", m_.map({}));
  m_.resource("B", "Table", m_.map({}));
  const ValueId both[] = {m_.ref("A", "Arn"), m_.ref("B", "Arn")};
  const ValueId allow = m_.statement("allow", {"tables:Get"}, {both[0], both[1]});
  const ValueId deny = m_.statement("deny", {"tables:*"}, {both[0]});
  const ValueId conditional = m_.map({{"Effect", m_.text("deny")},
                                      {"Action", m_.list({m_.text("*")})},
                                      {"Resource", m_.list({m_.text("*")})},
                                      {"Condition", m_.list({m_.map({{"key", m_.text("k")}})})}});
  m_.resource("Role", "Role", statements({allow, deny, conditional}));
  build();
  EXPECT_EQ(access(), (Texts{"Role read { B }"}));
}

TEST_F(BuildTest, NotActionAndNotResourceAreEverythingElse) {
  m_.resource("A", "Table", m_.map({}));
  m_.resource("B", "Table", m_.map({}));
  const ValueId rest = m_.map({{"Effect", m_.text("allow")},
                               {"NotAction", m_.list({m_.text("BRAIN:*"), m_.text("tables:Put")})},
                               {"NotResource", m_.list({m_.ref("A", "Arn")})}});
  m_.resource("Role", "Role", statements({rest}));
  build();
  EXPECT_EQ(access(), (Texts{"Role read { B tables:* }"}))
      << "actions are compared without regard to case";
}

TEST_F(BuildTest, ABoundaryLimitsWhatARoleCanBeGranted) {
  m_.resource("A", "Table", m_.map({}));
  m_.resource("Bound", "Policy",
              statements({m_.statement("allow", {"tables:Get"}, {m_.text("*")})}));
  m_.resource("Role", "Role",
              m_.map({{"Boundary", m_.ref("Bound")},
                      {"Statements",
                       m_.list({m_.statement("allow", {"tables:*"}, {m_.ref("A", "Arn")})})}}));
  // without an owner of its own the statement of the bound stays the policy's
  c_.tables.item_rules.back().owner = {};
  build();
  EXPECT_EQ(access(), (Texts{"Role read { A }"}));
}

TEST_F(BuildTest, WhatAPolicyHoldsIsTheRolesForOneOfThreeReasons) {
  c_.tables.concepts[role_.index()].items_from = {
      static_cast<std::uint32_t>(c_.tables.selectors.size()), 1};
  c_.tables.selectors.push_back(c_.path("Attached[*]"));
  const LabelId label = c_.view().label("statement");
  c_.add({.name = "shared",
          .type = "Shared",
          .kind = ConceptKind::identity,
          .items = {{label, "Statements[*]", "Sid", {}, ""}}});
  const Range none{};
  c_.tables.managed_statements.push_back({true, none, none, none, none, none});
  c_.tables.managed_policies.push_back({c_.tables.pool.add("arn:*/ReadAll"), {0, 1}});
  const ValueId statement = m_.statement("allow", {"tables:Get"}, {m_.text("*")});
  m_.resource("Read", "Shared", statements({statement}));
  m_.resource("Role", "Role",
              m_.map({{"Statements", m_.list({statement})},
                      {"Attached", m_.list({m_.ref("Read"), m_.text("arn:x/ReadAll")})}}));
  m_.resource("Also", "Policy",
              m_.map({{"Roles", m_.list({m_.ref("Role")})}, {"Statements", m_.list({statement})}}));
  build();
  std::vector<std::string> reasons;
  for (const Attachment& one : dfd_.attachments)
    if (view_.name(one.kind) == "has" && dfd_[one.source].address == "Role")
      reasons.push_back(dfd_[one.target].address + ": " + one.evidence.at(0).why);
  std::sort(reasons.begin(), reasons.end());
  EXPECT_EQ(reasons, (Texts{"Also/statement[0]: Role is named there",
                            "Read/statement[0]: Read is attached there",
                            "Role/statement[0]: it is written there",
                            "Role/statement[ReadAll.0]: ReadAll is attached there"}));
}

TEST_F(BuildTest, AnUnknownResourceLeavesTheRoleOpenForThatKindOnly) {
  const ValueId imported =
      m_.model.values.add_unknown(UnknownKind::import, "an export of another stack", "X", {});
  m_.resource("Role", "Role", statements({m_.statement("allow", {"tables:Get"}, {imported})}));
  build();
  EXPECT_EQ(open_ends(), (Texts{"Role -read"}));
}

TEST_F(BuildTest, AParameterBecomesANodeThatIsOpenForAll) {
  m_.resource("F", "Function", m_.map({{"Source", m_.parameter("QueueArn")}}));
  build();
  EXPECT_EQ(flows(), (Texts{"F -poll-> param:QueueArn (declared)"}));
  EXPECT_EQ(open_ends(), (Texts{"param:QueueArn -*", "param:QueueArn <-*"}));
}

TEST_F(BuildTest, AnImportLeavesTheOtherEndOpenForThisLabel) {
  const ValueId imported = m_.model.values.add_unknown(UnknownKind::import, "an export", "X", {});
  m_.resource("F", "Function", m_.map({{"Source", imported}}));
  build();
  EXPECT_EQ(open_ends(), (Texts{"F -poll"}));
}

TEST_F(BuildTest, AModelNamedByASettingIsTheOneThatIsAsked) {
  m_.resource("Role", "Role", statements({m_.statement("allow", {"brain:Ask"}, {m_.text("*")})}));
  m_.resource(
      "F", "Function",
      function({{"MODEL_ID", m_.text("us.maker.mind-3:0")}, {"HOST", m_.text("www.example.org")}}));
  build();
  EXPECT_EQ(flows(), (Texts{"F -prompt-> brain:us.maker.mind-3:0 (declared)"}));
}

TEST_F(BuildTest, AConditionOfTheResourceHoldsForItsFlows) {
  const Guard yes = m_.model.guards.is(m_.model.guards.atom("condition Use", {"true", "false"}), 0);
  m_.resource("Q", "Queue", m_.map({}));
  m_.resource("F", "Function", m_.map({{"Source", m_.ref("Q")}}), yes);
  build();
  ASSERT_EQ(dfd_.flows.size(), 1u);
  EXPECT_EQ(dfd_.flows[0].exists, yes);
}

TEST_F(BuildTest, TheDumpIsTheSameWhateverTheOrderOfEdges) {
  m_.resource("Q", "Queue", m_.map({}));
  m_.resource("F", "Function", m_.map({{"Source", m_.ref("Q")}}));
  build();
  const std::string text = dump(dfd_, view_, sources_);
  EXPECT_NE(
      text.find("flow F -poll-> Q data in, declared\n  because the attribute Source names Q\n"),
      std::string::npos)
      << text;
  std::reverse(dfd_.attachments.begin(), dfd_.attachments.end());
  EXPECT_EQ(dump(dfd_, view_, sources_), text);
}

}  // namespace
}  // namespace weir::graph_test
