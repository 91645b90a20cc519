#include "analyzer/graph/read.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

#include "analyzer/base/duration.h"
#include "analyzer/base/schedule.h"
#include "analyzer/base/glob.h"
#include "analyzer/graph/hit_parts.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

class Reader {
 public:
  Reader(SelectSource& source, const PropertyRecord& property, const LanguagePath& path)
      : source_(source), values_(source.model.values), property_(property), path_(path) {}

  PropertyValue fold(const std::vector<const Hit*>& hits) {
    if (path_.present) return presence(hits);
    if (hits.empty()) return literal(path_.default_value);
    if (path_.take == Take::count) return count(hits);
    if (property_.list) return list(hits);
    switch (path_.take) {
      case Take::any:
        return some(hits, true);
      case Take::all:
        return some(hits, false);
      case Take::min:
        return least(hits, 1);
      case Take::max:
        return least(hits, -1);
      default:
        return scalar(*hits.front());
    }
  }

  PropertyValue literal(const LiteralRecord& record) const {
    PropertyValue out;
    switch (record.kind) {
      case LiteralKind::absent:
        break;
      case LiteralKind::unknown:
        return unknown_value(std::string(source_.catalog.text(record.text)));
      case LiteralKind::boolean:
        return boolean_value(record.boolean);
      case LiteralKind::number:
        return number_value(record.number);
      case LiteralKind::text:
        return text_value(std::string(source_.catalog.text(record.text)));
      case LiteralKind::list:
        out.state = PropertyState::list;
        for (const LiteralRecord& item : Catalog::slice(source_.catalog.literals, record.items))
          out.items.push_back(literal(item));
        break;
    }
    return out;
  }

 private:
  /// Whether something is given. An empty text or list gives nothing; an empty map is a block.
  PropertyValue presence(const std::vector<const Hit*>& hits) {
    const Hit* unread = nullptr;
    for (const Hit* hit : hits) {
      if (hit->unknown) unread = unread == nullptr ? hit : unread;
      if (!hit->unknown && !is_empty(*hit)) return placed(boolean_value(true), *hit);
    }
    if (unread == nullptr) return boolean_value(false);
    // "given at deployment" says nothing about whether it will be empty
    return placed(unknown_value(unread->why), *unread);
  }

  bool is_empty(const Hit& hit) const {
    if (hit.key || !hit.value.valid()) return false;
    const ValueKind kind = values_[hit.value].kind;
    return (kind == ValueKind::string && values_.string(hit.value).empty()) ||
           (kind == ValueKind::list && values_.item_count(hit.value) == 0);
  }

  PropertyValue count(const std::vector<const Hit*>& hits) {
    std::size_t n = 0;
    for (const Hit* hit : hits) {
      if (hit->unknown) return placed(unknown_value(hit->why), *hit);
      const bool listed = hit->value.valid() && values_[hit->value].kind == ValueKind::list;
      n += listed ? values_.item_count(hit->value) : 1;
    }
    return placed(number_value(static_cast<double>(n)), *hits.front());
  }

  PropertyValue list(const std::vector<const Hit*>& hits) {
    PropertyValue out = placed(list_value({}), *hits.front());
    for (const Hit* hit : hits) {
      if (hit->unknown || hit->key || values_[hit->value].kind != ValueKind::list) {
        out.items.push_back(scalar(*hit));
        continue;
      }
      for (const ValueId item : values_.items(hit->value)) add_item(out, *hit, item);
    }
    return out;
  }

  void add_item(PropertyValue& out, const Hit& hit, ValueId item) {
    if (values_[item].kind == ValueKind::null) return;
    Hit one = hit;
    one.value = item;
    one.span = values_[item].span;
    one.scope.passage = source_.passages.within(values_, hit.scope.passage, values_[item].origin);
    one.unknown = values_[item].kind == ValueKind::unknown;
    if (one.unknown) one.why = std::string(values_.why(item));
    out.items.push_back(scalar(one));
  }

  PropertyValue some(const std::vector<const Hit*>& hits, bool wanted) {
    PropertyValue undecided;
    for (const Hit* hit : hits) {
      const PropertyValue value = scalar(*hit);
      if (value.state == PropertyState::boolean && value.boolean == wanted) return value;
      if (value.state != PropertyState::boolean) undecided = value;
    }
    if (undecided.state != PropertyState::absent) return undecided;
    return placed(boolean_value(!wanted), *hits.front());
  }

