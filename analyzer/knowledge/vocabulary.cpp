#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

/// A name with its parents, before the closure over `is:` is known.
template <class IdType>
struct Unclosed {
  IdType id;
  Yaml where;
  std::vector<IdType> parents;
};

/// Everything above `start`, itself first. `parents_of` gives direct parents, or all ancestors.
template <class IdType, class ParentsOf>
std::vector<IdType> closure(IdType start, ParentsOf parents_of) {
  std::vector<IdType> above = {start};
  for (std::size_t next = 0; next < above.size(); ++next)
    for (const IdType parent : parents_of(above[next]))
      if (std::find(above.begin(), above.end(), parent) == above.end()) above.push_back(parent);
  return above;
}

/// Fills `ancestors` of the new records.
template <class IdType, class Record>
void close_hierarchy(Builder& builder, const std::vector<Unclosed<IdType>>& rows,
                     std::vector<Record>& records, std::vector<IdType>& refs) {
  std::map<IdType, const Unclosed<IdType>*> fresh;
  for (const auto& row : rows) fresh.emplace(row.id, &row);
  const auto parents_of = [&](IdType id) {
    const auto found = fresh.find(id);
    return found != fresh.end() ? found->second->parents
                                : Builder::slice(refs, records[id.index()].ancestors);
  };
  std::vector<std::pair<IdType, std::vector<IdType>>> closed;
  for (const auto& row : rows) {
    closed.emplace_back(row.id, closure(row.id, parents_of));
    for (const IdType parent : row.parents) {
      const auto above = closure(parent, parents_of);
      if (std::find(above.begin(), above.end(), row.id) == above.end()) continue;
      row.where.fault("`is` of " + in_backticks(builder.text(records[row.id.index()].name)) +
                      " leads back to itself");
      break;
    }
  }
  for (const auto& [id, above] : closed)
    records[id.index()].ancestors = Builder::append(refs, above);
}

/// Whether a new node or edge label may have this name.
bool check_new_label(Builder& builder, const Yaml& where, std::string_view name) {
  if (!check_name(where, name)) return false;
  if (builder.labels.find(name).valid() || builder.edges.find(name).valid()) {
    where.fault("label " + in_backticks(name) +
                " is declared already (nodes and edges share one namespace)");
    return false;
  }
  return true;
}

class LabelReader {
 public:
  explicit LabelReader(Builder& builder) : b_(builder) {}
  void read(const Yaml& root) {
    each_row(root, [this](const Yaml& row) { declare(row); });
  }
  /// After all files were read.
  void close() {
    std::vector<Unclosed<LabelId>> rows;
    for (const auto& [id, where] : declared_) {
      Unclosed<LabelId> row{id, where, {}};
      if (const auto is = where.find("is"))
        row.parents = read_ids<LabelId>(*is, [this](const Yaml& y) { return b_.label(y); });
      rows.push_back(std::move(row));
    }
    close_hierarchy(b_, rows, b_.tables.labels, b_.tables.label_refs);
  }

 private:
  void declare(const Yaml& row) {
    row.fields("a label", {{"label", Field::required,
                            [&](const Yaml& name) {
                              const auto written = name.text();
                              if (!written || !check_new_label(b_, name, *written)) return;
                              const LabelId id(b_.tables.labels.size());
                              b_.tables.labels.push_back({b_.text(*written), {}});
                              b_.labels.add(*written, id);
                              declared_.emplace_back(id, row);
                            }},
                           {"is", Field::optional, ignore},
                           {"doc", Field::optional, ignore}});
  }
  Builder& b_;
  std::vector<std::pair<LabelId, Yaml>> declared_;
};

constexpr std::array<std::pair<std::string_view, EdgeRelation>, 4> kRelations = {
    {{"flow", EdgeRelation::flow},
     {"attachment", EdgeRelation::attachment},
     {"structure", EdgeRelation::structure},
     {"derived", EdgeRelation::derived}}};

class EdgeReader {
 public:
  explicit EdgeReader(Builder& builder) : b_(builder) {}
  void read(const Yaml& root) {
    each_row(root, [this](const Yaml& row) { declare(row); });
  }
  void close() {
    std::vector<Unclosed<EdgeLabelId>> rows;
    for (const auto& [id, where] : declared_) {
      Unclosed<EdgeLabelId> row{id, where, {}};
      if (const auto is = where.find("is"))
        row.parents = read_ids<EdgeLabelId>(*is, [this](const Yaml& y) { return b_.edge(y); });
      for (const EdgeLabelId parent : row.parents) check_relation(where, id, parent);
      rows.push_back(std::move(row));
    }
    close_hierarchy(b_, rows, b_.tables.edges, b_.tables.edge_refs);
  }

