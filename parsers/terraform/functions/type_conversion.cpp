// Values as ones of a type.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "parsers/terraform/functions/encoded.h"
#include "parsers/terraform/functions/types.h"

namespace weir::terraform {
namespace {

class Converter {
 public:
  explicit Converter(const FunctionCall& call) : call_(call), values_(call.values) {}

  ValueId to(ValueId value, const Type& type, int depth) const {
    if (!value.valid() || type.kind == TypeKind::open || depth > limits::kNesting) return value;
    if (!call_.spend(1)) return call_.over_budget();
    const ValueKind kind = values_[value].kind;
    if (kind == ValueKind::choice) {
      std::vector<Alternative> all = ways(call_.model, value);
      for (Alternative& way : all) way.value = to(way.value, type, depth + 1);
      return add_flat_choice(call_.model, all, values_[value].span);
    }
    if (kind == ValueKind::null || kind == ValueKind::unknown || kind == ValueKind::reference)
      return value;
    if (encoding_of(values_, value) != Encoding::none)
      return type.kind == TypeKind::text ? value : refused(value, type);
    if (is_scalar(type.kind)) return scalar(value, type.kind);
    const bool list =
        type.kind == TypeKind::list || type.kind == TypeKind::set || type.kind == TypeKind::tuple;
    if (kind != (list ? ValueKind::list : ValueKind::map)) return refused(value, type);
    return list ? as_list(value, type, depth) : as_map(value, type, depth);
  }

 private:
  ValueId refused(ValueId value, const Type& type) const {
    if (!call_.spend(0)) return call_.over_budget();
    return call_.fault("found " + name_of(type_of(call_, value)) + "; expected " + name_of(type));
  }

  ValueId scalar(ValueId value, TypeKind kind) const {
    const Value v = values_[value];
    if (kind == TypeKind::text && v.kind != ValueKind::list && v.kind != ValueKind::map)
      return call_.as_text(value);
    const bool same = (kind == TypeKind::number && v.kind == ValueKind::number) ||
                      (kind == TypeKind::boolean && v.kind == ValueKind::boolean);
    if (same || v.kind == ValueKind::text) return value;
    if (v.kind != ValueKind::string) return refused(value, {kind, {}, {}});
    ValueId made;
    if (kind == TypeKind::number) {
      if (const std::optional<double> number = call_.number_of(value))
        made = values_.add_number(*number, v.span);
    } else if (const std::optional<bool> truth = truth_in(values_.string(value))) {
      made = values_.add_boolean(*truth, v.span);
    }
    return made.valid() ? like(v, made) : refused(value, {kind, {}, {}});
  }

  ValueId as_list(ValueId value, const Type& type, int depth) const {
    const Value v = values_[value];
    const CollectionType wanted = type.kind == TypeKind::list  ? CollectionType::list
                                  : type.kind == TypeKind::set ? CollectionType::set
                                                               : CollectionType::tuple;
    if (type.kind == TypeKind::tuple && type.of.size() != v.range.count)
      return refused(value, type);
    bool changed = collection_of(v) != wanted;
    std::vector<ValueId> items = values_.items(value);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const ValueId item = to(items[i], type.of[type.kind == TypeKind::tuple ? i : 0], depth + 1);
      changed = changed || item.value != items[i].value;
      items[i] = item;
    }
    if (!changed) return value;
    if (wanted == CollectionType::set) return like(v, as_set(call_, items));
    if (!call_.spend(items.size())) return call_.over_budget();
    return like(v, values_.add_list(items, v.span, wanted));
  }

  ValueId as_map(ValueId value, const Type& type, int depth) const {
    const Value v = values_[value];
    const bool object = type.kind == TypeKind::object;
    const CollectionType wanted = object ? CollectionType::object : CollectionType::map;
    bool changed = collection_of(v) != wanted;
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < v.range.count; ++i) {
      entries.push_back(values_.entry(value, i));
      MapEntry& entry = entries.back();
      const auto name = std::lower_bound(type.names.begin(), type.names.end(), entry.key);
      if (object && (name == type.names.end() || *name != entry.key)) {
        entries.pop_back();
        changed = true;
        continue;
      }
      const auto at = object ? static_cast<std::size_t>(name - type.names.begin()) : 0;
      const ValueId made = to(entry.value, type.of[at], depth + 1);
      changed = changed || made.value != entry.value.value;
      entry.value = made;
    }
    if (object && entries.size() != type.names.size()) return refused(value, type);
    if (!changed) return value;
    if (!call_.spend(entries.size())) return call_.over_budget();
    return like(v, values_.add_map(std::move(entries), v.span, wanted));
  }

  /// `made` at the place of what it was made of, and as secret as that.
  ValueId like(const Value& of, ValueId made) const {
    const ValueId placed = values_.moved(made, of.span, of.origin);
    return of.secret ? values_.marked_secret(placed) : placed;
  }

  const FunctionCall& call_;
  ValueStore& values_;
};

}  // namespace

ValueId converted(const FunctionCall& call, ValueId value, const Type& type) {
  return Converter(call).to(value, type, 0);
}

}  // namespace weir::terraform
