// tables/sam_policy_templates.yaml and tables/sam_connectors.yaml.

#include <algorithm>
#include <array>
#include <set>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

using HoleNames = std::vector<std::string_view>;

constexpr std::array<std::string_view, 8> kConnectorHoles = {
    "Source.Arn",      "Source.Name",      "Source.ResourceId",      "Source.Qualifier",
    "Destination.Arn", "Destination.Name", "Destination.ResourceId", "Destination.Qualifier"};

/// A text whose holes are names that are known, or pseudo parameters.
void check_holes(const Yaml& node, const HoleNames& known) {
  const std::string_view text = node.raw();
  for (std::size_t hole = text.find("${"); hole != text.npos; hole = text.find("${", hole + 2)) {
    const std::string_view name = text.substr(hole + 2, text.find('}', hole) - hole - 2);
    if (name.find("::") != name.npos) continue;
    if (std::find(known.begin(), known.end(), name) == known.end())
      node.fault("nothing fills ${" + std::string(name) + "}" + suggestion(name, known));
  }
}

/// Reads the statements of one policy or connector; `known` fills their holes.
class StatementReader {
 public:
  StatementReader(Builder& builder, const HoleNames& known) : b_(builder), known_(known) {}

  Range read(const Yaml& node) {
    std::vector<GrantStatement> statements;
    each_row(node, [&](const Yaml& row) { statements.push_back(statement(row)); });
    return Builder::append(b_.tables.grant_statements, statements);
  }

 private:
  auto into(Text& slot) {
    return [this, &slot](const Yaml& y) {
      check_holes(y, known_);
      slot = b_.text(y.text().value_or(""));
    };
  }
  auto into_list(Range& slot) {
    return [this, &slot](const Yaml& y) {
      for (const Yaml& item : y.items_or_self()) check_holes(item, known_);
      slot = read_texts(b_, y);
    };
  }
  GrantStatement statement(const Yaml& row) {
    GrantStatement record;
    row.fields(
        "a granted statement",
        {{"actions", Field::required, into_list(record.actions)},
         {"resources", Field::required, into_list(record.resources)},
         {"conditions", Field::optional, [&](const Yaml& y) { record.conditions = conditions(y); }},
         {"principal", Field::optional, into(record.principal)},
         {"from", Field::optional, into(record.from)},
         {"same_account", Field::optional,
          [&](const Yaml& y) { record.same_account = y.boolean().value_or(false); }}});
    return record;
  }
  Range conditions(const Yaml& node) {
    std::vector<GrantCondition> records;
    each_row(node, [&](const Yaml& row) {
      GrantCondition& record = records.emplace_back();
      row.fields("a condition", {{"operator", Field::required, into(record.operation)},
                                 {"key", Field::required, into(record.key)},
                                 {"value", Field::required, into(record.value)}});
    });
    return Builder::append(b_.tables.grant_conditions, records);
  }

  Builder& b_;
  const HoleNames& known_;
};

class ConnectorReader {
 public:
  explicit ConnectorReader(Builder& builder) : b_(builder) {
    for (const ConnectedType& type : b_.tables.connected_types)
      types_.emplace_back(b_.text(type.type));
    for (const ConnectorRecord& record : b_.tables.connectors)
      pairs_.emplace(b_.text(record.source), b_.text(record.destination));
  }

  void read(const Yaml& root) {
    root.fields("the connectors",
                {{"types", Field::optional,
                  [this](const Yaml& y) { each_row(y, [this](const Yaml& row) { type(row); }); }},
                 {"connectors", Field::optional, [this](const Yaml& y) {
                    each_row(y, [this](const Yaml& row) { connector(row); });
                  }}});
  }

 private:
  auto into(Text& slot) {
    return [this, &slot](const Yaml& y) { slot = b_.text(y.text().value_or("")); };
  }

  void type(const Yaml& row) {
    ConnectedType record;
    row.fields("a connected type", {{"type", Field::required, into(record.type)},
                                    {"also", Field::optional, into(record.also)},
                                    {"arn", Field::required, into(record.arn)},
                                    {"name", Field::optional, into(record.name)},
                                    {"id", Field::optional, into(record.id)},
                                    {"url", Field::optional, into(record.url)},
                                    {"qualifier", Field::optional, into(record.qualifier)},
                                    {"role", Field::optional, into(record.role)},
                                    {"among", Field::optional, into(record.among)}});
    types_.emplace_back(b_.text(record.type));
    b_.tables.connected_types.push_back(record);
  }

