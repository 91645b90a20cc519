#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/program_limits.h"
#include "parsers/app_source/module.h"

namespace weir::app_source {

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNone = 0xFFFFFFFF;

/// A module under construction, and the syntax it is read from: what the languages' readers share.
class Reading {
 public:
  Reading(const ProgramTree& tree, Module& module);

  // the tree
  std::string_view type(NodeIndex node) const { return tree_.nodes[node].type; }
  bool is(NodeIndex node, std::string_view name) const {
    return node != kNone && type(node) == name;
  }
  std::string_view text(NodeIndex node) const;
  std::vector<NodeIndex> children(NodeIndex node) const;
  /// The child that is this to its parent; kNone if there is none.
  NodeIndex child(NodeIndex node, std::string_view field) const;
  NodeIndex first_child(NodeIndex node) const;

  // the module
  ExprId add(ExprKind kind, NodeIndex at, std::string_view text, const std::vector<Link>& links);
  ExprId add(ExprKind kind, NodeIndex at, std::string_view text = {}) {
    return add(kind, at, text, {});
  }
  ExprId unknown(NodeIndex at) { return add(ExprKind::unknown, at); }
  /// A call; it is also one of the module's sites.
  ExprId call(ExprKind kind, NodeIndex at, const std::vector<Link>& links);
  ExprId name(NodeIndex at);
  ExprId member(NodeIndex at, ExprId object, std::string_view property);
  void bind(std::string_view name, ExprId value) { bind(name, value, scope); }
  void bind(std::string_view name, ExprId value, std::uint32_t in);
  /// A parameter of the function at hand; `value` is what stands for it where none is given.
  void bind_parameter(std::string_view name, std::uint32_t n, ExprId value = kNoExpr);
  /// An entry of what `name` stands for gets a value; "" = one that is not known.
  void change(std::string_view name, std::string_view key, ExprId value);
  /// … what all entries of an object get.
  void change_all(std::string_view name, ExprId given);
  /// What the function at hand gives back.
  void give_back(ExprId value);
  /// A condition that holds, or does not.
  ExprId truth(NodeIndex at, bool holds) {
    return add(ExprKind::truth, at, holds ? "true" : "false");
  }
  /// A value is one of these.
  ExprId one_of(NodeIndex at, ExprId value, const std::vector<ExprId>& cases);
  void import(std::string_view name, std::string module, std::string_view member);
  std::uint32_t add_scope(bool of_class = false);
  /// The innermost class that holds the scope; kNone if there is none.
  std::uint32_t class_of(std::uint32_t from) const;

  Module& module() { return module_; }
  const Module& module() const { return module_; }

  std::uint32_t scope = 0;
  std::uint32_t function = 0;
  std::vector<Condition> conditions;
  bool silent = false;  ///< names are only handed out, which leads nowhere
  /// What holds, or does not, behind the `if` at hand, because its branches do not lead on.
  std::vector<Condition> afterwards;

  /// Reads what `read` reads as a part of its own: a function with a scope, called `name`
  /// ("" = a part of the one at hand).
  template <class Read>
  std::uint32_t within(std::string_view name, bool of_class, Read read) {
    const std::uint32_t outer_scope = scope, outer_function = function;
    std::vector<Condition> outer = conditions;
    const bool outer_unnamed = unnamed_;
    unnamed_ = name.empty();
    scope = add_scope(of_class);
    if (!name.empty()) {
      function = static_cast<std::uint32_t>(module_.functions.size());
      Function made_here;
      made_here.name = name;
      made_here.scope = scope;
      made_here.outer = outer_function;
      module_.functions.push_back(std::move(made_here));
      conditions.clear();
    }
    const std::uint32_t made = function;
    read();
    scope = outer_scope;
    function = outer_function;
    conditions = std::move(outer);
    unnamed_ = outer_unnamed;
    return made;
  }
  /// Reads what only runs where a condition holds.
  template <class Read>
  void under(ExprId condition, bool holds, Read read) {
    conditions.push_back({condition, holds});
    read();
    conditions.pop_back();
  }

  /// Whether a statement never leads on to the one behind it.
  bool leaves(NodeIndex node) const;

  /// Reads statements one behind the other: those behind one that only leads on under a condition
  /// run under it.
  template <class Read>
  void statements(const std::vector<NodeIndex>& nodes, Read read) {
    const std::size_t before = conditions.size();
    for (const NodeIndex at : nodes) {
      afterwards.clear();
      read(at);
      if (is(at, "if_statement"))
        conditions.insert(conditions.end(), afterwards.begin(), afterwards.end());
      else if (leaves(at))
        conditions.push_back({truth(at, true), false});
    }
    afterwards.clear();
    conditions.resize(before);
  }

 private:
  void mention(std::string_view name, ExprId expr);

  const ProgramTree& tree_;
  Module& module_;
  bool unnamed_ = false;
};

/// Reads a node as its language does: an expression, a statement, or else whatever stands in it.
template <class Language>
ExprId visit_node(Language& language, Reading& reading, NodeIndex node, int depth) {
  if (node == kNone) return kNoExpr;
  if (depth > limits::kProgramDepth) return reading.unknown(node);
  const std::string_view type = reading.type(node);
  if (const ExprId made = language.expression(node, type, depth); made != kNoExpr) return made;
  if (language.statement(node, type, depth)) return kNoExpr;
  for (const NodeIndex at : reading.children(node)) visit_node(language, reading, at, depth + 1);
  return reading.unknown(node);
}

/// `if … else …`, read by `visit`. Whatever does not lead on decides what is behind it.
template <class Visit>
void branches(Reading& reading, NodeIndex node, Visit visit) {
  const NodeIndex yes = reading.child(node, "consequence");
  const NodeIndex no = reading.child(node, "alternative");
  const ExprId condition = visit(reading.child(node, "condition"));
  reading.under(condition, true, [&] { visit(yes); });
  reading.under(condition, false, [&] { visit(no); });
  reading.afterwards.clear();
  if (reading.leaves(yes)) reading.afterwards.push_back({condition, false});
  if (reading.leaves(no)) reading.afterwards.push_back({condition, true});
}

/// A text without the quotes around it.
std::string_view unquoted(std::string_view text);

void read_python(const ProgramTree& tree, Module& module);
void read_javascript(const ProgramTree& tree, Module& module);
void read_go(const ProgramTree& tree, Module& module);
void read_java(const ProgramTree& tree, Module& module);

}  // namespace weir::app_source
