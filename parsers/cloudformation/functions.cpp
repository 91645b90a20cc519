// The functions other than Ref, GetAtt and Sub.

#include <algorithm>
#include <charconv>
#include <utility>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {
ValueId Lowering::call(const Call& call) {
  const std::string_view name = call.function;
  if (name == "Ref") {
    if (document_[call.argument].kind != NodeKind::string) {
      return malformed("Ref", call.span, "Ref needs the name of a parameter or resource");
    }
    return ref(document_.text(call.argument), call.span);
  }
  if (name == "GetAtt") return call_get_att(call);
  if (name == "Sub") return call_sub(call);
  if (name == "If") return call_if(call);
  if (name == "Join") return call_join(call);
  if (name == "Select") return call_select(call);
  if (name == "Split") return call_split(call);
  if (name == "FindInMap") return call_find_in_map(call);
  if (name == "ImportValue") return call_import(call);
  if (name == "Length") return call_length(call);
  // the text they encode is what matters to a reader
  if (name == "Base64" || name == "ToJsonString") return argument(call);
  if (name == "GetAZs") {
    return unknown(UnknownKind::pseudo, "the Region's zones are known at deployment only",
                   "Fn::GetAZs", call.span);
  }
  if (name == "Transform") {
    handed_over_ = "Fn::Transform makes attributes that are not in the template";
  }
  return not_evaluated("Fn::" + std::string(name), call.span, "");
}

ValueId Lowering::call_if(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() != 3 || document_[items[0]].kind != NodeKind::string) {
    return malformed("If", call.span, "Fn::If needs a condition's name and two values");
  }
  const Guard then = guard_named(document_.text(items[0]), document_.span(items[0]));
  const Guard otherwise = model_.guards.negate(then);
  const Guard outside = context_;
  const Guard then_here = model_.guards.both(outside, then);
  const Guard otherwise_here = model_.guards.both(outside, otherwise);
  std::vector<Alternative> alternatives;
  if (model_.guards.satisfiable(then_here)) {
    context_ = then_here;
    alternatives.push_back({then, evaluate(items[1])});
  }
  if (model_.guards.satisfiable(otherwise_here)) {
    context_ = otherwise_here;
    alternatives.push_back({otherwise, evaluate(items[2])});
  }
  context_ = outside;
  if (alternatives.size() == 1) return alternatives.front().value;
  return add_flat_choice(model_, alternatives, call.span);
}

/// weir::items_as_used, paid for.
std::vector<ValueId> Lowering::list_items(ValueId list) {
  const bool affordable =
      !values_[list].origin.valid() || spend(values_.item_count(list) * kStepsPerPart);
  return affordable ? items_as_used(values_, list) : values_.items(list);
}

/// weir::depends_on, paid for.
ValueId Lowering::depends(ValueId on, const std::string& suffix, Span span) {
  return depends_on(values_, on, spend(suffix.size() / kBytesPerStep) ? suffix : "", span);
}

/// Pays for joining these; false if the budget or the limit of a text is too small.
bool Lowering::afford(const std::vector<ValueId>& parts) {
  const JoiningCost cost = cost_of_joining(values_, parts);
  return spend(cost.steps) && cost.fits;
}

ValueId Lowering::call_join(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() != 2) {
    return malformed("Join", call.span, "Fn::Join needs a delimiter and a list");
  }
  const ValueId delimiter = evaluate(items[0]);
  const ValueId list = evaluate(items[1]);
  return for_each_way(
      model_, {delimiter, list}, call.span,
      [&](const std::vector<ValueId>& chosen) { return join(chosen[0], chosen[1], call.span); },
      [&] { return not_evaluated("Fn::Join over many alternatives", call.span, ""); });
}

