#include "parsers/embedded/substitute.h"

#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"

namespace weir {
namespace {

class Substitution {
 public:
  Substitution(ResourceModel& model, SourceMap& sources, ValueId names)
      : model_(model), values_(model.values), sources_(sources), names_(names) {}

  ValueId apply(ValueId value, int depth) {
    if (depth > limits::kNesting || ++parts_ > limits::kEmbeddedParts) return value;
    switch (values_[value].kind) {
      case ValueKind::string:
        return values_.string(value).find("${") == std::string_view::npos ? value : text(value);
      case ValueKind::text:
        return text(value);
      case ValueKind::list:
        return list(value, depth);
      case ValueKind::map:
        return map(value, depth);
      case ValueKind::choice:
        return choice(value, depth);
      default:
        return value;
    }
  }

 private:
  ValueId list(ValueId value, int depth) {
    std::vector<ValueId> items = values_.items(value);
    bool changed = false;
    for (ValueId& item : items) changed = replace(item, depth) || changed;
    return changed ? placed(values_.add_list(items, values_[value].span), value) : value;
  }

  ValueId map(ValueId value, int depth) {
    std::vector<MapEntry> entries;
    bool changed = false;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      entries.push_back(values_.entry(value, i));
      changed = replace(entries.back().value, depth) || changed;
    }
    return changed ? placed(values_.add_map(std::move(entries), values_[value].span), value)
                   : value;
  }

  ValueId choice(ValueId value, int depth) {
    std::vector<Alternative> alternatives;
    bool changed = false;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      alternatives.push_back(values_.alternative(value, i));
      changed = replace(alternatives.back().value, depth) || changed;
    }
    return changed ? add_flat_choice(model_, alternatives, values_[value].span) : value;
  }

  bool replace(ValueId& part, int depth) {
    const ValueId fresh = apply(part, depth + 1);
    const bool changed = fresh != part;
    part = fresh;
    return changed;
  }

  /// What is made of a value came to its use the way that the value came.
  ValueId placed(ValueId made, ValueId value) {
    const OriginId origin = values_[value].origin;
    return origin.valid() ? values_.moved(made, values_[made].span, origin) : made;
  }

  ValueId text(ValueId value) {
    std::vector<ValueId> parts;
    bool changed = false;
    const bool whole = values_[value].kind == ValueKind::string;
    for (const ValueId part : whole ? std::vector<ValueId>{value} : values_.items(value)) {
      const bool literal = values_[part].kind == ValueKind::string;
      if (literal && split(part, parts)) {
        changed = true;
      } else if (!literal) {
        parts.push_back(part);
      }
    }
    if (!changed) return value;
    const Span span = values_[value].span;
    const auto too_long = [&] {
      return values_.add_unknown(UnknownKind::budget, "the text with its substitutions is too long",
                                 "", span);
    };
    const JoiningCost cost = cost_of_joining(values_, parts);
    spent_ += cost.steps;
    if (!cost.fits || spent_ > limits::kModuleSteps) return too_long();
    const ValueId made = for_each_way(
        model_, parts, span,
        [&](const std::vector<ValueId>& some) {
          std::vector<ValueId> present;
          for (const ValueId part : some)
            if (part.valid()) present.push_back(part);
          return add_joined_text(values_, sources_, present, span);
        },
        too_long);
    return placed(values_[value].secret ? values_.marked_secret(made) : made, value);
  }

  /// Adds the stretches of a literal and what its names stand for; whether there were any.
  bool split(ValueId literal, std::vector<ValueId>& parts) {
    const std::string whole(values_.string(literal));
    const std::string_view text = whole;
    std::size_t done = 0;
    bool any = false;
    for (std::size_t at = text.find("${"); at != text.npos; at = text.find("${", at + 1)) {
      const std::size_t close = text.find('}', at);
      if (close == text.npos) break;
      const ValueId known = named(text.substr(at + 2, close - at - 2), literal);
      if (!known.valid()) continue;
      any = true;
      if (at > done) parts.push_back(stretch(literal, text, done, at));
      parts.push_back(known);
      done = close + 1;
      at = close;
    }
    if (done == 0) {
      parts.push_back(literal);
    } else if (done < text.size()) {
      parts.push_back(stretch(literal, text, done, text.size()));
    }
    return any;
  }

  /// A part of a literal, with its own place where the literal is written as it reads.
  ValueId stretch(ValueId literal, std::string_view text, std::size_t begin, std::size_t end) {
    Span span = values_[literal].span;
    if (sources_.text(span) == text) {
      span.end = span.begin + static_cast<std::uint32_t>(end);
      span.begin += static_cast<std::uint32_t>(begin);
    }
    return values_.add_string(std::string(text.substr(begin, end - begin)), span);
  }

  ValueId named(std::string_view name, ValueId at) {
    if (name.empty()) return {};
    const ValueKind kind = values_[names_].kind;
    if (kind == ValueKind::map) return values_.find(names_, name);
    if (kind != ValueKind::unknown) return {};
    return values_.add_unknown(values_[names_].unknown, std::string(values_.why(names_)),
                               std::string(values_.subject(names_)), values_[at].span);
  }

  ResourceModel& model_;
  ValueStore& values_;
  SourceMap& sources_;
  ValueId names_;
  std::uint64_t parts_ = 0;
  std::uint64_t spent_ = 0;
};

}  // namespace

ValueId substitute_names(ResourceModel& model, SourceMap& sources, ValueId value, ValueId names) {
  if (!value.valid() || !names.valid()) return value;
  const ValueId known = as_one_map(model, names);
  return Substitution(model, sources, known).apply(value, 0);
}

}  // namespace weir
