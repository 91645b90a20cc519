#include "analyzer/knowledge/vocabulary_page.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "analyzer/knowledge/yaml_reader.h"
#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 8> kScalarNames = {"boolean",  "string", "name",    "number",
                                                          "duration", "size",   "percent", "enum"};
constexpr std::array<std::string_view, 4> kRelationHeadings = {
    "Flows: what the system does; with `may`, what a principal is allowed to do",
    "Attachments: what a control or a setting is on", "Structure", "Derived"};
constexpr std::array<std::string_view, 4> kDirections = {"", "out", "in", "both"};
constexpr std::array<std::string_view, 9> kKindNames = {"process", "data_store", "external_entity",
                                                        "control", "identity",   "boundary",
                                                        "",        "",           "network"};

/// Names in their order, each once.
using SortedNames = std::set<std::string>;

std::string joined(const SortedNames& names, std::string_view separator = ", ") {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : std::string(separator)) + name;
  return text;
}

std::string cell(std::string_view text) {
  std::string safe;
  for (const char c : text) safe += c == '|' ? "\\|" : std::string(1, c);
  return safe;
}

/// What names are, by the key that declares them and the name: "label model".
using Docs = std::map<std::string, std::string>;
constexpr std::string_view kOfLabel = "label", kOfEdge = "edge", kOfProperty = "property";

/// Reads the `doc` of each row; a property that is something else on another label has several.
void add_docs(const Yaml& rows, Docs& docs) {
  for (const Yaml& row : rows.items())
    for (const std::string_view key : {kOfLabel, kOfEdge, kOfProperty}) {
      const auto name = row.find(key), doc = row.find("doc");
      if (!name || !doc) continue;
      std::string& text = docs[std::string(key) + " " + std::string(name->raw())];
      text += (text.empty() ? "" : "; ") + std::string(doc->raw());
    }
}

Docs docs_of(const std::vector<KnowledgeFile>& files) {
  Docs docs;
  for (const KnowledgeFile& file : files) {
    if (!file.path.starts_with("catalog/definitions/")) continue;
    SourceMap sources;
    Faults faults(sources);
    const Parsed parsed = parse_yaml(sources, sources.add_file(file.path, file.bytes));
    for (const Document& document : parsed.documents)
      if (!document.empty()) add_docs(Yaml(document, 0, faults), docs);
  }
  return docs;
}

class Page {
 public:
  Page(const Catalog& catalog, Docs docs) : c_(catalog), docs_(std::move(docs)) {
    for (const ConceptRecord& record : c_.concepts) collect_items(record);
  }

  std::string write() {
    out_ =
        "# Vocabulary\n\nWhat queries can speak of. Written from `rules/catalog` by `ninja -C "
        "build/dev update-expected`; a test holds it equal. How queries use it: `README.md`.\n";
    nodes();
    edges();
    items();
    properties();
    enums();
    definitions();
    tags();
    return std::move(out_);
  }

 private:
  /// What an item label is found on, and what it holds.
  struct Item {
    SortedNames owners, properties, within;
  };

  void heading(std::string_view text) { out_ += "\n## " + std::string(text) + "\n\n"; }
  void head(const std::vector<std::string_view>& columns) {
    for (const std::string_view column : columns) out_ += "| " + std::string(column) + " ";
    out_ += "|\n";
    for (std::size_t i = 0; i < columns.size(); ++i) out_ += "| --- ";
    out_ += "|\n";
  }
  void row(const std::vector<std::string>& cells) {
    for (const std::string& text : cells) out_ += "| " + cell(text) + (text.empty() ? "" : " ");
    out_ += "|\n";
  }
  static std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

  std::string doc(std::string_view kind, Text name) const {
    const auto at = docs_.find(std::string(kind) + " " + std::string(c_.text(name)));
    return at == docs_.end() ? "" : at->second;
  }

  template <class IdType>
  SortedNames names(std::span<const IdType> refs, Range range) const {
    SortedNames names;
    for (const IdType id : Catalog::slice(refs, range)) names.insert(std::string(c_.name(id)));
    return names;
  }

