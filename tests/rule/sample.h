#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analyzer/rule/results.h"

/// A small system by hand, for the tests of everything that words or writes findings: users call an
/// API, its function prompts a model and may read two tables of records.
namespace weir::sample {

inline constexpr std::string_view kTemplate =
    "Api:\n"                       // line 1
    "  Routes: [ask]\n"            // 2
    "Chat:\n"                      // 3
    "  Model: m-1\n"               // 4
    "  Policy:\n"                  // 5
    "    - Action: read\n"         // 6
    "Records:\n"                   // 7
    "  Tags: {data: phi}\n"        // 8
    "Letters:\n"                   // 9
    "  Tags: {data: phi, pii}\n";  // 10

inline constexpr std::string_view kQuery =
    "match (actor:external_entity)-[p:entry|invoke+]->(chat:process)-[ask:prompt]->(model:model),\n"
    "      (store:data_store)=[d:may read]=>(chat)\n"
    "where store.data != absent\n"
    "report ask \"prompts from {actor} reach {model}, and {chat} can put {store.data} records of "
    "{store} into the answer\"";

/// Labels, edge labels and properties that the sample uses.
class Vocabulary {
 public:
  /// `moves`: with rows that move severities.
  explicit Vocabulary(bool moves = false) {
    for (const char* name : {"external_entity", "process", "data_store", "model", "statement",
                             "guardrail", "internet"}) {
      tables_.labels.push_back({text(name), refs(tables_.label_refs, tables_.labels.size())});
    }
    using enum EdgeRelation;
    edge("entry", flow, DataDirection::both);
    edge("invoke", flow, DataDirection::both);
    edge("prompt", flow, DataDirection::both);
    edge("read", flow, DataDirection::in);
    edge("protects", attachment, DataDirection::none);
    edge("within", structure, DataDirection::none);
    edge("has", structure, DataDirection::none);
    tables_.members = {{text("pii"), text("personal")}, {text("phi"), text("PHI")}};
    tables_.enums.push_back({text("data_class"), false, {0, 2}});
    tables_.data_classes.push_back({text("phi"), text("PHI"), text("restricted")});
    tables_.data_classes.push_back({text("pii"), text("personal"), text("confidential")});
    PropertyRecord data{text("data"), Scalar::enumeration, true, EnumId(0), {}, {}};
    data.labels = refs(tables_.label_refs, 2);
    tables_.properties.push_back(data);
    PropertyRecord auth{text("auth"), Scalar::name, false, {}, {}, {}};
    auth.edges = refs(tables_.edge_refs, 0);
    tables_.properties.push_back(auth);
    const auto member = static_cast<std::uint32_t>(tables_.members.size());
    for (const char* name : {"public", "partner", "organisation"})
      tables_.members.push_back({text(name), text(name)});
    tables_.enums.push_back({text("trust"), true, {member, 3}});
    PropertyRecord trust{text("trust"), Scalar::enumeration, false, EnumId(1), {}, {}};
    trust.labels = refs(tables_.label_refs, 0);
    tables_.properties.push_back(trust);
    judgement_.taxa = {{text("LLM01"), text("Prompt Injection")}, {text("tampering"), text("Tampering")}};
    judgement_.taxonomies = {
        {text("cwe"), text("CWE"), text("MITRE"), text("https://cwe.mitre.org/"), text("Common Weakness Enumeration"), {}},
        {text("owasp-llm"), text("OWASP LLM Top 10"), text("OWASP"), text("https://x"), text("OWASP"), {0, 1}},
        {text("stride"), text("STRIDE"), text("Microsoft"), text("https://y"), text("STRIDE"), {1, 1}}};
    if (moves) add_moves();
  }
  Catalog catalog() const { return view(tables_); }
  JudgementCatalog judgement() const { return view(judgement_, tables_.pool.bytes()); }

