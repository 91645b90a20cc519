// Values that other units give: exports, stored parameters, outputs of the same name.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {
namespace {

bool is_literal(const NameWithHoles& name) {
  return std::all_of(name.begin(), name.end(), [](const auto& piece) { return piece.has_value(); });
}

/// What a name is known to begin with (`from_behind`: to end with).
std::string known_end(const NameWithHoles& name, bool from_behind) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const std::optional<std::string>& piece = name[from_behind ? name.size() - 1 - i : i];
    if (!piece) break;
    text = from_behind ? *piece + text : text + *piece;
  }
  return text;
}

/// Whether two names, at least one of which has holes, say the same as far as both are known: equal
/// beginnings and ends where both have holes, else the literal has the other's.
bool may_be_equal(const NameWithHoles& a, const NameWithHoles& b) {
  const std::string a_begin = known_end(a, false), b_begin = known_end(b, false);
  const std::string a_end = known_end(a, true), b_end = known_end(b, true);
  if (a_end.empty() && a_begin.empty()) return false;
  if (b_end.empty() && b_begin.empty()) return false;
  if (!is_literal(a) && !is_literal(b)) return a_begin == b_begin && a_end == b_end;
  const std::string& literal = is_literal(a) ? a_begin : b_begin;
  const std::string& begin = is_literal(a) ? b_begin : a_begin;
  const std::string& end = is_literal(a) ? b_end : a_end;
  return literal.size() > begin.size() + end.size() && literal.starts_with(begin) &&
         literal.ends_with(end);
}

}  // namespace

std::string_view Lowering::system_of(std::string_view unit) const {
  const auto found = unit_.around.systems.find(unit);
  return found == unit_.around.systems.end() ? std::string_view() : found->second;
}

/// The only offer under this name: exactly equal names count wherever they are, others, and several
/// equal ones, only in the own system. Null if there is none, or no single one.
Lowering::Linked Lowering::offered(std::string_view as, const NameWithHoles& name) const {
  const std::string_view system = system_of(model_.units.front().path);
  const bool literal = is_literal(name);
  std::vector<const Offer*> exact, near, alike;
  for (const Offer& offer : unit_.around.offered.offers) {
    if (offer.as != as) continue;
    const bool own = system_of(offer.unit) == system;
    if (literal && is_literal(offer.name)) {
      if (known_end(offer.name, false) != known_end(name, false)) continue;
      exact.push_back(&offer);
      if (own) near.push_back(&offer);
    } else if (own && may_be_equal(name, offer.name)) {
      alike.push_back(&offer);
    }
  }
  if (exact.size() == 1) return {exact.front(), false};
  if (near.size() == 1) return {near.front(), false};
  if (exact.empty() && alike.size() == 1) return {alike.front(), true};
  return {};
}

/// A value of another unit, as it is used here.
ValueId Lowering::taken(const Linked& link, Span place) {
  const ResourceModel& model = unit_.around.offered.models[link.offer->model];
  return pass(copied(link, model, link.offer->value, 0), place, link.offer->what);
}

ValueId Lowering::copied(const Linked& link, const ResourceModel& from, ValueId id, int depth) {
  const Value& value = from.values[id];
  if (!spend() || depth > limits::kNesting) return over_budget(value.span);
  ValueId made;
  switch (value.kind) {
    case ValueKind::null:
      return values_.add_null(value.span);
    case ValueKind::boolean:
      return values_.add_boolean(value.boolean, value.span);
    case ValueKind::number:
      return values_.add_number(value.number, value.span);
    case ValueKind::string:
      made = values_.add_string(std::string(from.values.string(id)), value.span);
      break;
    case ValueKind::text:
    case ValueKind::list: {
      std::vector<ValueId> items;
      for (const ValueId item : from.values.items(id)) {
        items.push_back(copied(link, from, item, depth + 1));
      }
      made = value.kind == ValueKind::text ? values_.add_text(items, value.span)
                                           : values_.add_list(items, value.span);
      break;
    }
    case ValueKind::reference: {
      Reference reference = from.values.reference(id);
      if (reference.target.valid()) {
        unit_.types_elsewhere.emplace(std::pair(link.offer->unit, reference.address),
                                      from[reference.target].type);
      }
      reference.target = ResourceId{};
      reference.unit = link.offer->unit;
      reference.implied = link.implied;
      return values_.add_reference(std::move(reference), value.span);
    }
    case ValueKind::unknown:
      made = unknown(value.unknown, std::string(from.values.why(id)),
                     value.unknown == UnknownKind::pseudo ? std::string(from.values.subject(id))
                                                          : link.offer->what,
                     value.span);
      break;
    case ValueKind::map:
    case ValueKind::choice:
      made = unknown(UnknownKind::import, "depends on how the other unit is deployed",
                     link.offer->what, value.span);
      break;
  }
  return value.secret ? values_.marked_secret(made) : made;
}

