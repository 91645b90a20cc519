#include "parsers/terraform/functions/types.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "parsers/terraform/functions/encoded.h"

namespace weir::terraform {
namespace {

/// What two types of items of one collection say together: what one leaves open the other knows.
Type completed(const Type& a, const Type& b) {
  if (a.kind == TypeKind::open) return b;
  if (a.kind != b.kind || a.of.size() != b.of.size() || a.names != b.names) return a;
  Type type = a;
  for (std::size_t i = 0; i < a.of.size(); ++i) type.of[i] = completed(a.of[i], b.of[i]);
  return type;
}

/// Whether all say the same, as far as they say something; then that.
std::optional<Type> agreement(const std::vector<Type>& types) {
  Type type;
  for (const Type& one : types) {
    if (same_type(type, one) == Truth::no) return std::nullopt;
    type = completed(type, one);
  }
  return type;
}

class TypeReader {
 public:
  explicit TypeReader(const FunctionCall& call) : call_(call) {}

  Type of(ValueId value, int depth) const {
    if (!value.valid() || depth > limits::kNesting || !call_.spend(1)) return {};
    if (encoding_of(call_.values, value) != Encoding::none) return {TypeKind::text, {}, {}};
    switch (call_.values[value].kind) {
      case ValueKind::boolean:
        return {TypeKind::boolean, {}, {}};
      case ValueKind::number:
        return {TypeKind::number, {}, {}};
      case ValueKind::string:
      case ValueKind::text:
        return {TypeKind::text, {}, {}};
      case ValueKind::list:
        return of_list(value, depth);
      case ValueKind::map:
        return of_map(value, depth);
      case ValueKind::choice:
        return of_choice(value, depth);
      default:
        return {};
    }
  }

 private:
  Type of_choice(ValueId value, int depth) const {
    std::vector<Type> types;
    for (const Alternative& way : ways(call_.model, value))
      types.push_back(of(way.value, depth + 1));
    return agreement(types).value_or(Type{});
  }

  bool may_be_absent(ValueId item) const {
    return call_.values[item].kind == ValueKind::choice &&
           !ways(call_.model, item).back().value.valid();
  }

  Type of_list(ValueId value, int depth) const {
    const CollectionType collection = collection_of(call_.values[value]);
    const std::size_t count = call_.values.item_count(value);
    Type type{collection == CollectionType::tuple  ? TypeKind::tuple
              : collection == CollectionType::list ? TypeKind::list
                                                   : TypeKind::set,
              {},
              {}};
    Type shared;
    for (std::size_t i = 0; i < count; ++i) {
      const ValueId item = call_.values.item(value, i);
      if (type.kind == TypeKind::tuple) {
        if (may_be_absent(item)) return {};
        type.of.push_back(of(item, depth + 1));
      } else {
        shared = completed(shared, of(item, depth + 1));
        if (is_whole(shared)) break;
      }
    }
    if (type.kind != TypeKind::tuple) type.of.push_back(std::move(shared));
    return type;
  }

  Type of_map(ValueId value, int depth) const {
    const bool object = collection_of(call_.values[value]) == CollectionType::object;
    const std::size_t count = call_.values.item_count(value);
    Type shared;
    std::map<std::string, Type> attributes;
    for (std::size_t i = 0; i < count; ++i) {
      const MapEntry entry = call_.values.entry(value, i);
      if (!object) {
        shared = completed(shared, of(entry.value, depth + 1));
        if (is_whole(shared)) break;
        continue;
      }
      if (may_be_absent(entry.value)) return {};
      attributes[entry.key] = of(entry.value, depth + 1);
    }
    if (!object) return {TypeKind::map, {std::move(shared)}, {}};
    Type type{TypeKind::object, {}, {}};
    for (auto& [name, of_attribute] : attributes) {
      type.names.push_back(name);
      type.of.push_back(std::move(of_attribute));
    }
    return type;
  }

