// What is given for the variables of the root: values files, --var-file, --var, by precedence.

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/choice.h"
#include "analyzer/model/joined_text.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {
namespace {

struct NamedValue {
  std::string name;
  Span place;
  Syntax value;
};

/// The values of a file: attributes in HCL, members of the object in JSON.
std::vector<NamedValue> values_in(const Document& document) {
  std::vector<NamedValue> values;
  if (document.empty()) return values;
  const bool json = document[0].kind == NodeKind::map;
  for (const NodeIndex node : children(document, 0)) {
    if (!document.has_children(node)) continue;
    const NodeIndex first = document.first_child(node);
    if (!json && document[node].kind == NodeKind::attribute) {
      values.push_back({std::string(document.text(node)), document.span(node), {&document, first}});
    } else if (json && document[node].kind == NodeKind::entry) {
      const NodeIndex value = document.next_sibling(first);
      if (value >= document.next_sibling(node)) continue;
      values.push_back(
          {std::string(document.text(first)), document.span(first), {&document, value}});
    }
  }
  return values;
}

/// Whether --var gives such a variable a text; others are given an expression.
bool takes_text(const Block& variable) {
  const Syntax type = terraform::attribute_of(variable.at_body(), "type");
  if (!type.there()) return true;
  const std::string_view name = type.document->text(type.node);
  return (*type.document)[type.node].kind == NodeKind::variable &&
         (name == "string" || name == "number" || name == "bool");
}

}  // namespace

std::vector<std::pair<std::string, Span>> names_given(const Document& document) {
  std::vector<std::pair<std::string, Span>> names;
  for (NamedValue& value : values_in(document))
    names.emplace_back(std::move(value.name), value.place);
  return names;
}

/// The files that terraform loads by itself, under those of each assignment, under --var. An
/// assignment that gives nothing which the module has is none of it.
void Lowering::read_values(const Folder& folder) {
  const Module& root = *instances_.front()->declared;
  Assigned loaded;
  for (const Document* document : folder.values) {
    const bool in_a_file = holds_values(sources_.path(document->file));  // else a plan says them
    for (const NamedValue& value : values_in(*document)) {
      if (root.variables.count(value.name) == 0) {
        note(Level::note, "unused-value", value.name, value.place,
             "the module has no variable " + value.name);
        continue;
      }
      loaded.values[value.name] = {value.value, in_a_file, nullptr};  // the last file counts
    }
  }
  std::vector<std::string> names;
  if (configuration_.given != nullptr) {
    for (const Assignment& assignment : configuration_.given->assignments) {
      Assigned one = loaded;
      bool speaks = false;
      for (const GivenFile& file : assignment.files) {
        for (const NamedValue& value : values_in(file.document)) {
          if (root.variables.count(value.name) == 0) continue;
          one.values[value.name] = {value.value, file.below_root, nullptr};
          speaks = true;
        }
      }
      if (!speaks) continue;
      assigned_.push_back(std::move(one));
      names.push_back(assignment.name);
    }
  }
  if (assigned_.empty()) assigned_.push_back(std::move(loaded));
  if (assigned_.size() > 1) {
    AtomTraits traits;
    traits.shared = true;
    const AtomId file = model_.guards.atom("the variable file", names, traits);
    for (std::size_t i = 0; i < assigned_.size(); ++i)
      assigned_[i].guard = model_.guards.is(file, i);
  }
  if (configuration_.given == nullptr) return;
  for (const GivenVariable& variable : configuration_.given->variables)
    for (Assigned& one : assigned_) one.values[variable.name] = {{}, false, &variable};
}

/// What one assignment gives for a variable.
ValueId Lowering::given_value(const Given& given, const Block& block) {
  ValueId value;
  Syntax at = given.at;
  if (given.variable != nullptr && takes_text(block)) {
    if (!spend(given.variable->text.size() / kBytesPerStep)) return over_budget(block.header);
    return computed_text(given.variable->text, block.header);
  }
  if (given.variable != nullptr) {
    const std::optional<Document>& expression = given.variable->expression;
    if (!expression || values_in(*expression).empty()) {
      return malformed("wrong-type", given.variable->name, block.header,
                       "found for variable " + given.variable->name +
                           " a value that is no expression; expected one of its type");
    }
    at = values_in(*expression).front().value;
  }
  const bool json = (*at.document)[0].kind == NodeKind::map;
  value = json ? json_value(at, 0)
               : evaluate(at, Scope{instances_.front().get(), at.document, {}, nullptr});
  return given.below_root ? value : without_places(value, block.header, 0);
}

