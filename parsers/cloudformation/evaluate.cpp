// Values: scalars, lists, maps, and where functions are called.

#include <cstdlib>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
namespace {

constexpr std::string_view kDynamicBegin = "{{resolve:";
constexpr std::string_view kDynamicEnd = "}}";

bool is_call_key(std::string_view key) { return key == "Ref" || key.starts_with("Fn::"); }

}  // namespace

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

std::optional<Call> Lowering::call_at(NodeIndex node) const {
  const std::string_view tag = document_.tag(node);
  if (tag.size() > 1 && tag[0] == '!' && tag[1] != '!' && tag[1] != '<') {
    return Call{tag.substr(1), node, true, document_.span(node)};
  }
  return full_call_at(node);
}

std::optional<Call> Lowering::full_call_at(NodeIndex node) const {
  if (document_[node].kind != NodeKind::map || !document_.has_children(node)) return std::nullopt;
  const NodeIndex entry = document_.first_child(node);
  if (document_.next_sibling(entry) != document_.next_sibling(node)) return std::nullopt;
  if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry))
    return std::nullopt;
  const NodeIndex key = document_.first_child(entry);
  const NodeIndex content = document_.next_sibling(key);
  std::string_view name = document_.text(key);
  if (!is_call_key(name) || content >= document_.next_sibling(entry)) return std::nullopt;
  if (name.starts_with("Fn::")) name.remove_prefix(4);
  return Call{name, content, false, document_.span(node)};
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
  std::vector<NodeIndex> result;
  const bool list = document_[call.argument].kind == NodeKind::list;
  if (!list || (!call.tagged && call_at(call.argument))) return result;
  for (const NodeIndex item : children(document_, call.argument)) result.push_back(item);
  return result;
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

/// Replaces every `{{resolve:…}}` in a string or text by an unknown of its own.
ValueId Lowering::with_dynamic_references(ValueId value) {
  std::vector<ValueId> parts = values_.items(value);
  if (values_[value].kind == ValueKind::string) parts = {value};
  if (values_[value].kind == ValueKind::list) return value;
  bool any = false;
  for (const ValueId part : parts) {
    any = any || values_.string(part).find(kDynamicBegin) != std::string_view::npos;
  }
  if (!any) return value;
  std::vector<ValueId> result;
  std::vector<ValueId> inside;  // parts of the reference being read
  bool open = false;
  for (const ValueId part : parts) {
    if (values_[part].kind != ValueKind::string) {
      (open ? inside : result).push_back(part);
      continue;
    }
    const std::string text(values_.string(part));
    const Value whole = values_[part];
    const bool exact = sources_.text(whole.span) == text;
    const auto piece = [&](std::size_t begin, std::size_t end) {
      Span span = whole.span;
      if (exact) {
        span.end = span.begin + static_cast<std::uint32_t>(end);
        span.begin += static_cast<std::uint32_t>(begin);
      }
      ValueId made = values_.add_string(text.substr(begin, end - begin), span);
      if (whole.origin.valid()) made = values_.moved(made, span, whole.origin);
      return whole.secret ? values_.marked_secret(made) : made;
    };
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t mark = open ? text.find(kDynamicEnd, at) : text.find(kDynamicBegin, at);
      if (mark == text.npos) break;
      if (!open) {
        if (mark > at) result.push_back(piece(at, mark));
        open = true;
        at = mark;
        continue;
      }
      inside.push_back(piece(at, mark + kDynamicEnd.size()));
      result.push_back(dynamic_reference(std::exchange(inside, {})));
      open = false;
      at = mark + kDynamicEnd.size();
    }
    if (at == 0) {
      (open ? inside : result).push_back(part);
    } else if (at < text.size()) {
      (open ? inside : result).push_back(piece(at, text.size()));
    }
  }
  if (open) return value;
  return values_.add_text(result, values_[value].span);
}

ValueId Lowering::dynamic_reference(std::vector<ValueId> parts) {
  std::string text;
  for (const ValueId part : parts) text += describe_hole(values_, part);
  Span span = place_of_use(values_, parts.front());
  const Span last = place_of_use(values_, parts.back());
  if (span.file == last.file && last.end > span.end) span.end = last.end;
  const bool secret = !text.starts_with("{{resolve:ssm:");
  const ValueId value = unknown(UnknownKind::outside, "resolved at deployment", text, span);
  return secret ? values_.marked_secret(value) : value;
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
