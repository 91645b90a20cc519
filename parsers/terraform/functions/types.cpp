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

using Kind = Type::Kind;

bool is_scalar(Kind kind) {
  return kind == Kind::text || kind == Kind::number || kind == Kind::boolean;
}

/// What two types of items of one collection say together: what one leaves open the other knows.
Type completed(const Type& a, const Type& b) {
  if (a.kind == Kind::open) return b;
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
    if (encoding_of(call_.values, value) != Encoding::none) return {Kind::text, {}, {}};
    switch (call_.values[value].kind) {
      case ValueKind::boolean:
        return {Kind::boolean, {}, {}};
      case ValueKind::number:
        return {Kind::number, {}, {}};
      case ValueKind::string:
      case ValueKind::text:
        return {Kind::text, {}, {}};
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
    Type type{collection == CollectionType::tuple  ? Kind::tuple
              : collection == CollectionType::list ? Kind::list
                                                   : Kind::set,
              {},
              {}};
    Type shared;
    for (std::size_t i = 0; i < count; ++i) {
      const ValueId item = call_.values.item(value, i);
      if (type.kind == Kind::tuple) {
        if (may_be_absent(item)) return {};
        type.of.push_back(of(item, depth + 1));
      } else {
        shared = completed(shared, of(item, depth + 1));
        if (is_whole(shared)) break;
      }
    }
    if (type.kind != Kind::tuple) type.of.push_back(std::move(shared));
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
    if (!object) return {Kind::map, {std::move(shared)}, {}};
    Type type{Kind::object, {}, {}};
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
  if (from.kind == Kind::open || to.kind == Kind::open) return true;
  const auto all_of = [&](const Type& target) {
    return std::all_of(from.of.begin(), from.of.end(),
                       [&](const Type& item) { return converts(item, target, allowed); });
  };
  if (is_scalar(from.kind) && is_scalar(to.kind)) {
    return from.kind == to.kind || to.kind == Kind::text ||
           (allowed == Conversions::any && from.kind == Kind::text);
  }
  switch (to.kind) {
    case Kind::list:
    case Kind::set: {
      const bool ordered = from.kind == Kind::list && to.kind == Kind::set;
      const bool fits =
          from.kind == Kind::tuple || from.kind == Kind::list || from.kind == Kind::set;
      return fits && (!ordered || allowed == Conversions::any) && all_of(to.of[0]);
    }
    case Kind::map:
      return (from.kind == Kind::map || from.kind == Kind::object) && all_of(to.of[0]);
    case Kind::tuple:
      if (from.kind != Kind::tuple || from.of.size() != to.of.size()) return false;
      for (std::size_t i = 0; i < to.of.size(); ++i) {
        if (!converts(from.of[i], to.of[i], allowed)) return false;
      }
      return true;
    case Kind::object:
      return from.kind == Kind::map && allowed == Conversions::any &&
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

std::optional<Type> common_collection(Kind kind, const std::vector<Type>& types,
                                      Conversions allowed) {
  std::optional<Type> item = common_item(types, allowed);
  if (!item) return std::nullopt;
  return Type{kind, {*std::move(item)}, {}};
}

/// Tuples or objects: of the same shape item by item, else as a list or map.
std::optional<Type> common_structure(const std::vector<Type>& types, Conversions allowed) {
  const Type& first = types.front();
  const bool tuples = first.kind == Kind::tuple;
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
  return common_collection(tuples ? Kind::list : Kind::map, types, allowed);
}

/// The first of the types, by preference, that all others convert to.
std::optional<Type> preferred(const std::vector<Type>& types, Conversions allowed) {
  constexpr std::array kOrder = {Kind::text, Kind::number, Kind::boolean, Kind::list,
                                 Kind::set,  Kind::map,    Kind::tuple,   Kind::object};
  for (const Kind kind : kOrder) {
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
    if (type.kind == Kind::open) continue;
    types.push_back(type);
    ++count[static_cast<std::size_t>(type.kind)];
  }
  const auto has = [&](Kind kind) { return count[static_cast<std::size_t>(kind)]; };
  const auto only = [&](Kind a, Kind b) { return has(a) > 0 && has(a) + has(b) == types.size(); };
  if (has(Kind::tuple) == types.size() || has(Kind::object) == types.size()) {
    return common_structure(types, allowed);
  }
  if (has(Kind::set) == types.size()) return common_collection(Kind::set, types, allowed);
  for (const auto& [collection, structure] :
       {std::pair{Kind::map, Kind::object}, std::pair{Kind::list, Kind::tuple}}) {
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

std::optional<bool> truth_in(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

Type type_of(const FunctionCall& call, ValueId value) { return TypeReader(call).of(value, 0); }

Truth same_type(const Type& a, const Type& b) {
  if (a.kind == Kind::open || b.kind == Kind::open) return Truth::unknown;
  if (a.kind != b.kind || a.of.size() != b.of.size() || a.names != b.names) return Truth::no;
  Truth same = Truth::yes;
  for (std::size_t i = 0; i < a.of.size() && same != Truth::no; ++i) {
    same = both(same, same_type(a.of[i], b.of[i]));
  }
  return same;
}

bool is_whole(const Type& type) {
  return type.kind != Kind::open && std::all_of(type.of.begin(), type.of.end(), is_whole);
}

std::string name_of(const Type& type) {
  switch (type.kind) {
    case Kind::open:
      return "any value";
    case Kind::text:
      return "a text";
    case Kind::number:
      return "a number";
    case Kind::boolean:
      return "a truth value";
    case Kind::list:
      return "a list";
    case Kind::set:
      return "a set";
    case Kind::map:
      return "a map";
    case Kind::tuple:
      return "a tuple of " + std::to_string(type.of.size());
    case Kind::object:
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
