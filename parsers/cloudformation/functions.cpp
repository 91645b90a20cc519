// The functions other than Ref, GetAtt and Sub.

#include <algorithm>
#include <array>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/cloudformation/lowering.h"

namespace weir::cloudformation {
namespace {

/// Functions that are true or false: they stand in Conditions and Rules only.
constexpr std::array<std::string_view, 11> kConditionFunctions = {
    "And",          "Or",     "Not",     "Equals",    "Condition", "Contains", "EachMemberEquals",
    "EachMemberIn", "RefAll", "ValueOf", "ValueOfAll"};
constexpr std::array<std::string_view, 4> kStackOutput = {"StackName", "OutputName", "Region",
                                                          "RoleArn"};

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

ValueId Lowering::call(const Call& call) {
  const std::string_view name = call.function;
  const std::optional<Call> inner =
      call.tagged ? full_call_at(call.argument) : call_at(call.argument);
  if (inner && makes_anything(inner->function)) return this->call(*inner);
  if (name == "Ref") return call_ref(call);
  if (name == "GetAtt") return call_get_att(call);
  if (name == "Sub") return call_sub(call);
  if (name == "If") return call_if(call);
  if (name == "Join") return call_join(call);
  if (name == "Select") return call_select(call);
  if (name == "Split") return call_split(call);
  if (name == "FindInMap") return call_find_in_map(call);
  if (name == "ImportValue") return call_import(call);
  if (name == "GetStackOutput") return call_stack_output(call);
  if (name == "Length") return call_length(call);
  if (name == "Cidr") return call_cidr(call);
  if (name == "GetAZs") return call_zones(call);
  if (name == "Base64" || name == "ToJsonString") return call_encoding(call);
  if (name == kUnread)
    return unknown(UnknownKind::unsupported, "a call stands where the service wants a value", "",
                   call.span);
  return call_other(call);
}

/// What is made by something that is not read: a transform, or a preprocessor (`!Rain::Embed`).
bool Lowering::makes_anything(std::string_view function) {
  return function == "Transform" || function.find("::") != function.npos;
}

ValueId Lowering::call_other(const Call& call) {
  const std::string name(call.function);
  const bool loop = name.starts_with("ForEach::");
  const bool foreign = makes_anything(name) && name != "Transform" && !loop;
  const std::string written = loop ? "Fn::ForEach" : foreign ? name : "Fn::" + name;
  if (name == "Transform" || loop) {
    handed_over_ = written + " makes attributes that are not in the template";
  }
  if (makes_anything(name) || has_macros_) return not_evaluated(written, call.span, "");
  if (in_rules_ && is_one_of(kConditionFunctions, name))
    return not_evaluated(written, call.span, "");
  const std::string message = is_one_of(kConditionFunctions, name)
                                  ? "a condition stands where a value is expected: " + written
                                  : "there is no function " + written;
  notes_.add(Level::warning, "unknown-function", name, call.span, message);
  return unknown(UnknownKind::invalid, message, "", call.span);
}

/// The text they encode is what matters to a reader: it stands for what they make of it.
ValueId Lowering::call_encoding(const Call& call) {
  const ValueId value = argument(call);
  if (!value.valid()) return value;
  const ValueKind kind = values_[value].kind;
  const bool structure = kind == ValueKind::list || kind == ValueKind::map;
  const bool text = kind == ValueKind::string || kind == ValueKind::text;
  if (call.function == "Base64" ? structure || kind == ValueKind::null : text) {
    return malformed(call.function, call.span,
                     call.function == "Base64" ? "Fn::Base64 needs a text"
                                               : "Fn::ToJsonString needs a map or a list");
  }
  return value;
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

ValueId Lowering::call_find_in_map(const Call& call) {
  const std::vector<NodeIndex> items = arguments(call);
  if (items.size() < 3 || items.size() > 4) {
    return malformed("FindInMap", call.span, "Fn::FindInMap needs a mapping and two keys");
  }
  const NodeIndex fallback =
      items.size() == 4 ? find_entry(document_, items[3], "DefaultValue") : kNoNode;
  if (items.size() == 4 && fallback == kNoNode) {
    return malformed("FindInMap", call.span, "Fn::FindInMap takes a map with a DefaultValue last");
  }
  const std::vector<ValueId> keys = {evaluate(items[0]), evaluate(items[1]), evaluate(items[2])};
  return for_each_way(
      model_, keys, call.span,
      [&](const std::vector<ValueId>& chosen) { return look_up(chosen, fallback, call.span); },
      [&] { return not_evaluated("Fn::FindInMap over many alternatives", call.span, ""); });
}

/// Whether a transform may add to the mappings.
bool Lowering::has_open_mappings() const {
  if (mappings_ == kNoNode) return false;
  for (NodeIndex node = mappings_; node < document_[mappings_].subtree_end; ++node) {
    if (document_[node].kind != NodeKind::entry || !document_.has_children(node)) continue;
    if (document_.text(document_.first_child(node)) == "Fn::Transform") return true;
  }
  return false;
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
    if (has_open_mappings()) return not_evaluated("Fn::Transform in Mappings", span, path);
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
        if (!chosen[0].valid() || !can_name_an_export(chosen[0])) {
          return malformed("ImportValue", call.span,
                           "Fn::ImportValue needs the name of an export, which no resource and no "
                           "other import makes");
        }
        return imported(chosen[0], call.span);
      },
      [&] { return unknown(UnknownKind::import, "exported by another stack", "", call.span); });
}

/// Exports are known before any resource is made.
bool Lowering::can_name_an_export(ValueId name) const {
  const Value& value = values_[name];
  switch (value.kind) {
    case ValueKind::text: {
      const std::vector<ValueId> parts = values_.items(name);
      return std::all_of(parts.begin(), parts.end(),
                         [&](ValueId part) { return can_name_an_export(part); });
    }
    case ValueKind::unknown:
      return value.unknown != UnknownKind::import;
    case ValueKind::reference:
    case ValueKind::list:
    case ValueKind::map:
    case ValueKind::null:
      return false;
    default:
      return true;
  }
}

/// `{StackName, OutputName, Region, RoleArn}`: an output of another stack, wherever that is.
ValueId Lowering::call_stack_output(const Call& call) {
  std::array<std::string, kStackOutput.size()> given;
  bool fine = document_[call.argument].kind == NodeKind::map;
  for (const NodeIndex entry : children(document_, call.argument)) {
    if (!fine || !document_.has_children(entry)) continue;
    const auto known = std::find(kStackOutput.begin(), kStackOutput.end(),
                                 document_.text(document_.first_child(entry)));
    fine = known != kStackOutput.end();
    if (!fine) break;
    const ValueId value = evaluate(find_entry(document_, call.argument, *known));
    if (value.valid())
      given[static_cast<std::size_t>(known - kStackOutput.begin())] = describe_hole(values_, value);
  }
  if (!fine || given[0].empty() || given[1].empty()) {
    return malformed("GetStackOutput", call.span,
                     "Fn::GetStackOutput needs a StackName and an OutputName; it may have a Region "
                     "and a RoleArn");
  }
  return unknown(UnknownKind::import, "an output of another stack", given[0] + "." + given[1],
                 call.span);
}

}  // namespace weir::cloudformation
