#include "tests/graph/small_catalog.h"

#include <algorithm>

namespace weir::graph_test {
namespace {

template <class T>
Range append(std::vector<T>& table, const std::vector<T>& more) {
  const Range range{static_cast<std::uint32_t>(table.size()),
                    static_cast<std::uint32_t>(more.size())};
  table.insert(table.end(), more.begin(), more.end());
  return range;
}

}  // namespace

SmallCatalog::SmallCatalog() {
  for (const char* kind : {"process", "data_store", "external_entity", "control", "identity",
                           "item", "boundary", "system"})
    label(kind);
  edge("has", EdgeRelation::structure);
  edge("within", EdgeRelation::structure);
  edge("runs_as", EdgeRelation::structure);
}

LabelId SmallCatalog::label(std::string_view name, std::vector<LabelId> below) {
  const LabelId id(tables.labels.size());
  std::vector<LabelId> ancestors{id};
  for (const LabelId parent : below)
    for (std::uint32_t i = 0; i < tables.labels[parent.index()].ancestors.count; ++i)
      ancestors.push_back(tables.label_refs[tables.labels[parent.index()].ancestors.first + i]);
  tables.labels.push_back({tables.pool.add(name), append(tables.label_refs, ancestors)});
  return id;
}

EdgeLabelId SmallCatalog::edge(std::string_view name, EdgeRelation relation, DataDirection data,
                               std::vector<EdgeLabelId> below) {
  const EdgeLabelId id(tables.edges.size());
  std::vector<EdgeLabelId> ancestors{id};
  for (const EdgeLabelId parent : below)
    for (std::uint32_t i = 0; i < tables.edges[parent.index()].ancestors.count; ++i)
      ancestors.push_back(tables.edge_refs[tables.edges[parent.index()].ancestors.first + i]);
  tables.edges.push_back(
      {tables.pool.add(name), relation, data, append(tables.edge_refs, ancestors)});
  return id;
}

PropertyId SmallCatalog::property(std::string_view name, Scalar type, bool list) {
  PropertyRecord record;
  record.name = tables.pool.add(name);
  record.type = type;
  record.list = list;
  tables.properties.push_back(record);
  return PropertyId(tables.properties.size() - 1);
}

SelectorRecord SmallCatalog::path(std::string_view written, LanguagePath how) {
  return paths({written}, how);
}

SelectorRecord SmallCatalog::paths(const std::vector<std::string_view>& all, LanguagePath how) {
  std::vector<PathRecord> records;
  for (std::string_view rest : all) {
    std::vector<PathStep> steps;
    const Text written = tables.pool.add(rest);
    const auto add = [&](StepKind kind, std::string_view text = {}, std::string_view value = {},
                         std::uint32_t n = 0) {
      steps.push_back({kind, tables.pool.add(text), tables.pool.add(value), n});
    };
    if (rest == ".") {
      add(StepKind::self);
      rest = {};
    }
    if (rest.starts_with("^")) {
      add(StepKind::root);
      rest.remove_prefix(1);
    }
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find_first_of(".["), rest.size());
      const std::string_view key = rest.substr(0, end);
      if (key == "$key")
        add(StepKind::entry_key);
      else if (key == "$value")
        add(StepKind::entry_value);
      else if (key.starts_with("@"))
        add(StepKind::meta, key.substr(1));
      else if (!key.empty())
        add(StepKind::key, key);
      rest.remove_prefix(end);
      if (rest.starts_with("[")) {
        const std::string_view inside = rest.substr(1, rest.find(']') - 1);
        const std::size_t equals = inside.find('=');
        if (inside == "*")
          add(StepKind::each);
        else if (equals != inside.npos)
          add(StepKind::where, inside.substr(0, equals), inside.substr(equals + 1));
        else
          add(StepKind::at, {}, {}, static_cast<std::uint32_t>(std::stoul(std::string(inside))));
        rest.remove_prefix(inside.size() + 2);
      }
      if (rest.starts_with(".")) rest.remove_prefix(1);
    }
    records.push_back({append(tables.steps, steps), written});
  }
  how.language = Language::cloudformation;
  how.paths = append(tables.paths, records);
  return {append(tables.language_paths, {how})};
}

LiteralRecord SmallCatalog::text_literal(std::string_view text) {
  LiteralRecord out;
  out.kind = LiteralKind::text;
  out.text = tables.pool.add(text);
  return out;
}

Range SmallCatalog::value_rows(
    const std::vector<std::pair<std::string_view, std::string_view>>& rows) {
  std::vector<ValueRow> records;
  for (const auto& [written, canonical] : rows)
    records.push_back({tables.pool.add(written), text_literal(canonical)});
  return append(tables.value_rows, records);
}

Range SmallCatalog::when(PropertyId property, std::string_view text) {
  WhenRecord record;
  record.property = property;
  record.literals = append(tables.literals, {text_literal(text)});
  return append(tables.whens, {record});
}

EdgeRule SmallCatalog::rule(const Edge& edge) {
  EdgeRule out;
  out.edge = edge.kind;
  if (edge.actor >= 0) {
    out.from.kind = EndKind::actor;
    out.from.index = static_cast<std::uint32_t>(edge.actor);
  } else if (!edge.from.empty()) {
    out.from.kind = EndKind::selected;
    out.from.selector = path(edge.from);
    out.from.as = edge.as;
  }
  if (!edge.to.empty()) {
    out.to.kind = EndKind::selected;
    out.to.selector = path(edge.to);
    out.to.as = edge.as;
  }
  if (!edge.each.empty()) out.each = path(edge.each);
  out.when = edge.when;
  return out;
}

