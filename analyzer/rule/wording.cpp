#include "analyzer/rule/wording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "analyzer/rule/narrow.h"

namespace weir::findings {
namespace {

constexpr std::size_t kShown = 3;

void add_once(std::vector<std::string>& words, std::string word) {
  if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
}

std::string plain(double number) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.6g", number);
  return buffer.data();
}

struct Unit {
  double size;
  std::string_view name;
};
constexpr std::array kDurations = {Unit{86'400'000, " d"}, Unit{3'600'000, " h"},
                                   Unit{60'000, " min"}, Unit{1'000, " s"}, Unit{1, " ms"}};
constexpr std::array kSizes = {Unit{1 << 30, " GiB"}, Unit{1 << 20, " MiB"}, Unit{1 << 10, " KiB"},
                               Unit{1, " bytes"}};

/// In the largest unit that gives a whole number, else in the smallest.
template <std::size_t n>
std::string in_units(double number, const std::array<Unit, n>& units) {
  for (const Unit& unit : units) {
    if (number != 0 && std::fmod(number, unit.size) == 0) {
      return plain(number / unit.size).append(unit.name);
    }
  }
  return plain(number).append(units.back().name);
}

std::string number_words(Scalar type, double number) {
  if (type == Scalar::duration) return in_units(number, kDurations);
  if (type == Scalar::size) return in_units(number, kSizes);
  return type == Scalar::percent ? plain(number) + "%" : plain(number);
}

constexpr const char* kNothing = "(none)";

std::string scalar_words(const Catalog& catalog, Scalar type, const PropertyValue& value) {
  switch (value.state) {
    case PropertyState::boolean:
      return value.boolean ? "true" : "false";
    case PropertyState::number:
      return number_words(type, value.number);
    case PropertyState::text:
      return type == Scalar::name ? value.text : std::string(catalog.display(value.text));
    case PropertyState::unknown:
      return "(unknown)";
    default:
      return kNothing;
  }
}

void add_bound(const Scene& scene, const query::Binding& binding, std::vector<std::string>& words) {
  if (binding.node.valid()) return add_once(words, node_name(scene, binding.node));
  if (binding.path.empty()) return;
  std::string path = node_name(scene, binding.path.front().from);
  for (const query::Hop& hop : binding.path) path += " → " + node_name(scene, hop.to);
  add_once(words, std::move(path));
}

/// Of a list that the query asks about item by item, only the items it asks for: among the actions that a statement allows, those
/// that make it a finding.
void add_place(const Scene& scene, const query::Match& match, const query::Place& place,
               std::vector<std::string>& words) {
  const query::Binding* binding = binding_of(scene, match, place.variable);
  if (!binding) return;
  if (!place.property.valid()) return add_bound(scene, *binding, words);
  const PropertyValue& value = value_of(scene, *binding, place.property);
  const auto asked = items_in_question(scene, place, value, match.holds);
  const Scalar type = scene.catalog().properties[place.property.index()].type;
  for (const PropertyValue* item : asked)
    add_once(words, scalar_words(scene.catalog(), type, *item));
  if (!asked.empty()) return;
  for (std::string& word : words_of(scene, place.property, value, match.holds)) {
    add_once(words, std::move(word));
  }
}

std::string fill(const Scene& scene, const MatchGroup& group, const TemplateRecord& slot) {
  return fill(scene, group, slot.parts);
}

/// "a threat [with that], can [do this], which leads to [that]": what both kinds of rule share.
std::string clauses(const Statement& slots) {
  std::string text = slots.source;
  if (!slots.prerequisites.empty()) text += " with " + slots.prerequisites + ",";
  text += " can " + slots.action;
  if (!slots.impact.empty()) text += ", which leads to " + slots.impact;
  return text;
}

}  // namespace

std::string join_all(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::string join_some(const std::vector<std::string>& parts) {
  if (parts.size() <= kShown) return join_all(parts);
  return parts[0] + ", " + parts[1] + " and " + std::to_string(parts.size() - 2) + " more";
}

std::string begun(std::string text, const Scene& scene, Range message_parts) {
  const auto parts = Catalog::slice(scene.rules.queries.message_parts, message_parts);
  const bool named = !parts.empty() && parts[0].is_place && !parts[0].place.property.valid();
  if (named) return text;
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

std::string sentence(std::string text) {
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (!text.empty() && std::string_view(".!?").find(text.back()) == std::string_view::npos) {
    text += '.';
  }
  return text;
}

std::vector<std::string> words_of(const Scene& scene, PropertyId property,
                                  const PropertyValue& value, Guard holds) {
  const Catalog& catalog = scene.catalog();
  const Scalar type = catalog.properties[property.index()].type;
  std::vector<std::string> words;
  if (value.state == PropertyState::list || value.state == PropertyState::choice) {
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (!is_possible(scene, value, i, holds)) continue;
      const PropertyValue& item = value.items[i];
      // The items of a list that is an alternative of a choice are one level down, never more.
      const bool nested = item.state == PropertyState::list;
      for (const PropertyValue& scalar : nested ? item.items : std::vector{item}) {
        add_once(words, scalar_words(catalog, type, scalar));
      }
    }
    if (words.empty() && value.state == PropertyState::choice)
      words.push_back(scalar_words(catalog, type, {}));  // it is absent where the match holds
    return words;
  }
  return {scalar_words(catalog, type, value)};
}

std::string fill(const Scene& scene, const MatchGroup& group, Range message_parts) {
  const query::Queries& queries = scene.rules.queries;
  std::string text;
  for (const query::MessagePart& part : Catalog::slice(queries.message_parts, message_parts)) {
    if (!part.is_place) {
      text += queries.text(part.text);
      continue;
    }
    std::vector<std::string> words;
    for (const query::Match* match : group) add_place(scene, *match, part.place, words);
    if (words.size() > 1) std::erase(words, kNothing);  // beside others it says nothing
    text += join_some(words);
  }
  return text;
}

Statement state(const Scene& scene, const MatchGroup& group) {
  const StatementRecord& record = scene.rule.statement;
  Statement statement;
  statement.source = fill(scene, group, record.source);
  statement.prerequisites = fill(scene, group, record.prerequisites);
  statement.action = fill(scene, group, record.action);
  statement.impact = fill(scene, group, record.impact);
  for (const Text goal : Catalog::slice(scene.rules.texts, record.goals)) {
    statement.goals.emplace_back(scene.rules.text(goal));
  }
  for (const TemplateRecord& asset : Catalog::slice(scene.rules.templates, record.assets)) {
    add_once(statement.assets, fill(scene, group, asset));
  }
  std::string text = clauses(statement);
  if (!statement.goals.empty()) {
    text += ", negatively impacting the " + join_all(statement.goals);
    if (!statement.assets.empty()) text += " of " + join_all(statement.assets);
  }
  statement.text = sentence(begun(std::move(text), scene, record.source.parts));
  return statement;
}

}  // namespace weir::findings
