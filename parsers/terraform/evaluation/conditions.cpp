// Conditions as guards: logic, equality, comparisons, and what nobody can decide.

#include <algorithm>
#include <cmath>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/functions/encoded.h"

namespace weir::terraform {
namespace {

constexpr std::size_t kTextOfCondition = 80;  // bytes of a condition that its name shows
constexpr std::string_view kAnother = "another value";

const std::vector<std::string>& truth_values() {
  static const std::vector<std::string> kTruth = {"true", "false"};
  return kTruth;
}

/// Source text on one line.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  if (out.size() > kTextOfCondition) {
    out.resize(kTextOfCondition);
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U)
      out.pop_back();
    out += "…";
  }
  return out;
}

}  // namespace

/// A guard as a value: what is known at once, else true or false by it.
ValueId Lowering::truth(Guard guard, Span span) {
  if (guard == kUndecided) {
    return unknown(UnknownKind::budget, "too many conditions are undecided", "", span);
  }
  if (guard == kAlways || guard == kNever) return values_.add_boolean(guard == kAlways, span);
  return values_.add_choice({{guard, values_.add_boolean(true, span)},
                             {model_.guards.negate(guard), values_.add_boolean(false, span)}},
                            span);
}

Guard Lowering::guard_of(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const NodeKind kind = document[node].kind;
  const std::string_view op = document.text(node);
  if (kind == NodeKind::unary && op == "!" && document.has_children(node)) {
    return model_.guards.negate(guard_of(document.first_child(node), scope));
  }
  if (kind == NodeKind::binary && (op == "==" || op == "!=")) {
    const Guard same = equality(node, scope);
    return op == "==" ? same : model_.guards.negate(same);
  }
  if (kind == NodeKind::binary && (op == "&&" || op == "||")) {
    const NodeIndex left = document.first_child(node);
    const NodeIndex right = document.next_sibling(left);
    const Guard first = guard_of(left, scope);
    if (right >= document.next_sibling(node) || first == (op == "&&" ? kNever : kAlways))
      return first;
    const Guard second = guard_of(right, scope);
    return op == "&&" ? model_.guards.both(first, second) : model_.guards.either(first, second);
  }
  if (kind == NodeKind::call && op == "contains") return containment(node, scope);
  return guard_of_value(evaluate(node, scope), node, scope);
}

/// `contains(list, value)`: equal to one of the items.
Guard Lowering::containment(NodeIndex node, const Scope& scope) {
  std::vector<ValueId> values;
  if (!arguments(node, scope, values) || values.size() != 2) {
    malformed("wrong-type", "contains", span_of(node, scope), "contains needs a list and a value");
    return undecided(node, scope);
  }
  if (values_[values[1]].kind == ValueKind::null) {
    malformed("wrong-type", "contains", span_of(node, scope),
              "contains was given null to look for");
    return undecided(node, scope);
  }
  const std::vector<Alternative> wanted = ways(model_, settled(values[1], span_of(node, scope)));
  for (const ValueId one : values) secret_ = secret_ || values_[one].secret;
  Guard found = kNever;
  for (const Alternative& list : ways(model_, values[0])) {
    if (!list.value.valid() || values_[list.value].kind != ValueKind::list) {
      if (list.value.valid() && !is_open(values_[list.value].kind)) {
        malformed("wrong-type", "contains", span_of(node, scope),
                  "contains was given what is no list");
      }
      if (list.guard == kAlways) return undecided(node, scope);
      continue;
    }
    for (const Entry& entry : entries_of(list.value)) {
      for (const Alternative& item : ways(model_, settled(entry.value, span_of(node, scope)))) {
        for (const Alternative& one : wanted) {
          const Guard here =
              model_.guards.both(model_.guards.both(list.guard, item.guard), one.guard);
          if (found == kAlways || !item.value.valid() || !model_.guards.satisfiable(here)) continue;
          const Guard same = equal(item.value, one.value, node, scope);
          found = model_.guards.either(found, model_.guards.both(here, same));
        }
      }
    }
  }
  return found;
}