 private:
  void check_relation(const Yaml& where, EdgeLabelId id, EdgeLabelId parent) {
    const EdgeLabelRecord& child = b_.tables.edges[id.index()];
    const EdgeLabelRecord& above = b_.tables.edges[parent.index()];
    if (child.relation == above.relation) return;
    where.fault("edge " + in_backticks(b_.text(child.name)) + " has another relation than " +
                in_backticks(b_.text(above.name)) + ", which it is below");
  }
  void declare(const Yaml& row) {
    EdgeLabelRecord record;
    std::optional<Yaml> name;
    std::optional<DataDirection> data;
    const bool complete =
        row.fields("an edge label",
                   {{"edge", Field::required, [&](const Yaml& y) { name = y; }},
                    {"relation", Field::required,
                     [&](const Yaml& y) {
                       record.relation = read_word(y, kRelations).value_or(EdgeRelation::flow);
                     }},
                    {"data", Field::optional, [&](const Yaml& y) { data = read_direction(y); }},
                    {"is", Field::optional, ignore},
                    {"doc", Field::optional, ignore}});
    const bool flow = record.relation == EdgeRelation::flow;
    if (complete && flow != data.has_value())
      row.fault(flow ? "missing key `data` in a flow's edge label" : "only flows have `data`");
    record.data = data.value_or(DataDirection::none);
    const auto written = name ? name->text() : std::nullopt;
    if (!written || !check_new_label(b_, *name, *written)) return;
    record.name = b_.text(*written);
    const EdgeLabelId id(b_.tables.edges.size());
    b_.tables.edges.push_back(record);
    b_.edges.add(*written, id);
    declared_.emplace_back(id, row);
  }
  Builder& b_;
  std::vector<std::pair<EdgeLabelId, Yaml>> declared_;
};

void read_enum(Builder& b, const Yaml& row) {
  EnumRecord record;
  std::optional<std::string_view> name;
  std::vector<MemberRecord> members;
  const auto find = [&](std::string_view wanted) {
    return std::find_if(members.begin(), members.end(),
                        [&](const MemberRecord& m) { return b.text(m.name) == wanted; });
  };
  const auto read_members = [&](const Yaml& list) {
    for (const Yaml& item : list.items()) {
      const auto member = item.scalar();
      if (!member) continue;
      if (find(*member) != members.end()) item.fault("member " + in_backticks(*member) + " stands twice");
      members.push_back({b.text(*member), b.text(*member)});
    }
  };
  const auto read_display = [&](const Yaml& map) {
    for (const auto& [key, shown] : map.entries()) {
      const auto member = find(key.raw());
      if (member == members.end()) {
        key.fault("unknown member " + in_backticks(key.raw()));
      } else if (const auto text = shown.scalar()) {
        member->display = b.text(*text);
      }
    }
  };
  row.fields("an enum", {{"enum", Field::required,
                          [&](const Yaml& y) {
                            name = y.text();
                            if (name && !check_name(y, *name)) name.reset();
                            if (name && b.enums.find(*name).valid()) {
                              y.fault("enum " + in_backticks(*name) + " is declared already");
                              name.reset();
                            }
                          }},
                         {"ordered", Field::optional,
                          [&](const Yaml& y) { record.ordered = y.boolean().value_or(false); }},
                         {"members", Field::required, read_members},
                         {"display", Field::optional, read_display},
                         {"doc", Field::optional, ignore}});
  if (!name) return;
  record.name = b.text(*name);
  record.members = Builder::append(b.tables.members, members);
  b.enums.add(*name, EnumId(b.tables.enums.size()));
  b.tables.enums.push_back(record);
}

