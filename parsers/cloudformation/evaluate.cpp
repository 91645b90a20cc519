// Values: scalars, lists, maps, and where functions are called.

#include <cstdlib>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/passing.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
bool Lowering::spend(std::uint64_t steps) {
  unit_.steps += steps;
  return unit_.steps <= limits::kLoweringSteps;
}

ValueId Lowering::unknown(UnknownKind kind, std::string why, std::string subject, Span span) {
  if (!spend(subject.size() / kBytesPerStep)) subject.clear();
  return values_.add_unknown(kind, std::move(why), std::move(subject), span);
}

ValueId Lowering::malformed(std::string_view subject, Span span, std::string message) {
  notes_.add(Level::warning, "malformed-template", subject, span, message);
  return unknown(UnknownKind::invalid, std::move(message), "", span);
}

ValueId Lowering::not_evaluated(std::string_view construct, Span span, std::string subject) {
  const std::string why = std::string(construct) + " is not evaluated";
  notes_.add(Level::note, "not-resolved", construct, span, why);
  return unknown(UnknownKind::unsupported, why, std::move(subject), span);
}

/// What stands for a value that the budget does not reach.
ValueId Lowering::over_budget(Span span) {
  notes_.add(Level::warning, "budget", "lowering", span,
             "the template is too large to evaluate whole");
  return unknown(UnknownKind::budget, "the template is too large", "", span);
}

std::optional<Call> Lowering::call_at(NodeIndex node) const { return call_in(document_, node); }

std::optional<Call> Lowering::full_call_at(NodeIndex node) const {
  return full_call_in(document_, node);
}

ValueId Lowering::argument(const Call& call) {
  if (!call.tagged) return evaluate(call.argument);
  const std::optional<Call> inner = full_call_at(call.argument);  // `!Base64 {Fn::Sub: …}`
  if (!inner || depth_ >= limits::kNesting) return evaluate_plain(call.argument);
  ++depth_;
  const ValueId value = this->call(*inner);
  --depth_;
  return value;
}

std::vector<NodeIndex> Lowering::arguments(const Call& call) const {
  return arguments_of(document_, call);
}

ValueId Lowering::evaluate(NodeIndex node) {
  if (depth_ >= limits::kNesting) {
    return unknown(UnknownKind::budget, "nested too deeply", "", document_.span(node));
  }
  if (!spend()) return over_budget(document_.span(node));  // calls cost too
  ++depth_;
  const std::optional<Call> found = call_at(node);
  const ValueId value = found ? call(*found) : evaluate_plain(node);
  --depth_;
  return value;
}

ValueId Lowering::evaluate_plain(NodeIndex node) {
  const Span span = document_.span(node);
  if (!spend() || depth_ >= limits::kNesting) return over_budget(span);
  switch (document_[node].kind) {
    case NodeKind::map:
      return evaluate_map(node);
    case NodeKind::list: {
      std::vector<ValueId> items;
      for (const NodeIndex item : children(document_, node)) {
        const ValueId value = evaluate(item);
        if (value.valid()) items.push_back(value);
      }
      return values_.add_list(items, span);
    }
    case NodeKind::null:
      return values_.add_null(span);
    case NodeKind::boolean:
      return values_.add_boolean(document_.text(node) == "true", span);
    case NodeKind::number: {
      const std::string text(document_.text(node));
      return values_.add_number(std::strtod(text.c_str(), nullptr),
                                content_span(sources_, document_, node));
    }
    case NodeKind::string:
      return evaluate_string(node);
    default:
      return unknown(UnknownKind::invalid, "the text is malformed here", "", span);
  }
}

/// `Ref: Name`, and there is such a thing; a property may be called Ref too.
bool Lowering::is_reference(std::string_view key, NodeIndex content) const {
  if (key != "Ref" || document_[content].kind != NodeKind::string) return false;
  const std::string_view name = document_.text(content);
  return parameter_of_.count(name) != 0 || resource_of_.count(name) != 0;
}

ValueId Lowering::evaluate_map(NodeIndex node) {
  std::vector<MapEntry> entries;
  for (const NodeIndex entry : children(document_, node)) {
    if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
    const NodeIndex key = document_.first_child(entry);
    const NodeIndex content = document_.next_sibling(key);
    if (content >= document_.next_sibling(entry)) continue;
    const std::string_view name = document_.text(key);
    const Span key_span = document_.span(key);
    ValueId value;
    if (name.starts_with("Fn::ForEach::") || name == "Fn::Transform") {
      const std::string_view construct = name == "Fn::Transform" ? name : "Fn::ForEach";
      handed_over_ = std::string(construct) + " adds attributes that are not in the template";
      value = not_evaluated(construct, key_span, "");
    } else if (!has_macros_ && (name.starts_with("Fn::") || is_reference(name, content))) {
      value = malformed(name, key_span, std::string(name) + " must stand alone in its map");
    } else {
      value = evaluate(content);
    }
    if (value.valid()) entries.push_back({std::string(name), key_span, value});
  }
  return values_.add_map(std::move(entries), document_.span(node));
}

ValueId Lowering::evaluate_string(NodeIndex node) {
  const std::string_view text = document_.text(node);
  if (!spend(text.size() / kBytesPerStep)) return over_budget(document_.span(node));
  const ValueId value =
      values_.add_string(std::string(text), content_span(sources_, document_, node));
  return with_dynamic_references(value);
}

/// weir::passed, paid for.
ValueId Lowering::pass(ValueId value, Span place, const std::string& what) {
  if (!value.valid()) return value;
  const bool choice = values_[value].kind == ValueKind::choice;
  const std::size_t copies = choice ? values_.item_count(value) : 1;
  if (choice && !spend(copies * kStepsPerPart)) return over_budget(place);
  const bool affordable = spend(copies * (what.size() / kBytesPerStep));
  return passed(values_, value, place, affordable ? what : "");
}

/// A choice without what cannot be where we are.
ValueId Lowering::in_context(ValueId value) { return possible_in(model_, context_, value); }

}  // namespace weir::cloudformation
