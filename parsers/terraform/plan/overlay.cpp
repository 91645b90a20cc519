#include "parsers/terraform/plan/overlay.h"

#include <algorithm>
#include <map>
#include <optional>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"
#include "parsers/embedded/policy.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {
namespace {

constexpr std::size_t kNoInstance = SIZE_MAX;

bool is_scalar_value(ValueKind kind) {
  return kind == ValueKind::string || kind == ValueKind::number || kind == ValueKind::boolean;
}

/// Entries by key; the first of a key counts.
std::map<std::string, ValueId, std::less<>> by_key(const ValueStore& values, ValueId map) {
  std::map<std::string, ValueId, std::less<>> entries;
  for (std::size_t i = 0; i < values.item_count(map); ++i)
    entries.emplace(values.entry(map, i).key, values.entry(map, i).value);
  return entries;
}

}  // namespace

Overlay::Overlay(const Plan& plan, const PlanReferences& references,
                 const std::vector<Resource>& written, ResourceModel& model, SourceMap& sources,
                 Spend spend)
    : plan_(plan),
      references_(references),
      written_(written),
      model_(model),
      values_(model.values),
      sources_(sources),
      spend_(std::move(spend)) {
  std::map<std::string_view, std::size_t> planned;
  for (std::size_t i = 0; i < plan.resources.size(); ++i)
    planned.emplace(plan.resources[i].address, i);
  for (const Resource& resource : written) {
    const auto found = planned.find(resource.address);
    instance_.push_back(found == planned.end() ? kNoInstance : found->second);
  }
}

ValueId Overlay::attributes(ValueId planned, ValueId written, const PlannedResource& by,
                            Span place) {
  by_ = &by;
  return value(planned, written, place, 0);
}

/// The plan's resource that a reference of the configuration leads to without any doubt.
std::size_t Overlay::instance_of(const Reference& reference) const {
  return reference.target.valid() ? instance_[reference.target.index()] : kNoInstance;
}

ValueId Overlay::value(ValueId planned, ValueId written, Span place, int depth) {
  if (!planned.valid() || depth > limits::kNesting || !spend_(1)) return planned;
  if (!written.valid()) return at_place(planned, place);
  const ValueKind known = values_[planned].kind;
  const ValueKind kind = values_[written].kind;
  if (known == ValueKind::unknown && !values_[planned].secret) return retargeted(written, 0);
  if (known == ValueKind::unknown || known == ValueKind::reference)
    return kind == ValueKind::unknown ? instead_of(planned, written) : retargeted(written, 0);
  if (kind == ValueKind::choice) return choice(planned, written, place, depth);
  if (is_scalar_value(known)) return scalar(planned, written);
  const std::size_t count = values_.item_count(written);
  if (known == ValueKind::list && kind == ValueKind::list) return list(planned, written, depth);
  if (known == ValueKind::map && kind == ValueKind::map) return map(planned, written, place, depth);
  if (known == ValueKind::map && kind == ValueKind::list && count == 1) {  // a block
    const Span span = values_[written].span;
    const ValueId item = values_.item(written, 0);
    return values_.add_list({value(planned, item, span, depth + 1)}, span);
  }
  return instead_of(planned, written);
}

/// The plan's value where the configuration's stands, and come there the same way.
ValueId Overlay::instead_of(ValueId planned, ValueId written) {
  const Value old = values_[written];
  const bool moves = old.kind == ValueKind::unknown || old.kind == ValueKind::reference;
  const Span place = moves ? place_of_use(values_, written) : old.span;
  const ValueId fresh = at_place(planned, place);
  return moves ? fresh : values_.moved(fresh, values_[fresh].span, old.origin);
}

