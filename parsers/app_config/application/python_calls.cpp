// Calls in modules of settings: those that read variables, and methods of texts.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <utility>

#include "parsers/app_config/application/python_values.h"

namespace weir::app_config {
namespace {

constexpr std::size_t kItemsOfText = 2'000;
constexpr std::size_t kCostOfWord = 256;

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

}  // namespace

PythonArguments PythonValues::arguments(const ProgramTree& tree, NodeIndex call, int depth) {
  PythonArguments given;
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

void PythonValues::give_variable(const std::string& name, ValueId value, bool only_if_missing) {
  const bool is_given = given_.contains(name) || std::any_of(process_.variables.begin(), process_.variables.end(),
                                                             [&](const Property& one) { return one.name == name; });
  if (!only_if_missing) given_.insert_or_assign(name, value);
  else if (!is_given && process_.all_variables) given_.emplace(name, value);
}

/// What a variable gives, else what stands there otherwise, else what is given at start.
ValueId PythonValues::variable(const std::string& name, ValueId otherwise, Span span) {
  ValueStore& values = model_.values;
  if (disturbed_variables_) return values.add_unknown(UnknownKind::unsupported, "the program gives variables itself", name, span);
  if (const auto own = given_.find(name); own != given_.end()) return own->second;
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

/// The words between the commas of a text.
ValueId PythonValues::words_of(ValueId text, Span span) {
  ValueStore& values = model_.values;
  const std::string written(values.string(text));
  const auto count = static_cast<std::size_t>(std::count(written.begin(), written.end(), ',')) + 1;
  if (count > kItemsOfText) return computed(span);
  if (!spend(written.size() + count * kCostOfWord, span)) return too_much(span);
  std::vector<ValueId> items;
  for (std::size_t at = 0; at < written.size();) {
    const std::size_t end = std::min(written.find(',', at), written.size());
    std::string item = written.substr(at, end - at);
    std::erase(item, ' ');
    if (!item.empty()) items.push_back(values.add_string(item, values[text].span));
    at = end + 1;
  }
  return values.add_list(items, span);
}

/// What a text means as something else.
ValueId PythonValues::cast(ValueId value, std::string_view to, Span span) {
  ValueStore& values = model_.values;
  if (values[value].kind != ValueKind::string) return value;
  if (!spend(values.string(value).size(), span)) return too_much(span);
  const std::string text = in_small_letters(values.string(value));
  if (to == "bool") {
    const bool yes = is_among(std::array<std::string_view, 6>{"true", "1", "yes", "y", "on", "t"}, text);
    const Value held = values[value];
    return values.moved(values.add_boolean(yes, held.span), held.span, held.origin);
  }
  if (to == "list") return words_of(value, span);
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
  const PythonArguments given = arguments(tree, node, depth);
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
ValueId PythonValues::method(const ProgramTree& tree, NodeIndex function, const PythonArguments& given, Span span, int depth) {
  const NodeIndex object = child_for(tree, function, "object"), attribute = child_for(tree, function, "attribute");
  if (object == 0 || attribute == 0) return computed(span);
  const std::string_view called = written_text(tree, attribute);
  if (called != "lower" && called != "upper" && called != "strip" && called != "split") return computed(span);
  const ValueId value = read(tree, object, depth + 1);
  ValueStore& values = model_.values;
  if (values[value].kind != ValueKind::string) return value.valid() && values[value].kind == ValueKind::unknown ? value : computed(span);
  if (called == "split") return !given.placed.empty() && values.string(given.placed.front()) != "," ? computed(span) : cast(value, "list", span);
  if (called == "upper" || (called == "strip" && !given.placed.empty())) return computed(span);
  if (!spend(values.string(value).size() + kCostOfWord, span)) return too_much(span);
  std::string text(values.string(value));
  if (called == "lower") text = in_small_letters(text);
  if (called == "strip") {
    const std::size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
    text = first == text.npos ? "" : text.substr(first, last - first + 1);
  }
  const Value held = values[value];
  return values.moved(values.add_string(std::move(text), held.span), held.span, held.origin);
}

}  // namespace weir::app_config
