// Parameters: one of their allowed values, their default, or unknown.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/form/placeholder.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/cloudformation/pieces.h"
#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
void Lowering::read_parameters() {
  find_given();
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
  info.secret = says_true(text_of("NoEcho"));
  if (info.secret) hidden_.insert(name);
  if (document_[node].kind != NodeKind::map) {
    info.value = malformed(name, info.name, "parameter " + name + " must be a map");
  } else if (parent_ != nullptr) {
    read_passed(name, info, type);
  } else {
    info.secret ? read_secret(name, info, type) : read_visible(name, info, type);
    take_given(name, info, type);
  }
  if (parent_ == nullptr) {
    model_.units.front().parameters.push_back({name, info.value, info.secret, info.name});
  }
}

/// The text of a NoEcho parameter does not enter the model, so that nothing can show it: only
/// conditions see it.
void Lowering::read_secret(const std::string& name, ParameterInfo& info, std::string_view type) {
  info.value = values_.marked_secret(
      unknown(UnknownKind::parameter, "a secret given at deployment", name, info.name));
  const NodeIndex allowed = find_entry(document_, info.node, "AllowedValues");
  const NodeIndex written = find_entry(document_, info.node, "Default");
  if (allowed == kNoNode && written != kNoNode) {
    info.decided = info.by_default = true;
    info.in_condition = values_.marked_secret(typed_default(type, evaluate_plain(written)));
  } else if (written != kNoNode) {
    info.usual = document_.text(written);
  }
  for (const NodeIndex text : {allowed, written}) {
    if (text != kNoNode) model_.secrets.push_back(document_.span(text));
  }
}

/// One of the allowed values, the default, or unknown.
void Lowering::read_visible(const std::string& name, ParameterInfo& info, std::string_view type) {
  const NodeIndex written = find_entry(document_, info.node, "Default");
  if (is_stored_type(type)) {
    const std::string path(written == kNoNode ? name : document_.text(written));
    info.value = stored(path, type, document_.span(written == kNoNode ? info.node : written));
    info.what = "parameter " + name;
    return;
  }
  if (!is_list_type(type)) info.value = allowed_choice(name, info);
  if (!info.value.valid() && written != kNoNode) {
    info.decided = info.by_default = true;
    const ValueId usual = typed_default(type, evaluate_plain(written));
    if (is_placeholder(document_.text(written), name)) {
      info.in_condition = usual;  // which may ask whether somebody has replaced it
    } else {
      info.what = "parameter " + name + "'s default";
      info.value = usual;
    }
  }
  if (!info.value.valid()) info.value = linked_variable(name, info.name);
  if (!info.value.valid()) info.value = linked_output(name, type, info.name);
  if (!info.value.valid()) {
    info.value = unknown(UnknownKind::parameter, "given at deployment", name, info.name);
  }
}

/// The allowed values as a choice over "parameter X", the default first; none if there are none or
/// too many of them.
ValueId Lowering::allowed_choice(const std::string& name, ParameterInfo& info) {
  const NodeIndex node = find_entry(document_, info.node, "AllowedValues");
  if (node == kNoNode || document_[node].kind != NodeKind::list) return ValueId{};
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
  AtomTraits traits;
  const NodeIndex written = find_entry(document_, info.node, "Default");
  if (written != kNoNode) {
    const auto usual = std::find(outcomes.begin(), outcomes.end(), document_.text(written));
    if (usual != outcomes.end()) {
      const auto at = usual - outcomes.begin();
      std::rotate(outcomes.begin(), usual, usual + 1);
      std::rotate(values.begin(), values.begin() + at, values.begin() + at + 1);
      traits.by_default = 0;
      info.has_usual = true;
    }
  }
  info.allowed = values;
  if (values.size() == 1) return values.front();
  const AtomId atom = model_.guards.atom("parameter " + name, outcomes, traits);
  std::vector<Alternative> alternatives;
  for (std::size_t i = 0; i < values.size(); ++i) {
    alternatives.push_back({model_.guards.is(atom, i), values[i]});
  }
  return values_.add_choice(alternatives, info.name);
}

ValueId Lowering::typed_default(std::string_view type, ValueId value) {
  if (!is_list_type(type) || !value.valid()) return value;
  const Span span = values_[value].span;
  return for_each_way(
      model_, {value}, span,
      [&](const std::vector<ValueId>& chosen) {
        const ValueId one = chosen[0];
        if (!one.valid()) return one;
        const ValueKind kind = values_[one].kind;
        // what is known of a text with holes tells its items; a reference is one item at least
        if (kind == ValueKind::text) return split(values_.add_string(",", Span{}), one, span);
        if (kind == ValueKind::reference && !may_hold(one, ",")) {
          return values_.add_list({one}, span);
        }
        return split_commas(one);
      },
      [&] { return not_evaluated("a list of many alternatives", span, ""); });
}

/// A list written as one text: `a, b`; one item more than there are commas.
ValueId Lowering::split_commas(ValueId value) {
  const Value whole = values_[value];
  if (whole.kind == ValueKind::number || whole.kind == ValueKind::boolean) {
    return values_.add_list({value}, whole.span);
  }
  if (whole.kind != ValueKind::string) return value;
  const Pieces pieces(values_, sources_, value);
  const std::string& text = pieces.text();
  std::vector<ValueId> items;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::size_t first = begin, last = end;
    while (first < last && text[first] == ' ') ++first;
    while (last > first && text[last - 1] == ' ') --last;
    items.push_back(pieces.piece(first, last));
    begin = end + 1;
  }
  return values_.add_list(items, whole.span);
}

}  // namespace weir::cloudformation