  const FunctionCall& call_;
};

std::optional<Type> common(const std::vector<Type>& types, Conversions allowed);

/// Whether values of one type can be converted to another.
bool converts(const Type& from, const Type& to, Conversions allowed) {
  if (from.kind == TypeKind::open || to.kind == TypeKind::open) return true;
  const auto all_of = [&](const Type& target) {
    return std::all_of(from.of.begin(), from.of.end(),
                       [&](const Type& item) { return converts(item, target, allowed); });
  };
  if (is_scalar(from.kind) && is_scalar(to.kind)) {
    return from.kind == to.kind || to.kind == TypeKind::text ||
           (allowed == Conversions::any && from.kind == TypeKind::text);
  }
  switch (to.kind) {
    case TypeKind::list:
    case TypeKind::set: {
      const bool ordered = from.kind == TypeKind::list && to.kind == TypeKind::set;
      const bool fits =
          from.kind == TypeKind::tuple || from.kind == TypeKind::list || from.kind == TypeKind::set;
      return fits && (!ordered || allowed == Conversions::any) && all_of(to.of[0]);
    }
    case TypeKind::map:
      return (from.kind == TypeKind::map || from.kind == TypeKind::object) && all_of(to.of[0]);
    case TypeKind::tuple:
      if (from.kind != TypeKind::tuple || from.of.size() != to.of.size()) return false;
      for (std::size_t i = 0; i < to.of.size(); ++i) {
        if (!converts(from.of[i], to.of[i], allowed)) return false;
      }
      return true;
    case TypeKind::object:
      return from.kind == TypeKind::map && allowed == Conversions::any &&
             std::all_of(to.of.begin(), to.of.end(), [&](const Type& attribute) {
               return converts(from.of[0], attribute, allowed);
             });
    default:
      return false;
  }
}

/// Types of one item each, of all items of these types.
std::optional<Type> common_item(const std::vector<Type>& types, Conversions allowed) {
  std::vector<Type> items;
  for (const Type& type : types) items.insert(items.end(), type.of.begin(), type.of.end());
  return common(items, allowed);
}

std::optional<Type> common_collection(TypeKind kind, const std::vector<Type>& types,
                                      Conversions allowed) {
  std::optional<Type> item = common_item(types, allowed);
  if (!item) return std::nullopt;
  return Type{kind, {*std::move(item)}, {}};
}

/// Tuples or objects: of the same shape item by item, else as a list or map.
std::optional<Type> common_structure(const std::vector<Type>& types, Conversions allowed) {
  const Type& first = types.front();
  const bool tuples = first.kind == TypeKind::tuple;
  const auto same_shape = [&](const Type& other) {
    return other.of.size() == first.of.size() && other.names == first.names;
  };
  if (std::all_of(types.begin(), types.end(), same_shape)) {
    Type made = first;
    bool fits = true;
    for (std::size_t i = 0; fits && i < first.of.size(); ++i) {
      std::vector<Type> at;
      for (const Type& type : types) at.push_back(type.of[i]);
      std::optional<Type> one = common(at, allowed);
      fits = one.has_value();
      if (fits) made.of[i] = *std::move(one);
    }
    if (fits) return made;
  }
  return common_collection(tuples ? TypeKind::list : TypeKind::map, types, allowed);
}

/// The first of the types, by preference, that all others convert to.
std::optional<Type> preferred(const std::vector<Type>& types, Conversions allowed) {
  constexpr std::array kOrder = {TypeKind::text,  TypeKind::number, TypeKind::boolean,
                                 TypeKind::list,  TypeKind::set,    TypeKind::map,
                                 TypeKind::tuple, TypeKind::object};
  for (const TypeKind kind : kOrder) {
    for (const Type& wanted : types) {
      const bool fits =
          wanted.kind == kind && std::all_of(types.begin(), types.end(), [&](const Type& other) {
            return same_type(other, wanted) == Truth::yes || converts(other, wanted, allowed);
          });
      if (fits) return wanted;
    }
  }
  return std::nullopt;
}

std::optional<Type> common(const std::vector<Type>& all, Conversions allowed) {
  if (std::optional<Type> one = agreement(all)) return one;
  std::vector<Type> types;
  std::array<std::size_t, 9> count{};
  for (const Type& type : all) {
    if (type.kind == TypeKind::open) continue;
    types.push_back(type);
    ++count[static_cast<std::size_t>(type.kind)];
  }
  const auto has = [&](TypeKind kind) { return count[static_cast<std::size_t>(kind)]; };
  const auto only = [&](TypeKind a, TypeKind b) {
    return has(a) > 0 && has(a) + has(b) == types.size();
  };
  if (has(TypeKind::tuple) == types.size() || has(TypeKind::object) == types.size()) {
    return common_structure(types, allowed);
  }
  if (has(TypeKind::set) == types.size()) return common_collection(TypeKind::set, types, allowed);
  for (const auto& [collection, structure] :
       {std::pair{TypeKind::map, TypeKind::object}, std::pair{TypeKind::list, TypeKind::tuple}}) {
    if (!only(collection, structure)) continue;
    std::optional<Type> made = common_collection(collection, types, allowed);
    if (made || has(structure) == 0) return made;
  }
  return preferred(types, allowed);
}

}  // namespace

CollectionType collection_of(const Value& value) {
  if (value.collection != CollectionType::none) return value.collection;
  return value.kind == ValueKind::map ? CollectionType::object : CollectionType::tuple;
}

bool is_set(const Value& value) {
  return value.kind == ValueKind::list && value.collection == CollectionType::set;
}

bool is_scalar(TypeKind kind) {
  return kind == TypeKind::text || kind == TypeKind::number || kind == TypeKind::boolean;
}

std::optional<bool> truth_in(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

Type type_of(const FunctionCall& call, ValueId value) { return TypeReader(call).of(value, 0); }

Truth same_type(const Type& a, const Type& b) {
  if (a.kind == TypeKind::open || b.kind == TypeKind::open) return Truth::unknown;
  if (a.kind != b.kind || a.of.size() != b.of.size() || a.names != b.names) return Truth::no;
  Truth same = Truth::yes;
  for (std::size_t i = 0; i < a.of.size() && same != Truth::no; ++i) {
    same = both(same, same_type(a.of[i], b.of[i]));
  }
  return same;
}

bool is_whole(const Type& type) {
  return type.kind != TypeKind::open && std::all_of(type.of.begin(), type.of.end(), is_whole);
}

std::string name_of(const Type& type) {
  switch (type.kind) {
    case TypeKind::open:
      return "any value";
    case TypeKind::text:
      return "a text";
    case TypeKind::number:
      return "a number";
    case TypeKind::boolean:
      return "a truth value";
    case TypeKind::list:
      return "a list";
    case TypeKind::set:
      return "a set";
    case TypeKind::map:
      return "a map";
    case TypeKind::tuple:
      return "a tuple of " + std::to_string(type.of.size());
    case TypeKind::object:
      break;
  }
  std::string names;
  for (std::size_t i = 0; i < type.names.size() && i < 8; ++i)
    names += (i == 0 ? "" : ", ") + type.names[i];
  return "an object {" + names + (type.names.size() > 8 ? ", …}" : "}");
}

std::optional<Type> common_type(const std::vector<Type>& types, Conversions allowed) {
  return common(types, allowed);
}

}  // namespace weir::terraform