  void connector(const Yaml& row) {
    constexpr std::array<std::pair<std::string_view, Grant>, 5> kGrants = {
        {{"source_policy", Grant::source_policy},
         {"destination_policy", Grant::destination_policy},
         {"topic_policy", Grant::topic_policy},
         {"queue_policy", Grant::queue_policy},
         {"permission", Grant::permission}}};
    constexpr std::array<std::pair<std::string_view, GrantBefore>, 2> kBefore = {
        {{"source", GrantBefore::source}, {"mapping", GrantBefore::mapping}}};
    ConnectorRecord record;
    std::vector<Text> sources, destinations;
    row.fields(
        "a connector",
        {{"source", Field::required, [&](const Yaml& y) { sources = ends(y); }},
         {"destination", Field::required, [&](const Yaml& y) { destinations = ends(y); }},
         {"grant", Field::required,
          [&](const Yaml& y) { record.grant = read_word(y, kGrants).value_or(record.grant); }},
         {"before", Field::optional,
          [&](const Yaml& y) { record.before = read_word(y, kBefore).value_or(record.before); }},
         {"combinations", Field::optional,
          [&](const Yaml& y) { record.combinations = read_texts(b_, y); }},
         {"permissions", Field::required,
          [&](const Yaml& y) { record.permissions = permissions(y); }}});
    for (const Text source : sources) {
      for (const Text destination : destinations) {
        if (!pairs_.emplace(b_.text(source), b_.text(destination)).second)
          row.fault("a connector from " + in_backticks(b_.text(source)) + " to " +
                    in_backticks(b_.text(destination)) + " is declared already");
        record.source = source;
        record.destination = destination;
        b_.tables.connectors.push_back(record);
      }
    }
  }

  std::vector<Text> ends(const Yaml& node) {
    std::vector<Text> found;
    for (const Yaml& item : node.items_or_self()) {
      const auto name = item.text();
      if (!name) continue;
      if (std::find(types_.begin(), types_.end(), *name) == types_.end())
        item.fault("type " + in_backticks(*name) + " is not among `types`" +
                   suggestion(*name, {types_.begin(), types_.end()}));
      found.push_back(b_.text(*name));
    }
    return found;
  }

  Range permissions(const Yaml& node) {
    const HoleNames known(kConnectorHoles.begin(), kConnectorHoles.end());
    std::vector<ConnectorPermission> records;
    if (!node.is_map()) node.fault_expected("a map of permissions");
    for (const auto& [key, statements] : node.entries())
      records.push_back({b_.text(key.raw()), StatementReader(b_, known).read(statements)});
    return Builder::append(b_.tables.connector_permissions, records);
  }

  Builder& b_;
  std::vector<std::string> types_;  ///< copies: the pool grows
  std::set<std::pair<std::string, std::string>> pairs_;
};

}  // namespace

void read_policy_template(Builder& b, const Yaml& row) {
  PolicyTemplate record;
  std::vector<std::string> names;
  row.fields("a policy template",
             {{"policy", Field::required,
               [&](const Yaml& y) { record.name = b.text(y.text().value_or("")); }},
              {"parameters", Field::optional,
               [&](const Yaml& y) {
                 for (const Yaml& item : y.items()) names.emplace_back(item.raw());
                 record.parameters = read_texts(b, y);
               }},
              {"statements", Field::required, [&](const Yaml& y) {
                 const HoleNames known(names.begin(), names.end());
                 record.statements = StatementReader(b, known).read(y);
               }}});
  const auto same = [&](const PolicyTemplate& other) {
    return b.text(other.name) == b.text(record.name);
  };
  auto& all = b.tables.policy_templates;
  if (std::any_of(all.begin(), all.end(), same))
    row.fault("policy template " + in_backticks(b.text(record.name)) + " is declared already");
  all.push_back(record);
}

void read_connectors(Builder& b, const Yaml& root) { ConnectorReader(b).read(root); }

}  // namespace weir
