// Expressions in modules of settings.
#include "parsers/app_config/application/python_values.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "analyzer/model/joined_text.h"

namespace weir::app_config {
namespace {

constexpr int kExpressionNesting = 40;
constexpr std::size_t kItemsOfValue = 2'000;
constexpr std::size_t kJoinedBytes = 1u << 16;
constexpr std::size_t kCostOfText = 256;  // bytes of the budget that each text takes besides its own
constexpr std::size_t kCostOfItem = 64;

/// Whether values of the kind are told apart by it.
bool is_plain_kind(ValueKind kind) {
  return kind == ValueKind::null || kind == ValueKind::string || kind == ValueKind::boolean || kind == ValueKind::number;
}

bool is_map_of(const ValueStore& values, ValueId value) { return value.valid() && values[value].kind == ValueKind::map; }

}  // namespace

std::vector<NodeIndex> children_of(const ProgramTree& tree, NodeIndex node) {
  std::vector<NodeIndex> found;
  for (NodeIndex at = node + 1; at < tree.nodes[node].subtree_end; at = tree.nodes[at].subtree_end) found.push_back(at);
  return found;
}

NodeIndex child_for(const ProgramTree& tree, NodeIndex node, std::string_view field) {
  for (NodeIndex at = node + 1; at < tree.nodes[node].subtree_end; at = tree.nodes[at].subtree_end)
    if (tree.nodes[at].field == field) return at;
  return 0;
}

std::string_view written_text(const ProgramTree& tree, NodeIndex node) {
  return tree.text.substr(tree.nodes[node].begin, tree.nodes[node].end - tree.nodes[node].begin);
}

Truth python_truth(const ValueStore& values, ValueId value) {
  switch (values[value].kind) {
    case ValueKind::null: return Truth::no;
    case ValueKind::boolean: return values[value].boolean ? Truth::yes : Truth::no;
    case ValueKind::number: return values[value].number != 0 ? Truth::yes : Truth::no;
    case ValueKind::string: return values.string(value).empty() ? Truth::no : Truth::yes;
    case ValueKind::list:
    case ValueKind::map: return values.item_count(value) == 0 ? Truth::no : Truth::yes;
    default: return Truth::unknown;
  }
}

ValueId PythonValues::computed(Span span) {
  return model_.values.add_unknown(UnknownKind::unsupported, "the program computes it", "", span);
}

ValueId PythonValues::too_much(Span span) {
  return model_.values.add_unknown(UnknownKind::budget, "the settings are too long", "", span);
}

bool PythonValues::spend(std::size_t cost, Span place) {
  if (cost <= budget_) {
    budget_ -= cost;
    return true;
  }
  refuse(place);
  return false;
}

void PythonValues::refuse(Span place) {
  if (!refused_)
    model_.diagnostics.push_back({Level::warning, sources_.in_host(place), "budget",
                                  "the settings of an application take too much room; some of what they say is not known"});
  refused_ = true;
}

ValueId PythonValues::truth(Truth value, Span span) {
  return value == Truth::unknown ? computed(span) : model_.values.add_boolean(value == Truth::yes, span);
}

ValueId PythonValues::read(const ProgramTree& tree, NodeIndex node, int depth) {
  const ProgramNode& at = tree.nodes[node];
  const Span span{tree.file, at.begin, at.end};
  if (depth > kExpressionNesting) return computed(span);
  const std::string_view type = at.type;
  if (type == "string") return text(tree, node, depth);
  if (type == "concatenated_string") {
    std::vector<ValueId> parts;
    for (const NodeIndex one : children_of(tree, node)) parts.push_back(read(tree, one, depth + 1));
    return joined(parts, span);
  }
  if (type == "true" || type == "false") return model_.values.add_boolean(type == "true", span);
  if (type == "none") return model_.values.add_null(span);
  if (type == "integer" || type == "float") return number(tree, node, span);
  if (type == "list" || type == "tuple" || type == "set" || type == "expression_list") return list(tree, node, depth);
  if (type == "dictionary") return map(tree, node, depth);
  if (type == "parenthesized_expression" && node + 1 < at.subtree_end) return read(tree, node + 1, depth + 1);
  if (type == "identifier") {
    const std::optional<PythonName> known = names_->find(written_text(tree, node));
    return known ? known->value : computed(span);
  }
  if (type == "subscript") return subscript(tree, node, depth);
  if (type == "call") return call(tree, node, depth);
  if (type == "boolean_operator" || type == "not_operator") return boolean(tree, node, depth);
  if (type == "comparison_operator") return comparison(tree, node, depth);
  if (type == "conditional_expression") return conditional(tree, node, depth);
  if (type == "named_expression")
    if (const NodeIndex value = child_for(tree, node, "value"); value != 0) return read(tree, value, depth + 1);
  if (type == "binary_operator") {
    const NodeIndex sign = child_for(tree, node, "operator"), left = child_for(tree, node, "left"),
                    right = child_for(tree, node, "right");
    if (sign != 0 && left != 0 && right != 0 && written_text(tree, sign) == "+") {
      const ValueId one = read(tree, left, depth + 1);
      return sum(one, read(tree, right, depth + 1), span);
    }
  }
  return computed(span);
}

ValueId PythonValues::number(const ProgramTree& tree, NodeIndex node, Span span) {
  std::string text(written_text(tree, node));
  std::erase(text, '_');
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return *end == '\0' ? model_.values.add_number(value, span) : computed(span);
}

ValueId PythonValues::sum(ValueId one, ValueId other, Span span) {
  ValueStore& values = model_.values;
  const ValueKind kind = values[one].kind, second = values[other].kind;
  if (kind != ValueKind::list && second != ValueKind::list)
    return kind == ValueKind::number || second == ValueKind::number ? computed(span) : joined({one, other}, span);
  const std::size_t count = kind == second ? values.item_count(one) + values.item_count(other) : kItemsOfValue + 1;
  if (count > kItemsOfValue) return computed(span);
  if (!spend(count * kCostOfItem, span)) return too_much(span);
  std::vector<ValueId> items = values.items(one);
  const std::vector<ValueId> more = values.items(other);
  items.insert(items.end(), more.begin(), more.end());
  return values.add_list(items, span);
}

/// A text in quotes; of a formatted one what is filled in are holes.
ValueId PythonValues::text(const ProgramTree& tree, NodeIndex node, int depth) {
  const ProgramNode& at = tree.nodes[node];
  std::vector<ValueId> parts;
  for (const NodeIndex one : children_of(tree, node)) {
    const ProgramNode& piece = tree.nodes[one];
    if (piece.type == "string_content")
      parts.push_back(model_.values.add_string(std::string(written_text(tree, one)), {tree.file, piece.begin, piece.end}));
    else if (piece.type == "interpolation" && one + 1 < piece.subtree_end)
      parts.push_back(read(tree, one + 1, depth + 1));
  }
  if (parts.size() == 1) return parts.front();
  if (parts.empty()) return model_.values.add_string("", {tree.file, at.begin, at.end});
  return joined(parts, {tree.file, at.begin, at.end});
}

ValueId PythonValues::joined(const std::vector<ValueId>& parts, Span span) {
  ValueStore& values = model_.values;
  for (const ValueId part : parts) {
    const ValueKind kind = values[part].kind;
    if (kind == ValueKind::list || kind == ValueKind::map || kind == ValueKind::null) return computed(span);
  }
  const JoiningCost cost = cost_of_joining(values, parts);
  if (!cost.fits || cost.steps > kJoinedBytes || !spend(static_cast<std::size_t>(cost.steps) + kCostOfText, span))
    return too_much(span);
  // what is written in pieces is one text, hidden as a whole where it holds a password
  if (std::all_of(parts.begin(), parts.end(), [&](ValueId part) { return values[part].kind == ValueKind::string; })) {
    std::string all;
    for (const ValueId part : parts) all += values.string(part);
    return values.add_string(all, span);
  }
  return add_joined_text(values, sources_, parts, span);
}

ValueId PythonValues::list(const ProgramTree& tree, NodeIndex node, int depth) {
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  std::vector<ValueId> items;
  for (const NodeIndex one : children_of(tree, node)) {
    const bool several = tree.nodes[one].type == "list_splat";
    const ValueId item = read(tree, several ? one + 1 : one, depth + 1);
    const std::size_t count = several ? model_.values.item_count(item) : 1;
    if (several && model_.values[item].kind != ValueKind::list) return computed(span);
    if (items.size() + count > kItemsOfValue) return computed(span);
    if (!spend(count * kCostOfItem, span)) return too_much(span);
    if (!several) items.push_back(item);
    else for (const ValueId inner : model_.values.items(item)) items.push_back(inner);
  }
  return model_.values.add_list(items, span);
}

ValueId PythonValues::map(const ProgramTree& tree, NodeIndex node, int depth) {
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  const ValueStore& values = model_.values;
  std::map<std::string, MapEntry> entries;
  for (const NodeIndex one : children_of(tree, node)) {
    if (tree.nodes[one].type == "dictionary_splat") {
      const ValueId held = read(tree, one + 1, depth + 1);
      if (!is_map_of(values, held)) return computed(span);
      if (!spend(values.item_count(held) * kCostOfItem, span)) return too_much(span);
      for (std::size_t i = 0; i < values.item_count(held); ++i)
        entries.insert_or_assign(values.entry(held, i).key, values.entry(held, i));
      continue;
    }
    const NodeIndex key = child_for(tree, one, "key"), value = child_for(tree, one, "value");
    if (key == 0 || value == 0 || entries.size() >= kItemsOfValue) return computed(span);
    const ValueId name = read(tree, key, depth + 1);
    const std::string text(values.string(name));
    if (text.empty()) continue;
    if (!spend(text.size() + kCostOfItem, span)) return too_much(span);
    const Span place = values[name].span;
    entries.insert_or_assign(text, MapEntry{text, place, read(tree, value, depth + 1)});
  }
  std::vector<MapEntry> all;
  for (auto& [key, entry] : entries) all.push_back(std::move(entry));
  return model_.values.add_map(std::move(all), span);
}

ValueId PythonValues::subscript(const ProgramTree& tree, NodeIndex node, int depth) {
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  const NodeIndex of = child_for(tree, node, "value"), key = child_for(tree, node, "subscript");
  if (of == 0 || key == 0) return computed(span);
  const std::string name(model_.values.string(read(tree, key, depth + 1)));
  if (name.empty()) return computed(span);
  const std::string_view what = written_text(tree, of);
  if (what == "os.environ" || what == "environ") return variable(name, {}, span);
  const ValueId held = read(tree, of, depth + 1);
  if (!is_map_of(model_.values, held)) return computed(span);
  if (!spend(name.size() + model_.values.item_count(held), span)) return too_much(span);
  const ValueId found = model_.values.find(held, name);
  return found.valid() ? found : computed(span);
}

ValueId PythonValues::boolean(const ProgramTree& tree, NodeIndex node, int depth) {
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  if (const NodeIndex argument = child_for(tree, node, "argument"); argument != 0)
    return truth(negate(python_truth(model_.values, read(tree, argument, depth + 1))), span);
  const NodeIndex left = child_for(tree, node, "left"), right = child_for(tree, node, "right"),
                  sign = child_for(tree, node, "operator");
  if (left == 0 || right == 0 || sign == 0) return computed(span);
  const ValueId first = read(tree, left, depth + 1);
  const Truth holds = python_truth(model_.values, first);
  if (holds == Truth::unknown) return computed(span);
  const bool other = (holds == Truth::yes) == (written_text(tree, sign) == "and");
  return other ? read(tree, right, depth + 1) : first;
}

ValueId PythonValues::conditional(const ProgramTree& tree, NodeIndex node, int depth) {
  const std::vector<NodeIndex> parts = children_of(tree, node);
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  if (parts.size() != 3) return computed(span);
  const Truth holds = python_truth(model_.values, read(tree, parts[1], depth + 1));
  return holds == Truth::unknown ? computed(span) : read(tree, parts[holds == Truth::yes ? 0 : 2], depth + 1);
}

ValueId PythonValues::comparison(const ProgramTree& tree, NodeIndex node, int depth) {
  const ValueStore& values = model_.values;
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  const std::vector<NodeIndex> parts = children_of(tree, node);
  if (parts.size() != 3) return computed(span);
  const ValueId left = read(tree, parts[0], depth + 1), right = read(tree, parts[2], depth + 1);
  const std::string_view sign = written_text(tree, parts[1]);
  const std::size_t looked_at = values.string(left).size() + 1;
  const std::size_t times = values[right].kind == ValueKind::list ? values.item_count(right) : 1;
  if (!spend(looked_at * times, span)) return too_much(span);
  const auto same = [&](ValueId one, ValueId other) {
    const Value &a = values[one], &b = values[other];
    if (a.kind == ValueKind::string && b.kind == ValueKind::string)
      return values.string(one) == values.string(other) ? Truth::yes : Truth::no;
    if (a.kind == ValueKind::boolean && b.kind == ValueKind::boolean) return a.boolean == b.boolean ? Truth::yes : Truth::no;
    if (a.kind == ValueKind::number && b.kind == ValueKind::number) return a.number == b.number ? Truth::yes : Truth::no;
    const bool plain = is_plain_kind(a.kind) && is_plain_kind(b.kind);
    return !plain ? Truth::unknown : a.kind == b.kind ? Truth::yes : Truth::no;
  };
  if (sign == "==") return truth(same(left, right), span);
  if (sign == "!=") return truth(negate(same(left, right)), span);
  const bool denied = sign == "not in";
  if ((sign != "in" && !denied) || values[right].kind != ValueKind::list) return computed(span);
  Truth any = Truth::no;
  for (const ValueId item : values.items(right)) any = either(any, same(left, item));
  return truth(denied ? negate(any) : any, span);
}

}  // namespace weir::app_config
