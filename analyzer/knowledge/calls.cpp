#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

/// Rows of this kind are calls that move nothing.
constexpr std::string_view kNothing = "none";

/// The same paths for every language: arguments are those of the call, however it is written.
SelectorRecord read_target(Builder& b, const Yaml& node) {
  const Range paths = read_paths(b, node);
  std::vector<LanguagePath> entries;
  for (std::size_t i = 0; i < kLanguageNames.size(); ++i) {
    LanguagePath entry;
    entry.language = static_cast<Language>(i);
    entry.paths = paths;
    entry.take = Take::collect;
    entries.push_back(entry);
  }
  return {Builder::append(b.tables.language_paths, entries)};
}

bool knows_action(const Builder& b, std::string_view action) {
  for (const ActionRecord& record : b.tables.actions)
    if (b.text(record.action) == action) return true;
  return false;
}

}  // namespace

void read_call(Builder& b, const Yaml& row) {
  CallRecord record;
  std::optional<Yaml> calls;
  row.fields(
      "a row of calls",
      {{"calls", Field::required, [&](const Yaml& y) { calls = y; }},
       {"kind", Field::optional,
        [&](const Yaml& y) {
          record.nothing = y.raw() == kNothing;
          if (record.nothing) return;
          record.kind = b.edge(y);
          if (record.kind.valid()) record.data = b.tables.edges[record.kind.index()].data;
        }},
       {"data", Field::optional,
        [&](const Yaml& y) { record.data = read_direction(y).value_or(record.data); }},
       {"action", Field::optional,
        [&](const Yaml& y) {
          record.action = b.text(y.text().value_or(""));
          if (!knows_action(b, y.raw()))
            y.fault("tables/actions.yaml has no action " + in_backticks(y.raw()));
        }},
       {"target", Field::optional, [&](const Yaml& y) { record.target = read_target(b, y); }},
       {"as", Field::optional, [&](const Yaml& y) { record.as = b.concept_named(y); }},
       {"doc", Field::optional, ignore}});
  if (!calls) return;
  for (const Yaml& item : calls->items()) {
    const auto name = item.text();
    if (!name) continue;
    if (name->find(':') == name->npos)
      item.fault("expected a call as service:Operation, found " + in_backticks(*name));
    record.call = b.text(*name);
    b.tables.calls.push_back(record);
  }
}

}  // namespace weir
