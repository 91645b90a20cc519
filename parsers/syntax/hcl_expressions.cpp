#include <algorithm>
#include <array>
#include <utility>

#include "parsers/syntax/hcl_lowering.h"

namespace weir::hcl {

void Lowering::expression(CstNode at) { operand(is(at, "expression") ? named(at) : Nodes{at}, at); }

namespace {

/// How many of the steps that the grammar puts into a splat belong to it: behind `.*` only names
/// and
/// `.0`, as what stands in brackets is asked of the whole list.
std::size_t own_steps(CstNode form, const Nodes& inside) {
  if (is(form, "full_splat")) return inside.size();
  const auto asks_whole = [](CstNode step) {
    const Nodes forms = is(step, "index") ? named(step) : Nodes{};
    return !forms.empty() && !is(forms.front(), "legacy_index");
  };
  return static_cast<std::size_t>(std::find_if(inside.begin(), inside.end(), asks_whole) -
                                  inside.begin());
}

/// Steps with those behind their splats that do not belong to them.
Nodes with_steps_behind(const Nodes& steps) {
  Nodes all;
  for (const CstNode step : steps) {
    all.push_back(step);
    const Nodes forms = is(step, "splat") ? named(step) : Nodes{};
    if (forms.empty()) continue;
    const Nodes inside = named(forms.front());
    const auto own = static_cast<std::ptrdiff_t>(own_steps(forms.front(), inside));
    all.insert(all.end(), inside.begin() + own, inside.end());
  }
  return all;
}

}  // namespace

void Lowering::operand(const Nodes& parts, CstNode at) {
  if (parts.empty()) return void(leaf(NodeKind::error, at));
  chain(parts.front(), with_steps_behind(Nodes(parts.begin() + 1, parts.end())), at);
}

void Lowering::chain(CstNode base, const Nodes& steps, CstNode at) {
  const Depth level(*this, at);
  if (!level) return;
  const std::size_t begin = is_none(base) ? begin_of(at) : begin_of(base);
  if (steps.empty()) {
    if (is_none(base)) {
      const NodeIndex item = open(NodeKind::variable, begin, begin);
      return close(item);
    }
    return term(base);
  }
  if (steps.size() > static_cast<std::size_t>(limits::kNesting)) {
    depth_ += limits::kNesting;  // as many levels as there are steps
    const Depth too_deep(*this, at);
    depth_ -= limits::kNesting;
    return;
  }
  // `[*]` takes everything behind it into each item; the other steps apply from left to right.
  std::size_t last = steps.size() - 1;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (is(steps[i], "splat") && text(steps[i]).starts_with("[*]")) {
      last = i;
      break;
    }
  }
  const CstNode step = steps[last];
  const Nodes before(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(last));
  const Nodes after(steps.begin() + static_cast<std::ptrdiff_t>(last) + 1, steps.end());
  const std::size_t end = end_of(steps.back());
  if (is(step, "get_attr")) {
    const Nodes name = named(step);
    const NodeIndex node =
        open(NodeKind::get_attr, begin, end, name.empty() ? "" : text(name.front()));
    chain(base, before, at);
    close(node);
  } else if (is(step, "index")) {
    const NodeIndex node = open(NodeKind::index, begin, end);
    chain(base, before, at);
    index_key(step);
    close(node);
  } else if (is(step, "splat")) {
    splat(base, before, step, after, begin, end, at);
  } else {
    leaf(NodeKind::error, step);
  }
}

void Lowering::index_key(CstNode step) {
  const Nodes forms = named(step);
  if (forms.empty()) return void(leaf(NodeKind::error, step));
  if (is(forms[0], "legacy_index")) {
    const std::size_t begin = begin_of(forms[0]) + 1, end = end_of(forms[0]);
    return close(open(NodeKind::number, begin, end, source_.substr(begin, end - begin)));
  }
  const Nodes key = named(forms[0]);
  key.empty() ? void(leaf(NodeKind::error, step)) : expression(key.front());
}

void Lowering::splat(CstNode base, const Nodes& before, CstNode step, const Nodes& after,
                     std::size_t begin, std::size_t end, CstNode at) {
  const Nodes forms = named(step);
  if (forms.empty()) return void(leaf(NodeKind::error, step));
  Nodes rest = named(forms.front());
  rest.resize(own_steps(forms.front(), rest));
  rest.insert(rest.end(), after.begin(), after.end());
  const NodeIndex node =
      open(NodeKind::splat, begin, end, is(forms.front(), "full_splat") ? "[*]" : ".*");
  chain(base, before, at);
  if (!rest.empty()) chain(CstNode{}, with_steps_behind(rest), rest.front());
  close(node);
}

void Lowering::term(CstNode at) {
  using Lower = void (Lowering::*)(CstNode);
  static constexpr std::array<std::pair<std::string_view, Lower>, 21> kTerms = {{
      {"expression", &Lowering::expression},
      {"literal_value", &Lowering::wrapped},
      {"template_expr", &Lowering::wrapped},
      {"collection_value", &Lowering::wrapped},
      {"for_expr", &Lowering::wrapped},
      {"operation", &Lowering::wrapped},
      {"numeric_lit", &Lowering::literal_word},
      {"bool_lit", &Lowering::literal_word},
      {"null_lit", &Lowering::literal_word},
      {"variable_expr", &Lowering::literal_word},
      {"string_lit", &Lowering::quoted},
      {"quoted_template", &Lowering::quoted},
      {"heredoc_template", &Lowering::heredoc},
      {"conditional", &Lowering::conditional},
      {"tuple", &Lowering::tuple},
      {"object", &Lowering::object},
      {"function_call", &Lowering::call},
      {"for_tuple_expr", &Lowering::for_expression},
      {"for_object_expr", &Lowering::for_expression},
      {"unary_operation", &Lowering::operation},
      {"binary_operation", &Lowering::operation},
  }};
  const std::string_view kind = type(at);
  for (const auto& [name, lower] : kTerms) {
    if (name == kind) return (this->*lower)(at);
  }
  leaf(NodeKind::error, at);
}

