// Parameters: given, one of their allowed values, their default, or unknown.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
namespace {

constexpr std::string_view kStoredParameter = "AWS::SSM::Parameter::Value<";

bool is_list_type(std::string_view type) {
  return type.starts_with("List<") || type == "CommaDelimitedList";
}

/// CloudFormation takes any of YAML's words for it, quoted or not.
bool says_true(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return lower == "true" || lower == "yes" || lower == "on" || lower == "y" || lower == "1";
}

}  // namespace

void Lowering::read_parameters() {
  if (parameters_ == kNoNode || document_[parameters_].kind == NodeKind::null) return;
  if (document_[parameters_].kind != NodeKind::map) {
    malformed("Parameters", document_.span(parameters_), "Parameters must be a map");
    return;
  }
  for (const NodeIndex entry : children(document_, parameters_)) {
    if (document_[entry].kind == NodeKind::entry && document_.has_children(entry)) {
      read_parameter(entry);
    }
  }
}

void Lowering::read_parameter(NodeIndex entry) {
  const NodeIndex key = document_.first_child(entry);
  const NodeIndex node = document_.next_sibling(key);
  if (node >= document_.next_sibling(entry)) return;
  const std::string_view view = document_.text(key);
  const auto [at, fresh] = parameter_of_.try_emplace(view);
  if (!fresh) return;
  const std::string name(view);
  ParameterInfo& info = at->second;
  info.node = node;
  info.name = document_.span(key);
  const auto text_of = [&](std::string_view attribute) {
    const NodeIndex found = find_entry(document_, node, attribute);
    return found == kNoNode ? std::string_view() : document_.text(found);
  };
  const std::string_view type = text_of("Type");
  const NodeIndex allowed = find_entry(document_, node, "AllowedValues");
  const NodeIndex written = find_entry(document_, node, "Default");
  const auto given = parent_ == nullptr ? given_.find(name) : given_.end();
  info.secret = says_true(text_of("NoEcho"));
  if (info.secret) hidden_.insert(name);
  if (document_[node].kind != NodeKind::map) {
    info.value = malformed(name, info.name, "parameter " + name + " must be a map");
  } else if (parent_ != nullptr && !info.secret) {
    read_passed(name, info, type, written);
  } else if (info.secret) {
    const ValueId value = given == given_.end()
                              ? ValueId{}
                              : typed_default(type, values_.add_string(given->second, info.name));
    hide_parameter(name, info, value, {allowed, written});
  } else if (given != given_.end()) {
    info.decided = true;
    info.what = "parameter " + name + " as given";
    info.value = typed_default(type, values_.add_string(given->second, info.name));
  } else if (type.starts_with(kStoredParameter)) {
    const std::string path(written == kNoNode ? view : document_.text(written));
    info.value = unknown(UnknownKind::outside, "kept in the parameter store", path, info.name);
  } else {
    if (allowed != kNoNode && !is_list_type(type)) info.value = allowed_choice(name, info, allowed);
    if (!info.value.valid() && written != kNoNode) {
      info.what = "parameter " + name + "'s default";
      info.value = typed_default(type, evaluate_plain(written));
    }
    if (!info.value.valid()) {
      info.value = unknown(UnknownKind::parameter, "given at deployment", name, info.name);
    }
  }
  if (parent_ == nullptr) {
    model_.units.front().parameters.push_back({name, info.value, info.secret, info.name});
  }
}

/// The text of a NoEcho parameter does not enter the model, so that nothing can show it: only
/// conditions see a given one. `texts` are the nodes that hold its texts.
void Lowering::hide_parameter(const std::string& name, ParameterInfo& info, ValueId given,
                              std::initializer_list<NodeIndex> texts) {
  info.value = values_.marked_secret(
      unknown(UnknownKind::parameter, "a secret given at deployment", name, info.name));
  if (given.valid()) {
    info.decided = true;
    info.in_condition = values_.marked_secret(given);
  }
  for (const NodeIndex text : texts) {
    if (text != kNoNode) model_.secrets.push_back(document_.span(text));
  }
}

/// The allowed values as a choice over "parameter X"; none if there are none or too many of them.
ValueId Lowering::allowed_choice(const std::string& name, ParameterInfo& info, NodeIndex node) {
  if (document_[node].kind != NodeKind::list) return ValueId{};
  std::vector<ValueId> values;
  std::vector<std::string> outcomes;
  for (const NodeIndex item : children(document_, node)) {
    const ValueId value = evaluate_plain(item);
    std::string text;
    if (!scalar_text(values_, sources_, value, text)) return ValueId{};
    if (std::find(outcomes.begin(), outcomes.end(), text) != outcomes.end()) continue;
    if (outcomes.size() == limits::kAllowedValues) return ValueId{};
    outcomes.push_back(std::move(text));
    values.push_back(value);
  }
  if (values.empty()) return ValueId{};
  info.what = "parameter " + name + "'s allowed value";
  info.allowed = values;
  if (values.size() == 1) return values.front();
  const AtomId atom = model_.guards.atom("parameter " + name, outcomes);
  std::vector<Alternative> alternatives;
  for (std::size_t i = 0; i < values.size(); ++i) {
    alternatives.push_back({model_.guards.is(atom, i), values[i]});
  }
  return values_.add_choice(alternatives, info.name);
}

ValueId Lowering::typed_default(std::string_view type, ValueId value) {
  return is_list_type(type) ? split_commas(value) : value;
}

/// A list written as one text: `a, b`.
ValueId Lowering::split_commas(ValueId value) {
  std::string text;
  if (!scalar_text(values_, sources_, value, text)) return value;
  const Span whole = values_[value].span;
  const bool exact = sources_.text(whole) == text;
  std::vector<ValueId> items;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::size_t first = begin, last = end;
    while (first < last && text[first] == ' ') ++first;
    while (last > first && text[last - 1] == ' ') --last;
    const auto offset = [&](std::size_t at) {
      return whole.begin + static_cast<std::uint32_t>(at);
    };
    const Span place = exact ? Span{whole.file, offset(first), offset(last)} : whole;
    items.push_back(values_.add_string(text.substr(first, last - first), place));
    begin = end + 1;
  }
  return values_.add_list(items, whole);
}

}  // namespace weir::cloudformation
