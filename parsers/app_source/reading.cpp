#include "parsers/app_source/reading.h"

#include <algorithm>
#include <array>

namespace weir::app_source {

Reading::Reading(const ProgramTree& tree, Module& module) : tree_(tree), module_(module) {
  module_.scopes.emplace_back();
  module_.functions.emplace_back();
}

std::string_view Reading::text(NodeIndex node) const {
  if (node == kNone) return {};
  const ProgramNode& at = tree_.nodes[node];
  return tree_.text.substr(at.begin, at.end - at.begin);
}

std::vector<NodeIndex> Reading::children(NodeIndex node) const {
  std::vector<NodeIndex> found;
  if (node == kNone) return found;
  for (NodeIndex at = node + 1; at < tree_.nodes[node].subtree_end;
       at = tree_.nodes[at].subtree_end)
    found.push_back(at);
  return found;
}

NodeIndex Reading::child(NodeIndex node, std::string_view field) const {
  if (node == kNone) return kNone;
  for (NodeIndex at = node + 1; at < tree_.nodes[node].subtree_end;
       at = tree_.nodes[at].subtree_end)
    if (tree_.nodes[at].field == field) return at;
  return kNone;
}

NodeIndex Reading::first_child(NodeIndex node) const {
  return node != kNone && node + 1 < tree_.nodes[node].subtree_end ? node + 1 : kNone;
}

ExprId Reading::add(ExprKind kind, NodeIndex at, std::string_view text,
                    const std::vector<Link>& links) {
  Expr expr;
  expr.kind = kind;
  expr.begin = tree_.nodes[at].begin;
  expr.end = tree_.nodes[at].end;
  expr.text = text;
  expr.scope = scope;
  expr.function = function;
  expr.first = static_cast<std::uint32_t>(module_.links.size());
  expr.count = static_cast<std::uint32_t>(links.size());
  module_.links.insert(module_.links.end(), links.begin(), links.end());
  module_.exprs.push_back(expr);
  return static_cast<ExprId>(module_.exprs.size() - 1);
}

ExprId Reading::call(ExprKind kind, NodeIndex at, const std::vector<Link>& links) {
  const ExprId made = add(kind, at, {}, links);
  module_.calls.push_back({made, {}, function, false, conditions});
  return made;
}

ExprId Reading::name(NodeIndex at) {
  const ExprId made = add(ExprKind::name, at, text(at));
  mention(text(at), made);
  return made;
}

ExprId Reading::member(NodeIndex at, ExprId object, std::string_view property) {
  if (object != kNoExpr && !module_.mentions.empty() && module_.mentions.back().expr == object)
    module_.mentions.back().part = true;
  const ExprId made = add(ExprKind::member, at, property, {{object, {}, kNoExpr}});
  mention(property, made);
  return made;
}

void Reading::bind(std::string_view name, ExprId value, std::uint32_t in) {
  if (!name.empty()) module_.bindings.push_back({name, in, value, 0, kNoParameter});
}

void Reading::bind_parameter(std::string_view name, std::uint32_t n, ExprId value) {
  if (name.empty()) return;
  const std::uint32_t which = unnamed_ ? kNoParameter : n;  // nobody calls one without a name
  module_.bindings.push_back({name, scope, value, function, which});
}

void Reading::change(std::string_view name, std::string_view key, ExprId value) {
  if (!name.empty()) module_.changes.push_back({name, scope, key, value});
}

void Reading::change_all(std::string_view name, ExprId given) {
  if (given == kNoExpr || module_.exprs[given].kind != ExprKind::object)
    return change(name, {}, kNoExpr);
  for (std::uint32_t n = 0; n < module_.exprs[given].count; ++n) {
    const Link& one = module_.link(given, n);
    const bool known = !one.key.empty() && one.key != kSpreadLink;
    change(name, known ? one.key : std::string_view(), one.value);
  }
}

void Reading::give_back(ExprId value) {
  if (!unnamed_ && value != kNoExpr) module_.functions[function].returns.push_back(value);
}

ExprId Reading::one_of(NodeIndex at, ExprId value, const std::vector<ExprId>& cases) {
  std::vector<Link> links;
  for (const ExprId one : cases) links.push_back({add(ExprKind::equals, at, {}, {{value}, {one}})});
  return links.size() == 1 ? links.front().value : add(ExprKind::any, at, {}, links);
}

bool Reading::leaves(NodeIndex node) const {
  constexpr std::array<std::string_view, 5> kLeaving = {"return_statement", "raise_statement",
                                                        "throw_statement", "continue_statement",
                                                        "break_statement"};
  for (int depth = 0; node != kNone && depth < limits::kProgramDepth; ++depth) {
    if (std::find(kLeaving.begin(), kLeaving.end(), type(node)) != kLeaving.end()) return true;
    if (!is(node, "block") && !is(node, "statement_block") && !is(node, "statement_list") &&
        !is(node, "else_clause"))
      return false;
    const std::vector<NodeIndex> all = children(node);
    node = all.empty() ? kNone : all.back();
  }
  return false;
}

void Reading::mention(std::string_view name, ExprId expr) {
  if (!silent) module_.mentions.push_back({expr, name, function, false, conditions});
}

void Reading::import(std::string_view name, std::string module, std::string_view member) {
  module_.imports.push_back({name, std::move(module), member});
}

std::uint32_t Reading::add_scope(bool of_class) {
  module_.scopes.push_back({scope, of_class});
  return static_cast<std::uint32_t>(module_.scopes.size() - 1);
}

std::uint32_t Reading::class_of(std::uint32_t from) const {
  while (from != 0 && !module_.scopes[from].of_class) from = module_.scopes[from].parent;
  return from == 0 ? kNone : from;
}

Module read_module(const ProgramTree& tree, std::string path) {
  Module module;
  module.file = tree.file;
  module.path = std::move(path);
  module.language = tree.language;
  switch (tree.language) {
    case ProgramLanguage::python:
      read_python(tree, module);
      break;
    case ProgramLanguage::javascript:
    case ProgramLanguage::typescript:
    case ProgramLanguage::tsx:
      read_javascript(tree, module);
      break;
    case ProgramLanguage::go:
      read_go(tree, module);
      break;
    case ProgramLanguage::java:
      read_java(tree, module);
      break;
  }
  std::stable_sort(module.bindings.begin(), module.bindings.end(),
                   [](const Binding& a, const Binding& b) { return a.name < b.name; });
  return module;
}

std::string_view unquoted(std::string_view text) {
  return text.size() >= 2 ? text.substr(1, text.size() - 2) : text;
}

}  // namespace weir::app_source