  /// Least of numbers or of members of an ordered enum; `sign` -1: greatest. Beside what is not
  /// known only the last member of all is certain.
  PropertyValue least(const std::vector<const Hit*>& hits, double sign) {
    PropertyValue best, undecided;
    double best_rank = 0;
    for (const Hit* hit : hits) {
      PropertyValue value = scalar(*hit);
      double rank = value.number;
      if (value.state == PropertyState::text) {
        const auto found = source_.catalog.rank(property_.enumeration, value.text);
        if (!found) return placed(unknown_value("values that have no order"), *hit);
        rank = *found;
        if (is_last(*found, sign)) return value;
      } else if (value.state == PropertyState::unknown) {
        if (undecided.state == PropertyState::absent) undecided = std::move(value);
        continue;
      } else if (value.state != PropertyState::number) {
        continue;
      }
      if (best.state != PropertyState::absent && rank * sign >= best_rank * sign) continue;
      best = std::move(value);
      best_rank = rank;
    }
    return undecided.state == PropertyState::absent ? best : undecided;
  }

  bool is_last(std::uint32_t rank, double sign) const {
    const EnumRecord& record = source_.catalog.enums[property_.enumeration.index()];
    return rank == (sign > 0 ? 0 : record.members.count - 1);
  }

  PropertyValue scalar(const Hit& hit) { return placed(value_of(hit), hit); }

  PropertyValue value_of(const Hit& hit) {
    if (hit.missing) return literal(path_.default_value);
    if (hit.unknown) return not_known(hit);
    if (hit.key) return converted(*hit.key);
    const Value& value = values_[hit.value];
    if (value.secret) return unknown_value("a secret given at deployment");
    switch (value.kind) {
      case ValueKind::string:
        return converted(values_.string(hit.value));
      case ValueKind::boolean:
        if (path_.values.empty() && property_.type == Scalar::boolean)
          return boolean_value(value.boolean);
        return converted(value.boolean ? "true" : "false");
      case ValueKind::number:
        if (path_.values.empty() && is_number()) return number_value(value.number * path_.unit);
        return converted(number_text(value.number));
      case ValueKind::list:  // a list of one where one is meant
        if (value.range.count == 1 && values_[values_.item(hit.value, 0)].kind == ValueKind::string)
          return converted(values_.string(values_.item(hit.value, 0)));
        return unknown_value("a list where one value is expected");
      case ValueKind::reference:
      case ValueKind::text:
        return with_holes(hit);
      default:
        return unknown_value("not a value of the expected form");
    }
  }

  /// A value where the hit is written, with how it came here. What no literal stands for (a
  /// calculation) stands where it is made.
  PropertyValue placed(PropertyValue value, const Hit& hit) const {
    value.span = hit.span;
    value.passage = hit.scope.passage;
    if (!value.span.valid() && value.passage.valid())
      value.span = source_.passages[value.passage].span;
    return value;
  }

  /// Names may keep their holes as `${…}`; any other type is undecided until they are filled. A
  /// row for any other text holds if none of the rows' texts can come out.
  PropertyValue with_holes(const Hit& hit) {
    const auto texts = render(source_.model, source_.guards, hit.value);
    if (texts.size() == 1 && texts[0].written_out()) return converted(texts[0].text());
    if (path_.values.empty()) {
      if (property_.type == Scalar::name && texts.size() == 1) return text_value(texts[0].text());
    } else if (const ValueRow* any = other(texts); any != nullptr) {
      return literal(any->canonical);
    }
    return unknown_value("known only once it is deployed");
  }

  /// Where there is a row `"?"`, what something kept elsewhere is called may be a word of the rows;
  /// of anything else that is not known the row itself tells.
  PropertyValue not_known(const Hit& hit) const {
    const auto rows = Catalog::slice(source_.catalog.value_rows, path_.values);
    const auto whatever = std::find_if(rows.begin(), rows.end(), [&](const ValueRow& row) {
      return source_.catalog.text(row.written) == "?";
    });
    if (whatever == rows.end()) return unknown_value(hit.why);
    const bool named = hit.value.valid() && values_[hit.value].kind == ValueKind::unknown;
    const auto word = std::find_if(rows.begin(), rows.end(), [&](const ValueRow& row) {
      const std::string_view pattern = source_.catalog.text(row.written);
      return named && is_pattern(pattern) && glob_match(pattern, values_.subject(hit.value));
    });
    return literal(word == rows.end() ? whatever->canonical : word->canonical);
  }

