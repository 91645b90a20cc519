// Statements of a module of settings, in their order.
#include "parsers/app_config/application/python_program.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace weir::app_config {
namespace {

constexpr std::size_t kModules = 16;  // of one application
constexpr int kBlockNesting = 16;
constexpr std::size_t kCostOfName = 96;

/// `shop/settings/live` of `shop.settings.live`; of a name with dots in front, from the module that says it.
std::string path_of_module(std::string_view written, const std::string& from, bool from_is_package) {
  std::size_t dots = 0;
  while (dots < written.size() && written[dots] == '.') ++dots;
  std::string path(written.substr(dots));
  std::replace(path.begin(), path.end(), '.', '/');
  if (dots == 0) return path;
  std::string folder = from_is_package ? from : from.substr(0, from.rfind('/') == from.npos ? 0 : from.rfind('/'));
  for (; dots > 1 && !folder.empty(); --dots) folder.resize(folder.rfind('/') == folder.npos ? 0 : folder.rfind('/'));
  return folder.empty() ? path : folder + (path.empty() ? "" : "/") + path;
}

std::vector<NodeIndex> children_called(const ProgramTree& tree, NodeIndex node, std::string_view type) {
  std::vector<NodeIndex> found;
  for (const NodeIndex one : children_of(tree, node))
    if (tree.nodes[one].type == type) found.push_back(one);
  return found;
}

/// The block in a clause that has no name for it.
NodeIndex block_of(const ProgramTree& tree, NodeIndex clause) {
  const std::vector<NodeIndex> blocks = children_called(tree, clause, "block");
  return blocks.empty() ? 0 : blocks.back();
}

/// Whether making a value cannot fail: nothing is called, looked up or joined.
bool is_literal(const ProgramTree& tree, NodeIndex node) {
  for (NodeIndex at = node; at < tree.nodes[node].subtree_end; ++at)
    for (const std::string_view made : {"call", "subscript", "attribute", "identifier", "binary_operator", "await"})
      if (tree.nodes[at].type == made) return false;
  return true;
}

bool ends_program(std::string_view function) { return function == "sys.exit" || function == "exit" || function == "quit"; }

}  // namespace

bool is_constant_name(std::string_view name) {
  return !name.empty() && std::isupper(static_cast<unsigned char>(name.front())) != 0 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_'; });
}

ValueId PythonProgram::decided(Span place) {
  return model_.values.add_unknown(UnknownKind::unsupported, "the program decides what it is", "", place);
}

void PythonProgram::use(Module& in) {
  values_.use(in.names);
  changes_.use(in.tree, in.names);
}

void PythonProgram::apply(Module& in, NodeIndex node) { changes_.apply(effects_of(in.tree, node), span_of(in, node)); }

const PythonScope* PythonProgram::run(const std::string& path) {
  if (const auto known = modules_.find(path); known != modules_.end())
    return known->second == nullptr ? nullptr : &known->second->names;
  for (const bool package : {false, true}) {
    const std::vector<FileId> found = files_(folder_ + path + (package ? "/__init__.py" : ".py"));
    if (found.empty()) continue;
    std::optional<ProgramTree> tree;
    if (run_++ < kModules) tree = parse_program(sources_, found.back(), ProgramLanguage::python);
    if (!tree || tree->nodes.empty()) {
      model_.diagnostics.push_back({Level::warning, {found.back(), 0, 0}, "application-settings",
                                    "the settings of an application were not read: the module is too large, or there are too many of them"});
      break;
    }
    Module& in = *modules_.emplace(path, std::make_unique<Module>(Module{path, package, std::move(*tree), {}, {}})).first->second;
    use(in);
    block(in, 0, 0);
    changes_.apply(in.late, span_of(in, 0));
    return &in.names;
  }
  modules_.emplace(path, nullptr);
  return nullptr;
}

bool PythonProgram::block(Module& in, NodeIndex node, int depth) {
  const std::vector<NodeIndex> statements = children_of(in.tree, node);
  return std::all_of(statements.begin(), statements.end(), [&](NodeIndex one) { return statement(in, one, depth); });
}