Range SmallCatalog::path_range(std::string_view written) {
  if (written.empty()) return {};
  return tables.language_paths[path(written).languages.first].paths;
}

MergeRule SmallCatalog::rule(const Merge& merge) {
  std::vector<JoinForm> forms;
  for (const Equations& equations : merge.join) {
    std::vector<JoinPair> pairs;
    for (const auto& [theirs, ours] : equations)
      pairs.push_back({path_range(theirs), path_range(ours)});
    forms.push_back({append(tables.join_pairs, pairs)});
  }
  return {Language::cloudformation,
          tables.pool.add(merge.key),
          tables.pool.add(merge.type),
          append(tables.join_forms, forms),
          merge.inverse,
          merge.many};
}

ConceptId SmallCatalog::add(const Concept& c) {
  ConceptRecord record;
  const ConceptId id(tables.concepts.size());
  record.name = tables.pool.add(c.name);
  record.kinds = append(tables.kinds, {{c.kind, {}}});
  std::vector<RoleRecord> roles;
  for (const LabelId role : c.roles) roles.push_back({role, {}});
  record.roles = append(tables.roles, roles);
  if (!c.physical_name.empty()) record.physical_name = path(c.physical_name);
  std::vector<Text> arns;
  for (const std::string_view arn : c.arns) arns.push_back(tables.pool.add(arn));
  record.arns = append(tables.texts, arns);
  if (!c.part_of.empty()) record.part_of = path(c.part_of);
  record.global = c.global;
  std::vector<MergeRule> merges;
  for (const Merge& merge : c.merges) merges.push_back(rule(merge));
  record.merges = append(tables.merges, merges);
  record.properties = append(tables.property_rules, c.properties);
  std::vector<ItemRule> items;
  for (const Item& item : c.items) {
    ItemRule one;
    one.label = item.label;
    one.each = path(item.each);
    if (!item.name.empty()) one.name = path(item.name);
    if (!item.owner.empty()) one.owner = path(item.owner);
    one.properties = append(tables.property_rules, item.properties);
    items.push_back(one);
  }
  record.items = append(tables.item_rules, items);
  std::vector<EdgeRule> flows, attaches;
  for (const Edge& edge : c.flows) flows.push_back(rule(edge));
  for (const Edge& edge : c.attaches) attaches.push_back(rule(edge));
  record.flows = append(tables.edge_rules, flows);
  record.attaches = append(tables.edge_rules, attaches);
  if (!c.uses.empty()) record.uses = path(c.uses);
  tables.concepts.push_back(record);
  if (!c.type.empty())
    tables.types.push_back({Language::cloudformation, tables.pool.add(c.type), id});
  return id;
}

void SmallCatalog::scheme(std::string_view scheme, ConceptId of) {
  tables.schemes.push_back({tables.pool.add(scheme), of});
}

void SmallCatalog::action(std::string_view action, EdgeLabelId kind, std::vector<ConceptId> to) {
  tables.actions.push_back(
      {tables.pool.add(action), kind, DataDirection::none, append(tables.concept_refs, to), {}});
}

void SmallCatalog::actor(std::string_view key, std::string_view trust) {
  ActorRecord record;
  record.key = record.name = tables.pool.add(key);
  record.trust = tables.pool.add(trust);
  tables.actors.push_back(record);
}

Catalog SmallCatalog::view() {
  const auto by = [&](Text a, Text b) { return tables.pool.get(a) < tables.pool.get(b); };
  std::sort(tables.types.begin(), tables.types.end(),
            [&](const auto& a, const auto& b) { return by(a.name, b.name); });
  std::sort(tables.actions.begin(), tables.actions.end(),
            [&](const auto& a, const auto& b) { return by(a.action, b.action); });
  return weir::view(tables);
}

ValueId SmallModel::map(const std::vector<std::pair<std::string, ValueId>>& entries) {
  std::vector<MapEntry> out;
  for (const auto& [key, value] : entries) out.push_back({key, {}, value});
  return model.values.add_map(std::move(out), {});
}

ValueId SmallModel::ref(std::string_view address, std::string_view attribute) {
  Reference reference;
  reference.address = std::string(address);
  reference.attribute = std::string(attribute);
  for (std::size_t i = 0; i < model.resources.size(); ++i)
    if (model.resources[i].address == address) reference.target = ResourceId(i);
  return model.values.add_reference(reference, {});
}

ValueId SmallModel::parameter(std::string_view name) {
  if (std::none_of(model.units[0].parameters.begin(), model.units[0].parameters.end(),
                   [&](const Parameter& p) { return p.name == name; }))
    model.units[0].parameters.push_back({std::string(name), {}, false, {}});
  return model.values.add_unknown(UnknownKind::parameter,
                                  "parameter " + std::string(name) + " has no default",
                                  std::string(name), {});
}

ResourceId SmallModel::resource(std::string_view address, std::string_view type, ValueId attributes,
                                Guard exists) {
  Resource resource;
  resource.address = std::string(address);
  resource.type = std::string(type);
  resource.unit = UnitId(0u);
  resource.attributes = attributes;
  resource.exists = exists;
  model.resources.push_back(std::move(resource));
  return ResourceId(model.resources.size() - 1);
}

ValueId SmallModel::statement(std::string_view effect, const std::vector<std::string>& actions,
                              const std::vector<ValueId>& resources) {
  std::vector<ValueId> names;
  for (const std::string& action : actions) names.push_back(text(action));
  return map({{"Effect", text(effect)}, {"Action", list(names)}, {"Resource", list(resources)}});
}

}  // namespace weir::graph_test