Guard Lowering::guard_of_value(ValueId value, NodeIndex node, const Scope& scope) {
  value = settle(value);
  if (!value.valid()) return kNever;
  const Value v = values_[value];
  secret_ = secret_ || v.secret;
  switch (v.kind) {
    case ValueKind::boolean:
      return v.boolean ? kAlways : kNever;
    case ValueKind::string:
      if (const std::optional<bool> truth = truth_in(values_.string(value)))
        return *truth ? kAlways : kNever;
      break;
    case ValueKind::choice: {
      Guard holds = kNever;
      for (const Alternative& way : ways(model_, value)) {
        const Guard one = way.value.valid() ? guard_of_value(way.value, node, scope) : kNever;
        holds = model_.guards.either(holds, model_.guards.both(way.guard, one));
      }
      return holds;
    }
    case ValueKind::unknown:
      if (v.unknown == UnknownKind::parameter) {
        const std::string subject(values_.subject(value));
        if (const auto known = secret_values_.find(subject); known != secret_values_.end()) {
          return guard_of_value(known->second, node, scope);
        }
        const std::optional<AtomId> atom = atom_of_variable(subject);
        if (atom && outcomes_[subject] == truth_values()) return model_.guards.is(*atom, 0);
      }
      return undecided(node, scope);
    case ValueKind::reference:
    case ValueKind::text:
      return undecided(node, scope);
    default:
      break;
  }
  malformed("wrong-type", "condition", span_of(node, scope),
            "found no truth value as a condition; expected true or false");
  return undecided(node, scope);
}

/// A decision of its own, named by the condition's text.
Guard Lowering::undecided(NodeIndex node, const Scope& scope) {
  if (revealing_) return kUndecided;  // its name may show a secret
  std::string name = one_line(sources_.text(span_of(node, scope)));
  const std::string& module = scope.module->address;
  if (!module.empty()) name.insert(0, module + ": ");
  for (const ValueId own : {scope.repetition.each_key, scope.repetition.count_index}) {
    std::string text;
    if (own.valid() && scalar_text(values_, sources_, own, text)) name += " [" + text + "]";
  }
  for (const Binding* one = scope.bindings; one != nullptr; one = one->outer) {
    std::string text;
    if (!one->name.empty() && scalar_text(values_, sources_, one->value, text) &&
        text.size() < 40) {
      name += " [" + text + "]";
    }
  }
  if (!spend(kStepsPerDecision + name.size() / kBytesPerStep)) return kUndecided;
  return model_.guards.is(model_.guards.atom("`" + name + "`", truth_values()), 0);
}

Guard Lowering::equality(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const NodeIndex left = document.first_child(node);
  const NodeIndex right = document.next_sibling(left);
  if (!document.has_children(node) || right >= document.next_sibling(node))
    return undecided(node, scope);
  const ValueId a = settled(evaluate(left, scope), document.span(left));
  const ValueId b = settled(evaluate(right, scope), document.span(right));
  for (const ValueId side : {a, b}) secret_ = secret_ || (side.valid() && values_[side].secret);
  Guard same = kNever;
  for (const Alternative& one : ways(model_, a)) {
    for (const Alternative& other : ways(model_, b)) {
      const Guard both = model_.guards.both(one.guard, other.guard);
      if (!model_.guards.satisfiable(model_.guards.both(both, context_))) continue;
      const Guard equals = equal(one.value, other.value, node, scope);
      same = model_.guards.either(same, model_.guards.both(both, equals));
    }
  }
  return same;
}

