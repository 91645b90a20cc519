#include "parsers/embedded/policy.h"

#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "parsers/embedded/form.h"

namespace weir {
namespace {

/// Keys whose value is one text or a list of them.
constexpr std::array<std::string_view, 4> kTextListKeys = {"Action", "NotAction", "Resource",
                                                           "NotResource"};
constexpr std::array<std::string_view, 2> kPrincipals = {"Principal", "NotPrincipal"};

class PolicyForm {
 public:
  PolicyForm(ResourceModel& model, const SourceMap& sources)
      : model_(model), values_(model.values), form_(model, sources, "policy", "policy-form") {}

  ValueId document(ValueId value) {
    const ValueId made = form_.each_way(value, [this](ValueId one) { return whole(one); });
    form_.finish();
    return made;
  }

 private:
  ValueId whole(ValueId value) {
    const Span span = values_[value].span;
    if (is_open(value)) return value;
    if (values_[value].kind != ValueKind::map)
      return form_.invalid(
          value, "document",
          "expected a policy (a map with Statement), found " + std::string(form_.kind_of(value)));
    Span key_span = span;
    ValueId list;
    if (const MapEntry* found = values_.find_entry(value, "Statement")) {
      const MapEntry entry = *found;
      key_span = entry.key_span;
      list = statements(entry.value);
    } else if (values_.find_entry(value, "Effect") != nullptr) {
      list = statements(value);  // a lone statement, as some resources hold
    } else {
      list = values_.add_list({}, span);
    }
    return as_used(values_.add_map({{"Statement", key_span, list}}, span), value);
  }

  ValueId as_used(ValueId made, ValueId value) { return form_.as_used(made, value); }

  /// Whether what it says is known only once it is deployed, or not at all.
  bool is_open(ValueId value) const {
    const ValueKind kind = values_[value].kind;
    return kind == ValueKind::unknown || kind == ValueKind::reference || kind == ValueKind::null;
  }

  ValueId statements(ValueId value) {
    std::vector<ValueId> list;
    for (const ValueId item : items_of(value, 0)) list.push_back(statement(item));
    return as_used(values_.add_list(list, values_[value].span), value);
  }

  /// The items of a list or of a lone value; those of a choice stand alone, each where it holds.
  std::vector<ValueId> items_of(ValueId value, int depth) {
    if (depth > limits::kNesting) return {};
    std::vector<ValueId> result;
    if (values_[value].kind == ValueKind::list) {
      for (const ValueId item : values_.items(value)) {
        for (const ValueId inner : items_of(item, depth + 1)) result.push_back(inner);
      }
    } else if (values_[value].kind == ValueKind::choice && has_structure(value)) {
      for (const Alternative& way : ways(model_, value)) {
        if (!way.value.valid()) continue;
        for (const ValueId inner : items_of(way.value, depth + 1)) {
          result.push_back(only_when(model_, way.guard, inner));
        }
      }
    } else {
      result.push_back(value);
    }
    return result;
  }

  /// Whether some alternative is a list or a map, so that the choice cannot stand as one item.
  bool has_structure(ValueId choice) const {
    for (std::size_t i = 0; i < values_.item_count(choice); ++i) {
      const ValueKind kind = values_[values_.alternative(choice, i).value].kind;
      if (kind == ValueKind::list || kind == ValueKind::map) return true;
    }
    return false;
  }

  ValueId statement(ValueId value) {
    return form_.each_way(value, [this](ValueId one) {
      if (values_[one].kind == ValueKind::map) return statement_map(one);
      if (is_open(one)) return one;
      return form_.invalid(
          one, "Statement",
          "expected a statement of a policy as a map, found " + std::string(form_.kind_of(one)));
    });
  }

  ValueId statement_map(ValueId value) {
    const Span span = values_[value].span;
    std::vector<MapEntry> entries;
    const std::size_t count = values_.item_count(value);
    const bool allows = allows_certainly(value);
    for (std::size_t i = 0; i < count; ++i) {
      const MapEntry entry = values_.entry(value, i);
      const ValueId part = statement_part(entry, allows);
      if (part.valid()) entries.push_back({entry.key, entry.key_span, part});
    }
    return as_used(values_.add_map(std::move(entries), span), value);
  }

  bool allows_certainly(ValueId statement) const {
    const MapEntry* effect = values_.find_entry(statement, "Effect");
    return effect != nullptr && values_[effect->value].kind == ValueKind::string &&
           values_.string(effect->value) == "Allow";
  }

  ValueId statement_part(const MapEntry& entry, bool allows) {
    const Span span = values_[entry.value].span;
    if (entry.key == "Sid") return entry.value;
    if (entry.key == "Effect") {
      return form_.each_way(entry.value, [this](ValueId one) { return lower_case(one); });
    }
    for (const std::string_view key : kTextListKeys) {
      if (entry.key == key) {
        return as_used(values_.add_list(items_of(entry.value, 0), span), entry.value);
      }
    }
    for (const std::string_view key : kPrincipals) {
      if (entry.key == key) return principals(entry);
    }
    if (entry.key == "Condition") return conditions(entry.value, allows);
    return ValueId{};
  }

