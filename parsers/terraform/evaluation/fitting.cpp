// Whether values are what the types of variables ask for.

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/functions/encoded.h"

namespace weir::terraform {
namespace {

/// Whether what is known of the value decides what it is.
bool is_settled(ValueKind kind) {
  return kind == ValueKind::string || kind == ValueKind::number || kind == ValueKind::boolean ||
         kind == ValueKind::list || kind == ValueKind::map;
}

/// Whether a value of this kind may be of the type, by its first word. What is open may be
/// anything.
bool may_be(std::string_view type, ValueKind kind) {
  if (!is_settled(kind)) return true;
  if (type == "number") return kind == ValueKind::number;
  if (type == "bool") return kind == ValueKind::boolean;
  if (type == "list" || type == "set" || type == "tuple") return kind == ValueKind::list;
  if (type == "map" || type == "object") return kind == ValueKind::map;
  return true;
}

std::string index_text(std::size_t i) { return "[" + std::to_string(i) + "]"; }

}  // namespace

/// The converted value, unless some part of it is not what the type asks for.
ValueId Lowering::fitting(ValueId value, const Syntax& type, const std::string& address,
                          Span header) {
  return each_way({value}, header, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid()) return chosen[0];
    const std::optional<Misfit> misfit = misfit_of(chosen[0], type, "", 0);
    if (!misfit) return chosen[0];
    const Span place = place_of_use(values_, misfit->at);
    const std::string at = misfit->part.empty() ? "" : " at " + misfit->part;
    return malformed("wrong-type", address, place.valid() ? place : header,
                     "found for " + address + at + " " + misfit->found);
  });
}

std::optional<Lowering::Misfit> Lowering::misfit_of(ValueId value, const Syntax& type,
                                                    const std::string& part, int depth) {
  if (depth > limits::kNesting || !value.valid() || !spend()) return std::nullopt;
  const Value v = values_[value];
  const Document& document = *type.document;
  const std::string of(document.text(type.node));
  const bool text_in_disguise = encoding_of(values_, value) != Encoding::none;
  if (!is_settled(v.kind) || text_in_disguise) return std::nullopt;
  const bool collection = v.kind == ValueKind::list || v.kind == ValueKind::map;
  const NodeKind written = document[type.node].kind;
  if (written != NodeKind::variable && written != NodeKind::call) return std::nullopt;
  if (!may_be(of, v.kind) || (of == "string" && collection)) {
    return Misfit{value, part, "a value that is no " + of + ", the variable's type"};
  }
  if (written != NodeKind::call || !document.has_children(type.node)) return std::nullopt;
  const Syntax inner{&document, document.first_child(type.node)};
  if (of == "optional") return misfit_of(value, inner, part, depth + 1);
  if (of == "object") return misfit_of_object(value, inner, part, depth);
  if (of == "tuple") return misfit_of_tuple(value, inner, part, depth);
  for (std::size_t i = 0; i < v.range.count; ++i) {
    const bool map = v.kind == ValueKind::map;
    const ValueId member = map ? values_.entry(value, i).value : values_.item(value, i);
    const std::string step = map ? key_text(values_.entry(value, i).key) : index_text(i);
    if (auto found = misfit_of(member, inner, part + step, depth + 1)) return found;
  }
  return std::nullopt;
}

std::optional<Lowering::Misfit> Lowering::misfit_of_tuple(ValueId value, const Syntax& types,
                                                          const std::string& part, int depth) {
  const Document& document = *types.document;
  if (document[types.node].kind != NodeKind::tuple) return std::nullopt;
  std::size_t i = 0;
  for (const NodeIndex type : children(document, types.node)) {
    if (i < values_[value].range.count) {
      const Syntax own{&document, type};
      if (auto found = misfit_of(values_.item(value, i), own, part + index_text(i), depth + 1)) {
        return found;
      }
    }
    ++i;
  }
  if (i == values_[value].range.count) return std::nullopt;
  return Misfit{value, part,
                "a list of " + std::to_string(values_[value].range.count) +
                    "; expected a tuple of " + std::to_string(i)};
}

std::optional<Lowering::Misfit> Lowering::misfit_of_object(ValueId value, const Syntax& attributes,
                                                           const std::string& part, int depth) {
  const Document& document = *attributes.document;
  if (document[attributes.node].kind != NodeKind::object) return std::nullopt;
  for (const NodeIndex entry : children(document, attributes.node)) {
    if (!document.has_children(entry)) continue;
    const NodeIndex key = document.first_child(entry);
    const NodeIndex type = document.next_sibling(key);
    if (type >= document.next_sibling(entry)) continue;
    const std::string name(document.text(key));
    const MapEntry* given = values_.find_entry(value, name);
    if (given == nullptr) {
      return Misfit{value, part,
                    "a value without the attribute " + name + ", which its type asks for"};
    }
    const ValueId member = given->value;
    const Syntax own{&document, type};
    if (auto found = misfit_of(member, own, part + "." + name, depth + 1)) return found;
  }
  return std::nullopt;
}

}  // namespace weir::terraform