 private:
  Text text(std::string_view t) { return tables_.pool.add(t); }
  template <class T>
  static Range refs(std::vector<Id<T>>& all, std::size_t id) {
    all.push_back(Id<T>(id));
    return {static_cast<std::uint32_t>(all.size() - 1), 1};
  }
  void add_moves() {
    move("exposure", MoveOf::path_start, PropertyId(2), {"public"}, 0.5, "{it} may be anybody");
    move("data", MoveOf::asset, PropertyId(0), {"phi"}, 0.4, "{it} holds {value} data");
    move("mitigation", MoveOf::mitigation, {}, {}, -0.4, "it is mitigated in part ({it})");
    move("environment", MoveOf::system, {}, {"test"}, -1.5, "the environment is {value} ({it})");
  }
  void move(const char* name, MoveOf of, PropertyId property, std::vector<std::string_view> values,
            double by, const char* why) {
    const Range range{static_cast<std::uint32_t>(judgement_.values.size()),
                      static_cast<std::uint32_t>(values.size())};
    for (const std::string_view value : values) judgement_.values.push_back(text(value));
    judgement_.moves.push_back({text(name), of, true, property, range, by, text(why)});
  }
  void edge(const char* name, EdgeRelation relation, DataDirection data) {
    tables_.edges.push_back(
        {text(name), relation, data, refs(tables_.edge_refs, tables_.edges.size())});
  }
  CatalogTables tables_;
  JudgementTables judgement_;
};

/// A rule before it is compiled. `goals` and `assets` may be empty.
struct RuleText {
  std::string id = "prompts-reach-records";
  std::string title = "Prompts reach records";
  RuleKind kind = RuleKind::threat;
  double severity = 8.6;
  std::string query = std::string(kQuery);
  std::string source = "an external threat actor";
  std::string prerequisites = "access to the public facing application";
  std::string action = "inject malicious prompts which overwrite existing system prompts";
  std::string impact = "{store.data} records held in {store} being returned to the caller";
  std::vector<std::string> goals = {"confidentiality"};
  std::vector<std::string> assets = {"the {store.data} data in {store}"};
  std::vector<std::string> folds = {};
  std::string at = "";          ///< what may carry its mitigation
  std::string satisfied = "exists ((g:guardrail)-[:protects]->(ask))";
  bool enough = false;
};

/// Rules compiled from their parts, as analyzer/knowledge would.
class RuleBook {
 public:
  RuleBook(const Catalog& catalog, const std::vector<RuleText>& texts)
      : compiler_(catalog, queries_, pool_) {
    for (const RuleText& text : texts) add(text);
  }
  Rules rules() const {
    Rules rules;
    rules.pool = pool_.bytes();
    rules.rules = tables_.rules;
    rules.mitigations = tables_.mitigations;
    rules.templates = tables_.templates;
    rules.texts = tables_.texts;
    rules.queries = query::view(queries_, pool_.bytes());
    return rules;
  }