  ValueId lower_case(ValueId value) {
    if (values_[value].kind != ValueKind::string) return value;
    std::string text(values_.string(value));
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return as_used(values_.add_string(std::move(text), values_[value].span), value);
  }

  ValueId principals(const MapEntry& entry) {
    std::vector<ValueId> list;
    for (const ValueId item : items_of(entry.value, 0)) {
      for (const Alternative& way : ways(model_, item)) {
        if (!way.value.valid()) continue;
        for (const ValueId principal : principal(way.value)) {
          list.push_back(only_when(model_, way.guard, principal));
        }
      }
    }
    return values_.add_list(list, values_[entry.value].span);
  }

  std::vector<ValueId> principal(ValueId value) {
    if (values_[value].kind == ValueKind::string) {
      // a bare text other than "*" is no principal IAM accepts; its type is left open
      const bool anyone = values_.string(value) == "*";
      return {principal_of(anyone ? "*" : "", values_[value].span, value)};
    }
    if (values_[value].kind != ValueKind::map) return {value};
    std::vector<ValueId> result;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      const MapEntry entry = values_.entry(value, i);
      for (const ValueId item : items_of(entry.value, 0)) {
        result.push_back(principal_of(entry.key, entry.key_span, item));
      }
    }
    return result;
  }

  ValueId principal_of(std::string type, Span type_span, ValueId value) {
    const Span span = values_[value].span;
    const ValueId kind = values_.add_string(std::move(type), type_span);
    return values_.add_map({{"type", type_span, kind}, {"value", span, value}}, span);
  }

  ValueId conditions(ValueId value, bool allows) {
    const Span span = values_[value].span;
    std::vector<ValueId> list;
    for (const ValueId item : items_of(value, 0)) {
      for (const Alternative& way : ways(model_, item)) {
        if (!way.value.valid()) continue;
        for (const ValueId condition : conditions_of(way.value, allows)) {
          list.push_back(only_when(model_, way.guard, condition));
        }
      }
    }
    return values_.add_list(list, span);
  }

  std::vector<ValueId> conditions_of(ValueId value, bool allows) {
    if (values_[value].kind != ValueKind::map) return {value};
    std::vector<ValueId> result;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      const MapEntry entry = values_.entry(value, i);
      const ValueId name = values_.add_string(entry.key, entry.key_span);
      const std::string_view anything = allows ? anything_of(entry.key) : std::string_view();
      for (const Alternative& way : ways(model_, entry.value)) {
        if (!way.value.valid()) continue;
        for (const ValueId condition : tests(name, entry.key_span, way.value, anything)) {
          result.push_back(only_when(model_, way.guard, condition));
        }
      }
    }
    return result;
  }

  /// The value beside which an operator lets any request through; "" if it has none. Whoever is
  /// allowed something meets such a test; of a denial it may still be false, where the key is not
  /// there.
  static std::string_view anything_of(std::string_view operator_) {
    for (const std::string_view like : {"StringLike", "ArnLike", "ArnEquals"})
      if (operator_.find(like) != std::string_view::npos) return "*";
    return operator_.starts_with("IpAddress") ? "0.0.0.0/0" : "";
  }

  bool lets_anything(ValueId values, std::string_view anything) const {
    if (anything.empty()) return false;
    for (const ValueId one : values_.items(values))
      if (values_[one].kind == ValueKind::string && values_.string(one) == anything) return true;
    return false;
  }

  /// What one operator tests: `{key: value or values}`; not what any request passes.
  std::vector<ValueId> tests(ValueId operator_, Span at, ValueId value, std::string_view anything) {
    if (values_[value].kind != ValueKind::map) {
      const ValueId list = values_.add_list({value}, values_[value].span);
      return {values_.add_map(
          {{"operator", at, operator_}, {"key", at, value}, {"values", at, list}}, at)};
    }
    std::vector<ValueId> result;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      const MapEntry entry = values_.entry(value, i);
      const Span span = values_[entry.value].span;
      const ValueId key = values_.add_string(entry.key, entry.key_span);
      const ValueId list = values_.add_list(items_of(entry.value, 0), span);
      if (lets_anything(list, anything)) continue;
      result.push_back(values_.add_map({{"operator", at, operator_},
                                        {"key", entry.key_span, key},
                                        {"values", entry.key_span, list}},
                                       entry.key_span));
    }
    return result;
  }

  ResourceModel& model_;
  ValueStore& values_;
  Form form_;
};

}  // namespace

ValueId normalise_policy(ResourceModel& model, SourceMap& sources, ValueId value) {
  if (!value.valid()) return value;
  return PolicyForm(model, sources).document(parse_embedded_json(model, sources, value));
}

}  // namespace weir