ValueId Overlay::scalar(ValueId planned, ValueId written) {
  const Value old = values_[written];
  if (old.kind == ValueKind::reference) {  // only if it is known to read otherwise does it go
    const Reference reference = values_.reference(written);
    const std::size_t target = instance_of(reference);
    const NodeIndex others = target == kNoInstance ? kNoNode : plan_.resources[target].values;
    const NodeIndex found =
        others == kNoNode ? kNoNode : find_entry(*plan_.document, others, reference.attribute);
    const bool differs = found != kNoNode && (*plan_.document)[found].kind == NodeKind::string &&
                         plan_.document->text(found) != values_.string(planned);
    if (reference.target.valid() && !differs) {
      const ValueId kept = retargeted(written, 0);
      if (values_[kept].kind == ValueKind::reference) return kept;
    }
    return instead_of(planned, written);
  }
  if (old.kind == ValueKind::text) return text(planned, written);
  if (is_scalar_value(old.kind) && same_scalar(planned, written) &&
      old.kind == values_[planned].kind) {
    return written;
  }
  const bool encoded = old.kind == ValueKind::map || old.kind == ValueKind::list;
  if (!encoded) return instead_of(planned, written);
  const std::string_view json = values_.string(planned);
  const std::size_t first = json.find_first_not_of(" \t\r\n");
  if (first == json.npos || (json[first] != '{' && json[first] != '['))
    return retargeted(written, 0);  // encoded otherwise: what was encoded says more
  const ValueId parsed = parse_embedded_json(model_, sources_, planned);
  return is_scalar_value(values_[parsed].kind) || values_[parsed].kind == ValueKind::unknown
             ? retargeted(written, 0)
             : value(parsed, written, old.span, 1);
}

bool Overlay::same_scalar(ValueId a, ValueId b) const {
  std::string one, other;
  return scalar_text(values_, sources_, a, one) && scalar_text(values_, sources_, b, other) &&
         one == other;
}

/// A text with holes: what its references stand for stays one, what else is open is read off.
ValueId Overlay::text(ValueId planned, ValueId written) {
  std::string whole;
  if (!scalar_text(values_, sources_, planned, whole)) return instead_of(planned, written);
  const std::vector<ValueId> parts = values_.items(written);
  std::vector<ValueId> made;
  std::size_t at = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (values_[parts[i]].kind == ValueKind::string) {
      const std::string_view literal = values_.string(parts[i]);
      if (whole.compare(at, literal.size(), literal) != 0) return instead_of(planned, written);
      at += literal.size();
      made.push_back(parts[i]);
      continue;
    }
    const bool last = i + 1 == parts.size();
    if (!last && values_[parts[i + 1]].kind != ValueKind::string)
      return instead_of(planned, written);  // two holes side by side: nobody knows which is which
    std::size_t end = whole.size();
    if (!last) {
      const std::string_view literal = values_.string(parts[i + 1]);
      const bool ends = i + 2 == parts.size();
      end = ends && whole.ends_with(literal) ? whole.size() - literal.size()
                                             : whole.find(literal, at);
    }
    if (end == whole.npos || end < at) return instead_of(planned, written);
    ValueId hole = retargeted(parts[i], 0);
    if (values_[hole].kind != ValueKind::reference)
      hole = values_.add_string(whole.substr(at, end - at), place_of_use(values_, parts[i]));
    made.push_back(hole);
    at = end;
  }
  if (at != whole.size()) return instead_of(planned, written);
  const Value old = values_[written];
  return values_.moved(add_joined_text(values_, sources_, made, old.span), old.span, old.origin);
}

ValueId Overlay::choice(ValueId planned, ValueId written, Span place, int depth) {
  std::optional<ValueId> same, kind;
  bool several = false;
  for (std::size_t i = 0; i < values_.item_count(written); ++i) {
    const ValueId one = values_.alternative(written, i).value;
    if (!one.valid()) continue;
    if (!same && same_scalar(planned, one)) same = one;
    if (values_[one].kind != values_[planned].kind) continue;
    several = several || kind.has_value();
    kind = one;
  }
  if (same) return *same;
  const bool nested =
      values_[planned].kind == ValueKind::map || values_[planned].kind == ValueKind::list;
  return kind && !several && nested ? value(planned, *kind, place, depth + 1)
                                    : instead_of(planned, written);
}