void Lowering::wrapped(CstNode at) {
  const Nodes inner = named(at);
  inner.empty() ? void(leaf(NodeKind::error, at)) : term(inner.front());
}

void Lowering::literal_word(CstNode at) {
  if (is(at, "null_lit")) return void(leaf(NodeKind::null, at));
  const NodeKind kind = is(at, "numeric_lit") ? NodeKind::number
                        : is(at, "bool_lit")  ? NodeKind::boolean
                                              : NodeKind::variable;
  leaf(kind, at, text(at));
}

namespace {

/// The conditional that a node is without parentheses around it; none if it is no such thing.
CstNode bare_conditional(CstNode at) {
  while (!is(at, "conditional")) {
    const Nodes inner = children_of(at);
    if (!is(at, "expression") || inner.size() != 1) return {};
    at = inner.front();
  }
  return at;
}

}  // namespace

/// The grammar reads `a ? b : c ? d : e` as `(a ? b : c) ? d : e`; it means `a ? b : (c ? d : e)`.
void Lowering::conditional(CstNode at) {
  std::vector<Nodes> chain;  // innermost of the grammar first: the one that decides first
  for (CstNode next = at; !is_none(next); next = bare_conditional(chain.back().front())) {
    chain.push_back(named(next));
    if (chain.back().size() != 3) return void(leaf(NodeKind::error, at));
    if (chain.size() > static_cast<std::size_t>(limits::kNesting))
      return void(leaf(NodeKind::error, at));
  }
  std::reverse(chain.begin(), chain.end());
  std::vector<NodeIndex> nodes;
  CstNode condition = chain.front()[0];
  for (const Nodes& parts : chain) {
    nodes.push_back(open(NodeKind::conditional, begin_of(condition), end_of(at)));
    expression(condition);
    expression(parts[1]);
    condition = parts[2];
  }
  expression(condition);
  for (std::size_t i = nodes.size(); i-- > 0;) close(nodes[i]);
}

void Lowering::all(NodeKind kind, CstNode at, const Nodes& parts) {
  const NodeIndex node = open(kind, at);
  for (const CstNode part : parts) expression(part);
  close(node);
}

void Lowering::tuple(CstNode at) {
  Nodes items = named(at);
  std::erase_if(items, [](CstNode n) { return !is(n, "expression"); });
  all(NodeKind::tuple, at, items);
}

void Lowering::object(CstNode at) {
  const NodeIndex node = open(NodeKind::object, at);
  for (const CstNode element : named(at)) {
    if (!is(element, "object_elem")) continue;
    const NodeIndex entry = open(NodeKind::entry, element);
    const Nodes parts = named(element);
    if (!parts.empty()) object_key(parts.front());
    parts.size() > 1 ? expression(parts.back()) : void(leaf(NodeKind::error, element));
    close(entry);
  }
  close(node);
}

void Lowering::object_key(CstNode at) {
  const Nodes all_parts = children_of(at);
  if (all_parts.size() == 1 && is(all_parts.front(), "variable_expr")) {
    leaf(NodeKind::string, at, text(at));
  } else {
    expression(at);
  }
}

void Lowering::call(CstNode at) {
  const Nodes parts = named(at);
  if (parts.empty()) return void(leaf(NodeKind::error, at));
  const NodeIndex node = open(NodeKind::call, at, text(parts.front()));
  if (parts.size() > 1) {
    for (const CstNode argument : named(parts[1])) {
      if (is(argument, "ellipsis")) {
        document_.nodes[node].expand = true;
      } else {
        expression(argument);
      }
    }
  }
  close(node);
}

std::string Lowering::loop_names(CstNode intro) {
  std::string names;
  for (const CstNode part : named(intro)) {
    if (is(part, "identifier")) names += (names.empty() ? "" : ",") + std::string(text(part));
  }
  return names;
}

void Lowering::loop_collection(CstNode intro) {
  const Nodes parts = named(intro);
  for (const CstNode part : parts) {
    if (is(part, "expression")) return expression(part);
  }
  leaf(NodeKind::error, intro);
}

void Lowering::for_expression(CstNode at) {
  const Nodes parts = named(at);
  const auto intro =
      std::find_if(parts.begin(), parts.end(), [](CstNode n) { return is(n, "for_intro"); });
  if (intro == parts.end()) return void(leaf(NodeKind::error, at));
  const NodeIndex node = open(is(at, "for_tuple_expr") ? NodeKind::for_list : NodeKind::for_map, at,
                              loop_names(*intro));
  loop_collection(*intro);
  for (const CstNode part : parts) {
    if (is(part, "expression")) expression(part);
    if (is(part, "ellipsis")) document_.nodes[node].expand = true;
    if (is(part, "for_cond")) {
      for (const CstNode condition : named(part)) expression(condition);
    }
  }
  close(node);
}

void Lowering::operation(CstNode at) {
  Nodes left, right;
  std::string_view op;
  for (const CstNode part : children_of(at)) {
    if (is(part, "ERROR") || text(part) == "(" || text(part) == ")") continue;
    if (!is_named(part)) {
      op = text(part);
    } else {
      (op.empty() ? left : right).push_back(part);
    }
  }
  const NodeIndex node = open(left.empty() ? NodeKind::unary : NodeKind::binary, at, op);
  if (!left.empty()) operand(left, at);
  operand(right, at);
  close(node);
}

}  // namespace weir::hcl
