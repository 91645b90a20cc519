// tables/availability.yaml, recovery.yaml, dependencies.yaml, lifecycle.yaml and
// objective_tags.yaml.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

/// `regional`, or a number.
double read_least_copies(const Yaml& node) {
  if (node.is_text() && node.raw() == "regional") return std::numeric_limits<double>::infinity();
  const double copies = node.number().value_or(1);
  if (copies < 1) node.fault("expected 1 or more copies, or `regional`");
  return copies;
}

/// A duration in milliseconds, or `unknown`.
double read_time(Builder& b, const Yaml& node) {
  if (node.raw() == "unknown") return kUnknownTime;
  const LiteralRecord literal =
      read_literal(b, node, PropertyType{Scalar::duration, false, EnumId{}}, 1);
  if (literal.kind != LiteralKind::number || !node.is_text())
    node.fault("expected a duration with its unit, such as `5 min`, or `unknown`");
  return literal.number;
}

Range read_label_names(Builder& b, const Yaml& node) {
  return Builder::append(b.tables.label_refs,
                         read_ids<LabelId>(node, [&](const Yaml& name) { return b.label(name); }));
}

Range read_edge_names(Builder& b, const Yaml& node) {
  return Builder::append(b.tables.edge_refs, read_ids<EdgeLabelId>(node, [&](const Yaml& name) {
                           return b.edge(name);
                         }));
}

std::uint8_t read_disruptions(const Yaml& node) {
  constexpr std::array<std::pair<std::string_view, std::uint8_t>, kDisruptions> kBits = {
      {{"software", 1}, {"hardware", 2}, {"zone", 4}, {"region", 8}}};
  unsigned bits = 0;
  for (const Yaml& item : node.items_or_self()) bits |= read_word(item, kBits).value_or(0);
  return static_cast<std::uint8_t>(bits);
}

}  // namespace

void read_availability(Builder& b, const Yaml& row) {
  constexpr std::array<std::pair<std::string_view, bool>, 1> kOf = {{{"copy", true}}};
  AvailabilityFigure record;
  std::vector<ConceptId> concepts;
  row.fields(
      "an availability",
      {{"concepts", Field::required,
        [&](const Yaml& y) {
          concepts =
              read_ids<ConceptId>(y, [&](const Yaml& name) { return b.concept_named(name); });
        }},
       {"of", Field::optional,
        [&](const Yaml& y) { record.of_copy = read_word(y, kOf).value_or(false); }},
       {"copies", Field::optional, [&](const Yaml& y) { record.copies = read_least_copies(y); }},
       {"percent", Field::required,
        [&](const Yaml& y) {
          record.percent = y.number().value_or(0);
          if (record.percent <= 0 || record.percent > 100)
            y.fault("expected a percentage above 0 and up to 100");
        }},
       {"source", Field::required, into_text(b, record.source)},
       {"dated", Field::required, into_text(b, record.dated)},
       {"doc", Field::optional, ignore}});
  for (const ConceptId concept_id : concepts) {
    record.concept_id = concept_id;
    b.figures.availability.push_back(record);
  }
}

void read_recovery(Builder& b, const Yaml& row) {
  constexpr std::array<std::pair<std::string_view, bool>, 1> kRecoveryPlaces = {{{"global", true}}};
  RecoveryMechanism record;
  row.fields(
      "a mechanism of recovery",
      {{"mechanism", Field::required, into_text(b, record.id)},
       {"name", Field::required, into_text(b, record.name)},
       {"concepts", Field::optional,
        [&](const Yaml& y) {
          record.concepts = Builder::append(
              b.tables.concept_refs,
              read_ids<ConceptId>(y, [&](const Yaml& name) { return b.concept_named(name); }));
        }},
       {"place", Field::optional,
        [&](const Yaml& y) { record.global = read_word(y, kRecoveryPlaces).value_or(false); }},
       {"when", Field::optional,
        [&](const Yaml& y) { record.when = read_when(b, y, all_properties(b)); }},
       {"copies", Field::optional, [&](const Yaml& y) { record.copies = read_least_copies(y); }},
       {"copied", Field::optional, [&](const Yaml& y) { record.copied = b.edge(y); }},
       {"elsewhere", Field::optional,
        [&](const Yaml& y) { record.elsewhere = y.boolean().value_or(false); }},
       {"attached", Field::optional, [&](const Yaml& y) { record.attached = b.edge(y); }},
       {"disruptions", Field::required,
        [&](const Yaml& y) { record.disruptions = read_disruptions(y); }},
       {"rpo", Field::required, [&](const Yaml& y) { record.rpo = read_time(b, y); }},
       {"rto", Field::required, [&](const Yaml& y) { record.rto = read_time(b, y); }},
       {"do", Field::required, into_text(b, record.advice)},
       {"source", Field::required, into_text(b, record.source)},
       {"dated", Field::required, into_text(b, record.dated)},
       {"doc", Field::optional, ignore}});
  if (record.elsewhere && !record.copied.valid() && row.is_map())
    row.fault("`elsewhere` says where a copy lies: expected `copied` beside it");
  b.figures.recovery.push_back(record);
}