ValueId Lowering::join(ValueId delimiter, ValueId list, Span span) {
  if (!delimiter.valid() || !list.valid()) return ValueId{};
  if (values_[list].kind != ValueKind::list) {
    const ValueKind kind = values_[list].kind;
    if (kind == ValueKind::unknown || kind == ValueKind::reference) {
      return depends(list, " joined by \"" + describe_hole(values_, delimiter) + "\"", span);
    }
    return malformed("Join", span, "Fn::Join needs a list to join");
  }
  const std::vector<ValueId> items = list_items(list);
  const auto delimited = [&](const std::vector<ValueId>& chosen) {
    std::vector<ValueId> parts;
    for (const ValueId item : chosen) {
      if (!item.valid()) continue;
      if (!parts.empty()) parts.push_back(delimiter);
      parts.push_back(item);
    }
    return parts;
  };
  if (!afford(delimited(items))) return over_budget(span);
  const auto make = [&](const std::vector<ValueId>& chosen) {
    return with_dynamic_references(add_joined_text(values_, sources_, delimited(chosen), span));
  };
  return for_each_way(model_, items, span, make, [&] { return make(items); });
}

ValueId Lowering::call_select(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() != 2) {
    return malformed("Select", call.span, "Fn::Select needs an index and a list");
  }
  const ValueId index = evaluate(items[0]);
  const auto per_list = [&](const std::vector<ValueId>& chosen) {
    return without_absent_items(model_, chosen[0]);
  };
  const auto give_up = [&] {
    return not_evaluated("Fn::Select over many alternatives", call.span, "");
  };
  const ValueId list = for_each_way(model_, {evaluate(items[1])}, call.span, per_list, give_up);
  return for_each_way(
      model_, {index, list}, call.span,
      [&](const std::vector<ValueId>& chosen) { return select(chosen[0], chosen[1], call.span); },
      give_up);
}

ValueId Lowering::select(ValueId index, ValueId list, Span span) {
  if (!index.valid() || !list.valid()) return ValueId{};
  std::string text;
  if (!scalar_text(values_, sources_, index, text)) return depends(index, " as an index", span);
  const ValueKind kind = values_[list].kind;
  if (kind == ValueKind::unknown || kind == ValueKind::reference) {
    return depends(list, "[" + (values_[index].secret ? "…" : text) + "]", span);
  }
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (kind != ValueKind::list || error != std::errc() || end != text.data() + text.size()) {
    return malformed("Select", span, "Fn::Select needs a whole number and a list");
  }
  const std::vector<ValueId> items = list_items(list);
  if (number >= items.size()) {
    return malformed("Select index", span,
                     "Fn::Select asks for item " + (values_[index].secret ? "…" : text) +
                         " of a list of " + std::to_string(items.size()));
  }
  return in_context(items[number]);
}

ValueId Lowering::call_split(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() != 2) {
    return malformed("Split", call.span, "Fn::Split needs a delimiter and a text");
  }
  const ValueId delimiter = evaluate(items[0]);
  const ValueId text = evaluate(items[1]);
  return for_each_way(
      model_, {delimiter, text}, call.span,
      [&](const std::vector<ValueId>& chosen) { return split(chosen[0], chosen[1], call.span); },
      [&] { return not_evaluated("Fn::Split over many alternatives", call.span, ""); });
}

ValueId Lowering::split(ValueId delimiter, ValueId value, Span span) {
  if (!delimiter.valid() || !value.valid()) return ValueId{};
  const std::string by(values_.string(delimiter));
  if (by.empty()) return malformed("Split", span, "Fn::Split needs a delimiter");
  if (values_[value].kind != ValueKind::string) {
    return depends(value, " split at \"" + by + "\"", span);
  }
  if (!spend(values_.string(value).size() / kBytesPerStep)) {
    return unknown(UnknownKind::budget, "the template is too large", "", span);
  }
  const std::string text(values_.string(value));
  const Value whole = values_[value];
  const bool exact = sources_.text(whole.span) == text;
  std::vector<ValueId> items;
  for (std::size_t begin = 0; begin <= text.size();) {
    if (!spend(kStepsPerPart)) return over_budget(span);
    const std::size_t end = std::min(text.find(by, begin), text.size());
    Span place = whole.span;
    if (exact) {
      place.end = place.begin + static_cast<std::uint32_t>(end);
      place.begin += static_cast<std::uint32_t>(begin);
    }
    ValueId item = values_.add_string(text.substr(begin, end - begin), place);
    if (whole.origin.valid()) item = values_.moved(item, place, whole.origin);
    items.push_back(whole.secret ? values_.marked_secret(item) : item);
    begin = end + by.size();
  }
  return values_.add_list(items, span);
}

