// Literals, collections, operators and conditionals.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/embedded/scalar.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/functions/numerals.h"

namespace weir::terraform {
namespace {

bool is_in_parentheses(const SourceMap& sources, Span span) {
  const std::string_view text = sources.text(span.file);
  std::size_t at = span.begin;
  while (at > 0 && std::string_view(" \t\r\n").find(text[at - 1]) != std::string_view::npos) --at;
  return at > 0 && text[at - 1] == '(';
}

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
  return budget_.spend(steps) && values_.bytes() + bytes_elsewhere_ <= limits::kModelBytes;
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

/// A fault of the input. One of values that may never come together is none to tell of: its ways
/// are undecided, and terraform may never take this one.
ValueId Lowering::malformed(std::string_view code, std::string_view subject, Span span,
                            std::string message) {
  if (revealing_) message = "a fault in what nonsensitive() is given";  // it may name a secret
  const bool may_never_be = perhaps_ > 0 || context_ != kAlways;
  if (code != "wrong-type" || !may_never_be) note(Level::warning, code, subject, span, message);
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
  const bool several = std::any_of(inputs.begin(), inputs.end(), [&](ValueId input) {
    return input.valid() && values_[input].kind == ValueKind::choice;
  });
  perhaps_ += several ? 1 : 0;
  const ValueId made = for_each_way(model_, inputs, span, make, [&] {
    return unknown(UnknownKind::budget, "too many combinations of what is undecided", "", span);
  });
  perhaps_ -= several ? 1 : 0;
  return made;
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
  return values_.add_list(items, span_of(node, scope), CollectionType::tuple);
}

ValueId Lowering::object(NodeIndex node, const Scope& scope) {
  const Document& document = *scope.document;
  std::vector<MapEntry> entries;
  bool secret = false;
  for (const NodeIndex entry : children(document, node)) {
    if (document[entry].kind != NodeKind::entry || !document.has_children(entry)) continue;
    const NodeIndex key = document.first_child(entry);
    const NodeIndex content = document.next_sibling(key);
    if (content >= document.next_sibling(entry)) continue;
    std::string name;
    const ValueId named = settle(evaluate(key, scope));
    const bool bare =
        document[key].kind == NodeKind::null && !is_in_parentheses(sources_, document.span(key));
    const ValueKind kind = values_[named].kind;
    if ((kind == ValueKind::null && !bare) || kind == ValueKind::list || kind == ValueKind::map) {
      return malformed("wrong-type", "key", document.span(key),
                       "found null or a collection as a key; expected a text");
    }
    secret = secret || values_[named].secret;
    if (!scalar_text(values_, sources_, named, name)) {
      return depends_on(values_, named, " as a key", span_of(node, scope));
    }
    if (bare) name = "null";
    if (!spend(name.size() / kBytesPerStep)) return over_budget(document.span(key));
    const bool quoted = document[key].kind == NodeKind::string;
    const Span place = quoted ? content_span(sources_, document, key) : document.span(key);
    entries.push_back({std::move(name), place, evaluate(content, scope)});
  }
  return as_secret(values_.add_map(last_of_each_key(std::move(entries)), span_of(node, scope),
                                   CollectionType::object),
                   secret);
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
    const bool outside = std::exchange(secret_, false);
    const Guard holds = guard_of(node, scope);
    const bool secret = std::exchange(secret_, outside);
    if (faults_ != before) {
      return unknown(UnknownKind::invalid, "an operand is no truth value", "", span);
    }
    return as_secret(truth(holds, span), secret);
  }
  if (op == "<" || op == ">" || op == "<=" || op == ">=") return comparison(node, scope);
  const ValueId first = two ? evaluate(left, scope) : values_.add_number(0, Span{});
  const ValueId second = evaluate(two ? right : left, scope);
  return each_way({first, second}, span, [&](const std::vector<ValueId>& chosen) {
    const bool secret = (chosen[0].valid() && values_[chosen[0]].secret) ||
                        (chosen[1].valid() && values_[chosen[1]].secret);
    return as_secret(arithmetic(op, chosen[0], chosen[1], span), secret);
  });
}

/// What follows from a secret is one.
ValueId Lowering::as_secret(ValueId value, bool secret) {
  return secret && value.valid() ? values_.marked_secret(value) : value;
}

ValueId Lowering::arithmetic(std::string_view op, ValueId left, ValueId right, Span span) {
  if (!left.valid() || !right.valid()) return ValueId{};
  const std::optional<double> a = number_of(left), b = number_of(right);
  for (const auto& [value, number] : {std::pair{left, a}, std::pair{right, b}}) {
    if (number || is_open(values_[value].kind)) continue;
    return malformed("wrong-type", "arithmetic", span,
                     "found no number beside " + std::string(op) + "; expected one");
  }
  if (!a || !b) return depends_on(values_, a ? right : left, " in a calculation", span);
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
  const bool secret_outside = std::exchange(secret_, false);
  const Guard then = guard_of(parts[0], scope);
  const bool secret = std::exchange(secret_, secret_outside);
  if (faults_ != before) {
    return unknown(UnknownKind::invalid, "the condition is no truth value", "", span);
  }
  if (then == kUndecided) {
    return unknown(UnknownKind::budget, "too many conditions are undecided", "", span);
  }
  const Guard otherwise = model_.guards.negate(then);
  const Guard outside = context_;
  std::vector<Alternative> alternatives;
  std::vector<ValueId> beside;
  for (const auto& [guard, part] : {std::pair{then, parts[1]}, std::pair{otherwise, parts[2]}}) {
    const Guard here = model_.guards.both(outside, guard);
    if (!model_.guards.satisfiable(here)) {
      beside.push_back(untaken(part, scope));
      continue;
    }
    context_ = here;
    alternatives.push_back({guard, evaluate(part, scope)});
    context_ = outside;
  }
  return as_secret(of_one_type(std::move(alternatives), beside, span), secret);
}

/// The result of a conditional that is not taken: only its type counts, and its faults do not.
ValueId Lowering::untaken(NodeIndex node, const Scope& scope) {
  const std::uint64_t before = faults_;
  const bool secret = secret_;
  ++quiet_;
  const ValueId value = evaluate(node, scope);
  --quiet_;
  faults_ = before;
  secret_ = secret;
  return value;
}

/// The alternatives, those with a list some of whose items may be absent once for each way that
/// list may be: their types differ.
std::vector<Alternative> Lowering::with_whole_lists(const std::vector<Alternative>& alternatives) {
  std::vector<Alternative> all;
  for (const Alternative& way : alternatives) {
    for (const Alternative& inner : ways(model_, whole_list(way.value))) {
      const Guard both = model_.guards.both(way.guard, inner.guard);
      if (model_.guards.satisfiable(both)) all.push_back({both, inner.value});
    }
  }
  return all;
}

/// A conditional's results have one type, also those that are not taken.
ValueId Lowering::of_one_type(std::vector<Alternative> alternatives,
                              const std::vector<ValueId>& beside, Span span) {
  alternatives = with_whole_lists(alternatives);
  return convert(span, [&](const FunctionCall& call) {
    std::vector<Type> types;
    for (const Alternative& way : alternatives) types.push_back(type_of(call, way.value));
    for (const ValueId value : beside) types.push_back(type_of(call, value));
    const std::optional<Type> type = common_type(types, Conversions::any);
    if (!type) {
      return malformed("wrong-type", "conditional", span,
                       "found " + name_of(types[0]) + " and " + name_of(types.back()) +
                           " as results of a conditional; expected one type");
    }
    bool secret = false, all_null = true;
    for (const ValueId value : beside) secret = secret || (value.valid() && values_[value].secret);
    for (Alternative& way : alternatives) {
      way.value = converted(call, way.value, *type);
      secret = secret || (way.value.valid() && values_[way.value].secret);
      all_null = all_null && way.value.valid() && values_[way.value].kind == ValueKind::null;
    }
    const bool one = alternatives.size() == 1 || all_null;
    return as_secret(one ? alternatives.front().value : add_flat_choice(model_, alternatives, span),
                     secret);
  });
}

}  // namespace weir::terraform