/// How much an item of the plan looks like one of the configuration: sets come in another order.
int Overlay::likeness(ValueId planned, ValueId written, int depth) const {
  const ValueKind known = values_[planned].kind;
  const ValueKind kind = values_[written].kind;
  if (is_scalar_value(known) && is_scalar_value(kind))
    return same_scalar(planned, written) ? 4 : -4;
  if (known == ValueKind::map && kind == ValueKind::map && depth < 2) {
    int sum = 0;
    const auto entries = by_key(values_, planned);
    for (std::size_t i = 0; i < values_.item_count(written); ++i) {
      const auto found = entries.find(values_.entry(written, i).key);
      sum += found == entries.end()
                 ? -1
                 : likeness(found->second, values_.entry(written, i).value, depth + 1);
    }
    return sum;
  }
  if (known == ValueKind::list && kind == ValueKind::list && depth < 3) {
    const std::size_t count = values_.item_count(planned);
    if (count != values_.item_count(written)) return -1;
    int sum = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(count, 8); ++i)
      sum += likeness(values_.item(planned, i), values_.item(written, i), depth + 1);
    return sum;
  }
  return kind == known ? 1 : 0;
}

/// For each item of the plan the one of the configuration that it is; none where none is left.
std::vector<ValueId> Overlay::partners(const std::vector<ValueId>& planned,
                                       const std::vector<ValueId>& written) {
  constexpr std::size_t kPairs = 4096;
  std::vector<ValueId> partners(planned.size());
  const std::size_t pairs = planned.size() * written.size();
  if (pairs > kPairs || !spend_(pairs)) {  // in their order, if they are as many
    return planned.size() == written.size() ? written : partners;
  }
  struct Pair {
    int likeness;
    std::size_t planned, written;
  };
  std::vector<Pair> ranked;
  for (std::size_t i = 0; i < planned.size(); ++i)
    for (std::size_t j = 0; j < written.size(); ++j)
      ranked.push_back({likeness(planned[i], written[j], 0), i, j});
  std::stable_sort(ranked.begin(), ranked.end(), [](const Pair& a, const Pair& b) {
    if (a.likeness != b.likeness) return a.likeness > b.likeness;
    return (a.planned == a.written) && (b.planned != b.written);
  });
  std::vector<bool> taken(written.size());
  for (const Pair& pair : ranked) {
    if (partners[pair.planned].valid() || taken[pair.written]) continue;
    partners[pair.planned] = written[pair.written];
    taken[pair.written] = true;
  }
  return partners;
}

ValueId Overlay::list(ValueId planned, ValueId written, int depth) {
  const Value old = values_[written];
  const std::vector<ValueId> items = values_.items(planned);
  const std::vector<ValueId> others = partners(items, values_.items(written));
  std::vector<ValueId> made;
  for (std::size_t i = 0; i < items.size(); ++i)
    made.push_back(value(items[i], others[i], old.span, depth + 1));
  return values_.moved(values_.add_list(made, old.span, old.collection), old.span, old.origin);
}

ValueId Overlay::map(ValueId planned, ValueId written, Span place, int depth) {
  const Value old = values_[written];
  const Span inner = depth == 0 ? place : old.span;
  const auto known = by_key(values_, planned);
  std::vector<MapEntry> made;
  std::set<std::string, std::less<>> names;
  for (std::size_t i = 0; i < old.range.count; ++i) {
    MapEntry entry = values_.entry(written, i);
    const auto found = known.find(entry.key);
    names.insert(entry.key);
    if (found != known.end()) {
      entry.value = value(found->second, entry.value, inner, depth + 1);
    } else if (depth == 0 && still_unknown(entry.key)) {
      entry.value = retargeted(entry.value, 0);
    } else if (values_[entry.value].kind != ValueKind::null) {
      continue;
    }
    if (entry.value.valid()) made.push_back(std::move(entry));
  }
  for (std::size_t i = 0; i < values_.item_count(planned); ++i) {
    const MapEntry entry = values_.entry(planned, i);
    if (names.count(entry.key) == 0)
      made.push_back({entry.key, inner, at_place(entry.value, inner)});
  }
  return values_.moved(values_.add_map(std::move(made), old.span, old.collection), old.span,
                       old.origin);
}

/// Whether an attribute that the plan has no value of is one that it does not know yet.
bool Overlay::still_unknown(std::string_view attribute) const {
  if (by_->unknown == kNoNode) return false;
  const NodeIndex found = find_entry(*plan_.document, by_->unknown, attribute);
  return found != kNoNode && (*plan_.document)[found].kind == NodeKind::boolean &&
         plan_.document->text(found) == "true";
}