ValueId Lowering::call_find_in_map(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() < 3 || items.size() > 4) {
    return malformed("FindInMap", call.span, "Fn::FindInMap needs a mapping and two keys");
  }
  const NodeIndex fallback =
      items.size() == 4 ? find_entry(document_, items[3], "DefaultValue") : kNoNode;
  const std::vector<ValueId> keys = {evaluate(items[0]), evaluate(items[1]), evaluate(items[2])};
  return for_each_way(
      model_, keys, call.span,
      [&](const std::vector<ValueId>& chosen) { return look_up(chosen, fallback, call.span); },
      [&] { return not_evaluated("Fn::FindInMap over many alternatives", call.span, ""); });
}

ValueId Lowering::look_up(const std::vector<ValueId>& keys, NodeIndex fallback, Span span) {
  NodeIndex node = mappings_;
  std::string path;
  ValueId open_key;
  for (const ValueId key : keys) {
    if (!key.valid()) return malformed("FindInMap", span, "Fn::FindInMap needs two keys");
    std::string text;
    if (!scalar_text(values_, sources_, key, text)) {
      text = describe_hole(values_, key);
      if (!open_key.valid()) open_key = key;
    }
    path += (path.empty() ? "" : ".") + (values_[key].secret ? "…" : text);
    if (!open_key.valid() && node != kNoNode) node = find_entry(document_, node, text);
  }
  if (open_key.valid()) {
    const Value v = values_[open_key];
    const UnknownKind kind = v.kind == ValueKind::unknown ? v.unknown : UnknownKind::computed;
    return unknown(kind, "looked up by what is known at deployment only", path, span);
  }
  if (node == kNoNode) {
    if (fallback != kNoNode) return evaluate(fallback);
    const std::string message = "the template has no mapping " + path;
    notes_.add(Level::warning, "unresolved-reference", path, span, message);
    return unknown(UnknownKind::invalid, message, path, span);
  }
  const auto [known, fresh] = mapped_.try_emplace(node);
  if (fresh) {
    const ValueId value = evaluate(node);
    mapped_[node] = value;
  }
  std::string name;
  scalar_text(values_, sources_, keys.front(), name);
  return pass(mapped_[node], span, "mapping " + name);
}

ValueId Lowering::call_import(const Call& call) {
  const ValueId name = argument(call);
  return for_each_way(
      model_, {name}, call.span,
      [&](const std::vector<ValueId>& chosen) {
        const std::string subject = chosen[0].valid() ? describe_hole(values_, chosen[0]) : "";
        notes_.add(Level::note, "not-resolved", "Fn::ImportValue", call.span,
                   "Fn::ImportValue: exports of other stacks are not linked");
        return unknown(UnknownKind::import, "exported by another stack", subject, call.span);
      },
      [&] { return unknown(UnknownKind::import, "exported by another stack", "", call.span); });
}

ValueId Lowering::call_length(const Call& call) {
  const auto count = [&](const std::vector<ValueId>& chosen) {
    const ValueId list = without_absent_items(model_, chosen[0]);
    if (!list.valid() || values_[list].kind != ValueKind::list) {
      return not_evaluated("Fn::Length", call.span, "");
    }
    // the number is written nowhere, so it has no place of its own
    return values_.add_number(static_cast<double>(values_.item_count(list)), Span{});
  };
  return for_each_way(model_, {argument(call)}, call.span, count,
                      [&] { return not_evaluated("Fn::Length", call.span, ""); });
}

}  // namespace weir::cloudformation
