#include "tests/query/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace weir::query {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// Reads the lines of a vocabulary.
class VocabularyReader {
 public:
  CatalogTables read(std::string_view text) {
    for (std::string line : split(std::string(text), '\n')) {
      line = trimmed(line.substr(0, line.find('#')));
      if (line.empty()) continue;
      std::istringstream in(line);
      std::string kind;
      in >> kind;
      if (kind == "label")
        label(in);
      else if (kind == "edge")
        edge(in);
      else if (kind == "enum")
        enumeration(in);
      else if (kind == "property")
        property(line);
      else if (kind == "cannot")
        cannot(in);
      else
        ADD_FAILURE() << line;
    }
    return std::move(tables_);
  }

 private:
  void label(std::istringstream& in) {
    std::string name, less, parent;
    in >> name;
    std::vector<LabelId> above = {LabelId(tables_.labels.size())};
    in >> less;
    while (in >> parent)
      for (const LabelId id :
           slice(tables_.label_refs, tables_.labels[labels_.at(parent).index()].ancestors))
        above.push_back(id);
    labels_[name] = LabelId(tables_.labels.size());
    tables_.labels.push_back({tables_.pool.add(name), append(tables_.label_refs, above)});
  }

  void edge(std::istringstream& in) {
    std::string name, relation, data, word;
    in >> name >> relation;
    EdgeLabelRecord record;
    record.name = tables_.pool.add(name);
    record.relation = relation == "flow"         ? EdgeRelation::flow
                      : relation == "attachment" ? EdgeRelation::attachment
                      : relation == "derived"    ? EdgeRelation::derived
                                                 : EdgeRelation::structure;
    if (record.relation == EdgeRelation::flow) {
      in >> data;
      record.data = data == "out"  ? DataDirection::out
                    : data == "in" ? DataDirection::in
                                   : DataDirection::both;
    }
    std::vector<EdgeLabelId> above = {EdgeLabelId(tables_.edges.size())};
    while (in >> word)
      if (word != "<")
        for (const EdgeLabelId id :
             slice(tables_.edge_refs, tables_.edges[edges_.at(word).index()].ancestors))
          above.push_back(id);
    record.ancestors = append(tables_.edge_refs, above);
    edges_[name] = EdgeLabelId(tables_.edges.size());
    tables_.edges.push_back(record);
  }

  void enumeration(std::istringstream& in) {
    std::string name, word;
    in >> name;
    if (name.back() == ':') name.pop_back();
    EnumRecord record;
    std::vector<MemberRecord> members;
    while (in >> word) {
      if (word == "ordered:")
        record.ordered = true;
      else
        members.push_back({tables_.pool.add(word), tables_.pool.add(word)});
    }
    record.name = tables_.pool.add(name);
    record.members = append(tables_.members, members);
    enums_[name] = EnumId(tables_.enums.size());
    tables_.enums.push_back(record);
  }

  void property(const std::string& line) {
    const std::size_t colon = line.find(':');
    std::istringstream rest(line.substr(colon + 1));
    PropertyRecord record;
    std::string name = trimmed(line.substr(9, colon - 9)), word;
    record.name = tables_.pool.add(name);
    rest >> word;
    if (word == "list") {
      record.list = true;
      rest >> word >> word;
    }
    static const std::map<std::string, Scalar> kTypes = {
        {"boolean", Scalar::boolean}, {"text", Scalar::text},         {"name", Scalar::name},
        {"number", Scalar::number},   {"duration", Scalar::duration}, {"size", Scalar::size},
        {"percent", Scalar::percent}};
    if (const auto type = kTypes.find(word); type != kTypes.end()) {
      record.type = type->second;
    } else {
      record.type = Scalar::enumeration;
      record.enumeration = enums_.at(word);
    }
    std::vector<LabelId> labels;
    std::vector<EdgeLabelId> edges;
    bool on_edges = false;
    while (rest >> word) {
      if (word == "on" || word == "edges") {
        on_edges = word == "edges";
        continue;
      }
      for (const std::string& one : split(word, '|'))
        if (on_edges)
          edges.push_back(edges_.at(one));
        else
          labels.push_back(labels_.at(one));
    }
    record.labels = append(tables_.label_refs, labels);
    record.edges = append(tables_.edge_refs, edges);
    tables_.properties.push_back(record);
  }

  void cannot(std::istringstream& in) {
    std::vector<EdgeLabelId> edges;
    std::string word;
    while (in >> word) edges.push_back(edges_.at(word));
    LanguageRecord record;
    record.cannot_declare = append(tables_.edge_refs, edges);
    tables_.languages.push_back(record);
  }

