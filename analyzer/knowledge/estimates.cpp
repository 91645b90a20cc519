#include <limits>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

/// A duration with its unit ("29 s"), in milliseconds.
double read_milliseconds(Builder& b, const Yaml& node) {
  const LiteralRecord literal =
      read_literal(b, node, PropertyType{Scalar::duration, false, EnumId{}}, 1);
  if (literal.kind != LiteralKind::number || !node.is_text())
    node.fault("expected a duration with its unit, such as `29 s`");
  return literal.number;
}

std::vector<ConceptId> read_concepts_named(Builder& b, const Yaml& node) {
  return read_ids<ConceptId>(node, [&](const Yaml& name) { return b.concept_named(name); });
}

}  // namespace

void read_limit(Builder& b, const Yaml& row) {
  LimitRecord record;
  std::vector<ConceptId> concepts;
  std::optional<double> runs, waits;
  row.fields(
      "a limit",
      {{"concepts", Field::required, [&](const Yaml& y) { concepts = read_concepts_named(b, y); }},
       {"timeout", Field::optional, [&](const Yaml& y) { runs = read_milliseconds(b, y); }},
       {"call_timeout", Field::optional, [&](const Yaml& y) { waits = read_milliseconds(b, y); }},
       {"source", Field::required, into_text(b, record.source)},
       {"dated", Field::required, into_text(b, record.dated)},
       {"doc", Field::optional, ignore}});
  if (row.is_map() && !runs && !waits)
    row.fault("missing key `timeout` (or `call_timeout`) in a limit");
  for (const ConceptId concept_id : concepts) {
    record.concept_id = concept_id;
    for (const bool of_calls : {false, true})
      if (const auto& limit = of_calls ? waits : runs; limit) {
        record.of_calls = of_calls;
        record.milliseconds = *limit;
        b.tables.limits.push_back(record);
      }
  }
}

void read_copies(Builder& b, const Yaml& row) {
  std::vector<ConceptId> concepts;
  double copies = 1;
  row.fields(
      "a number of copies",
      {{"concepts", Field::required, [&](const Yaml& y) { concepts = read_concepts_named(b, y); }},
       {"copies", Field::required,
        [&](const Yaml& y) {
          const bool regional = y.is_text() && y.raw() == "regional";
          copies = regional ? std::numeric_limits<double>::infinity() : y.number().value_or(1);
        }},
       {"doc", Field::optional, ignore}});
  for (const ConceptId concept_id : concepts) b.tables.copies.push_back({concept_id, copies});
}

void read_words(Builder& b, const Yaml& row) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kMeanings = {
      {{"tenant", "tenant"},
       {"scanner", "scanner"},
       {"reviewer", "reviewer"},
       {"made_up", "made_up"},
       {"denial", "denial"},
       {"denied", "denied"},
       {"another", "another"},
       {"about", "about"},
       {"address", "address"},
       {"no_address", "no_address"},
       {"for_browsers", "for_browsers"},
       {"call", "call"},
       {"to_name", "to_name"},
       {"of_network", "of_network"},
       {"place", "place"},
       {"host_key", "host_key"},
       {"engine_key", "engine_key"},
       {"security_key", "security_key"},
       {"plain", "plain"}}};
  Text says;
  std::vector<Text> all;
  row.fields("words", {{"words", Field::required,
                        [&](const Yaml& y) {
                          for (const Yaml& item : y.items_or_self())
                            if (const auto words = read_name_words(b, item)) all.push_back(*words);
                        }},
                       {"says", Field::required,
                        [&](const Yaml& y) {
                          if (const auto word = read_word(y, kMeanings)) says = b.text(*word);
                        }},
                       {"doc", Field::optional, ignore}});
  for (const Text words : all) b.tables.words.push_back({words, says});
}

void read_secret_signs(Builder& b, const Yaml& row) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOfNames = {
      {{"secret", "secret"},
       {"elsewhere", "elsewhere"},
       {"secret_key", "secret_key"},
       {"secret_key_end", "secret_key_end"},
       {"other_key", "other_key"},
       {"password_key", "password_key"}}};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kOfValues = {
      {{"key_form", "key_form"}, {"placeholder", "placeholder"}, {"assignment", "assignment"}}};
  std::vector<Text> all;
  std::optional<Yaml> says, texts, words;
  row.fields("a sign of secrets", {{"words", Field::optional, [&](const Yaml& y) { words = y; }},
                                   {"texts", Field::optional, [&](const Yaml& y) { texts = y; }},
                                   {"says", Field::required, [&](const Yaml& y) { says = y; }},
                                   {"doc", Field::optional, ignore}});
  if (row.is_map() && words.has_value() == texts.has_value()) row.fault("expected one of the keys `words` and `texts` in a sign of secrets");
  if (!says || words.has_value() == texts.has_value()) return;
  const auto meaning = words ? read_word(*says, kOfNames) : read_word(*says, kOfValues);
  if (!meaning) return;
  for (const Yaml& item : (words ? words : texts)->items_or_self()) {
    std::optional<Text> sign;
    if (words) sign = read_name_words(b, item);
    else if (const auto text = item.text()) sign = b.text(*text);
    if (sign) b.tables.words.push_back({*sign, b.text(*meaning)});
  }
}

void read_tier(Builder& b, const Yaml& row) {
  TierRecord record;
  row.fields("a tier", {{"key", Field::required, into_text(b, record.key)},
                        {"value", Field::required, into_text(b, record.value)},
                        {"tier", Field::required,
                         [&](const Yaml& y) { record.tier = y.number().value_or(0); }},
                        {"doc", Field::optional, ignore}});
  b.tables.tiers.push_back(record);
}

}  // namespace weir
