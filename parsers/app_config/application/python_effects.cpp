// What a piece of a Python program may change, without running it.
#include "parsers/app_config/application/python_effects.h"

#include <algorithm>
#include <array>
#include <vector>

#include "parsers/app_config/application/python_values.h"

namespace weir::app_config {
namespace {

constexpr int kDepthOfRoot = 100;  // parts of one expression behind each other

/// Functions that run text, or other files, in the module itself.
constexpr std::array<std::string_view, 4> kRunsHere = {"exec", "execfile", "include", "tools.include"};
/// Methods of maps and lists that leave them as they are.
constexpr std::array<std::string_view, 8> kLeaves = {"get", "keys", "values", "items", "copy", "index", "count", "__contains__"};
/// Methods of a map that give it other entries; of the variables of a process, whose name a package has as well.
constexpr std::array<std::string_view, 5> kGivesVariables = {"update", "setdefault", "pop", "popitem", "clear"};
/// Functions that are given something to show it.
constexpr std::array<std::string_view, 5> kShows = {"print", "logger", "logging", "warnings", "pprint"};

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class EffectsReader {
 public:
  explicit EffectsReader(const ProgramTree& tree) : tree_(tree) {}

  void add(NodeIndex from) {
    const NodeIndex end = tree_.nodes[from].subtree_end;
    for (NodeIndex at = from; at < end;) {
      const std::string_view type = tree_.nodes[at].type;
      if (type == "lambda") {
        at = tree_.nodes[at].subtree_end;
        continue;
      }
      if (type == "function_definition") {
        add_name(child_for(tree_, at, "name"));
        at = tree_.nodes[at].subtree_end;
        continue;
      }
      node(at, type);
      ++at;
    }
  }

  /// What assigning to it does.
  void target(NodeIndex from) {
    std::vector<NodeIndex> open = {from};
    while (!open.empty()) {
      const NodeIndex at = open.back();
      open.pop_back();
      if (at == 0) continue;
      const std::string_view type = tree_.nodes[at].type;
      if (type == "identifier") {
        add_name(at);
      } else if (type == "subscript" || type == "attribute") {
        const NodeIndex of = child_for(tree_, at, type == "subscript" ? "value" : "object");
        const NodeIndex root = root_of(tree_, at);
        if (of != 0 && is_environment(written_text(tree_, of))) effects.environment = true;
        else if (of != 0 && is_all_names(written_text(tree_, of))) effects.anything = true;
        else if (root != 0) effects.changed.emplace(written_text(tree_, root));
      } else {
        for (const NodeIndex one : children_of(tree_, at)) open.push_back(one);
      }
    }
  }

  PythonEffects effects;

 private:
  void add_name(NodeIndex name) {
    if (name != 0) effects.given.emplace(written_text(tree_, name));
  }

  void node(NodeIndex at, std::string_view type) {
    if (type == "assignment" || type == "augmented_assignment" || type == "for_statement") {
      target(child_for(tree_, at, "left"));
      const NodeIndex left = child_for(tree_, at, "left");
      if (type == "augmented_assignment" && left != 0 && tree_.nodes[left].type == "identifier")
        effects.changed.emplace(written_text(tree_, left));
    } else if (type == "named_expression" || type == "class_definition") {
      add_name(child_for(tree_, at, "name"));
    } else if (type == "delete_statement" || type == "as_pattern_target" || type == "case_pattern") {
      for (const NodeIndex one : children_of(tree_, at)) target(one);
    } else if (type == "import_statement" || type == "import_from_statement") {
      import(at);
    } else if (type == "call") {
      call(at);
    } else if (type == "comparison_operator") {
      for (const NodeIndex one : children_of(tree_, at)) only_read_.insert(one);
    } else if (type == "subscript") {
      if (const NodeIndex of = child_for(tree_, at, "value"); of != 0 && is_all_names(written_text(tree_, of))) only_read_.insert(of);
    } else if (type == "attribute" && written_text(tree_, at) == "sys.modules" && !only_read_.contains(at)) {
      effects.anything = true;
    }
  }

  void import(NodeIndex at) {
    for (const NodeIndex one : children_of(tree_, at)) {
      const ProgramNode& part = tree_.nodes[one];
      if (part.type == "wildcard_import") effects.anything = true;
      if (part.field == "name" && part.type == "aliased_import") add_name(child_for(tree_, one, "alias"));
      else if (part.field == "name" && one + 1 < part.subtree_end) add_name(one + 1);
    }
  }

  void call(NodeIndex at) {
    const NodeIndex function = child_for(tree_, at, "function");
    if (function == 0) return;
    const std::string_view name = written_text(tree_, function);
    if (is_one_of(kRunsHere, name)) effects.anything = true;
    if (is_all_names(written_text(tree_, at)) && !only_read_.contains(at)) effects.anything = true;
    if (name == "os.putenv") effects.environment = true;
    if (tree_.nodes[function].type == "attribute") method(function);
    const bool for_itself = at > 0 && tree_.nodes[at - 1].type == "expression_statement";
    if (for_itself && !is_one_of(kShows, name.substr(0, name.find('.')))) given_to_call(at);
  }

  /// A method that is called; of what it is called on may be changed.
  void method(NodeIndex function) {
    const NodeIndex object = child_for(tree_, function, "object"), called = child_for(tree_, function, "attribute");
    if (object == 0 || called == 0) return;
    if (is_one_of(kLeaves, written_text(tree_, called))) {
      only_read_.insert(object);
      return;
    }
    if (is_environment(written_text(tree_, object)) && is_one_of(kGivesVariables, written_text(tree_, called))) effects.environment = true;
    if (const NodeIndex root = root_of(tree_, object); root != 0) effects.changed.emplace(written_text(tree_, root));
  }

  /// What a function whose result nobody takes is given, it is given to be changed.
  void given_to_call(NodeIndex at) {
    const NodeIndex all = child_for(tree_, at, "arguments");
    if (all == 0) return;
    for (const NodeIndex one : children_of(tree_, all)) {
      const NodeIndex value = tree_.nodes[one].type == "keyword_argument" ? child_for(tree_, one, "value") : one;
      if (value == 0 || tree_.nodes[value].type == "call") continue;
      if (const NodeIndex root = root_of(tree_, value); root != 0) effects.changed.emplace(written_text(tree_, root));
    }
  }

  const ProgramTree& tree_;
  std::set<NodeIndex> only_read_;
};

}  // namespace

PythonEffects effects_of(const ProgramTree& tree, NodeIndex node) {
  EffectsReader reader(tree);
  reader.add(node);
  return std::move(reader.effects);
}

PythonEffects effects_of_target(const ProgramTree& tree, NodeIndex node) {
  EffectsReader reader(tree);
  reader.target(node);
  return std::move(reader.effects);
}

PythonEffects effects_of_function(const ProgramTree& tree, NodeIndex definition) {
  EffectsReader inside(tree);
  if (const NodeIndex body = child_for(tree, definition, "body"); body != 0) inside.add(body);
  PythonEffects found;
  found.anything = inside.effects.anything;
  found.environment = inside.effects.environment;
  for (const std::string& name : inside.effects.changed)
    if (!inside.effects.given.contains(name)) found.changed.insert(name);
  for (NodeIndex at = definition; at < tree.nodes[definition].subtree_end; ++at)
    if (tree.nodes[at].type == "global_statement")
      for (const NodeIndex one : children_of(tree, at)) {
        const std::string name(written_text(tree, one));
        found.given.insert(name);
        if (inside.effects.changed.contains(name)) found.changed.insert(name);
      }
  return found;
}

NodeIndex root_of(const ProgramTree& tree, NodeIndex node) {
  NodeIndex at = node;
  for (int depth = 0; depth < kDepthOfRoot && at != 0; ++depth) {
    const std::string_view type = tree.nodes[at].type;
    if (type == "identifier") return at;
    if (type == "subscript") at = child_for(tree, at, "value");
    else if (type == "attribute") at = child_for(tree, at, "object");
    else if (type == "call") at = child_for(tree, at, "function");
    else if (type == "parenthesized_expression" && at + 1 < tree.nodes[at].subtree_end) ++at;
    else return 0;
  }
  return 0;
}

bool is_environment(std::string_view written) { return written == "os.environ" || written == "environ"; }

bool is_all_names(std::string_view written) {
  return written == "globals()" || written == "locals()" || written == "vars()";
}

}  // namespace weir::app_config