bool PythonProgram::statement(Module& in, NodeIndex node, int depth) {
  const std::string_view type = in.tree.nodes[node].type;
  const bool inside = depth < kBlockNesting;
  if (type == "expression_statement") {
    for (const NodeIndex inner : children_of(in.tree, node)) {
      if (in.tree.nodes[inner].type == "call")
        if (const NodeIndex function = child_for(in.tree, inner, "function"); function != 0 && ends_program(written_text(in.tree, function))) return false;
      expression(in, inner);
    }
  } else if (type == "raise_statement") {
    return false;
  } else if (type == "import_from_statement" || type == "import_statement") {
    import(in, node);
  } else if (type == "if_statement" && inside) {
    return choose(in, node, depth);
  } else if (type == "try_statement" && inside) {
    return attempt(in, node, depth);
  } else if (type == "with_statement" && inside) {
    const NodeIndex body = child_for(in.tree, node, "body");
    if (body == 0) return true;
    ++doubts_;
    for (const NodeIndex one : children_called(in.tree, node, "with_clause")) apply(in, one);
    const std::string_view head = in.tree.text.substr(in.tree.nodes[node].begin, in.tree.nodes[body].begin - in.tree.nodes[node].begin);
    if (head.find("suppress(") == head.npos) return block(in, body, depth + 1);
    attempt(in, body, {0}, 0, depth);
  } else if (type == "delete_statement") {
    remove(in, node);
  } else if (type == "function_definition" || type == "class_definition" || type == "decorated_definition") {
    define(in, node);
  } else if (type != "pass_statement" && type != "global_statement") {
    ++doubts_;
    apply(in, node);
  }
  return true;
}

void PythonProgram::expression(Module& in, NodeIndex node) {
  while (in.tree.nodes[node].type == "parenthesized_expression" && node + 1 < in.tree.nodes[node].subtree_end) ++node;
  const std::string_view type = in.tree.nodes[node].type;
  if (type == "assignment") return assign(in, node);
  if (type == "augmented_assignment") {
    const NodeIndex left = child_for(in.tree, node, "left"), right = child_for(in.tree, node, "right"), sign = child_for(in.tree, node, "operator");
    if (left == 0 || right == 0 || sign == 0) return apply(in, node);
    const ValueId value = values_.read(in.tree, right);
    apply(in, right);
    ++doubts_;
    const NodeIndex root = root_of(in.tree, left);
    if (root == 0 || !in.names.find(written_text(in.tree, root))) return apply(in, node);
    return changes_.add(left, written_text(in.tree, sign), value);
  }
  if (type == "named_expression") {
    const NodeIndex name = child_for(in.tree, node, "name"), value = child_for(in.tree, node, "value");
    if (name != 0 && value != 0) assign_to(in, name, values_.read(in.tree, value), value);
    return;
  }
  if (type == "call") return call(in, node);
  if (type != "string") {
    ++doubts_;
    apply(in, node);
  }
}

/// A call for what it does.
void PythonProgram::call(Module& in, NodeIndex node) {
  ++doubts_;
  const NodeIndex function = child_for(in.tree, node, "function"), arguments = child_for(in.tree, node, "arguments");
  const bool plain = function != 0 && arguments != 0 && in.tree.nodes[function].type == "attribute" && call_on(in, function, node);
  if (!plain) return apply(in, node);
  apply(in, arguments);
}