/// A value as JSON: its texts are no templates.
ValueId Lowering::json_value(const Syntax& at, int depth) {
  const Document& document = *at.document;
  const Span span = document.span(at.node);
  if (depth > limits::kNesting || !spend()) return over_budget(span);
  if (document[at.node].kind == NodeKind::list) {
    std::vector<ValueId> items;
    for (const NodeIndex item : children(document, at.node))
      items.push_back(json_value({&document, item}, depth + 1));
    return values_.add_list(items, span);
  }
  if (document[at.node].kind != NodeKind::map)
    return literal(at.node, Scope{instances_.front().get(), &document, {}, nullptr});
  std::vector<MapEntry> entries;
  for (const NodeIndex entry : children(document, at.node)) {
    const NodeIndex key = document.first_child(entry);
    const NodeIndex value = document.next_sibling(key);
    if (!document.has_children(entry) || value >= document.next_sibling(entry)) continue;
    entries.push_back({std::string(document.text(key)), document.span(key),
                       json_value({&document, value}, depth + 1)});
  }
  return values_.add_map(last_of_each_key(std::move(entries)), span);
}

/// The same value as if it stood at `place`: the file that it stands in is not the input's.
ValueId Lowering::without_places(ValueId value, Span place, int depth) {
  const Value v = values_[value];
  if (depth > limits::kNesting || !spend()) return over_budget(place);
  if (v.kind == ValueKind::number) return computed_number(v.number, place);
  if (v.kind == ValueKind::list) {
    std::vector<ValueId> items;
    for (const ValueId item : values_.items(value))
      items.push_back(without_places(item, place, depth + 1));
    return values_.add_list(items, place, v.collection);
  }
  if (v.kind == ValueKind::map) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < v.range.count; ++i) {
      const MapEntry entry = values_.entry(value, i);
      entries.push_back({entry.key, place, without_places(entry.value, place, depth + 1)});
    }
    return values_.add_map(std::move(entries), place, v.collection);
  }
  return values_.moved(value, place, OriginId{});
}

/// What the root's variable is in each assignment; where none gives it a value, it has `otherwise`.
/// None if no assignment gives it one.
ValueId Lowering::as_given(const std::string& name, const Block& block,
                           const std::function<ValueId()>& otherwise) {
  const bool nullable = !says(block, "nullable", "false");
  std::vector<Alternative> ways;
  bool any = false;
  for (const Assigned& one : assigned_) {
    const auto found = one.values.find(name);
    const ValueId value = found == one.values.end() ? ValueId{} : given_value(found->second, block);
    const bool counts = value.valid() && (nullable || values_[value].kind != ValueKind::null);
    any = any || counts;
    ways.push_back({one.guard, counts ? value : ValueId{}});
  }
  if (!any) return {};
  if (ways.size() == 1) return ways.front().value;
  ValueId fallback;
  for (Alternative& way : ways) {
    if (way.value.valid()) continue;
    if (!fallback.valid()) fallback = otherwise();
    way.value = fallback;
  }
  return add_flat_choice(model_, ways, block.header);
}

/// Says which values their variable's validations refuse, in some way to deploy at least.
void Lowering::check_validations(ModuleInstance& module) {
  for (const auto& [name, block] : module.declared->variables) {
    const auto at = module.variables.find(name);
    if (at == module.variables.end() || !at->second.value.valid()) continue;
    const ValueId value = at->second.value;
    if (values_[value].kind == ValueKind::unknown && !values_[value].secret) continue;
    for (const NodeIndex node : children(*block.block.document, block.body)) {
      const Document& document = *block.block.document;
      if (document[node].kind != NodeKind::block || document.text(node) != "validation") continue;
      const Syntax condition =
          terraform::attribute_of(block_at(document, node).at_body(), "condition");
      if (!condition.there() || !spend()) continue;
      const Guard valid = guard_of(condition.node, Scope{&module, &document, {}, nullptr});
      for (const Assigned& one : assigned_) {
        if (model_.guards.satisfiable(model_.guards.both(one.guard, valid))) continue;
        note(Level::warning, "parameter-value", module.address_of("var." + name),
             place_of_use(values_, value),
             "the value of " + module.address_of("var." + name) +
                 " is not what its validation allows");
        break;
      }
    }
  }
}

/// No output may show what a file gives for a secret variable.
void Lowering::hide_given(const std::string& name) {
  for (const Assigned& one : assigned_) {
    const auto found = one.values.find(name);
    if (found == one.values.end()) continue;
    const Given& given = found->second;
    if (given.at.there()) model_.secrets.push_back(given.at.span());
  }
}

}  // namespace weir::terraform