 private:
  void add(const RuleText& text) {
    const query::MitigationSource guardrail{"guardrail", text.satisfied, text.enough};
    const std::vector<query::MitigationSource> mitigations =
        text.query == kQuery ? std::vector{guardrail} : std::vector<query::MitigationSource>{};
    auto compiled = compiler_.rule(text.query, mitigations);
    if (const auto* faults = std::get_if<1>(&compiled)) {
      FAIL() << text.id << ": " << faults->front().message;
    }
    const auto& rule = std::get<0>(compiled);
    RuleRecord record;
    record.id = pool_.add(text.id);
    record.title = pool_.add(text.title);
    record.kind = text.kind;
    record.severity = text.severity;
    record.precision = Precision::high;
    record.tags = all({"class/prompt-injection", "cwe/CWE-1427"});
    record.statement = {fill(rule.query, text.source),
                        fill(rule.query, text.prerequisites),
                        fill(rule.query, text.action),
                        fill(rule.query, text.impact),
                        all(text.goals),
                        {}};
    record.statement.assets.first = static_cast<std::uint32_t>(tables_.templates.size());
    for (const std::string& asset : text.assets) {
      tables_.templates.push_back(fill(rule.query, asset));
    }
    record.statement.assets.count = static_cast<std::uint32_t>(text.assets.size());
    record.folds = all(text.folds);
    record.query = rule.query;
    record.help_markdown = pool_.add("Records leave with the **answer**.\n\n## Flagged\n\nNone.\n");
    record.file = pool_.add("threat/genai/" + text.id + ".md");
    record.mitigations.first = static_cast<std::uint32_t>(tables_.mitigations.size());
    for (std::size_t i = 0; i < mitigations.size(); ++i) {
      tables_.mitigations.push_back({pool_.add(mitigations[i].id),
                                     pool_.add("attach a guardrail"),
                                     pool_.add(mitigations[i].satisfied),
                                     rule.mitigations[i],
                                     text.at.empty() ? Range{} : all({text.at})});
    }
    record.mitigations.count = static_cast<std::uint32_t>(mitigations.size());
    tables_.rules.push_back(record);
  }

  Range all(const std::vector<std::string>& texts) {
    const auto first = static_cast<std::uint32_t>(tables_.texts.size());
    for (const std::string& text : texts) tables_.texts.push_back(pool_.add(text));
    return {first, static_cast<std::uint32_t>(texts.size())};
  }

  /// A template with `{place}` holes.
  TemplateRecord fill(std::uint32_t query, std::string_view text) {
    std::vector<query::MessagePart> parts;
    while (!text.empty()) {
      const std::size_t open = text.find('{');
      if (open != 0) parts.push_back({pool_.add(text.substr(0, open)), false, {}});
      if (open == text.npos) break;
      const std::size_t close = text.find('}', open);
      const auto place = compiler_.place(query, text.substr(open + 1, close - open - 1));
      if (!place) ADD_FAILURE() << "no such place: " << text;
      if (place) parts.push_back({{}, true, *place});
      text.remove_prefix(close + 1);
    }
    const auto first = static_cast<std::uint32_t>(queries_.message_parts.size());
    queries_.message_parts.insert(queries_.message_parts.end(), parts.begin(), parts.end());
    return {{first, static_cast<std::uint32_t>(parts.size())}};
  }

  query::QueryTables queries_;
  TextPool pool_;
  RuleTables tables_;
  query::Compiler compiler_;
};

/// The graph of kTemplate. Names can be chosen, for hostile ones.
class System {
 public:
  explicit System(const Catalog& catalog, std::string records_name = "Records",
                  std::string path = "app/template.yaml")
      : catalog_(catalog), file_(sources.add_file(std::move(path), std::string(kTemplate))) {
    using enum GraphNodeKind;
    dfd.units.push_back({.path = "app/template.yaml",
                         .language = Language::cloudformation,
                         .system = "",
                         .scope = "",
                         .environment = "",
                         .parameters = {},
                         .outputs = {},
                         .included = {},
                         .span = at("Api:")});
    user = add(external_entity, "external_entity", "internet-user", {});
    dfd.nodes[user.index()].unit = {};
    api = add(process, "process", "Api", at("Api:"));
    chat = add(process, "process", "Chat", at("Chat:"));
    model = add(process, "model", "m-1", at("Model: m-1"));
    records = add(data_store, "data_store", std::move(records_name), at("Records:"));
    letters = add(data_store, "data_store", "Letters", at("Letters:"));
    guardrail = add(control, "guardrail", "Guardrail", {});
    statement = add(item, "statement", "read", at("- Action: read"));
    dfd.nodes[statement.index()].owner = chat;
    hold(records, {"phi"}, at("phi}"));
    hold(letters, {"phi", "pii"}, at("phi, pii"));
    flow(user, api, "entry", "its public endpoint", at("Api:"));
    flow(api, chat, "invoke", "the route's integration", at("Routes: [ask]"));
    flow(chat, model, "prompt", "the model it is given", at("m-1"));
  }