/// A method that changes variables, all names, or what a name stands for, as far as it is plain.
bool PythonProgram::call_on(Module& in, NodeIndex function, NodeIndex node) {
  const NodeIndex object = child_for(in.tree, function, "object"), attribute = child_for(in.tree, function, "attribute");
  if (object == 0 || attribute == 0) return false;
  const std::string_view method = written_text(in.tree, attribute), on = written_text(in.tree, object);
  const ValueStore& values = model_.values;
  if (is_environment(on)) {
    const PythonArguments given = values_.arguments(in.tree, node);
    if (method != "setdefault" || given.placed.size() != 2 || values.string(given.placed.front()).empty() || uncertain_ > 0) return false;
    values_.give_variable(std::string(values.string(given.placed.front())), given.placed[1], true);
    return true;
  }
  if (is_all_names(on)) {
    const PythonArguments given = values_.arguments(in.tree, node);
    if (method != "update" || given.placed.size() != 1 || !given.named.empty() || values[given.placed.front()].kind != ValueKind::map) return false;
    const ValueId map = given.placed.front();
    if (!values_.spend(values.item_count(map) * kCostOfName, span_of(in, node))) return false;
    for (std::size_t i = 0; i < values.item_count(map); ++i)
      in.names.set(values.entry(map, i).key, {values.entry(map, i).value, values.entry(map, i).key_span});
    return true;
  }
  const NodeIndex root = root_of(in.tree, object);
  if (root == 0 || !in.names.find(written_text(in.tree, root))) return false;
  return changes_.call(object, method, values_.arguments(in.tree, node));
}

/// The branch that is taken; where that is not known, what the branches do not all leave the same is unknown.
bool PythonProgram::choose(Module& in, NodeIndex node, int depth) {
  std::vector<NodeIndex> clauses = {node};
  for (const NodeIndex one : children_of(in.tree, node))
    if (in.tree.nodes[one].field == "alternative") clauses.push_back(one);
  std::vector<PythonScope::Branch> branches;
  bool open = false, closed = false;  // one before may be taken; one is taken where none before is
  for (const NodeIndex clause : clauses) {
    Truth holds = Truth::yes;
    NodeIndex body = child_for(in.tree, clause, "body");
    if (in.tree.nodes[clause].type != "else_clause") {
      const NodeIndex condition = child_for(in.tree, clause, "condition");
      body = child_for(in.tree, clause, "consequence");
      if (condition != 0) {
        holds = python_truth(model_.values, values_.read(in.tree, condition));
        apply(in, condition);
      }
    }
    if (holds == Truth::no || body == 0) continue;
    if (holds == Truth::yes && !open) return block(in, body, depth + 1);
    open = true;
    const std::size_t begin = in.names.mark();
    ++uncertain_;
    const bool goes_on = block(in, body, depth + 1);
    --uncertain_;
    PythonScope::Branch branch = in.names.take_back(begin);
    if (goes_on) branches.push_back(std::move(branch));
    closed = holds == Truth::yes;
    if (closed) break;
  }
  doubts_ += open ? 1 : 0;
  if (!closed) branches.emplace_back();  // none of them
  if (branches.empty()) return false;
  in.names.merge(model_.values, branches, decided(span_of(in, node)));
  return true;
}

bool PythonProgram::attempt(Module& in, NodeIndex node, int depth) {
  std::vector<NodeIndex> handlers;
  NodeIndex otherwise = 0, at_last = 0;
  for (const NodeIndex one : children_of(in.tree, node)) {
    const std::string_view type = in.tree.nodes[one].type;
    if (type == "except_clause" || type == "except_group_clause") handlers.push_back(one);
    if (type == "else_clause") otherwise = child_for(in.tree, one, "body");
    if (type == "finally_clause") at_last = block_of(in.tree, one);
  }
  const NodeIndex body = child_for(in.tree, node, "body");
  const bool goes_on = body == 0 || attempt(in, body, handlers, otherwise, depth);
  return (at_last == 0 || block(in, at_last, depth + 1)) && goes_on;
}