  /// The row `"*"`, if it counts whatever fills the holes. A resource's name or ARN is never one of
  /// a setting's words, but may stand in a text that a pattern fits.
  const ValueRow* other(const std::vector<Rendered>& texts) const {
    const ValueRow* any = nullptr;
    for (const ValueRow& row : Catalog::slice(source_.catalog.value_rows, path_.values)) {
      const std::string_view key = source_.catalog.text(row.written);
      if (key == "*") {
        any = &row;
        continue;
      }
      for (const Rendered& text : texts)
        if (may_read(text, key)) return nullptr;
    }
    return texts.empty() ? nullptr : any;
  }

  /// Rows of the form `*…*` say what a text has in it.
  static bool is_pattern(std::string_view word) {
    return word.size() > 2 && word.starts_with('*') && word.ends_with('*');
  }

  static bool may_read(const Rendered& text, std::string_view word) {
    std::string pattern;
    for (const Piece& piece : text.pieces) {
      if (piece.kind == Piece::Kind::reference && !is_pattern(word)) return false;
      pattern += piece.kind == Piece::Kind::literal ? piece.text : "*";
    }
    return globs_overlap(pattern, word);
  }

  bool is_number() const {
    return property_.type == Scalar::number || property_.type == Scalar::duration ||
           property_.type == Scalar::size || property_.type == Scalar::percent;
  }

  PropertyValue converted(std::string_view written) {
    if (!path_.values.empty()) return mapped(written);
    switch (property_.type) {
      case Scalar::text:
      case Scalar::name:
        return text_value(std::string(written));
      case Scalar::boolean:
        return parsed_boolean(written);
      case Scalar::enumeration:
        if (source_.catalog.rank(property_.enumeration, written))
          return text_value(std::string(written));
        return unknown_value("\"" + std::string(written) + "\" is no value that Weir knows");
      default:
        break;
    }
    const std::string text(written);
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (property_.type == Scalar::duration) {
      if (const auto time = read_duration(text)) return number_value(*time);
      if (const auto time = longest_interval(text)) return number_value(*time);
    }
    if (text.empty() || *end != '\0') return unknown_value("\"" + text + "\" is no number");
    return number_value(number * path_.unit);
  }

  static PropertyValue parsed_boolean(std::string_view written) {
    std::string lower(written);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (lower == "true") return boolean_value(true);
    if (lower == "false") return boolean_value(false);
    return unknown_value("\"" + std::string(written) + "\" is neither true nor false");
  }

  PropertyValue mapped(std::string_view written) {
    const ValueRow* any = nullptr;
    for (const ValueRow& row : Catalog::slice(source_.catalog.value_rows, path_.values)) {
      const std::string_view key = source_.catalog.text(row.written);
      if (key == "*")
        any = &row;
      else if (key == written || (is_pattern(key) && glob_match(key, written)))
        return literal(row.canonical);
    }
    if (any != nullptr) return literal(any->canonical);
    // an open set of names: rows translate some of them, the others stand for themselves
    if (property_.type == Scalar::name || property_.type == Scalar::text)
      return text_value(std::string(written));
    return unknown_value("\"" + std::string(written) + "\" is no value that Weir knows");
  }

  SelectSource& source_;
  const ValueStore& values_;
  const PropertyRecord& property_;
  const LanguagePath& path_;
};

bool is_literal(const Catalog& catalog, const PropertyValue& value, const LiteralRecord& literal) {
  switch (literal.kind) {
    case LiteralKind::absent:
      return value.state == PropertyState::absent;
    case LiteralKind::boolean:
      return value.state == PropertyState::boolean && value.boolean == literal.boolean;
    case LiteralKind::number:
      return value.state == PropertyState::number && value.number == literal.number;
    case LiteralKind::text:
      return value.state == PropertyState::text && value.text == catalog.text(literal.text);
    default:
      return false;
  }
}