  /// Indices of records in the order of their names.
  template <class Record>
  std::vector<std::size_t> by_name(std::span<const Record> records) const {
    std::vector<std::size_t> order(records.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return c_.text(records[a].name) < c_.text(records[b].name);
    });
    return order;
  }

  /// What a concept's nodes may be called: its roles, or the kind where it has none.
  SortedNames labels_of(const ConceptRecord& record) const {
    SortedNames labels;
    for (const RoleRecord& role : Catalog::slice(c_.roles, record.roles))
      labels.insert(std::string(c_.name(role.label)));
    if (!labels.empty()) return labels;
    for (const KindRecord& kind : Catalog::slice(c_.kinds, record.kinds))
      if (const std::string_view name = kKindNames[static_cast<std::size_t>(kind.kind)]; !name.empty())
        labels.emplace(name);
    return labels;
  }

  void collect_items(const ConceptRecord& record) {
    // An item of a part belongs to its whole, which a reference names: then its own owner says more.
    const SortedNames owners = labels_of(record);
    for (const ItemRule& rule : Catalog::slice(c_.item_rules, record.items))
      collect_item(rule, owners, "");
  }

  void collect_item(const ItemRule& rule, const SortedNames& owners, const std::string& outer) {
    Item& item = items_[std::string(c_.name(rule.label))];
    if (outer.empty())
      item.owners.insert(owners.begin(), owners.end());
    else
      item.within.insert(outer);
    for (const PropertyRule& property : Catalog::slice(c_.property_rules, rule.properties))
      item.properties.insert(std::string(c_.name(property.property)));
    for (const ItemRule& inner : Catalog::slice(c_.item_rules, rule.items))
      collect_item(inner, owners, std::string(c_.name(rule.label)));
  }

  void nodes() {
    heading("Nodes");
    out_ += "A label means itself and what is below it.\n\n";
    head({"label", "below", "what it is"});
    for (const std::size_t i : by_name(c_.labels)) {
      const LabelRecord& label = c_.labels[i];
      SortedNames above = names(c_.label_refs, label.ancestors);
      above.erase(std::string(c_.text(label.name)));
      row({code(c_.text(label.name)), joined(above), doc(kOfLabel, label.name)});
    }
  }

  void edges() {
    heading("Edges");
    out_ += "`data` is seen from where the edge begins. A label means itself and what is below it.\n";
    for (std::size_t relation = 0; relation < kRelationHeadings.size(); ++relation) {
      out_ += "\n### " + std::string(kRelationHeadings[relation]) + "\n\n";
      head({"edge", "below", "data", "what it is"});
      for (const std::size_t i : by_name(c_.edges)) {
        const EdgeLabelRecord& edge = c_.edges[i];
        if (static_cast<std::size_t>(edge.relation) != relation) continue;
        SortedNames above = names(c_.edge_refs, edge.ancestors);
        above.erase(std::string(c_.text(edge.name)));
        row({code(c_.text(edge.name)), joined(above),
             std::string(kDirections[static_cast<std::size_t>(edge.data)]),
             doc(kOfEdge, edge.name)});
      }
    }
  }

  void items() {
    heading("Items");
    out_ +=
        "Entries of lists and maps, reached by `-[:has]->` from what has them; those of a part (a "
        "policy beside its bucket) from the whole.\n\n";
    head({"item", "of", "within", "properties"});
    for (const auto& [label, item] : items_)
      row({code(label), joined(item.owners), joined(item.within), joined(item.properties)});
  }

  std::string type_of(const PropertyRecord& property) const {
    std::string type(property.list ? "list of " : "");
    if (property.type != Scalar::enumeration)
      return type + std::string(kScalarNames[static_cast<std::size_t>(property.type)]);
    return type + std::string(c_.text(c_.enums[property.enumeration.index()].name));
  }

  void properties() {
    heading("Properties");
    out_ +=
        "Of the labels named, and of those below them. Types: an enum by its name; durations and "
        "sizes with a unit (`30s`, `10MiB`), percents with `%`.\n\n";
    head({"property", "type", "of", "on edges", "what it is"});
    for (const std::size_t i : by_name(c_.properties)) {
      const PropertyRecord& property = c_.properties[i];
      row({code(c_.text(property.name)), type_of(property),
           joined(names(c_.label_refs, property.labels)),
           joined(names(c_.edge_refs, property.edges)), doc(kOfProperty, property.name)});
    }
  }

  void enums() {
    heading("Enums");
    out_ += "Those with `<` are ordered, the least first.\n\n";
    head({"enum", "members"});
    std::set<EnumId> used;
    for (const PropertyRecord& property : c_.properties) used.insert(property.enumeration);
    for (const std::size_t i : by_name(c_.enums)) {
      if (used.count(EnumId(i)) == 0) continue;
      const EnumRecord& record = c_.enums[i];
      std::string members;
      for (const MemberRecord& member : Catalog::slice(c_.members, record.members))
        members += (members.empty() ? "" : record.ordered ? " < " : ", ") +
                   std::string(c_.text(member.name));
      row({code(c_.text(record.name)), members});
    }
  }

  void definitions() {
    heading("Definitions");
    out_ += "Properties that are said in the language itself (`definitions/defines.yaml`).\n\n```query\n";
    for (const DefineRecord& define : c_.defines) out_ += std::string(c_.text(define.text)) + "\n";
    out_ += "```\n";
  }

  void tags() {
    heading("Tags");
    out_ += "Every rule bears exactly one `class/…`.\n\n";
    std::map<std::string, SortedNames> families;
    for (const RuleTagRecord& tag : c_.rule_tags) {
      const std::string_view text = c_.text(tag.pattern);
      const std::size_t slash = text.find('/');
      families[std::string(text.substr(0, slash))].insert(
          "`" + std::string(text.substr(slash + 1)) + "`");
    }
    for (const auto& [family, values] : families)
      out_ += "- `" + family + "/`: " + joined(values) + "\n";
  }

  const Catalog& c_;
  const Docs docs_;
  std::map<std::string, Item> items_;
  std::string out_;
};

}  // namespace

std::string write_vocabulary(const Catalog& catalog, const std::vector<KnowledgeFile>& files) {
  return Page(catalog, docs_of(files)).write();
}

}  // namespace weir