/// A body that may fail, and what is done then: a clause, or nothing (0).
bool PythonProgram::attempt(Module& in, NodeIndex body, const std::vector<NodeIndex>& handlers, NodeIndex otherwise, int depth) {
  const std::size_t begin = in.names.mark(), doubts = doubts_;
  const auto rest = [&] { return otherwise == 0 || block(in, otherwise, depth + 1); };
  ++uncertain_;
  const bool done = block(in, body, depth + 1);
  --uncertain_;
  if (handlers.empty() || (done && doubts == doubts_)) return done && rest();
  ++uncertain_;
  const bool whole = done && rest();
  const PythonScope::Branch tried = in.names.take_back(begin);
  std::vector<PythonScope::Branch> branches;
  if (whole) branches.push_back(tried);
  const ValueId unknown = decided(span_of(in, body));
  for (const NodeIndex handler : handlers) {
    const bool paid = values_.spend(tried.changed.size() * kCostOfName, span_of(in, body));
    if (paid) in.names.merge(model_.values, {tried, PythonScope::Branch{}}, unknown);  // it may have failed anywhere
    else in.names.disturb(unknown);
    const NodeIndex inside = handler == 0 ? 0 : block_of(in.tree, handler);
    if (handler != 0)
      for (const NodeIndex one : children_of(in.tree, handler))
        if (one != inside) apply(in, one);
    const bool goes_on = inside == 0 || block(in, inside, depth + 1);
    PythonScope::Branch branch = in.names.take_back(begin);
    if (goes_on) branches.push_back(std::move(branch));
  }
  --uncertain_;
  if (branches.empty()) return false;
  in.names.merge(model_.values, branches, unknown);
  return true;
}

void PythonProgram::define(Module& in, NodeIndex node) {
  const NodeIndex inner = in.tree.nodes[node].type == "decorated_definition" ? child_for(in.tree, node, "definition") : node;
  if (inner == 0) return;
  PythonEffects effects;
  const NodeIndex name = child_for(in.tree, inner, "name");
  if (in.tree.nodes[inner].type == "class_definition") {
    const NodeIndex body = child_for(in.tree, inner, "body");
    if (body != 0) effects = effects_of(in.tree, body);
    effects.given.clear();  // of the class
  } else {
    effects = effects_of_function(in.tree, inner);
    in.late.anything = in.late.anything || effects.anything;
    in.late.environment = in.late.environment || effects.environment;
    in.late.given.insert(effects.given.begin(), effects.given.end());
    in.late.changed.insert(effects.changed.begin(), effects.changed.end());
  }
  changes_.apply(effects, span_of(in, inner));
  if (name != 0) in.names.set(std::string(written_text(in.tree, name)), {decided(span_of(in, name)), span_of(in, name)});
}

void PythonProgram::assign(Module& in, NodeIndex node) {
  std::vector<NodeIndex> targets;
  NodeIndex value = node;
  while (value != 0 && in.tree.nodes[value].type == "assignment") {
    const NodeIndex left = child_for(in.tree, value, "left");
    if (left != 0) targets.push_back(left);
    value = child_for(in.tree, value, "right");
  }
  if (value == 0) return;  // only its type is told
  if (in.tree.nodes[value].type == "call" && written_text(in.tree, value).starts_with("environ.")) values_.note_defaults(in.tree, value);
  const ValueId read = values_.read(in.tree, value);
  const ValueKind kind = model_.values[read].kind;
  const bool is_sure = kind == ValueKind::string || kind == ValueKind::boolean || kind == ValueKind::number || kind == ValueKind::null;
  if (!is_sure && !is_literal(in.tree, value)) ++doubts_;
  apply(in, value);
  for (const NodeIndex target : targets) assign_to(in, target, read, value);
}