/// Neither is a choice.
Guard Lowering::equal(ValueId a, ValueId b, NodeIndex node, const Scope& scope) {
  for (ValueId* one : {&a, &b}) {
    if (!one->valid() || encoding_of(values_, *one) == Encoding::none) continue;
    *one = convert(span_of(node, scope),
                   [&](const FunctionCall& call) { return encoded_text(call, *one); });
    if (values_[*one].kind == ValueKind::choice) return undecided(node, scope);
  }
  const auto kind = [&](ValueId value) {
    return value.valid() ? values_[value].kind : ValueKind::null;
  };
  const auto open = [&](ValueKind k) {
    return k == ValueKind::unknown || k == ValueKind::reference || k == ValueKind::text;
  };
  const ValueKind of_a = kind(a), of_b = kind(b);
  if (of_a == ValueKind::unknown) return equal_to_unknown(a, b, node, scope);
  if (of_b == ValueKind::unknown) return equal_to_unknown(b, a, node, scope);
  // what names or quotes a resource is a text, never null
  if (of_a == ValueKind::null || of_b == ValueKind::null) return of_a == of_b ? kAlways : kNever;
  if (of_a == ValueKind::reference && of_b == ValueKind::reference) {
    const Reference& one = values_.reference(a);
    const Reference& other = values_.reference(b);
    const bool same = one.address == other.address && one.attribute == other.attribute;
    return same ? kAlways : undecided(node, scope);
  }
  if (of_a == ValueKind::text) return equal_to_text(a, b, node, scope);
  if (of_b == ValueKind::text) return equal_to_text(b, a, node, scope);
  if (open(of_a) || open(of_b)) return undecided(node, scope);
  return equal_typed(a, b, node, scope);
}

/// Values of different types are not equal, but which type a provider gives an attribute is not
/// known here.
Guard Lowering::equal_typed(ValueId a, ValueId b, NodeIndex node, const Scope& scope) {
  const ValueKind of_a = values_[a].kind, of_b = values_[b].kind;
  const auto members = [](ValueKind k) { return k == ValueKind::list || k == ValueKind::map; };
  if (!members(of_a) && !members(of_b)) return equal_scalars(a, b, node, scope);
  if (of_a != of_b) return kNever;
  if (is_provided(a) || is_provided(b)) {
    return equal_members(a, b, node, scope) == kNever ? kNever : undecided(node, scope);
  }
  Truth same_types = Truth::unknown;
  convert(span_of(node, scope), [&](const FunctionCall& call) {
    same_types = same_type(type_of(call, a), type_of(call, b));
    return ValueId{};
  });
  if (same_types == Truth::no) return kNever;
  const Guard same = equal_members(a, b, node, scope);
  return same_types == Truth::yes || same == kNever ? same : undecided(node, scope);
}

Guard Lowering::equal_scalars(ValueId a, ValueId b, NodeIndex node, const Scope& scope) {
  if (!spend((text_bytes(values_, a) + text_bytes(values_, b)) / kBytesPerStep)) return kUndecided;
  std::string text_a, text_b;
  scalar_text(values_, sources_, a, text_a);
  scalar_text(values_, sources_, b, text_b);
  const std::optional<double> one = number_of(a), other = number_of(b);
  const bool same_number = one && other && std::fabs(*one - *other) <= 1e-12 * std::fabs(*one);
  if (values_[a].kind != values_[b].kind) {
    const bool decided = !is_provided(a) && !is_provided(b);
    return decided || (!same_number && text_a != text_b) ? kNever : undecided(node, scope);
  }
  if (values_[a].kind != ValueKind::number) return text_a == text_b ? kAlways : kNever;
  if (*one == *other) return kAlways;
  return same_number ? undecided(node, scope) : kNever;  // a double is not precise enough
}