  /// Lets the function read the two tables.
  void grant() {
    dfd.targets.push_back({{records, letters}, {"*"}, false, kAlways});
    dfd.access.push_back({chat,
                          TargetSetId(dfd.targets.size() - 1),
                          catalog_.edge("read"),
                          DataDirection::in,
                          {"read"},
                          {},
                          statement,
                          {},
                          {{"the statement allows it", at("- Action: read")}},
                          kAlways});
  }
  void protect(NodeId target) {
    dfd.attachments.push_back({guardrail,
                               target,
                               {},
                               catalog_.edge("protects"),
                               {},
                               {{"its guardrail", at("Model: m-1")}},
                               kAlways});
  }
  NodeId add(GraphNodeKind kind, std::string_view label, std::string name, Span span) {
    GraphNode node;
    node.kind = kind;
    node.address = node.name = std::move(name);
    node.unit = UnitId(0);
    node.labels = {catalog_.label(label)};
    node.exists = kAlways;
    node.span = node.header = span;
    dfd.nodes.push_back(std::move(node));
    return NodeId(dfd.nodes.size() - 1);
  }
  FlowId flow(NodeId from, NodeId to, std::string_view kind, std::string why, Span span) {
    dfd.flows.push_back({from,
                         to,
                         catalog_.edge(kind),
                         DataDirection::both,
                         Confidence::declared,
                         {},
                         {{std::move(why), span}},
                         kAlways});
    return FlowId(dfd.flows.size() - 1);
  }
  /// The first place of a text in the template.
  Span at(std::string_view text) const {
    const std::size_t begin = kTemplate.find(text);
    return {file_, static_cast<std::uint32_t>(begin),
            static_cast<std::uint32_t>(begin + text.size())};
  }

  SourceMap sources;
  Dfd dfd;
  NodeId user, api, chat, model, records, letters, guardrail, statement;

 private:
  void hold(NodeId node, std::vector<std::string> classes, Span span) {
    PropertyValue value;
    value.state = PropertyState::list;
    value.span = span;
    for (const std::string& name : classes) {
      PropertyValue item;
      item.state = PropertyState::text;
      item.text = name;
      value.items.push_back(std::move(item));
    }
    GraphNode& store = dfd.nodes[node.index()];
    store.properties.push_back({catalog_.property("data"), std::move(value)});
    store.data = std::move(classes);
  }

  Catalog catalog_;
  FileId file_;
};

/// Everything together: `find` evaluates every rule.
struct Sample {
  explicit Sample(const std::vector<RuleText>& texts = {RuleText()},
                  std::string records = "Records", std::string path = "app/template.yaml",
                  bool moves = false)
      : vocabulary(moves),
        catalog(vocabulary.catalog()),
        book(catalog, texts),
        rules(book.rules()),
        system(catalog, std::move(records), std::move(path)) {
    rules.judgement = vocabulary.judgement();
    system.grant();
  }
  std::vector<Finding> find() {
    const Properties properties(system.dfd, catalog);
    const query::Index index(properties);
    GuardStore guards = system.dfd.guards;
    std::vector<Finding> findings;
    for (const RuleRecord& rule : rules.rules) {
      RuleOutcome outcome = apply_rule(rules, rule, index, system.sources, guards, environments);
      for (Finding& finding : outcome.findings) findings.push_back(std::move(finding));
    }
    sort_and_fold(system.sources, rules, findings);
    return findings;
  }
  Results results() {
    return {system.sources, catalog, rules, system.dfd, find(), {}, {}, 1, true};
  }

  Vocabulary vocabulary;
  Catalog catalog;
  RuleBook book;
  Rules rules;
  System system;
  std::vector<UnitEnvironment> environments = {{}};  ///< of the system's unit
};

}  // namespace weir::sample