/// The type of the resource that a reference denotes, in this unit or another; empty if unknown.
std::string_view Lowering::type_of(const Reference& reference) const {
  if (reference.target.valid()) return model_[reference.target].type;
  const auto found = unit_.types_elsewhere.find({reference.unit, reference.address});
  return found == unit_.types_elsewhere.end() ? std::string_view() : found->second;
}

/// `Fn::ImportValue` of a name.
ValueId Lowering::imported(ValueId name, Span span) {
  if (name.valid()) {
    if (const std::optional<NameWithHoles> pieces = named_text(name)) {
      if (const Linked link = offered("export", *pieces); link.offer != nullptr)
        return taken(link, span);
    }
  }
  const std::string subject = name.valid() ? describe_hole(values_, name) : "";
  notes_.add(Level::note, "not-resolved", "Fn::ImportValue", span,
             "Fn::ImportValue: no single export of that name is among the files read");
  return unknown(UnknownKind::import, "exported by another stack", subject, span);
}

/// What the parameter store keeps under a name, for a parameter of a stored type.
ValueId Lowering::stored(const std::string& path, std::string_view type, Span place) {
  const Linked link = offered("ssm", {path});
  if (link.offer == nullptr) {
    return unknown(UnknownKind::outside, "kept in the parameter store", path, place);
  }
  return typed_default(type.substr(type.find('<') + 1), taken(link, place));
}

/// What a parameter that nobody gives gets from the only output of its name in the system; none if
/// there is no such output, or the types do not agree.
ValueId Lowering::linked_output(const std::string& name, std::string_view type, Span place) {
  const Linked link = offered("output", {name});
  if (link.offer == nullptr || link.offer->unit == model_.units.front().path) return ValueId{};
  if (system_of(link.offer->unit) != system_of(model_.units.front().path)) return ValueId{};
  const ResourceModel& from = unit_.around.offered.models[link.offer->model];
  if (!agrees(type, from, link.offer->value)) return ValueId{};
  return typed_default(type, taken({link.offer, true}, place));
}

/// Whether a parameter of this type takes the value: `AWS::EC2::VPC::Id` takes what refers to an
/// AWS::EC2::VPC, a plain type every text.
bool Lowering::agrees(std::string_view type, const ResourceModel& from, ValueId value) {
  if (type.starts_with("List<") && type.ends_with(">")) type = type.substr(5, type.size() - 6);
  const ValueKind kind = from.values[value].kind;
  if (!type.starts_with("AWS::")) {
    return kind == ValueKind::string || kind == ValueKind::number || kind == ValueKind::text ||
           kind == ValueKind::reference || kind == ValueKind::list;
  }
  std::vector<ValueId> parts = {value};
  if (kind == ValueKind::text || kind == ValueKind::list) parts = from.values.items(value);
  const std::string_view wanted = type.substr(0, type.rfind("::"));
  bool any = false;
  for (const ValueId part : parts) {
    if (from.values[part].kind == ValueKind::string && kind == ValueKind::text) continue;
    if (from.values[part].kind != ValueKind::reference) return false;
    const ResourceId target = from.values.reference(part).target;
    if (!target.valid() || from[target].type != wanted) return false;
    any = true;
  }
  return any;
}

}  // namespace weir::cloudformation
