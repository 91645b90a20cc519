// Expressions in modules of settings.
#include "parsers/app_config/application/python_values.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <utility>

#include "analyzer/model/joined_text.h"
#include "parsers/app_config/application/overlay.h"

namespace weir::app_config {
namespace {

constexpr int kExpressionNesting = 40;
constexpr std::size_t kItemsOfValue = 2'000;
constexpr std::size_t kJoinedBytes = 1u << 16;
constexpr std::size_t kCostOfText = 256;  // bytes of the budget that each text takes besides its own

/// Names of functions that read one variable, with what stands in front of them.
constexpr std::array<std::string_view, 4> kReaders = {"os.environ.get", "environ.get", "os.getenv", "getenv"};
/// Objects by which packages read variables: `env("A")`, `env.bool("A")`, `config("A", cast=bool)`.
constexpr std::array<std::string_view, 3> kObjects = {"env", "config", "ENV"};
/// Methods of theirs, and functions of a package, that make settings of a database or cache from an address.
constexpr std::array<std::string_view, 10> kOfAddress = {"db", "db_url", "cache", "cache_url", "email", "email_url",
                                                         "search_url", "channels", "dj_database_url.config", "dj_database_url.parse"};

std::string in_small_letters(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

template <class Words>
bool is_among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view last_word(std::string_view dotted) { return dotted.substr(dotted.rfind('.') + 1); }

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

/// The arguments of a call: those by place, and those by name.
struct PythonValues::Given {
  std::vector<ValueId> placed;
  std::map<std::string, ValueId, std::less<>> named;
  std::string cast;  ///< what `cast` names, as it is written
};

ValueId PythonValues::computed(Span span) {
  return model_.values.add_unknown(UnknownKind::unsupported, "the program computes it", "", span);
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
  if (type == "integer" || type == "float")
    return model_.values.add_number(std::strtod(std::string(written_text(tree, node)).c_str(), nullptr), span);
  if (type == "list" || type == "tuple" || type == "set") return list(tree, node, depth);
  if (type == "dictionary") return map(tree, node, depth);
  if (type == "parenthesized_expression" && node + 1 < at.subtree_end) return read(tree, node + 1, depth + 1);
  if (type == "identifier") {
    const auto known = names_.find(written_text(tree, node));
    return known == names_.end() ? computed(span) : known->second;
  }
  if (type == "subscript") return subscript(tree, node, depth);
  if (type == "call") return call(tree, node, depth);
  if (type == "boolean_operator" || type == "not_operator") return boolean(tree, node, depth);
  if (type == "comparison_operator") return comparison(tree, node, depth);
  if (type == "binary_operator") {
    const NodeIndex sign = child_for(tree, node, "operator"), left = child_for(tree, node, "left"),
                    right = child_for(tree, node, "right");
    if (sign != 0 && left != 0 && right != 0 && written_text(tree, sign) == "+") {
      const ValueId one = read(tree, left, depth + 1), other = read(tree, right, depth + 1);
      if (model_.values[one].kind != ValueKind::list && model_.values[other].kind != ValueKind::list)
        return joined({one, other}, span);
    }
  }
  return computed(span);
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
  if (!cost.fits || cost.steps > kJoinedBytes || cost.steps + kCostOfText > budget_)
    return values.add_unknown(UnknownKind::budget, "the settings are too long", "", span);
  budget_ -= static_cast<std::size_t>(cost.steps) + kCostOfText;
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
    if (tree.nodes[one].type == "list_splat" || items.size() >= kItemsOfValue) return computed(span);
    items.push_back(read(tree, one, depth + 1));
  }
  return model_.values.add_list(items, span);
}

ValueId PythonValues::map(const ProgramTree& tree, NodeIndex node, int depth) {
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  std::map<std::string, MapEntry> entries;
  for (const NodeIndex one : children_of(tree, node)) {
    const NodeIndex key = child_for(tree, one, "key"), value = child_for(tree, one, "value");
    if (key == 0 || value == 0 || entries.size() >= kItemsOfValue) return computed(span);
    const ValueId name = read(tree, key, depth + 1);
    const std::string text(model_.values.string(name));
    if (text.empty()) continue;
    entries.insert_or_assign(text, MapEntry{text, model_.values[name].span, read(tree, value, depth + 1)});
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
  const ValueId found = is_map_of(model_.values, held) ? model_.values.find(held, name) : ValueId{};
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

ValueId PythonValues::comparison(const ProgramTree& tree, NodeIndex node, int depth) {
  const ValueStore& values = model_.values;
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  const std::vector<NodeIndex> parts = children_of(tree, node);
  if (parts.size() != 3) return computed(span);
  const ValueId left = read(tree, parts[0], depth + 1), right = read(tree, parts[2], depth + 1);
  const std::string_view sign = written_text(tree, parts[1]);
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

PythonValues::Given PythonValues::arguments(const ProgramTree& tree, NodeIndex call, int depth) {
  Given given;
  const NodeIndex all = child_for(tree, call, "arguments");
  if (all == 0) return given;
  for (const NodeIndex one : children_of(tree, all)) {
    const NodeIndex name = child_for(tree, one, "name"), value = child_for(tree, one, "value");
    if (tree.nodes[one].type != "keyword_argument") {
      given.placed.push_back(read(tree, one, depth + 1));
    } else if (name != 0 && value != 0) {
      given.named.insert_or_assign(std::string(written_text(tree, name)), read(tree, value, depth + 1));
      if (written_text(tree, name) == "cast") given.cast = written_text(tree, value);
    }
  }
  return given;
}

void PythonValues::note_defaults(const ProgramTree& tree, NodeIndex call) {
  for (auto& [name, value] : arguments(tree, call, 0).named)
    if (model_.values[value].kind == ValueKind::list && model_.values.item_count(value) == 2)
      defaults_.insert_or_assign(name, model_.values.item(value, 1));
}

/// What a variable gives, else what stands there otherwise, else what is given at start.
ValueId PythonValues::variable(const std::string& name, ValueId otherwise, Span span) {
  ValueStore& values = model_.values;
  const auto found = std::find_if(process_.variables.rbegin(), process_.variables.rend(),
                                  [&](const Property& one) { return one.name == name; });
  if (found != process_.variables.rend()) {
    const Value held = values[found->value];
    return values.moved(found->value, held.span, values.add_origin({span, "the variable " + name, held.origin}));
  }
  if (const auto known = defaults_.find(name); !otherwise.valid() && known != defaults_.end()) otherwise = known->second;
  if (otherwise.valid() && process_.all_variables) return otherwise;
  return values.add_unknown(UnknownKind::parameter, "the variable " + name + " is given where the process is started", name, span);
}

/// What a text means as something else.
ValueId PythonValues::cast(ValueId value, std::string_view to, Span span) {
  ValueStore& values = model_.values;
  if (values[value].kind != ValueKind::string) return value;
  const std::string text = in_small_letters(values.string(value));
  if (to == "bool") {
    const bool yes = is_among(std::array<std::string_view, 6>{"true", "1", "yes", "y", "on", "t"}, text);
    return values.moved(values.add_boolean(yes, values[value].span), values[value].span, values[value].origin);
  }
  if (to == "list") {
    std::vector<ValueId> items;
    const std::string written(values.string(value));
    for (std::size_t at = 0; at < written.size() && items.size() < kItemsOfValue;) {
      const std::size_t end = std::min(written.find(',', at), written.size());
      std::string item = written.substr(at, end - at);
      std::erase(item, ' ');
      if (!item.empty()) items.push_back(values.add_string(item, values[value].span));
      at = end + 1;
    }
    return values.add_list(items, span);
  }
  if (to == "int" || to == "float") {
    const bool number = !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
    return number ? values.add_number(std::strtod(text.c_str(), nullptr), values[value].span) : computed(span);
  }
  return value;
}

ValueId PythonValues::call(const ProgramTree& tree, NodeIndex node, int depth) {
  ValueStore& values = model_.values;
  const Span span{tree.file, tree.nodes[node].begin, tree.nodes[node].end};
  const NodeIndex function = child_for(tree, node, "function");
  if (function == 0) return computed(span);
  const std::string_view name = written_text(tree, function);
  const Given given = arguments(tree, node, depth);
  const std::string_view object = name.substr(0, name.find('.'));
  const bool of_package = is_among(kObjects, object) && std::count(name.begin(), name.end(), '.') <= 1;
  const bool reads = is_among(kReaders, name) || of_package;
  const bool parses = name == "dj_database_url.parse", configures = name == "dj_database_url.config";
  if (reads || configures) {
    ValueId otherwise;
    if (const auto named = given.named.find("default"); named != given.named.end()) otherwise = named->second;
    else if (given.placed.size() > 1 && values[given.placed[1]].kind != ValueKind::unknown) otherwise = given.placed[1];
    std::string variable_name(given.placed.empty() || configures ? std::string_view() : values.string(given.placed.front()));
    if (configures) variable_name = "DATABASE_URL";
    if (configures && given.named.count("env") != 0) variable_name = values.string(given.named.find("env")->second);
    if (variable_name.empty()) return computed(span);
    if (!otherwise.valid() && is_among(kReaders, name)) otherwise = values.add_null(span);
    const ValueId value = variable(variable_name, otherwise, span);
    if (configures || is_among(kOfAddress, last_word(name)))
      return values.add_map({{"URL", span, value}}, span);
    std::string_view to = of_package && name != object ? last_word(name) : std::string_view(given.cast);
    return cast(value, to.starts_with("Csv") ? "list" : to, span);
  }
  if (parses && !given.placed.empty()) return values.add_map({{"URL", span, given.placed.front()}}, span);
  if (given.placed.size() == 1 && (name == "int" || name == "float")) return cast(given.placed.front(), name, span);
  if (given.placed.size() == 1 && name == "str") return given.placed.front();
  if (given.placed.size() == 1 && name == "bool") return truth(python_truth(values, given.placed.front()), span);
  return method(tree, function, given, span, depth);
}

/// `.lower()`, `.strip()`, `.split(",")` of a text.
ValueId PythonValues::method(const ProgramTree& tree, NodeIndex function, const Given& given, Span span, int depth) {
  const NodeIndex object = child_for(tree, function, "object"), attribute = child_for(tree, function, "attribute");
  if (object == 0 || attribute == 0) return computed(span);
  const std::string_view called = written_text(tree, attribute);
  if (called != "lower" && called != "upper" && called != "strip" && called != "split") return computed(span);
  const ValueId value = read(tree, object, depth + 1);
  ValueStore& values = model_.values;
  if (values[value].kind != ValueKind::string) return value.valid() && values[value].kind == ValueKind::unknown ? value : computed(span);
  if (called == "split") return !given.placed.empty() && values.string(given.placed.front()) != "," ? computed(span) : cast(value, "list", span);
  if (called == "upper") return computed(span);
  std::string text(values.string(value));
  if (called == "lower") text = in_small_letters(text);
  return values.moved(values.add_string(std::move(text), values[value].span), values[value].span, values[value].origin);
}

}  // namespace weir::app_config
