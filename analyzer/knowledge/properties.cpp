#include <algorithm>
#include <array>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

constexpr std::array<std::pair<std::string_view, Take>, 7> kTakes = {{{"first", Take::first},
                                                                      {"any", Take::any},
                                                                      {"all", Take::all},
                                                                      {"min", Take::min},
                                                                      {"max", Take::max},
                                                                      {"count", Take::count},
                                                                      {"collect", Take::collect}}};

/// How a property is read in one language: what its own entry says, else what is said for all.
struct Reading {
  std::optional<Yaml> paths, unit, default_value, why, values, present, take, together;

  Reading or_else(const Reading& general) const {
    const auto pick = [](const auto& own, const auto& other) { return own ? own : other; };
    Reading result;
    result.paths = pick(paths, general.paths);
    result.unit = pick(unit, general.unit);
    result.default_value = pick(default_value, general.default_value);
    result.why = pick(why, general.why);
    result.values = pick(values, general.values);
    result.present = pick(present, general.present);
    result.take = pick(take, general.take);
    result.together = pick(together, general.together);
    return result;
  }
  std::vector<Field> fields() {
    const auto keep = [](std::optional<Yaml>& slot) {
      return [&slot](const Yaml& y) { slot = y; };
    };
    return {{"unit", Field::optional, keep(unit)},
            {"default", Field::optional, keep(default_value)},
            {"why", Field::optional, keep(why)},
            {"values", Field::optional, keep(values)},
            {"present", Field::optional, keep(present)},
            {"take", Field::optional, keep(take)},
            {"together", Field::optional, keep(together)}};
  }
};

bool can_take(Take take, PropertyType type, const Builder& b) {
  const bool ordered =
      type.scalar == Scalar::number || type.scalar == Scalar::duration ||
      type.scalar == Scalar::size || type.scalar == Scalar::percent ||
      (type.scalar == Scalar::enumeration && b.tables.enums[type.enumeration.index()].ordered);
  switch (take) {
    case Take::any:
    case Take::all:
      return type.scalar == Scalar::boolean && !type.list;
    case Take::min:
    case Take::max:
      return ordered && !type.list;
    case Take::count:
      return type.scalar == Scalar::number && !type.list;
    case Take::collect:
      return type.list;
    case Take::first:
      return true;
  }
  return false;
}

class PropertyReader {
 public:
  PropertyReader(Builder& builder, const LanguageSet& languages, const Yaml& name)
      : b_(builder), languages_(languages), name_(name) {}

  std::optional<PropertyRule> read(const Yaml& node) {
    Reading general;
    std::vector<std::pair<Language, Yaml>> entries;
    std::vector<Field> fields = {{"type", Field::optional, [this](const Yaml& y) { read_type(y); }},
                                 {"doc", Field::optional, ignore}};
    for (Field& field : general.fields()) fields.push_back(std::move(field));
    for (const Language language : languages_.languages)
      fields.push_back({name_of(language), Field::optional, [&entries, language](const Yaml& y) {
                          entries.emplace_back(language, y);
                        }});
    if (languages_.any)
      fields.push_back({"path", Field::optional, [&](const Yaml& y) { general.paths = y; }});
    node.fields("property " + in_backticks(name_.raw()), fields);
    if (bad_type_) return std::nullopt;
    const PropertyId id = b_.property(name_, type_);
    if (!id.valid() || (type_ && *type_ != b_.type_of(id))) return std::nullopt;
    type_ = b_.type_of(id);
    return PropertyRule{id, {Builder::append(b_.tables.language_paths, paths(general, entries))}};
  }