void PythonProgram::assign_to(Module& in, NodeIndex target, ValueId value, NodeIndex written) {
  const std::string_view type = in.tree.nodes[target].type;
  const ValueStore& values = model_.values;
  if (type == "identifier") return changes_.give(target, value, written);
  if (type == "pattern_list" || type == "tuple_pattern") {
    const std::vector<NodeIndex> parts = children_of(in.tree, target);
    const bool fits = values[value].kind == ValueKind::list && values.item_count(value) == parts.size() &&
                      std::all_of(parts.begin(), parts.end(), [&](NodeIndex one) { return in.tree.nodes[one].type == "identifier"; });
    if (!fits) return changes_.apply(effects_of_target(in.tree, target), span_of(in, target));
    for (std::size_t i = 0; i < parts.size(); ++i) changes_.give(parts[i], values.item(value, i), written);
    return;
  }
  const NodeIndex of = type == "subscript" ? child_for(in.tree, target, "value") : 0;
  const NodeIndex key = of == 0 ? 0 : child_for(in.tree, target, "subscript");
  const std::string name(key == 0 ? std::string_view() : values.string(values_.read(in.tree, key)));
  if (of != 0 && is_environment(written_text(in.tree, of)) && !name.empty() && uncertain_ == 0)
    return values_.give_variable(name, value, false);
  if (of != 0 && is_all_names(written_text(in.tree, of)) && !name.empty()) {
    in.names.set(name, {value, span_of(in, target)});
    return;
  }
  const NodeIndex root = root_of(in.tree, target);
  if (type == "subscript" && root != 0 && in.names.find(written_text(in.tree, root))) return changes_.give_part(target, value);
  changes_.apply(effects_of_target(in.tree, target), span_of(in, target));
}

void PythonProgram::remove(Module& in, NodeIndex node) {
  ++doubts_;
  std::vector<NodeIndex> gone = children_of(in.tree, node);
  if (gone.size() == 1 && (in.tree.nodes[gone[0]].type == "expression_list" || in.tree.nodes[gone[0]].type == "tuple"))
    gone = children_of(in.tree, gone[0]);
  for (const NodeIndex one : gone) {
    const NodeIndex root = root_of(in.tree, one);
    const std::string_view type = in.tree.nodes[one].type;
    const bool known = root != 0 && in.names.find(written_text(in.tree, root)).has_value();
    if (known && (type == "identifier" || type == "subscript")) changes_.remove(one);
    else if (!known || type != "identifier") changes_.apply(effects_of_target(in.tree, one), span_of(in, one));
  }
}

/// `from .base import *`, `from .base import DEBUG`, `import base`.
void PythonProgram::import(Module& in, NodeIndex node) {
  const Span place = span_of(in, node);
  const NodeIndex name = child_for(in.tree, node, "module_name");
  const std::string path = name == 0 ? "" : path_of_module(written_text(in.tree, name), in.path, in.package);
  const std::vector<NodeIndex> parts = children_of(in.tree, node);
  if (std::any_of(parts.begin(), parts.end(), [&](NodeIndex one) { return in.tree.nodes[one].type == "wildcard_import"; }))
    return import_all(in, path, place);
  ++doubts_;
  for (const NodeIndex one : parts) {
    if (in.tree.nodes[one].field != "name") continue;
    const bool renamed = in.tree.nodes[one].type == "aliased_import";
    const NodeIndex what = renamed ? child_for(in.tree, one, "name") : one, as = renamed ? child_for(in.tree, one, "alias") : one;
    if (what == 0 || as == 0) continue;
    const std::string_view whole = written_text(in.tree, as);
    const std::string given(whole.substr(0, whole.find('.')));
    std::optional<PythonName> held;
    if (!path.empty() && is_constant_name(given))
      if (const PythonScope* from = run(path)) held = from->find(written_text(in.tree, what));
    use(in);
    in.names.set(given, held ? *held : PythonName{decided(place), span_of(in, one)});
  }
}

/// All names of a module; one that is not there may give any.
void PythonProgram::import_all(Module& in, const std::string& path, Span place) {
  const PythonScope* from = path.empty() ? nullptr : run(path);
  use(in);
  if (from == &in.names) return;
  if (from == nullptr) ++doubts_;
  if (from == nullptr || from->anything().valid()) in.names.disturb(decided(place));
  if (from == nullptr) return;
  const std::vector<std::pair<std::string, PythonName>> all = from->all();
  if (!values_.spend(all.size() * kCostOfName, place)) return in.names.disturb(values_.too_much(place));
  for (const auto& [name, held] : all)
    if (!name.starts_with('_')) in.names.set(name, held);
}

}  // namespace weir::app_config