void read_dependency(Builder& b, const Yaml& row) {
  constexpr std::array<std::pair<std::string_view, bool>, 2> kIs = {
      {{"hard", true}, {"soft", false}}};
  constexpr std::array<std::pair<std::string_view, bool>, 1> kOn = {{{"source", true}}};
  DependencyRow record;
  row.fields(
      "a dependency",
      {{"kinds", Field::optional, [&](const Yaml& y) { record.kinds = read_edge_names(b, y); }},
       {"attached", Field::optional,
        [&](const Yaml& y) {
          record.kinds = read_edge_names(b, y);
          record.of_attachments = true;
        }},
       {"from", Field::optional,
        [&](const Yaml& y) { record.from_labels = read_label_names(b, y); }},
       {"to", Field::optional, [&](const Yaml& y) { record.to_labels = read_label_names(b, y); }},
       {"is", Field::required,
        [&](const Yaml& y) { record.hard = read_word(y, kIs).value_or(false); }},
       {"on", Field::optional,
        [&](const Yaml& y) { record.on_data = read_word(y, kOn).value_or(false); }},
       {"why", Field::required, into_text(b, record.why)},
       {"doc", Field::optional, ignore}});
  if (row.is_map() && row.find("kinds").has_value() == row.find("attached").has_value())
    row.fault("expected either `kinds` or `attached` in a dependency");
  b.figures.dependencies.push_back(record);
}

void read_practice(Builder& b, const Yaml& row) {
  PracticeRecord record;
  row.fields(
      "a practice",
      {{"stage", Field::required, into_text(b, record.stage)},
       {"practice", Field::required, into_text(b, record.id)},
       {"name", Field::required, into_text(b, record.name)},
       {"labels", Field::optional, [&](const Yaml& y) { record.labels = read_label_names(b, y); }},
       {"types", Field::optional, [&](const Yaml& y) { record.types = read_texts(b, y); }},
       {"seen_in_code", Field::optional,
        [&](const Yaml& y) { record.seen_in_code = y.boolean().value_or(true); }},
       {"doc", Field::optional, ignore}});
  if (row.is_map() && record.seen_in_code == (record.labels.empty() && record.types.empty()))
    row.fault("expected `labels` or `types` in a practice, or `seen_in_code: false`");
  b.figures.practices.push_back(record);
}

void read_objective_tag(Builder& b, const Yaml& row) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSays = {
      {{"availability", "availability"}, {"rto", "rto"}, {"rpo", "rpo"}}};
  ObjectiveTag record;
  std::vector<Text> keys;
  row.fields("a tag of objectives",
             {{"tags", Field::required,
               [&](const Yaml& y) {
                 for (const Yaml& item : y.items_or_self())
                   keys.push_back(b.text(item.text().value_or("")));
               }},
              {"says", Field::required,
               [&](const Yaml& y) { record.says = b.text(read_word(y, kSays).value_or("")); }},
              {"doc", Field::optional, ignore}});
  for (const Text key : keys) {
    record.key = key;
    b.figures.objective_tags.push_back(record);
  }
}

}  // namespace weir
