// tables/addresses.yaml and tables/transport.yaml.
#include <array>

#include "analyzer/base/glob.h"
#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

/// true | false | unknown.
TransportAnswer read_answer(const Yaml& node) {
  if (node.is_boolean())
    return node.boolean().value_or(false) ? TransportAnswer::yes : TransportAnswer::no;
  if (node.raw() != "unknown") node.fault_expected("true, false or unknown");
  return TransportAnswer::unknown;
}

/// Labels, and concepts by names or patterns of names (what has a dot).
void read_things(Builder& b, const Yaml& node, Range& concepts, Range& labels) {
  std::vector<ConceptId> of_concepts;
  std::vector<LabelId> of_labels;
  for (const Yaml& word : node.items_or_self()) {
    if (word.raw().find('.') == std::string_view::npos) {
      if (const LabelId label = b.label(word); label.valid()) of_labels.push_back(label);
      continue;
    }
    const std::size_t before = of_concepts.size();
    for (std::size_t i = 0; i < b.tables.concepts.size(); ++i)
      if (glob_match(word.raw(), b.text(b.tables.concepts[i].name)))
        of_concepts.push_back(ConceptId(i));
    if (of_concepts.size() == before) b.concept_named(word);
  }
  concepts = Builder::append(b.tables.concept_refs, of_concepts);
  labels = Builder::append(b.tables.label_refs, of_labels);
}

Range read_kinds(Builder& b, const Yaml& node) {
  return Builder::append(b.tables.edge_refs,
                         read_ids<EdgeLabelId>(node, [&](const Yaml& n) { return b.edge(n); }));
}

/// `{item: listener, of: to, where: {…}}` or `{flow: route, where: {…}}`.
void read_part(Builder& b, const Yaml& node, TransportRow& row) {
  constexpr std::array<std::pair<std::string_view, bool>, 2> kEnds = {
      {{"from", true}, {"to", false}}};
  node.fields("`some`",
              {{"item", Field::optional,
                [&](const Yaml& y) {
                  row.part = TransportPart::item;
                  row.item = b.label(y);
                }},
               {"flow", Field::optional,
                [&](const Yaml& y) {
                  row.part = TransportPart::flow;
                  row.edge = b.edge(y);
                }},
               {"of", Field::optional,
                [&](const Yaml& y) { row.part_of_from = read_word(y, kEnds).value_or(false); }},
               {"where", Field::optional,
                [&](const Yaml& y) { row.part_when = read_when(b, y, all_properties(b)); }}});
  if (node.is_map() && row.item.valid() == row.edge.valid())
    node.fault("expected either `item` or `flow` in `some`");
}

void read_where(Builder& b, const Yaml& node, TransportRow& row) {
  const auto into = [&](Range& range) {
    return [&](const Yaml& y) { range = read_when(b, y, all_properties(b)); };
  };
  node.fields("`where`", {{"flow", Field::optional, into(row.flow_when)},
                          {"from", Field::optional, into(row.from_when)},
                          {"to", Field::optional, into(row.to_when)}});
}

}  // namespace

void read_address_form(Builder& b, const Yaml& row) {
  AddressForm form;
  std::optional<Yaml> patterns;
  row.fields("a form of address",
             {{"addresses", Field::required, [&](const Yaml& y) { patterns = y; }},
              {"protocol", Field::required, into_text(b, form.protocol)},
              {"reaches", Field::optional, [&](const Yaml& y) { form.reaches = b.concept_named(y); }},
              {"is", Field::optional, [&](const Yaml& y) { form.is = b.label(y); }},
              {"doc", Field::optional, ignore}});
  if (!patterns) return;
  for (const Yaml& pattern : patterns->items_or_self()) {
    form.pattern = b.text(pattern.text().value_or(""));
    b.transport.addresses.push_back(form);
  }
}

void read_engine(Builder& b, const Yaml& row) {
  EngineForm form;
  std::vector<EngineForm> all;
  const auto take = [&](EngineSign sign) {
    return [&, sign](const Yaml& y) {
      for (const Yaml& item : y.items_or_self()) {
        form.sign = sign;
        if (sign == EngineSign::port)
          form.said = b.text(item.text().value_or(""));
        else if (const auto words = read_name_words(b, item))
          form.said = *words;
        all.push_back(form);
      }
    };
  };
  Text scheme;
  row.fields("a sign of an engine", {{"words", Field::optional, take(EngineSign::word)},
                                     {"keys", Field::optional, take(EngineSign::key)},
                                     {"ports", Field::optional, take(EngineSign::port)},
                                     {"scheme", Field::required, into_text(b, scheme)},
                                     {"doc", Field::optional, ignore}});
  for (EngineForm& one : all) {
    one.scheme = scheme;
    b.transport.engines.push_back(one);
  }
}

void read_transport(Builder& b, const Yaml& row) {
  TransportRow record;
  const auto answer = [](TransportAnswer& slot) {
    return [&slot](const Yaml& y) { slot = read_answer(y); };
  };
  row.fields(
      "a row of transport",
      {{"kinds", Field::optional, [&](const Yaml& y) { record.kinds = read_kinds(b, y); }},
       {"from", Field::optional,
        [&](const Yaml& y) { read_things(b, y, record.from_concepts, record.from_labels); }},
       {"to", Field::optional,
        [&](const Yaml& y) { read_things(b, y, record.to_concepts, record.to_labels); }},
       {"protocols", Field::optional, [&](const Yaml& y) { record.protocols = read_texts(b, y); }},
       {"where", Field::optional, [&](const Yaml& y) { read_where(b, y, record); }},
       {"some", Field::optional, [&](const Yaml& y) { read_part(b, y, record); }},
       {"encrypted", Field::optional, answer(record.encrypted)},
       {"authenticated", Field::optional, answer(record.authenticated)},
       {"protocol", Field::optional, into_text(b, record.protocol)},
       {"why", Field::required, into_text(b, record.why)},
       {"doc", Field::optional, ignore}});
  if (row.is_map() && record.encrypted == TransportAnswer::unsaid &&
      record.authenticated == TransportAnswer::unsaid)
    row.fault("expected `encrypted` or `authenticated` in a row of transport");
  b.transport.rows.push_back(record);
}

}  // namespace weir