 private:
  void read_type(const Yaml& y) {
    type_ = b_.type(y);
    bad_type_ = !type_;
  }
  /// One entry per language that says where it stands; where none does, the default is what holds
  /// in each.
  std::vector<LanguagePath> paths(const Reading& general,
                                  const std::vector<std::pair<Language, Yaml>>& entries) {
    std::vector<LanguagePath> result;
    for (const auto& [language, written] : entries)
      result.push_back(language_path(language, own_reading(written).or_else(general)));
    if (!entries.empty()) return result;
    if (!general.paths && !general.default_value)
      name_.fault("property " + in_backticks(name_.raw()) + " has neither a path nor a `default`");
    for (const Language language : languages_.languages)
      result.push_back(language_path(language, general));
    return result;
  }
  Reading own_reading(const Yaml& written) const {
    Reading own;
    if (!written.is_map()) {
      own.paths = written;
      return own;
    }
    std::vector<Field> fields = own.fields();
    fields.push_back({"path", Field::optional, [&](const Yaml& y) { own.paths = y; }});
    written.fields("a language's entry of property " + in_backticks(name_.raw()), fields);
    return own;
  }
  LanguagePath language_path(Language language, const Reading& reading) {
    LanguagePath entry;
    entry.language = language;
    if (reading.paths) entry.paths = read_paths(b_, *reading.paths);
    entry.take = read_take(reading);
    entry.present = read_present(reading);
    entry.together = read_together(reading, entry);
    if (reading.unit) entry.unit = read_unit(*reading.unit, *type_);
    const bool measured = type_->scalar == Scalar::duration || type_->scalar == Scalar::size;
    if (measured && !reading.unit && !reading.values)
      name_.fault("property " + in_backticks(name_.raw()) + " is a " + b_.type_text(*type_) +
                  " and needs a `unit`");
    entry.default_value = read_default(reading, entry);
    if (reading.values) entry.values = read_values(*reading.values, entry.unit);
    return entry;
  }
  Take read_take(const Reading& reading) {
    const Take usual = type_->list ? Take::collect : Take::first;
    if (!reading.take) return usual;
    const auto take = read_word(*reading.take, kTakes);
    if (take && !can_take(*take, *type_, b_)) {
      reading.take->fault("`take: " + std::string(reading.take->raw()) + "` does not fit a " +
                          b_.type_text(*type_));
    }
    return take.value_or(usual);
  }
  bool read_present(const Reading& reading) {
    if (!reading.present) return false;
    if (*type_ != PropertyType{Scalar::boolean, false, {}})
      reading.present->fault("`present` is for booleans; " + in_backticks(name_.raw()) + " is a " +
                             b_.type_text(*type_));
    return reading.present->boolean().value_or(false);
  }
  bool read_together(const Reading& reading, const LanguagePath& entry) {
    if (!reading.together) return false;
    if (entry.take == Take::first || entry.present)
      reading.together->fault("`together` is for what takes several values; " +
                              in_backticks(name_.raw()) + " takes one");
    else if (entry.paths.count < 2)
      reading.together->fault("`together` needs several paths, found " +
                              std::to_string(entry.paths.count));
    return reading.together->boolean().value_or(false);
  }
  LiteralRecord read_default(const Reading& reading, const LanguagePath& entry) {
    const bool is_unknown = reading.default_value && reading.default_value->raw() == "unknown";
    if (is_unknown && !reading.why)
      reading.default_value->fault("`default: unknown` needs a `why`");
    if (!is_unknown && reading.why) reading.why->fault("`why` goes with `default: unknown`");
    if (is_unknown)
      return unknown_literal(b_.text(reading.why ? reading.why->text().value_or("") : ""));
    if (reading.default_value) return read_literal(b_, *reading.default_value, *type_, entry.unit);
    LiteralRecord missing;
    if (entry.present) missing.kind = LiteralKind::boolean;  // not there: false
    return missing;
  }
  Range read_values(const Yaml& map, double unit) {
    PropertyType element = *type_;
    element.list = false;
    std::vector<ValueRow> rows;
    for (const auto& [written, canonical] : map.entries()) {
      const auto text = written.scalar();
      if (!text) continue;
      rows.push_back({b_.text(*text), read_literal(b_, canonical, element, unit)});
    }
    return Builder::append(b_.tables.value_rows, rows);
  }

  Builder& b_;
  const LanguageSet& languages_;
  const Yaml& name_;
  std::optional<PropertyType> type_;
  bool bad_type_ = false;
};

}  // namespace

std::vector<PropertyRule> read_properties(Builder& b, const Yaml& node,
                                          const LanguageSet& languages) {
  std::vector<PropertyRule> rules;
  for (const auto& [name, written] : node.entries()) {
    const auto word = name.scalar();
    if (!word || !check_name(name, *word)) continue;
    if (const auto rule = PropertyReader(b, languages, name).read(written)) rules.push_back(*rule);
  }
  return rules;
}

void add_to_scope(PropertyScope& scope, std::span<const PropertyRule> rules) {
  for (const PropertyRule& rule : rules) scope.insert(rule.property);
}

PropertyScope all_properties(const Builder& b) {
  PropertyScope all;
  for (std::size_t i = 0; i < b.tables.properties.size(); ++i) all.insert(PropertyId(i));
  return all;
}

Range read_when(Builder& b, const Yaml& node, const PropertyScope& scope) {
  std::vector<std::string_view> known;
  for (const PropertyId id : scope) known.push_back(b.text(b.tables.properties[id.index()].name));
  std::vector<WhenRecord> whens;
  for (const auto& [name, written] : node.entries()) {
    WhenRecord when;
    when.property = b.properties.find(name.raw());
    if (!scope.contains(when.property)) {
      name.fault("unknown property " + in_backticks(name.raw()) + " in `when`" +
                 suggestion(name.raw(), known));
      continue;
    }
    Yaml operand = written;
    if (written.is_map()) {
      written.fields("a condition of `when`",
                     {{"not", Field::required, [&](const Yaml& y) { operand = y; }}});
      when.negated = true;
      if (operand.is_map()) continue;
    }
    PropertyType element = b.type_of(when.property);
    element.list = false;
    std::vector<LiteralRecord> literals;
    for (const Yaml& item : operand.items_or_self())
      literals.push_back(read_literal(b, item, element, 1));
    when.literals = Builder::append(b.tables.literals, literals);
    whens.push_back(when);
  }
  return Builder::append(b.tables.whens, whens);
}

}  // namespace weir