  template <class T>
  static std::vector<T> slice(const std::vector<T>& table, Range range) {
    return {table.begin() + range.first, table.begin() + range.end()};
  }
  template <class T>
  static Range append(std::vector<T>& table, const std::vector<T>& records) {
    const Range range{static_cast<std::uint32_t>(table.size()),
                      static_cast<std::uint32_t>(records.size())};
    table.insert(table.end(), records.begin(), records.end());
    return range;
  }

  CatalogTables tables_;
  std::map<std::string, LabelId> labels_;
  std::map<std::string, EdgeLabelId> edges_;
  std::map<std::string, EnumId> enums_;
};

/// Reads the lines of a graph into a World.
class GraphReader {
 public:
  explicit GraphReader(World& world) : world_(world) {
    world.dfd.units.emplace_back();
    world.dfd.units.back().path = "template.yaml";
  }

  void read(std::string_view text) {
    for (std::string line : split(std::string(text), '\n')) {
      line = trimmed(line.substr(0, line.find('#')));
      if (line.empty()) continue;
      guard_ = kAlways;
      if (const std::size_t when = line.find(" when "); when != std::string::npos) {
        guard_ = guard(trimmed(line.substr(when + 6)));
        line = trimmed(line.substr(0, when));
      }
      if (line.starts_with("node "))
        world_.dfd.nodes[node(line.substr(5)).index()].exists = guard_;
      else if (line.starts_with("open "))
        open(line.substr(5));
      else if (line.find("->") != std::string::npos)
        edge(line);
      else if (line.find(" = ") != std::string::npos)
        assign(line);
      else
        node(line);
    }
  }

 private:
  Guard guard(const std::string& text) {
    const bool negated = text.starts_with("not ");
    const std::string name = negated ? text.substr(4) : text;
    const AtomId atom = world_.dfd.guards.atom(name, {"true", "false"});
    return world_.dfd.guards.is(atom, negated ? 1 : 0);
  }

  NodeId node(const std::string& text) {
    const auto parts = split(trimmed(text), ':');
    const auto known = world_.nodes.find(parts[0]);
    if (known != world_.nodes.end()) return known->second;
    GraphNode node;
    node.address = node.name = parts[0];
    node.unit = UnitId(std::size_t{0});
    if (parts.size() > 1)
      for (const std::string& label : split(parts[1], '|')) {
        const bool certain = label.back() != '?';
        const LabelId id = world_.catalog.label(label.substr(0, label.find('?')));
        EXPECT_TRUE(id.valid()) << text;
        (certain ? node.labels : node.possible_labels).push_back(id);
        const LabelId boundary = world_.catalog.label("boundary");
        if (boundary.valid() && world_.catalog.is(id, boundary))
          node.kind = GraphNodeKind::boundary;
      }
    std::sort(node.labels.begin(), node.labels.end());
    const NodeId id(world_.dfd.nodes.size());
    world_.dfd.nodes.push_back(node);
    return world_.nodes[parts[0]] = id;
  }

  void edge(const std::string& line) {
    const std::size_t begin = line.find(" -");
    const std::size_t end = line.find("-> ");
    const NodeId from = node(line.substr(0, begin));
    std::string label = line.substr(begin + 2, end - begin - 2), name;
    const std::string target = trimmed(line.substr(end + 3));
    const bool may = label.starts_with("may ");
    if (may) label = label.substr(4);
    if (const std::size_t equals = label.find('='); equals != std::string::npos) {
      name = label.substr(0, equals);
      label = label.substr(equals + 1);
    }
    const EdgeLabelId kind = world_.catalog.edge(label);
    ASSERT_TRUE(kind.valid()) << line;
    const EdgeLabelRecord& record = world_.catalog.edges[kind.index()];
    if (may) {
      TargetSet set;
      set.members = {node(target)};
      world_.dfd.targets.push_back(set);
      Access access;
      access.principal = from;
      access.target = TargetSetId(world_.dfd.targets.size() - 1);
      access.kind = kind;
      access.data = record.data;
      access.exists = guard_;
      world_.dfd.access.push_back(access);
    } else if (record.relation == EdgeRelation::flow) {
      Flow flow;
      flow.from = from;
      flow.to = node(target);
      flow.kind = kind;
      flow.data = record.data;
      flow.exists = guard_;
      world_.flows[name] = FlowId(world_.dfd.flows.size());
      world_.dfd.flows.push_back(flow);
    } else {
      Attachment attachment;
      attachment.source = from;
      if (target[0] == '@')
        attachment.flow = world_.flows.at(target.substr(1));
      else
        attachment.target = node(target);
      attachment.kind = kind;
      attachment.exists = guard_;
      world_.dfd.attachments.push_back(attachment);
    }
  }

