// Texts with holes and directives.

#include <utility>

#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/functions/encoded.h"

namespace weir::terraform {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

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
      const bool outside = std::exchange(secret_, false);
      const Guard then = guard_of(of[0], scope);
      const bool secret = std::exchange(secret_, outside);
      const ValueId nothing = values_.add_string("", span);
      std::vector<Alternative> ways;
      ways.push_back(
          {then, model_.guards.satisfiable(then) ? text_template(of[1], scope) : nothing});
      const Guard otherwise = model_.guards.negate(then);
      const bool has_else = of.size() > 2 && model_.guards.satisfiable(otherwise);
      ways.push_back({otherwise, has_else ? text_template(of[2], scope) : nothing});
      parts.push_back(as_secret(add_flat_choice(model_, ways, span), secret));
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
        const ValueId round =
            add_flat_choice(model_,
                            {{guard, text_template(content, inner)},
                             {model_.guards.negate(guard), values_.add_string("", span)}},
                            span);
        parts.push_back(as_secret(round, values_[over].secret));
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
    if (encoding_of(values_, chosen[0]) != Encoding::none) {
      return convert(hole, [&](const FunctionCall& call) { return encoded_text(call, chosen[0]); });
    }
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
      const ValueKind kind = values_[part].kind;
      if (kind == ValueKind::null || kind == ValueKind::list || kind == ValueKind::map) {
        return malformed("wrong-type", "template", place_of_use(values_, part),
                         "found null or a collection inside a text; expected a text");
      }
      present.push_back(part);
    }
    return add_joined_text(values_, sources_, present, span);
  };
  return for_each_way(model_, parts, span, make, [&] { return values_.add_text(parts, span); });
}

}  // namespace weir::terraform