/// Lists or maps of one type, member by member.
Guard Lowering::equal_members(ValueId a, ValueId b, NodeIndex node, const Scope& scope) {
  const Value of_a = values_[a], of_b = values_[b];
  if (of_a.range.count != of_b.range.count) return kNever;
  Guard all = kAlways;
  for (std::size_t i = 0; i < of_a.range.count; ++i) {
    const bool map = of_a.kind == ValueKind::map;
    const std::string key = map ? values_.entry(a, i).key : "";
    const ValueId one = map ? values_.entry(a, i).value : values_.item(a, i);
    const ValueId other = map ? values_.find(b, key) : values_.item(b, i);
    if (!spend(1 + (map ? of_b.range.count / kEntriesPerStep : 0))) return kUndecided;
    if (map && !other.valid()) return kNever;
    const bool choice =
        values_[one].kind == ValueKind::choice || values_[other].kind == ValueKind::choice;
    const Span span = span_of(node, scope);
    const Guard same = choice ? undecided(node, scope)
                              : equal(settled(one, span), settled(other, span), node, scope);
    if (same == kNever) return kNever;
    all = model_.guards.both(all, same);
  }
  return all;
}

/// The beginning of a text with holes is known.
Guard Lowering::equal_to_text(ValueId text, ValueId other, NodeIndex node, const Scope& scope) {
  const ValueKind kind = values_[other].kind;
  const bool provided = is_provided(text) || is_provided(other);
  if (kind == ValueKind::reference || provided) return undecided(node, scope);
  if (kind != ValueKind::string && kind != ValueKind::text) return kNever;
  const auto beginning = [&](ValueId of) {
    const ValueId first = values_[of].kind == ValueKind::text ? values_.item(of, 0) : of;
    return values_.string(first);
  };
  const std::string_view known = beginning(text), found = beginning(other);
  const std::size_t size =
      kind == ValueKind::text ? std::min(known.size(), found.size()) : known.size();
  const bool differ = known.substr(0, size) != found.substr(0, size);
  return differ ? kNever : undecided(node, scope);
}

Guard Lowering::equal_to_unknown(ValueId unknown, ValueId other, NodeIndex node,
                                 const Scope& scope) {
  if (values_[unknown].unknown != UnknownKind::parameter) return undecided(node, scope);
  const std::string subject(values_.subject(unknown));
  if (const auto known = secret_values_.find(subject); known != secret_values_.end()) {
    return equal(known->second, other, node, scope);
  }
  std::string text;
  const bool scalar = other.valid() && values_[other].kind != ValueKind::null &&
                      scalar_text(values_, sources_, other, text);
  const std::optional<AtomId> atom = scalar ? atom_of_variable(subject) : std::nullopt;
  if (!atom) return undecided(node, scope);
  const std::vector<std::string>& outcomes = outcomes_[subject];
  const auto found = std::find(outcomes.begin(), outcomes.end(), text);
  if (found != outcomes.end()) {
    return model_.guards.is(*atom, static_cast<std::size_t>(found - outcomes.begin()));
  }
  return outcomes.back() == kAnother ? undecided(node, scope) : kNever;
}

ValueId Lowering::comparison(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const std::string_view op = document.text(node);
  const Span span = document.span(node);
  const NodeIndex left = document.first_child(node);
  const NodeIndex right = document.next_sibling(left);
  if (right >= document.next_sibling(node))
    return unknown(UnknownKind::invalid, "malformed", "", span);
  const ValueId a = evaluate(left, scope), b = evaluate(right, scope);
  return each_way({a, b}, span, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid() || !chosen[1].valid()) return ValueId{};
    const std::optional<double> one = number_of(chosen[0]), other = number_of(chosen[1]);
    for (const auto& [value, number] : {std::pair{chosen[0], one}, std::pair{chosen[1], other}}) {
      if (number || is_open(values_[settle(value)].kind)) continue;
      return malformed("wrong-type", "comparison", span,
                       "found no number beside " + std::string(op) + "; expected one");
    }
    const bool secret = values_[chosen[0]].secret || values_[chosen[1]].secret;
    if (!one || !other) {
      return as_secret(depends_on(values_, one ? chosen[1] : chosen[0], " in a comparison", span),
                       secret);
    }
    const bool holds = op == "<"    ? *one < *other
                       : op == ">"  ? *one > *other
                       : op == "<=" ? *one <= *other
                                    : *one >= *other;
    return as_secret(values_.add_boolean(holds, span), secret);
  });
}

}  // namespace weir::terraform
