// Values that other units give: exports, stored parameters, outputs of the same name.

#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/cloudformation/serverless/serverless.h"

namespace weir::cloudformation {
namespace {

/// Whether a literal name has a beginning and an end, and something between them.
bool fits_between(std::string_view literal, std::string_view begin, std::string_view end) {
  return literal.size() > begin.size() + end.size() && literal.starts_with(begin) &&
         literal.ends_with(end);
}

using Index = std::map<std::string, std::vector<std::size_t>, std::less<>>;

/// Calls `take(rest of the key, offers)` for what an index has of one kind whose key goes on with
/// `begin`.
template <class Take>
void each_of(const Index& index, std::string_view as, std::string_view begin, Take take) {
  const std::string kind = std::string(as) + "\n";
  const std::string prefix = kind + std::string(begin);
  for (auto at = index.lower_bound(prefix); at != index.end() && at->first.starts_with(prefix);
       ++at) {
    take(std::string_view(at->first).substr(kind.size()), at->second);
  }
}

}  // namespace

std::string_view Lowering::system_of(std::string_view unit) const {
  const auto found = unit_.around.systems.find(unit);
  return found == unit_.around.systems.end() ? std::string_view() : found->second;
}

/// Whether what is looked up in a Region, or in the own one if none is given, may be this offer. A
/// Region that is given must be the one that the other unit says.
bool Lowering::looked_up_there(const Offer& offer, std::string_view region) const {
  if (offer.as == kOutputOfFolder || offer.as == "output")
    return true;  // handed over, from anywhere
  if (!region.empty()) return offer.region == region;
  const std::string_view own = region_said();
  return own.empty() || offer.region.empty() || offer.region == own;
}

/// The only offer under this name: exactly equal names count wherever they are; several equal ones,
/// and names of which only what is known agrees, only in the own system. Null if there is none, or
/// no single one.
Lowering::Linked Lowering::offered(std::string_view as, const NameWithHoles& name,
                                   std::string_view region) const {
  const Offers& all = unit_.around.offered;
  const std::string_view system = system_of(model_.units.front().path);
  std::vector<const Offer*> near;
  const auto add_near = [&](const std::vector<std::size_t>& offers) {
    for (const std::size_t i : offers) {
      const Offer& one = all.offers[i];
      if (system_of(one.unit) == system && looked_up_there(one, region)) near.push_back(&one);
    }
  };
  const KnownEnds ends(name);
  if (ends.literal) {
    const auto exact = all.literal.find(std::string(as) + "\n" + ends.begin);
    if (exact != all.literal.end()) {
      const Offer& first = all.offers[exact->second.front()];
      if (exact->second.size() == 1 && looked_up_there(first, region)) return {&first, false};
      add_near(exact->second);
      return near.size() == 1 ? Linked{near.front(), false} : Linked{};
    }
    each_of(all.open, as, "", [&](std::string_view key, const std::vector<std::size_t>& offers) {
      const std::size_t line = key.find('\n');
      if (fits_between(ends.begin, key.substr(0, line), key.substr(line + 1))) add_near(offers);
    });
  } else if (!ends.begin.empty() || !ends.end.empty()) {
    const auto same = all.open.find(std::string(as) + "\n" + ends.begin + "\n" + ends.end);
    if (same != all.open.end()) add_near(same->second);
    each_of(all.literal, as, ends.begin,
            [&](std::string_view key, const std::vector<std::size_t>& offers) {
              if (fits_between(key, ends.begin, ends.end)) add_near(offers);
            });
  }
  return near.size() == 1 ? Linked{near.front(), true} : Linked{};
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

/// What another unit of the system gives for a variable of a service, which a parameter stands for;
/// none if no single one does.
ValueId Lowering::linked_variable(const std::string& name, Span place) {
  const NodeIndex about = find_entry(document_, 0, "Metadata");
  const NodeIndex links = about == kNoNode ? about : find_entry(document_, about, kLinksOfService);
  const NodeIndex named = links == kNoNode ? links : find_entry(document_, links, name);
  if (named == kNoNode) return ValueId{};
  const NodeIndex as = find_entry(document_, named, "as"), of = find_entry(document_, named, "of");
  if (as == kNoNode || of == kNoNode) return ValueId{};
  const NodeIndex in = find_entry(document_, named, "in");
  const Linked link = offered(document_.text(as), {std::string(document_.text(of))},
                              in == kNoNode ? std::string_view() : document_.text(in));
  if (link.offer == nullptr || link.offer->unit == model_.units.front().path) return ValueId{};
  if (system_of(link.offer->unit) != system_of(model_.units.front().path)) return ValueId{};
  return taken(link, place);
}

/// Whether a parameter of this type takes the value: `AWS::EC2::VPC::Id` takes what refers to an
/// AWS::EC2::VPC, a text what refers to anything. A literal says nothing about who means whom.
bool Lowering::agrees(std::string_view type, const ResourceModel& from, ValueId value) {
  if (type == "Number") return false;
  if (type.starts_with("List<") && type.ends_with(">")) type = type.substr(5, type.size() - 6);
  const ValueKind kind = from.values[value].kind;
  std::vector<ValueId> parts = {value};
  if (kind == ValueKind::text || kind == ValueKind::list) parts = from.values.items(value);
  const bool any_type = !type.starts_with("AWS::");
  const std::string_view wanted = type.substr(0, type.rfind("::"));
  bool any = false;
  for (const ValueId part : parts) {
    if (from.values[part].kind == ValueKind::string && kind == ValueKind::text) continue;
    if (from.values[part].kind != ValueKind::reference) return false;
    const ResourceId target = from.values.reference(part).target;
    if (!target.valid() || (!any_type && from[target].type != wanted)) return false;
    any = true;
  }
  return any;
}

}  // namespace weir::cloudformation