ValueId Overlay::at_place(ValueId planned, Span place) { return at_place(planned, place, 0); }

ValueId Overlay::at_place(ValueId planned, Span place, int depth) {
  if (!planned.valid() || depth > limits::kNesting || !spend_(1)) return planned;
  const Value v = values_[planned];
  if (v.kind == ValueKind::list) {
    std::vector<ValueId> items = values_.items(planned);
    for (ValueId& item : items) item = at_place(item, place, depth + 1);
    return values_.add_list(items, place, v.collection);
  }
  if (v.kind == ValueKind::map) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < v.range.count; ++i) {
      MapEntry entry = values_.entry(planned, i);
      entry.key_span = place;
      entry.value = at_place(entry.value, place, depth + 1);
      entries.push_back(std::move(entry));
    }
    return values_.add_map(std::move(entries), place, v.collection);
  }
  std::string number;  // reads as it is written where it stands
  if (v.kind == ValueKind::number && scalar_text(values_, sources_, planned, number)) {
    const auto size = static_cast<std::uint32_t>(number.size());
    const FileId text = sources_.add_derived(std::move(number), {{0, place, false}});
    return values_.add_number(v.number, {text, 0, size});
  }
  return values_.moved(planned, place, OriginId{});
}

/// A value of the configuration with its references leading to the plan's instances, where one of
/// the configuration's resources stands for several.
ValueId Overlay::retargeted(ValueId value, int depth) {
  if (!value.valid() || depth > limits::kNesting || !spend_(1)) return value;
  const Value v = values_[value];
  bool changed = false;
  const auto inner = [&](ValueId one) {
    const ValueId fresh = retargeted(one, depth + 1);
    changed = changed || fresh != one;
    return fresh;
  };
  ValueId made = value;
  switch (v.kind) {
    case ValueKind::reference:
      return retargeted_reference(value);
    case ValueKind::text:
    case ValueKind::list: {
      std::vector<ValueId> items = values_.items(value);
      for (ValueId& item : items) item = inner(item);
      if (!changed) return value;
      made = v.kind == ValueKind::text ? values_.add_text(items, v.span)
                                       : values_.add_list(items, v.span, v.collection);
      break;
    }
    case ValueKind::map: {
      std::vector<MapEntry> entries;
      for (std::size_t i = 0; i < v.range.count; ++i) {
        entries.push_back(values_.entry(value, i));
        entries.back().value = inner(entries.back().value);
      }
      if (!changed) return value;
      made = values_.add_map(std::move(entries), v.span, v.collection);
      break;
    }
    case ValueKind::choice: {
      std::vector<Alternative> alternatives;
      for (std::size_t i = 0; i < v.range.count; ++i) {
        alternatives.push_back(values_.alternative(value, i));
        alternatives.back().value = inner(alternatives.back().value);
      }
      if (!changed) return value;
      made = add_flat_choice(model_, alternatives, v.span);
      break;
    }
    default:
      return value;
  }
  made = values_.moved(made, v.span, v.origin);
  return v.secret ? values_.marked_secret(made) : made;
}

ValueId Overlay::retargeted_reference(ValueId value) {
  const Reference reference = values_.reference(value);
  const Value v = values_[value];
  if (!reference.target.valid() || instance_[reference.target.index()] != kNoInstance) return value;
  const Resource& target = written_[reference.target.index()];
  std::optional<PlannedAttribute> found;
  if (target.type == kUnreadModule) {
    found = references_.output(target.address, reference.attribute);
  } else if (const auto one = references_.instance_for(without_keys(target.address), *by_)) {
    found = PlannedAttribute{*one, reference.attribute};
  }
  const ValueId made =
      found ? values_.add_reference({ResourceId(found->resource),
                                     plan_.resources[found->resource].address, found->attribute},
                                    v.span)
            : values_.add_unknown(UnknownKind::computed, "known after apply",
                                  reference.address + "." + reference.attribute, v.span);
  return values_.moved(made, v.span, v.origin);
}

void Overlay::point_at_plan(std::size_t count) {
  for (Reference& reference : values_.references().first(count)) {
    const std::size_t instance = instance_of(reference);
    reference.target = instance == kNoInstance ? ResourceId{} : ResourceId(instance);
  }
}

}  // namespace weir::terraform
