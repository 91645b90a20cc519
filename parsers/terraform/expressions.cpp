// Literals, collections, templates, operators and conditionals.

#include <cmath>
#include <cstdlib>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/embedded/scalar.h"
#include "parsers/terraform/lowering.h"
#include "parsers/terraform/numerals.h"

namespace weir::terraform {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Counts levels while it lives.
class Deeper {
 public:
  explicit Deeper(int& depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  int& depth_;
};

}  // namespace

bool Lowering::spend(std::uint64_t steps) {
  steps_ += steps;
  return steps_ <= limits::kModuleSteps && values_.bytes() <= limits::kModelBytes;
}

ValueId Lowering::unknown(UnknownKind kind, std::string why, std::string subject, Span span) {
  if (kind == UnknownKind::invalid) ++faults_;
  if (!spend(1 + subject.size() / kBytesPerStep)) subject.clear();
  return values_.add_unknown(kind, std::move(why), std::move(subject), span);
}

void Lowering::note(Level level, std::string_view code, std::string_view subject, Span span,
                    const std::string& message) {
  if (quiet_ == 0) notes_.add(level, code, subject, span, message);
}

ValueId Lowering::malformed(std::string_view code, std::string_view subject, Span span,
                            std::string message) {
  note(Level::warning, code, subject, span, message);
  return unknown(UnknownKind::invalid, std::move(message), "", span);
}

ValueId Lowering::not_evaluated(const std::string& construct, Span span) {
  const std::string why = construct + " is not evaluated";
  note(Level::note, "not-resolved", construct, span, why);
  return unknown(UnknownKind::unsupported, why, "", span);
}

/// What stands for a value that the budget does not reach.
ValueId Lowering::over_budget(Span span) {
  notes_.add(Level::warning, "budget", "lowering", span,
             "the module is too large to evaluate whole");
  return unknown(UnknownKind::budget, "the module is too large", "", span);
}

bool Lowering::is_fault(ValueId value) const {
  return value.valid() && values_[value].kind == ValueKind::unknown &&
         values_[value].unknown == UnknownKind::invalid;
}

/// weir::passed, paid for.
ValueId Lowering::pass(ValueId value, Span place, const std::string& what) {
  if (!value.valid()) return value;
  const bool choice = values_[value].kind == ValueKind::choice;
  const std::size_t copies = choice ? values_.item_count(value) : 1;
  if (!spend(copies * (1 + what.size() / kBytesPerStep))) return over_budget(place);
  return passed(values_, value, place, what);
}

ValueId Lowering::each_way(const std::vector<ValueId>& inputs, Span span,
                           const std::function<ValueId(const std::vector<ValueId>&)>& make) {
  return for_each_way(model_, inputs, span, make, [&] {
    return unknown(UnknownKind::budget, "too many combinations of what is undecided", "", span);
  });
}

ValueId Lowering::evaluate(NodeIndex node, const Scope& scope) {
  const Span span = span_of(node, scope);
  if (depth_ >= limits::kEvaluationDepth) {
    note(Level::warning, "budget", "depth", span, "values depend on each other too deeply");
    return unknown(UnknownKind::budget, "values depend on each other too deeply", "", span);
  }
  if (!spend()) return over_budget(span);
  const Deeper level(depth_);
  switch ((*scope.document)[node].kind) {
    case NodeKind::null:
    case NodeKind::boolean:
    case NodeKind::number:
    case NodeKind::string:
      return literal(node, scope);
    case NodeKind::template_:
      return text_template(node, scope);
    case NodeKind::tuple:
      return tuple(node, scope);
    case NodeKind::object:
      return object(node, scope);
    case NodeKind::variable:
    case NodeKind::get_attr:
    case NodeKind::index:
      return traversal(node, scope);
    case NodeKind::splat:
      return splat(node, scope);
    case NodeKind::call:
      return function(node, scope);
    case NodeKind::unary:
    case NodeKind::binary:
      return operation(node, scope);
    case NodeKind::conditional:
      return conditional(node, scope);
    case NodeKind::for_list:
    case NodeKind::for_map:
      return loop(node, scope);
    default:
      return unknown(UnknownKind::invalid, "the text is malformed here", "", span);
  }
}

ValueId Lowering::literal(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const Span span = document.span(node);
  const std::string_view text = document.text(node);
  switch (document[node].kind) {
    case NodeKind::null:
      return values_.add_null(span);
    case NodeKind::boolean:
      return values_.add_boolean(text == "true", span);
    case NodeKind::number: {
      const double number = std::strtod(std::string(text).c_str(), nullptr);
      const std::string plain = plain_number(text);  // as it reads inside a text
      if (plain == text) return values_.add_number(number, span);
      if (!spend(plain.size())) return over_budget(span);
      const FileId derived = sources_.add_derived(plain, {{0, span, false}});
      return values_.add_number(number, {derived, 0, static_cast<std::uint32_t>(plain.size())});
    }
    default:
      if (!spend(text.size() / kBytesPerStep)) return over_budget(span);
      return values_.add_string(std::string(text), content_span(sources_, document, node));
  }
}

ValueId Lowering::tuple(NodeIndex node, const Scope& scope) {
  std::vector<ValueId> items;
  for (const NodeIndex item : children(*scope.document, node))
    items.push_back(evaluate(item, scope));
  return values_.add_list(items, span_of(node, scope));
}

ValueId Lowering::object(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  std::vector<MapEntry> entries;
  for (const NodeIndex entry : children(document, node)) {
    if (document[entry].kind != NodeKind::entry || !document.has_children(entry)) continue;
    const NodeIndex key = document.first_child(entry);
    const NodeIndex content = document.next_sibling(key);
    if (content >= document.next_sibling(entry)) continue;
    std::string name;
    const ValueId named = settle(evaluate(key, scope));
    const bool bare = document[key].kind == NodeKind::null;
    if (!bare && values_[named].kind == ValueKind::null) {
      return malformed("wrong-type", "key", document.span(key),
                       "found null as a key; expected a text");
    }
    if (!scalar_text(values_, sources_, named, name)) {
      return depends_on(values_, named, " as a key", span_of(node, scope));
    }
    if (bare) name = "null";
    const bool quoted = document[key].kind == NodeKind::string;
    const Span place = quoted ? content_span(sources_, document, key) : document.span(key);
    entries.push_back({std::move(name), place, evaluate(content, scope)});
  }
  return values_.add_map(last_of_each_key(std::move(entries)), span_of(node, scope));
}

ValueId Lowering::text_template(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const NodeIndex first = document.first_child(node);
  const bool single =
      document.has_children(node) && document.next_sibling(first) == document.next_sibling(node);
  const NodeKind kind = single ? document[first].kind : NodeKind::error;
  if (single && kind != NodeKind::template_if && kind != NodeKind::template_for) {
    return evaluate(first, scope);  // `"${x}"` is x
  }
  std::vector<ValueId> parts;
  template_parts(node, scope, parts);
  return joined(parts, span_of(node, scope));
}

void Lowering::template_parts(NodeIndex node, const Scope& scope, std::vector<ValueId>& parts) {
  const Document& document = *scope.document;
  for (const NodeIndex part : children(document, node)) {
    const Span span = document.span(part);
    if (document[part].kind == NodeKind::template_if) {
      std::vector<NodeIndex> of;
      for (const NodeIndex child : children(document, part)) of.push_back(child);
      if (of.size() < 2) continue;
      const Guard then = guard_of(of[0], scope);
      const ValueId nothing = values_.add_string("", span);
      std::vector<Alternative> ways;
      ways.push_back(
          {then, model_.guards.satisfiable(then) ? text_template(of[1], scope) : nothing});
      const Guard otherwise = model_.guards.negate(then);
      const bool has_else = of.size() > 2 && model_.guards.satisfiable(otherwise);
      ways.push_back({otherwise, has_else ? text_template(of[2], scope) : nothing});
      parts.push_back(add_flat_choice(model_, ways, span));
    } else if (document[part].kind == NodeKind::template_for) {
      const NodeIndex collection = document.first_child(part);
      const NodeIndex content = document.next_sibling(collection);
      if (content >= document.next_sibling(part)) continue;
      const ValueId over = settle(evaluate(collection, scope));
      const ValueKind kind = values_[over].kind;
      if (kind != ValueKind::list && kind != ValueKind::map) {
        parts.push_back(depends_on(values_, over, " in a loop", span));
        continue;
      }
      each_round(part, scope, entries_of(over), [&](const Scope& inner, Guard guard) {
        parts.push_back(
            add_flat_choice(model_,
                            {{guard, text_template(content, inner)},
                             {model_.guards.negate(guard), values_.add_string("", span)}},
                            span));
      });
    } else if (document[part].kind == NodeKind::string) {
      parts.push_back(literal(part, scope));
    } else {
      parts.push_back(in_hole(evaluate(part, scope), span));
    }
  }
}

/// What a `${…}` stands for, as used at the whole of it and not only at the expression inside.
ValueId Lowering::in_hole(ValueId value, Span expression) {
  Span hole = expression;
  const std::string_view text = sources_.text(expression.file);
  const auto inside = [&](std::size_t at) {
    return at < text.size() && (text[at] == '~' || is_blank(text[at]));
  };
  while (hole.begin > 0 && inside(hole.begin - 1)) --hole.begin;
  while (inside(hole.end)) ++hole.end;
  if (hole.begin < 2 || text.substr(hole.begin - 2, 2) != "${" || text.substr(hole.end, 1) != "}") {
    return value;
  }
  hole.begin -= 2;
  hole.end += 1;
  return each_way({value}, hole, [&](const std::vector<ValueId>& chosen) {
    if (!chosen[0].valid()) return chosen[0];
    const Value v = values_[chosen[0]];
    if (v.origin.valid() && values_.origin(v.origin).span == expression) {
      const Origin own = values_.origin(v.origin);
      return values_.moved(chosen[0], v.span, values_.add_origin({hole, own.what, own.next}));
    }
    return pass(chosen[0], hole, "");
  });
}

/// Parts as one text; what is undecided in them is distributed over the whole.
ValueId Lowering::joined(const std::vector<ValueId>& parts, Span span) {
  const JoiningCost cost = cost_of_joining(values_, parts);
  if (!spend(cost.steps) || !cost.fits) return over_budget(span);
  const auto make = [&](const std::vector<ValueId>& chosen) {
    std::vector<ValueId> present;
    for (const ValueId part : chosen) {
      if (!part.valid()) continue;
      const bool fits = values_[part].kind != ValueKind::null;
      present.push_back(fits ? part
                             : malformed("wrong-type", "template", place_of_use(values_, part),
                                         "found null inside a text; expected a text"));
    }
    return add_joined_text(values_, sources_, present, span);
  };
  return for_each_way(model_, parts, span, make, [&] { return values_.add_text(parts, span); });
}

ValueId Lowering::operation(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  const std::string_view op = document.text(node);
  const Span span = document.span(node);
  const NodeIndex left = document.first_child(node);
  if (!document.has_children(node)) return unknown(UnknownKind::invalid, "malformed", "", span);
  const NodeIndex right = document.next_sibling(left);
  const bool two = right < document.next_sibling(node);
  if (op == "!" || op == "&&" || op == "||" || op == "==" || op == "!=") {
    const std::uint64_t before = faults_;
    const Guard holds = guard_of(node, scope);
    if (quiet_ > 0 && faults_ != before) {
      return unknown(UnknownKind::invalid, "an operand is no truth value", "", span);
    }
    return truth(holds, span);
  }
  if (op == "<" || op == ">" || op == "<=" || op == ">=") return comparison(node, scope);
  const ValueId first = two ? evaluate(left, scope) : values_.add_number(0, Span{});
  const ValueId second = evaluate(two ? right : left, scope);
  return each_way({first, second}, span, [&](const std::vector<ValueId>& chosen) {
    return arithmetic(op, chosen[0], chosen[1], span);
  });
}

ValueId Lowering::arithmetic(std::string_view op, ValueId left, ValueId right, Span span) {
  if (!left.valid() || !right.valid()) return ValueId{};
  const std::optional<double> a = number_of(left), b = number_of(right);
  for (const auto& [value, number] : {std::pair{left, a}, std::pair{right, b}}) {
    if (number) continue;
    const ValueKind kind = values_[value].kind;
    if (kind == ValueKind::unknown || kind == ValueKind::reference || kind == ValueKind::text) {
      return depends_on(values_, value, " in a calculation", span);
    }
    return malformed("wrong-type", "arithmetic", span,
                     "found no number beside " + std::string(op) + "; expected one");
  }
  if (op == "/" && *b == 0) {
    return malformed("wrong-type", "division", span, "a division by zero");
  }
  const double result = op == "+"   ? *a + *b
                        : op == "-" ? *a - *b
                        : op == "*" ? *a * *b
                        : op == "/" ? *a / *b
                        : *b == 0   ? *a
                                    : std::fmod(*a, *b);
  return computed_number(result, span);
}

std::optional<double> Lowering::number_of(ValueId value) {
  value = settle(value);
  if (!value.valid()) return std::nullopt;
  if (values_[value].kind == ValueKind::number) return values_[value].number;
  if (values_[value].kind != ValueKind::string) return std::nullopt;
  return number_in(values_.string(value));
}

/// A number that is written nowhere: it has a place of use only.
ValueId Lowering::computed_number(double number, Span span) {
  return passed(values_, values_.add_number(number, Span{}), span, "a calculation");
}

/// A text that is written nowhere; it leads back to the call that made it.
ValueId Lowering::computed_text(std::string text, Span span) {
  if (!spend(1 + text.size() / kBytesPerStep)) return over_budget(span);
  if (text.empty()) return values_.add_string("", span);
  const auto size = static_cast<std::uint32_t>(text.size());
  const FileId derived = sources_.add_derived(text, {{0, span, false}});
  return values_.add_string(std::move(text), {derived, 0, size});
}

ValueId Lowering::conditional(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  std::vector<NodeIndex> parts;
  for (const NodeIndex part : children(document, node)) parts.push_back(part);
  const Span span = document.span(node);
  if (parts.size() != 3) return unknown(UnknownKind::invalid, "malformed", "", span);
  const std::uint64_t before = faults_;
  const Guard then = guard_of(parts[0], scope);
  if (quiet_ > 0 && faults_ != before) {
    return unknown(UnknownKind::invalid, "the condition is no truth value", "", span);
  }
  if (then == kUndecided) {
    return unknown(UnknownKind::budget, "too many conditions are undecided", "", span);
  }
  const Guard otherwise = model_.guards.negate(then);
  const Guard outside = context_;
  std::vector<Alternative> alternatives;
  for (const auto& [guard, part] : {std::pair{then, parts[1]}, std::pair{otherwise, parts[2]}}) {
    const Guard here = model_.guards.both(outside, guard);
    if (!model_.guards.satisfiable(here)) continue;
    context_ = here;
    alternatives.push_back({guard, evaluate(part, scope)});
  }
  context_ = outside;
  if (alternatives.size() != 1) return of_one_type(std::move(alternatives), span);
  const ValueId taken = alternatives.front().value;
  const bool first = alternatives.front().guard == then;
  const NodeKind other = document[parts[first ? 2 : 1]].kind;
  const bool text = other == NodeKind::string || other == NodeKind::template_;
  return text ? convert(span, [&](const FunctionCall& call) { return call.as_text(taken); })
              : taken;
}

/// A conditional's results have one type: a number beside a text is a text.
ValueId Lowering::of_one_type(std::vector<Alternative> alternatives, Span span) {
  return convert(span, [&](const FunctionCall& call) {
    std::vector<ValueId> values;
    for (const Alternative& way : alternatives) {
      if (way.value.valid()) values.push_back(way.value);
    }
    if (unify(call, values)) {
      std::size_t next = 0;
      for (Alternative& way : alternatives) {
        if (way.value.valid()) way.value = values[next++];
      }
    }
    return add_flat_choice(model_, alternatives, span);
  });
}

}  // namespace weir::terraform
