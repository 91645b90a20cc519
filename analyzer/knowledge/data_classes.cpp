#include <algorithm>
#include <set>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

class DataClassReader {
 public:
  explicit DataClassReader(Builder& builder) : b_(builder) {
    for (const DataClassRecord& c : b_.tables.data_classes) known_.emplace(b_.text(c.name));
  }
  void read(const Yaml& root) {
    const auto rows = [this](auto method) {
      return [this, method](const Yaml& y) {
        each_row(y, [&](const Yaml& row) { (this->*method)(row); });
      };
    };
    root.fields("the data classes",
                {{"classes", Field::optional, rows(&DataClassReader::data_class)},
                 {"tags", Field::optional, rows(&DataClassReader::tag)},
                 {"names", Field::optional, rows(&DataClassReader::name)},
                 {"fields", Field::optional, rows(&DataClassReader::field)},
                 {"apart", Field::optional, [this](const Yaml& y) { add_words(y, {}, false); }},
                 {"holders", Field::optional, rows(&DataClassReader::holder)}});
  }

 private:
  void data_class(const Yaml& row) {
    DataClassRecord record;
    row.fields("a data class", {{"class", Field::required, into_text(b_, record.name)},
                                {"display", Field::optional, into_text(b_, record.display)},
                                {"sensitivity", Field::optional,
                                 into_member(b_, "sensitivity", record.sensitivity)},
                                {"doc", Field::optional, ignore}});
    if (record.name.size == 0) return;
    if (record.display.size == 0) record.display = record.name;
    if (!known_.emplace(b_.text(record.name)).second)
      row.fault("data class " + in_backticks(b_.text(record.name)) + " is declared already");
    b_.tables.data_classes.push_back(record);
  }
  auto into_class(Text& slot) {
    return [this, &slot](const Yaml& y) {
      const auto name = y.text();
      if (!name) return;
      if (!known_.contains(*name))
        y.fault("unknown data class " + in_backticks(*name) +
                suggestion(*name, {known_.begin(), known_.end()}));
      slot = b_.text(*name);
    };
  }
  /// Keys are globs over their words, values words or `*`; either may be a list.
  void tag(const Yaml& row) {
    TagRule rule;
    std::vector<Text> keys, values;
    const auto globs = [&](const Yaml& y) {
      for (const Yaml& item : y.items_or_self())
        if (const auto glob = item.scalar()) keys.push_back(b_.text(*glob));
    };
    const auto words = [&](const Yaml& y) {
      for (const Yaml& item : y.items_or_self())
        if (const auto text = item.scalar(); text && *text == "*")
          values.push_back(b_.text(*text));
        else if (const auto read = read_name_words(b_, item))
          values.push_back(*read);
    };
    row.fields("a tag rule",
               {{"key", Field::required, globs},
                {"value", Field::optional, words},
                {"class", Field::optional, into_class(rule.data_class)},
                {"sensitivity", Field::optional, into_member(b_, "sensitivity", rule.sensitivity)},
                {"doc", Field::optional, ignore}});
    if (row.is_map() && !row.find("class") && !row.find("sensitivity"))
      row.fault("missing key `class` (or `sensitivity`) in a tag rule");
    if (values.empty()) values.push_back(b_.text("*"));
    for (const Text key : keys) {
      for (const Text value : values) {
        rule.key = key;
        rule.value = value;
        b_.tables.tag_rules.push_back(rule);
      }
    }
  }
  void name(const Yaml& row) { named(row, "a name rule", false); }
  void field(const Yaml& row) { named(row, "a field rule", true); }
  void named(const Yaml& row, std::string_view what, bool field) {
    Text data_class;
    std::optional<Yaml> words;
    row.fields(what, {{"words", Field::required, [&](const Yaml& y) { words = y; }},
                      {"class", Field::required, into_class(data_class)},
                      {"doc", Field::optional, ignore}});
    if (words) add_words(*words, data_class, field);
  }
  void add_words(const Yaml& node, Text data_class, bool field) {
    for (const Yaml& item : node.items_or_self())
      if (const auto words = read_name_words(b_, item))
        b_.tables.name_rules.push_back({*words, data_class, field});
  }
  void holder(const Yaml& row) {
    HolderRule rule;
    row.fields("a holder",
               {{"label", Field::optional, [&](const Yaml& y) { rule.label = b_.label(y); }},
                {"edge", Field::optional, [&](const Yaml& y) { rule.edge = b_.edge(y); }},
                {"source", Field::optional, [&](const Yaml& y) { rule.source = b_.label(y); }},
                {"class", Field::required, into_class(rule.data_class)},
                {"doc", Field::optional, ignore}});
    if (row.is_map() && bool(row.find("label")) == bool(row.find("edge")))
      row.fault("expected one of the keys `label` and `edge` in a holder");
    b_.tables.holder_rules.push_back(rule);
  }

  Builder& b_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace

std::optional<Text> read_name_words(Builder& b, const Yaml& node) {
  const auto text = node.text();
  if (!text) return std::nullopt;
  const bool plain = std::all_of(text->begin(), text->end(), [](char c) {
    return c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
  if (!plain || text->empty() || text->front() == '-' || text->back() == '-')
    node.fault("expected lower-case words joined by `-`, found " + in_backticks(*text));
  return b.text(*text);
}

void read_data_classes(Builder& b, const Yaml& root) { DataClassReader(b).read(root); }

}  // namespace weir
