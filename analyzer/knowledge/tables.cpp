#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "analyzer/knowledge/readers.h"
#include "analyzer/knowledge/safer.h"

namespace weir {
namespace {

constexpr std::string_view kFolder = "tables/";
constexpr std::array<std::string_view, 31> kTableFiles = {
    "clients",     "actions",     "calls",          "actors",         "outside",
    "data_classes", "managed_policies", "principals",  "verbs",
    "escalations", "sam_connectors", "condition_keys", "sam_policy_templates",
    "limits",      "copies",         "words",          "tiers",          "safer",
    "services",    "addresses",      "connections",    "transport",      "severity",       "environments", "images",
    "availability", "recovery",    "dependencies",   "lifecycle",      "objective_tags", "secrets"};

void read_actor(Builder& b, const Yaml& row) {
  ActorRecord actor;
  std::optional<Yaml> key;
  row.fields("an actor", {{"actor", Field::required,
                           [&](const Yaml& y) {
                             key = y;
                             actor.key = b.text(y.text().value_or(""));
                           }},
                          {"name", Field::required, into_text(b, actor.name)},
                          {"roles", Field::optional,
                           [&](const Yaml& y) {
                             actor.roles = Builder::append(
                                 b.tables.label_refs,
                                 read_ids<LabelId>(y, [&](const Yaml& n) { return b.label(n); }));
                           }},
                          {"trust", Field::required, into_member(b, "trust", actor.trust)},
                          {"within", Field::optional,
                           [&](const Yaml& y) {
                             std::vector<std::uint32_t> refs;
                             for (const Yaml& item : y.items())
                               if (const auto boundary = b.boundary(item))
                                 refs.push_back(*boundary);
                             actor.within = Builder::append(b.tables.boundary_refs, refs);
                           }},
                          {"doc", Field::optional, ignore}});
  if (!key || actor.key.size == 0) return;
  const auto index = static_cast<std::uint32_t>(b.tables.actors.size());
  if (!b.actors.emplace(b.text(actor.key), index).second)
    key->fault("actor " + in_backticks(key->raw()) + " is declared already");
  b.tables.actors.push_back(actor);
}

/// `{scheme: x, concept: …}` or `{address: "x:name", concept: …}`.
void read_outside(Builder& b, const Yaml& row) {
  std::optional<Yaml> scheme, address;
  ConceptId id;
  row.fields("an outside thing",
             {{"scheme", Field::optional, [&](const Yaml& y) { scheme = y; }},
              {"address", Field::optional, [&](const Yaml& y) { address = y; }},
              {"concept", Field::required, [&](const Yaml& y) { id = b.concept_named(y); }},
              {"doc", Field::optional, ignore}});
  if (!row.is_map()) return;
  if (scheme.has_value() == address.has_value())
    row.fault("expected either `scheme` or `address` in an outside thing");
  if (!id.valid()) return;
  if (address) {
    b.tables.fixed_outside.push_back({b.text(address->text().value_or("")), id});
  } else if (scheme) {
    for (const OutsideScheme& other : b.tables.schemes)
      if (other.concept_id == id)
        row.fault("concept " + in_backticks(b.text(b.tables.concepts[id.index()].name)) +
                  " has a scheme already: " + in_backticks(b.text(other.scheme)));
    b.tables.schemes.push_back({b.text(scheme->text().value_or("")), id});
  }
}

/// Rows of this kind say that an action was thought of and gives no access; they do not reach the
/// table.
constexpr std::string_view kNoAccess = "none";

void read_action(Builder& b, const Yaml& row) {
  ActionRecord record;
  std::optional<Yaml> actions;
  row.fields("an action row",
             {{"actions", Field::required, [&](const Yaml& y) { actions = y; }},
              {"kind", Field::required,
               [&](const Yaml& y) {
                 if (y.raw() == kNoAccess) return;
                 record.kind = b.edge(y);
                 if (record.kind.valid()) record.data = b.tables.edges[record.kind.index()].data;
               }},
              {"data", Field::optional,
               [&](const Yaml& y) { record.data = read_direction(y).value_or(record.data); }},
              {"to", Field::optional,
               [&](const Yaml& y) {
                 record.to = Builder::append(
                     b.tables.concept_refs,
                     read_ids<ConceptId>(y, [&](const Yaml& n) { return b.concept_named(n); }));
               }},
              {"needed", Field::optional,
               [&](const Yaml& y) { record.needed = read_when(b, y, all_properties(b)); }},
              {"doc", Field::optional, ignore}});
  if (!actions) return;
  for (const Yaml& item : actions->items()) {
    const auto name = item.text();
    if (!name) continue;
    if (name->find(':') == name->npos || name->find('*') != name->npos)
      item.fault("expected an action as service:Name, found " + in_backticks(*name));
    if (!record.kind.valid()) continue;
    record.action = b.text(*name);
    b.tables.actions.push_back(record);
  }
}

/// The same action twice for one kind is a slip.
void check_actions(const std::vector<CatalogFile>& files) {
  std::map<std::pair<std::string, std::string>, bool> seen;
  for (const CatalogFile& file : files) {
    if (!file.root.is_list()) continue;
    for (const Yaml& row : file.root.items()) {
      const auto actions = row.find("actions");
      const auto kind = row.find("kind");
      if (!actions || !kind || !actions->is_list()) continue;
      for (const Yaml& item : actions->items())
        if (!seen.emplace(std::pair(std::string(item.raw()), std::string(kind->raw())), true)
                 .second)
          item.fault("action " + in_backticks(item.raw()) + " has kind " + in_backticks(kind->raw()) +
                     " already");
    }
  }
}

void read_verb(Builder& b, const Yaml& row) {
  VerbRecord record;
  row.fields("a verb", {{"verb", Field::required, into_text(b, record.verb)},
                        {"mutating", Field::required,
                         [&](const Yaml& y) { record.mutating = y.boolean().value_or(false); }},
                        {"doc", Field::optional, ignore}});
  b.tables.verbs.push_back(record);
}

/// A row of tables/services.yaml: one record for each port.
void read_service(Builder& b, const Yaml& row) {
  ServicePort record;
  std::vector<Yaml> ports;
  row.fields("a service",
             {{"service", Field::required, into_text(b, record.service)},
              {"ports", Field::required, [&](const Yaml& y) { ports = y.items_or_self(); }},
              {"doc", Field::optional, ignore}});
  for (const Yaml& port : ports) {
    const double number = port.number().value_or(0);
    record.port = number >= 1 && number <= 65535 ? static_cast<std::uint32_t>(number) : 0;
    if (record.port != number || number == 0) port.fault_expected("a port from 1 to 65535");
    b.tables.services.push_back(record);
  }
}

/// Where a password is set, and which ones are no secret: `{in: [SETTING], usual: [admin], otherwise: true}`.
void read_login(Builder& b, const Yaml& node, ImageRecord& record) {
  node.fields("a login",
              {{"in", Field::required, [&](const Yaml& y) { record.login = read_texts(b, y); }},
               {"usual", Field::required, [&](const Yaml& y) { record.usual = read_texts(b, y); }},
               {"otherwise", Field::optional,
                [&](const Yaml& y) { record.comes_usual = y.boolean().value_or(false); }}});
}

void read_image(Builder& b, const Yaml& row) {
  ImageRecord record;
  row.fields("an image",
             {{"images", Field::required, [&](const Yaml& y) { record.names = read_texts(b, y); }},
              {"software", Field::required, into_text(b, record.software)},
              {"is", Field::optional, [&](const Yaml& y) { record.is = b.label(y); }},
              {"open_unless", Field::optional,
               [&](const Yaml& y) {
                 record.open = true;
                 record.unless = read_texts(b, y);
               }},
              {"login", Field::optional, [&](const Yaml& y) { read_login(b, y, record); }},
              {"doc", Field::optional, ignore}});
  b.tables.images.push_back(record);
}

/// tables/actions.yaml and, where it is split, tables/actions/*.yaml.
std::vector<CatalogFile> files_of(const std::vector<CatalogFile>& files, std::string_view name) {
  const std::string stem = std::string(kFolder) + std::string(name);
  std::vector<CatalogFile> found;
  for (const CatalogFile& file : files)
    if (file.stem == stem || file.stem.starts_with(stem + "/")) found.push_back(file);
  return found;
}

template <class Read>
void each_table_row(Builder& b, const std::vector<CatalogFile>& files, std::string_view name,
                    Read read) {
  for (const CatalogFile& file : files_of(files, name))
    each_row(file.root, [&](const Yaml& row) { read(b, row); });
}

void check_files(const std::vector<CatalogFile>& files) {
  for (const CatalogFile& file : files) {
    if (!file.stem.starts_with(kFolder)) continue;
    const std::string rest = file.stem.substr(kFolder.size());
    const std::string name = rest.substr(0, rest.find('/'));
    if (std::find(kTableFiles.begin(), kTableFiles.end(), name) == kTableFiles.end())
      file.root.fault("unknown table " + in_backticks(name) +
                      suggestion(name, {kTableFiles.begin(), kTableFiles.end()}));
  }
}

}  // namespace

std::optional<DataDirection> read_direction(const Yaml& node) {
  constexpr std::array<std::pair<std::string_view, DataDirection>, 3> kDirections = {
      {{"out", DataDirection::out}, {"in", DataDirection::in}, {"both", DataDirection::both}}};
  return read_word(node, kDirections);
}

Range read_texts(Builder& b, const Yaml& node) {
  std::vector<Text> texts;
  for (const Yaml& item : node.items_or_self())
    if (const auto text = item.scalar()) texts.push_back(b.text(*text));
  return Builder::append(b.tables.texts, texts);
}

std::optional<std::uint32_t> fixed_outside(Builder& b, const Yaml& where) {
  const auto address = where.text();
  if (!address) return std::nullopt;
  auto& fixed = b.tables.fixed_outside;
  for (std::uint32_t i = 0; i < fixed.size(); ++i)
    if (b.text(fixed[i].address) == *address) return i;
  const std::string_view scheme = address->substr(0, address->find(':'));
  std::vector<std::string_view> known;
  for (const OutsideScheme& row : b.tables.schemes) {
    known.push_back(b.text(row.scheme));
    if (b.text(row.scheme) != scheme) continue;
    fixed.push_back({b.text(*address), row.concept_id});
    return static_cast<std::uint32_t>(fixed.size() - 1);
  }
  where.fault("unknown outside thing " + in_backticks(*address) +
              ": tables/outside.yaml has neither the address nor its scheme" +
              suggestion(scheme, known));
  return std::nullopt;
}

void read_named_tables(Builder& b, const std::vector<CatalogFile>& files) {
  check_files(files);
  each_table_row(b, files, "outside", read_outside);
  each_table_row(b, files, "actors", read_actor);
}

void read_tables(Builder& b, const std::vector<CatalogFile>& files) {
  each_table_row(b, files, "actions", read_action);
  check_actions(files_of(files, "actions"));
  each_table_row(b, files, "calls", read_call);
  each_table_row(b, files, "clients", read_client);
  for (const CatalogFile& file : files_of(files, "data_classes")) read_data_classes(b, file.root);
  read_managed_policies(b, files_of(files, "managed_policies"));
  each_table_row(b, files, "sam_policy_templates", read_policy_template);
  for (const CatalogFile& file : files_of(files, "sam_connectors")) read_connectors(b, file.root);
  each_table_row(b, files, "principals", read_principal);
  each_table_row(b, files, "condition_keys", read_condition_keys);
  each_table_row(b, files, "escalations", read_escalation);
  each_table_row(b, files, "verbs", read_verb);
  each_table_row(b, files, "limits", read_limit);
  each_table_row(b, files, "copies", read_copies);
  each_table_row(b, files, "words", read_words);
  each_table_row(b, files, "secrets", read_secret_signs);
  each_table_row(b, files, "tiers", read_tier);
  each_table_row(b, files, "safer", read_safer);
  each_table_row(b, files, "services", read_service);
  each_table_row(b, files, "images", read_image);
  each_table_row(b, files, "addresses", read_address_form);
  each_table_row(b, files, "connections", read_engine);
  each_table_row(b, files, "transport", read_transport);
  each_table_row(b, files, "availability", read_availability);
  each_table_row(b, files, "recovery", read_recovery);
  each_table_row(b, files, "dependencies", read_dependency);
  each_table_row(b, files, "lifecycle", read_practice);
  each_table_row(b, files, "objective_tags", read_objective_tag);
}

}  // namespace weir