void read_boundary(Builder& b, const Yaml& row) {
  BoundaryRecord record;
  std::optional<Yaml> key;
  const bool complete = row.fields(
      "a boundary",
      {{"boundary", Field::optional, [&](const Yaml& y) { key = y; }},
       {"kind", Field::required,
        [&](const Yaml& y) {
          if (const LabelId label = b.label(y); label.valid()) record.kind = b.text(y.raw());
        }},
       {"dimension", Field::required,
        [&](const Yaml& y) {
          if (read_word(y, kBoundaryDimensions)) record.dimension = b.text(y.raw());
        }},
       {"name", Field::optional,
        [&](const Yaml& y) { record.name = b.text(y.text().value_or("")); }},
       {"around", Field::optional,
        [&](const Yaml& y) {
          record.around = Builder::append(
              b.tables.label_refs, read_ids<LabelId>(y, [&](const Yaml& n) { return b.label(n); }));
        }},
       {"called_by", Field::optional,
        [&](const Yaml& y) {
          record.called_by =
              Builder::append(b.tables.edge_refs,
                              read_ids<EdgeLabelId>(y, [&](const Yaml& n) { return b.edge(n); }));
        }},
       {"called_from", Field::optional,
        [&](const Yaml& y) {
          record.called_from = Builder::append(
              b.tables.label_refs, read_ids<LabelId>(y, [&](const Yaml& n) { return b.label(n); }));
        }},
       {"undeclared", Field::optional,
        [&](const Yaml& y) { record.undeclared = y.boolean().value_or(false); }},
       {"doc", Field::optional, ignore}});
  if (!complete) return;
  const bool zone = record.around.count > 0 || record.undeclared;
  if (zone && !key) row.fault("missing key `boundary` in a zone");
  if (!zone && record.called_by.count + record.called_from.count > 0)
    row.fault("missing key `around`: who calls narrows what a zone holds");
  if (key) record.key = b.text(key->text().value_or(""));
  if (key && record.name.size == 0) row.fault("missing key `name` in a fixed boundary");
  const auto index = static_cast<std::uint32_t>(b.tables.boundaries.size());
  b.boundary_kinds.emplace(b.text(record.kind));
  if (key && !b.boundaries.emplace(b.text(record.key), index).second)
    key->fault("boundary " + in_backticks(key->raw()) + " is declared already");
  b.tables.boundaries.push_back(record);
}

void read_property_declaration(Builder& b, const Yaml& row) {
  std::optional<PropertyType> type;
  PropertyId property;
  row.fields("a property", {{"type", Field::required, [&](const Yaml& y) { type = b.type(y); }},
                            {"property", Field::required,
                             [&](const Yaml& y) {
                               const auto written = y.text();
                               if (written && check_name(y, *written) && type)
                                 property = b.property(y, type);
                             }},
                            {"labels", Field::optional,
                             [&](const Yaml& y) {
                               for (const Yaml& item : y.items())
                                 b.belongs(property, b.label(item));
                             }},
                            {"edges", Field::optional,
                             [&](const Yaml& y) {
                               for (const Yaml& item : y.items()) b.belongs(property, b.edge(item));
                             }},
                            {"doc", Field::optional, ignore}});
  if (row.is_map() && !row.find("labels") && !row.find("edges"))
    row.fault("missing key `labels` (or `edges`) in a property");
}

void read_language(Builder& b, const Yaml& row) {
  LanguageRecord record;
  std::optional<Builder::Mirror> mirror;
  bool known = false;
  row.fields("a language",
             {{"language", Field::required,
               [&](const Yaml& y) {
                 const auto name = y.text();
                 const auto language = name ? language_named(*name) : std::nullopt;
                 known = language.has_value();
                 if (known) record.language = *language;
                 if (name && !known)
                   y.fault("unknown language " + in_backticks(*name) +
                           suggestion(*name, {kLanguageNames.begin(), kLanguageNames.end()}));
               }},
              {"tags", Field::optional, [&](const Yaml& y) { record.tags = read_paths(b, y); }},
              {"cannot_declare", Field::optional,
               [&](const Yaml& y) {
                 record.cannot_declare = Builder::append(
                     b.tables.edge_refs,
                     read_ids<EdgeLabelId>(y, [&](const Yaml& e) { return b.edge(e); }));
               }},
              {"deployed_to", Field::optional,
               [&](const Yaml& y) {
                 const auto boundary = b.boundary(y);
                 if (boundary)
                   record.deployed_to = Builder::append(b.tables.boundary_refs, std::vector{*boundary});
               }},
              {"mirrored", Field::optional,
               [&](const Yaml& y) {
                 mirror.emplace();
                 const auto into = [](std::string& slot) {
                   return [&slot](const Yaml& text) { slot = text.text().value_or(""); };
                 };
                 y.fields("`mirrored`", {{"types", Field::required, into(mirror->types)},
                                         {"as", Field::required, into(mirror->as)}});
               }},
              {"doc", Field::optional, ignore}});
  if (!known) return;
  b.tables.languages.push_back(record);
  if (!mirror) return;
  mirror->language = record.language;
  b.mirrors.push_back(std::move(*mirror));
}