  PropertyValue value(const std::string& text, const PropertyRecord& record) {
    PropertyValue result;
    if (const std::size_t choice = text.find(" ? "); choice != std::string::npos) {
      const std::size_t colon = text.find(" : ");
      const std::string atom = text.substr(0, choice);
      result.state = PropertyState::choice;
      result.items = {value(text.substr(choice + 3, colon - choice - 3), record),
                      value(text.substr(colon + 3), record)};
      result.guards = {guard(atom), guard("not " + atom)};
    } else if (text == "?") {
      result.state = PropertyState::unknown;
      result.text = "a parameter";
    } else if (text == "absent") {
      result.state = PropertyState::absent;
    } else if (text[0] == '[') {
      result.state = PropertyState::list;
      for (const std::string& item : split(text.substr(1, text.size() - 2), ','))
        result.items.push_back(value(trimmed(item), record));
    } else if (record.type == Scalar::boolean) {
      result.state = PropertyState::boolean;
      result.boolean = text == "true";
    } else if (record.type == Scalar::text || record.type == Scalar::name ||
               record.type == Scalar::enumeration) {
      result.state = PropertyState::text;
      result.text = text;
    } else {
      result.state = PropertyState::number;
      result.number = std::stod(text);
    }
    return result;
  }

  void assign(const std::string& line) {
    const std::size_t dot = line.find('.');
    const std::size_t equals = line.find(" = ");
    const std::string owner = line.substr(0, dot);
    const PropertyId id = world_.catalog.property(line.substr(dot + 1, equals - dot - 1));
    ASSERT_TRUE(id.valid()) << line;
    const Property property{
        id, value(trimmed(line.substr(equals + 3)), world_.catalog.properties[id.index()])};
    auto& list = world_.flows.count(owner) != 0
                     ? world_.dfd.flows[world_.flows.at(owner).index()].properties
                     : world_.dfd.nodes[world_.nodes.at(owner).index()].properties;
    list.push_back(property);
    std::sort(list.begin(), list.end(),
              [](const Property& a, const Property& b) { return a.property < b.property; });
  }

  void open(const std::string& text) {
    std::istringstream in(text);
    std::string name, side, label, other;
    in >> name >> side >> label >> other;
    OpenEnd end;
    end.node = node(name);
    end.outgoing = side == "out";
    end.why = "a parameter";
    end.exists = guard_;
    if (!label.empty()) end.label = world_.catalog.edge(label);
    if (!other.empty()) end.other = world_.catalog.label(other);
    world_.dfd.open_ends.push_back(end);
  }

  World& world_;
  Guard guard_;
};

}  // namespace

CatalogTables vocabulary(std::string_view text) { return VocabularyReader().read(text); }

World::World(const CatalogTables& tables, std::string_view graph) : catalog(view(tables)) {
  GraphReader(*this).read(graph);
  prepare();
}

void World::prepare() {
  index.reset();
  properties = std::make_unique<Properties>(dfd, catalog);
  index = std::make_unique<Index>(*properties);
}

Compiled::Compiled(const CatalogTables& vocabulary_tables, std::string_view query,
                   std::vector<MitigationSource> mitigations, std::vector<std::string> defines) {
  const Catalog catalog = view(vocabulary_tables);
  Compiler compiler(catalog, tables, pool);
  for (const std::string& define : defines)
    for (QueryError& error : compiler.define(define)) errors.push_back(std::move(error));
  auto result = compiler.rule(query, mitigations);
  if (auto* faults = std::get_if<std::vector<QueryError>>(&result))
    errors.insert(errors.end(), faults->begin(), faults->end());
  else
    rule = std::get<CompiledRule>(result);
}

Outcome Compiled::run(const World& world, GuardStore& guards, Undecideds undecideds) const {
  return evaluate(queries(), query(), rule.mitigations, *world.index, guards, undecideds);
}

std::string verdict(const CatalogTables& tables, std::string_view graph, std::string_view query,
                    std::vector<MitigationSource> mitigations, std::vector<std::string> defines) {
  const Compiled compiled(tables, query, std::move(mitigations), std::move(defines));
  for (const QueryError& error : compiled.errors) return "error: " + error.message;
  const World world(tables, graph);
  GuardStore guards = world.dfd.guards;
  const Outcome outcome = compiled.run(world, guards);
  if (!outcome.matches.empty()) {
    Guard holds = kNever;
    for (const Match& match : outcome.matches) holds = guards.either(holds, match.holds);
    return guards.always(holds) ? "yes" : "when " + guards.describe(holds);
  }
  if (!outcome.mitigated.empty()) return "mitigated";
  return outcome.undecided_matches != 0 ? "unknown" : "no";
}

}  // namespace weir::query