/// One conjunct over one plain value.
Decision compare(const Catalog& catalog, const WhenRecord& when, const PropertyValue& value) {
  if (value.state == PropertyState::unknown) return {kNever, kNever};
  bool found = false, unread = false;
  for (const LiteralRecord& literal : Catalog::slice(catalog.literals, when.literals)) {
    found = found || is_literal(catalog, value, literal);
    if (value.state == PropertyState::list)
      for (const PropertyValue& item : value.items) {
        found = found || is_literal(catalog, item, literal);
        unread = unread || item.state == PropertyState::unknown;
      }
  }
  if (!found && unread) return {kNever, kNever};
  return found != when.negated ? Decision{kAlways, kNever} : Decision{kNever, kAlways};
}

Decision compare_any(GuardStore& guards, const Catalog& catalog, const WhenRecord& when,
                     const PropertyValue* value) {
  static const PropertyValue kAbsent;
  if (value == nullptr) return compare(catalog, when, kAbsent);
  if (value->state != PropertyState::choice) return compare(catalog, when, *value);
  Decision out{kNever, kNever};
  Guard rest = kAlways;
  for (std::size_t i = 0; i < value->items.size(); ++i) {
    const Decision one = compare(catalog, when, value->items[i]);
    out.yes = guards.either(out.yes, guards.both(value->guards[i], one.yes));
    out.no = guards.either(out.no, guards.both(value->guards[i], one.no));
    rest = guards.minus(rest, value->guards[i]);
  }
  const Decision otherwise = compare(catalog, when, kAbsent);
  out.yes = guards.either(out.yes, guards.both(rest, otherwise.yes));
  out.no = guards.either(out.no, guards.both(rest, otherwise.no));
  return out;
}

}  // namespace

PropertyValue read_property(SelectSource& source, const PropertyRule& rule, const Scope& scope) {
  const LanguagePath* path =
      source.catalog.path(rule.selector, source.model[scope.resource].language);
  if (path == nullptr) return {};
  Reader reader(source, source.catalog.properties[rule.property.index()], *path);
  // without a path it is a constant of the language
  if (path->paths.empty()) return reader.literal(path->default_value);
  Selection selection = select(source, *path, scope);
  PropertyValue out;
  if (!selection.hits.empty())
    std::move(selection.missing.begin(), selection.missing.end(), std::back_inserter(selection.hits));
  if (selection.hits.empty()) {
    out = reader.fold({});
    if (!out.span.valid()) out.block = selection.header;
    return out;
  }
  const auto parts = partition_hits(source.guards, selection.hits, scope.guard);
  if (!parts) return unknown_value("it depends on too many conditions", selection.header);
  out.block = selection.header;
  if (parts->size() == 1) {
    out = reader.fold(parts->front().hits);
    if (!out.span.valid()) out.block = selection.header;
    return out;
  }
  out.state = PropertyState::choice;
  for (const HitPart& part : *parts) {
    PropertyValue value = reader.fold(part.hits);
    if (value.state == PropertyState::absent) continue;
    if (!out.span.valid()) out.span = value.span;
    out.items.push_back(std::move(value));
    out.guards.push_back(part.guard);
  }
  if (out.items.empty()) out.state = PropertyState::absent;
  return out;
}

std::vector<Property> read_properties(SelectSource& source, Range rules, const Scope& scope) {
  std::vector<Property> out;
  for (const PropertyRule& rule : Catalog::slice(source.catalog.property_rules, rules)) {
    PropertyValue value = read_property(source, rule, scope);
    const bool elsewhere = value.block.valid() && value.block != scope.header;
    if (value.state != PropertyState::absent || elsewhere)
      set_property(out, rule.property, std::move(value));
  }
  return out;
}

Decision decide(GuardStore& guards, const Catalog& catalog, Range whens,
                const std::vector<Property>& properties, const std::vector<Property>* more) {
  Decision out;
  for (const WhenRecord& when : Catalog::slice(catalog.whens, whens)) {
    const PropertyValue* value = more == nullptr ? nullptr : find_property(*more, when.property);
    if (value == nullptr) value = find_property(properties, when.property);
    const Decision one = compare_any(guards, catalog, when, value);
    out.yes = guards.both(out.yes, one.yes);
    out.no = guards.either(out.no, one.no);
  }
  return out;
}

}  // namespace weir