/// `- {class: authn, kind: security, doc: …}`: the vocabulary of class/… tags.
void read_class(Builder& b, const Yaml& row) {
  row.fields("a class", {{"class", Field::required,
                          [&](const Yaml& y) {
                            if (const auto name = y.text())
                              b.tables.rule_tags.push_back({b.text("class/" + std::string(*name))});
                          }},
                         {"kind", Field::required,
                          [&](const Yaml& y) {
                            constexpr std::array<std::pair<std::string_view, int>, 2> kKinds = {
                                {{"security", 0}, {"resilience", 1}}};
                            (void)read_word(y, kKinds);
                          }},
                         {"doc", Field::optional, ignore}});
}

/// `- {family: cwe, values: ["CWE-*"]}`: the other tags that rules may bear.
void read_tag_family(Builder& b, const Yaml& row) {
  std::string family;
  row.fields("a tag family",
             {{"family", Field::required,
               [&](const Yaml& y) { family = std::string(y.text().value_or("")); }},
              {"values", Field::required,
               [&](const Yaml& y) {
                 for (const Yaml& value : y.items())
                   if (const auto text = value.scalar())
                     b.tables.rule_tags.push_back({b.text(family + "/" + std::string(*text))});
               }},
              {"name", Field::optional, ignore},  // and the rest: judgement.cpp
              {"organization", Field::optional, ignore},
              {"uri", Field::optional, ignore},
              {"entries", Field::optional, ignore},
              {"doc", Field::optional, ignore}});
}

/// `define label.name = …` gives the label a boolean property; the query compiler reports what does
/// not parse.
void declare_defined(Builder& b, const Yaml& where, std::string_view text) {
  const auto word = [&text] {
    const std::size_t start = text.find_first_not_of(" \t\n");
    const std::size_t end = text.find_first_of(" \t\n.=", start);
    if (start == text.npos || end == text.npos) return std::string_view();
    const std::string_view found = text.substr(start, end - start);
    text.remove_prefix(end);
    return found;
  };
  if (word() != "define") return;
  const LabelId label = b.labels.find(word());
  if (!text.starts_with('.') || !label.valid()) return;
  text.remove_prefix(1);
  const std::string_view name = word();
  if (check_name(where, name))
    b.belongs(b.property_called(where, name, PropertyType{Scalar::boolean, false, {}}), label);
}

void read_define(Builder& b, const CatalogFile& file, const Yaml& row) {
  const auto text = row.text();
  if (!text) return;
  const SourceMap& sources = b.faults.sources();
  const Span place = sources.in_host(row.span());
  declare_defined(b, row, *text);
  DefineRecord record;
  record.text = b.text(*text);
  record.file = b.text(b.file_prefix + file.path);
  record.line = sources.position(place.file, place.begin).line;
  b.new_defines.push_back({static_cast<std::uint32_t>(b.tables.defines.size()), row});
  b.tables.defines.push_back(record);
}

constexpr std::array<std::string_view, 10> kDefinitionFiles = {
    "labels",  "edges", "enums",      "boundaries", "languages",
    "classes", "tags",  "properties", "items",      "defines"};

}  // namespace

void read_definitions(Builder& b, const std::vector<CatalogFile>& files) {
  constexpr std::string_view folder = "definitions/";
  const auto each = [&](std::string_view name, auto read) {
    for (const CatalogFile& file : files)
      if (file.stem == std::string(folder) + std::string(name)) read(file);
  };
  const auto each_row_of = [&](std::string_view name, auto read) {
    each(name, [&](const CatalogFile& file) {
      each_row(file.root, [&](const Yaml& row) { read(b, row); });
    });
  };
  for (const CatalogFile& file : files) {
    if (!file.stem.starts_with(folder)) continue;
    const std::string name = file.stem.substr(folder.size());
    if (std::find(kDefinitionFiles.begin(), kDefinitionFiles.end(), name) == kDefinitionFiles.end())
      file.root.fault("unknown file " + in_backticks(name + ".yaml") + " in definitions" +
                      suggestion(name, {kDefinitionFiles.begin(), kDefinitionFiles.end()}));
  }
  LabelReader labels(b);
  each("labels", [&](const CatalogFile& file) { labels.read(file.root); });
  labels.close();
  EdgeReader edges(b);
  each("edges", [&](const CatalogFile& file) { edges.read(file.root); });
  edges.close();
  each_row_of("enums", read_enum);
  each_row_of("boundaries", read_boundary);
  each_row_of("languages", read_language);
  each_row_of("classes", read_class);
  each_row_of("tags", read_tag_family);
  each_row_of("properties", read_property_declaration);
  each("items", [&](const CatalogFile& file) { read_item_forms(b, file.root); });
  each("defines", [&](const CatalogFile& file) {
    each_row(file.root, [&](const Yaml& row) { read_define(b, file, row); });
  });
}

}  // namespace weir
