#include <algorithm>
#include <array>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 4> kLanguages = {"python", "javascript", "go", "java"};

auto into(Builder& b, Text& text) {
  return [&b, &text](const Yaml& y) { text = b.text(y.scalar().value_or("")); };
}

/// Pairs of an argument's name and its place: `{TableName: ^0}`.
Range read_given(Builder& b, const Yaml& node) {
  std::vector<Text> texts;
  for (const auto& [name, place] : node.entries()) {
    texts.push_back(b.text(name.raw()));
    texts.push_back(b.text(place.scalar().value_or("")));
  }
  return Builder::append(b.tables.texts, texts);
}

}  // namespace

void read_client(Builder& b, const Yaml& row) {
  ClientRecord record;
  std::optional<Yaml> calls;
  row.fields(
      "a client",
      {{"language", Field::required,
        [&](const Yaml& y) {
          record.language = b.text(y.raw());
          if (std::find(kLanguages.begin(), kLanguages.end(), y.raw()) == kLanguages.end())
            y.fault("unknown language of programs " + in_backticks(y.raw()) +
                    suggestion(y.raw(), {kLanguages.begin(), kLanguages.end()}));
        }},
       {"calls", Field::required, [&](const Yaml& y) { calls = y; }},
       {"command", Field::optional, into(b, record.command)},
       {"service", Field::optional, into(b, record.service)},
       {"operation", Field::optional, into(b, record.operation)},
       {"arguments", Field::optional, [&](const Yaml& y) { record.arguments = read_texts(b, y); }},
       {"given", Field::optional, [&](const Yaml& y) { record.given = read_given(b, y); }},
       {"url", Field::optional, [&](const Yaml& y) { record.url = read_texts(b, y); }},
       {"elsewhere", Field::optional, [&](const Yaml& y) { record.elsewhere = read_texts(b, y); }},
       {"limits", Field::optional, [&](const Yaml& y) { record.limits = read_texts(b, y); }},
       {"limiters", Field::optional, [&](const Yaml& y) { record.limiters = read_texts(b, y); }},
       {"otherwise", Field::optional, into(b, record.otherwise)},
       {"stores", Field::optional,
        [&](const Yaml& y) { record.stores = y.boolean().value_or(false); }},
       {"kind", Field::optional,
        [&](const Yaml& y) {
          if (b.edge(y).valid()) record.kind = b.text(y.raw());
        }},
       {"is", Field::optional,
        [&](const Yaml& y) {
          if (b.label(y).valid()) record.is = b.text(y.raw());
        }},
       {"asks", Field::optional, [&](const Yaml& y) { record.asks = y.boolean().value_or(false); }},
       {"confirmed", Field::optional, [&](const Yaml& y) { record.confirmed = read_texts(b, y); }},
       {"tools", Field::optional, [&](const Yaml& y) { record.tools = read_texts(b, y); }},
       {"tool_names", Field::optional,
        [&](const Yaml& y) { record.tool_names = read_texts(b, y); }},
       {"same", Field::optional, into(b, record.same)},
       {"doc", Field::optional, ignore}});
  if (!calls) return;
  for (const Yaml& item : calls->items_or_self()) {
    const auto pattern = item.text();
    if (!pattern) continue;
    const auto catches = [&](std::string_view what) {
      return pattern->find(what) != pattern->npos ||
             b.text(record.command).find(what) != std::string_view::npos;
    };
    const bool says = !record.url.empty() || record.otherwise.size > 0 || record.same.size > 0 ||
                      !record.tools.empty() || !record.confirmed.empty() || record.asks;
    if (!says && ((record.service.size == 0 && !catches("{service}")) ||
                  (record.operation.size == 0 && !catches("{operation}"))))
      item.fault("expected a service and an operation, an address, tools, or what is given back");
    record.call = b.text(*pattern);
    b.programs.clients.push_back(record);
  }
}

}  // namespace weir
