// Variables: a module's argument, a value from a file, the default, or unknown.

#include <algorithm>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/functions/numerals.h"
#include "parsers/terraform/terragrunt/terragrunt.h"

namespace weir::terraform {
namespace {

/// The name of the variable that a node is; "" if it is none.
std::string_view variable_at(const Document& document, NodeIndex node) {
  if (document[node].kind != NodeKind::get_attr || !document.has_children(node)) return {};
  const NodeIndex root = document.first_child(node);
  const bool is_variable =
      document[root].kind == NodeKind::variable && document.text(root) == "var";
  return is_variable ? document.text(node) : std::string_view();
}

std::string without_argument(const std::string& address, const std::string& name) {
  return address + " is called without the argument " + name + ", which has no default";
}

bool is_literal(NodeKind kind) {
  return kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean;
}

/// Whether a value is what the block of its variable says for want of another.
bool is_default(const Block& block, Span value) {
  const Syntax written = terraform::attribute_of(block.at_body(), "default");
  if (!written.there()) return false;
  const Span span = written.span();
  return value.file == span.file && value.begin >= span.begin && value.end <= span.end;
}

}  // namespace

ValueId Lowering::variable(ModuleInstance& module, std::string_view name, Span span) {
  const auto declared = module.declared->variables.find(name);
  const std::string key(name);
  if (declared == module.declared->variables.end()) return missing("var." + key, span, module);
  const Block& block = declared->second;
  const auto [at, fresh] = module.variables.try_emplace(key);
  if (fresh) at->second.at = block.block;
  const std::string address = (module.address.empty() ? "" : module.address + ".") + "var." + key;
  const ValueId value = cell_of(at->second, address, [&] {
    const ValueId own =
        module.call == nullptr ? root_variable(key, block) : argument(module, key, block);
    const Syntax type = terraform::attribute_of(block.at_body(), "type");
    const ValueId converted =
        type.there() ? fitting(typed(own, type, 0), type, address, block.header) : own;
    if (module.call == nullptr || !says(block, "sensitive", "true")) return converted;
    return values_.marked_secret(converted);
  });
  const std::string what = "var." + key + (is_default(block, values_[value].span) ? "'s default" : "");
  return possible_in(model_, context_, pass(value, span, what));
}

ValueId Lowering::root_variable(const std::string& name, const Block& block) {
  const Syntax written = terraform::attribute_of(block.at_body(), "default");
  const bool secret = says(block, "sensitive", "true") || says(block, "ephemeral", "true");
  const auto nothing_given = [&] {
    const ValueId allowed = secret ? ValueId{} : allowed_choice(name, block);
    return allowed.valid() ? allowed : default_of(name, block);
  };
  const auto otherwise = [&] {
    if (terragrunt_ == nullptr) return nothing_given();
    const ValueId input = terragrunt_->input(name, nothing_given);
    if (secret) model_.secrets.push_back(values_[input].span);
    return input;
  };
  ValueId value = as_given(name, block, otherwise);
  if (!value.valid()) value = otherwise();
  if (secret) {  // its text does not enter the model: only conditions see it
    if (values_[value].kind != ValueKind::unknown) secret_values_.emplace(name, value);
    hide_given(name);
    if (written.there()) model_.secrets.push_back(written.span());
    if (revealing_) return values_.marked_secret(value);
    value = values_.marked_secret(
        unknown(UnknownKind::parameter, "a secret given at deployment", name, block.header));
  }
  return value;
}

/// The default as the type has it. Every instance of a module has the same.
ValueId Lowering::default_of(const std::string& name, const Block& block) {
  const Syntax written = terraform::attribute_of(block.at_body(), "default");
  if (!written.there()) {
    return unknown(UnknownKind::parameter, "given at deployment", name, block.header);
  }
  const auto [known, fresh] = defaults_.try_emplace(&block);
  if (!fresh) return known->second;
  const Scope root{instances_.front().get(), written.document, {}, nullptr};
  ValueId value = evaluate(written, root);
  const Syntax type = terraform::attribute_of(block.at_body(), "type");
  if (type.there()) value = fitting(typed(value, type, 0), type, "var." + name, block.header);
  return defaults_[&block] = value;
}

ValueId Lowering::argument(ModuleInstance& module, const std::string& name, const Block& block) {
  const Syntax given = terraform::attribute_of(module.call->at_body(), name);
  if (given.there()) {
    const ValueId value = evaluate(given, module.caller);
    const bool replaced =
        values_[value].kind == ValueKind::null && says(block, "nullable", "false");
    if (!replaced) return value;
  }
  if (terraform::attribute_of(block.at_body(), "default").there()) return default_of(name, block);
  // check_arguments says it
  return unknown(UnknownKind::invalid, without_argument(module.address, name), "",
                 module.call->header);
}

/// Says what a call of a module has to give, and does not.
void Lowering::check_arguments(const Block& call, const ModuleInstance& called) {
  if (is_broken(call.block) || !spend(called.declared->variables.size())) return;
  for (const auto& [name, block] : called.declared->variables) {
    const bool given = terraform::attribute_of(call.at_body(), name).there() ||
                       terraform::attribute_of(block.at_body(), "default").there() ||
                       is_broken(block.block);
    if (given) continue;
    note(Level::warning, "missing-argument", called.address + "." + name, call.header,
         without_argument(called.address, name));
  }
}

/// The values that a validation of the form `contains([…], var.x)` allows, as a choice; none if
/// there is no such validation, or too many of them.
ValueId Lowering::allowed_choice(const std::string& name, const Block& block) {
  const NodeIndex validation = nested_block(block.at_body(), "validation");
  if (validation == kNoNode) return {};
  const Document& document = *block.block.document;
  const Syntax condition =
      terraform::attribute_of(block_at(document, validation).at_body(), "condition");
  if (!condition.there() || document[condition.node].kind != NodeKind::call ||
      document.text(condition.node) != "contains" || !document.has_children(condition.node)) {
    return {};
  }
  const NodeIndex list = document.first_child(condition.node);
  const NodeIndex tested = document.next_sibling(list);
  if (document[list].kind != NodeKind::tuple || tested >= document.next_sibling(condition.node) ||
      variable_at(document, tested) != name) {
    return {};
  }
  std::vector<ValueId> values;
  std::vector<std::string> outcomes;
  const Scope scope{instances_.front().get(), &document, {}, nullptr};
  for (const NodeIndex item : children(document, list)) {
    if (!is_literal(document[item].kind) || outcomes.size() == limits::kAllowedValues) return {};
    const ValueId value = literal(item, scope);
    std::string text;
    scalar_text(values_, sources_, value, text);
    if (std::find(outcomes.begin(), outcomes.end(), text) != outcomes.end()) continue;
    outcomes.push_back(std::move(text));
    values.push_back(value);
  }
  if (values.empty()) return {};
  if (const Syntax usual = terraform::attribute_of(block.at_body(), "default"); usual.there()) {
    const std::string text(usual.document->text(usual.node));
    if (std::find(outcomes.begin(), outcomes.end(), text) == outcomes.end()) return {};
  }
  if (values.size() == 1) return values.front();
  outcomes_[name] = outcomes;
  const AtomId atom = model_.guards.atom("variable " + name, outcomes);
  std::vector<Alternative> alternatives;
  for (std::size_t i = 0; i < values.size(); ++i) {
    alternatives.push_back({model_.guards.is(atom, i), values[i]});
  }
  return values_.add_choice(alternatives, block.header);
}

/// What an unknown variable of the root may be, as conditions see it; none for what is a part of a
/// variable.
std::optional<AtomId> Lowering::atom_of_variable(std::string_view subject) {
  if (instances_.empty()) return std::nullopt;  // terragrunt.hcl comes before its module
  const Module& root = *instances_.front()->declared;
  const auto declared = root.variables.find(subject);
  if (declared == root.variables.end()) return std::nullopt;
  const std::string name(subject);
  const auto [at, fresh] = outcomes_.try_emplace(name);
  if (fresh) {
    const Syntax type = terraform::attribute_of(declared->second.at_body(), "type");
    if (type.there() && type.document->text(type.node) == "bool") {
      at->second = {"true", "false"};
    } else {
      at->second = compared_with_[name];
      for (const std::string& literal : compared_) {
        const bool known =
            std::find(at->second.begin(), at->second.end(), literal) != at->second.end();
        if (!known) at->second.push_back(literal);
      }
      at->second.emplace_back("another value");
    }
  }
  if (at->second.size() < 2) return std::nullopt;
  return model_.guards.atom("variable " + name, at->second);
}

/// Gathers the literals that conditions compare something with: an unknown variable is one of them,
/// or another value.
void Lowering::collect_compared(const Module& module) {
  const bool is_root = modules_.empty();
  const auto add = [&](const Document& document, NodeIndex node, NodeIndex other) {
    if (!is_literal(document[node].kind)) return;
    const std::string_view variable = is_root ? variable_at(document, other) : std::string_view();
    std::vector<std::string>& literals =
        variable.empty() ? compared_ : compared_with_[std::string(variable)];
    const std::string text(document.text(node));
    const bool known = std::find(literals.begin(), literals.end(), text) != literals.end();
    if (!known && literals.size() + 1 < limits::kAllowedValues) literals.push_back(text);
  };
  const auto it = folders_.find(module.folder);
  if (it == folders_.end()) return;
  for (const Document* document : it->second.files) {
    for (NodeIndex node = 0; node < document->nodes.size(); ++node) {
      if ((*document)[node].kind != NodeKind::binary) continue;
      const std::string_view op = document->text(node);
      if (op != "==" && op != "!=") continue;
      const NodeIndex left = document->first_child(node);
      const NodeIndex right = document->next_sibling(left);
      if (right >= document->next_sibling(node)) continue;
      add(*document, left, right);
      add(*document, right, left);
    }
  }
}

/// The value as the type of a variable has it: texts, numbers and truth values converted, sets
/// without repetitions, and what `optional(…)` attributes leave out.
ValueId Lowering::typed(ValueId value, const Syntax& type, int depth) {
  if (depth > limits::kNesting || !spend()) return value;
  return each_way({value}, values_[value].span, [&](const std::vector<ValueId>& chosen) {
    return chosen[0].valid() ? typed_one(chosen[0], type, depth) : chosen[0];
  });
}

ValueId Lowering::typed_one(ValueId value, const Syntax& type, int depth) {
  const Document& document = *type.document;
  const std::string_view of = document.text(type.node);
  if (document[type.node].kind == NodeKind::variable) return typed_scalar(value, of);
  if (document[type.node].kind != NodeKind::call || !document.has_children(type.node)) return value;
  const Syntax inner{&document, document.first_child(type.node)};
  if (of == "optional") return typed(value, inner, depth + 1);
  if (of == "object") return typed_object(value, inner, depth);
  if (of == "tuple") return typed_tuple(value, inner, depth);
  return typed_members(value, of, inner, depth);
}

ValueId Lowering::typed_scalar(ValueId value, std::string_view type) {
  const Value v = values_[value];
  if (type == "string") {
    return convert(v.span, [&](const FunctionCall& call) { return call.as_text(value); });
  }
  if (v.kind != ValueKind::string) return value;
  const std::string_view text = values_.string(value);
  ValueId made;
  if (const std::optional<bool> truth = truth_in(text); type == "bool" && truth) {
    made = values_.add_boolean(*truth, v.span);
  }
  if (const std::optional<double> number = number_in(text); type == "number" && number) {
    made = values_.add_number(*number, v.span);
  }
  if (!made.valid()) return value;
  made = values_.moved(made, v.span, v.origin);
  return v.secret ? values_.marked_secret(made) : made;
}

/// `list(…)`, `set(…)` and `map(…)`.
ValueId Lowering::typed_members(ValueId value, std::string_view of, const Syntax& member,
                                int depth) {
  const Value v = values_[value];
  const bool map = v.kind == ValueKind::map && of == "map";
  const bool list = v.kind == ValueKind::list && (of == "list" || of == "set");
  if (!map && !list) return value;
  std::vector<ValueId> members;
  for (std::size_t i = 0; i < v.range.count; ++i) {
    const ValueId own = map ? values_.entry(value, i).value : values_.item(value, i);
    members.push_back(typed(own, member, depth + 1));
  }
  const ValueId made = convert(v.span, [&](const FunctionCall& call) {
    if (member.document->text(member.node) == "any") unify(call, members);
    if (of == "set") return set_of(call, members);
    if (list) return values_.add_list(members, v.span, CollectionType::list);
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < v.range.count; ++i) {
      entries.push_back(values_.entry(value, i));
      entries.back().value = members[i];
    }
    return values_.add_map(std::move(entries), v.span, CollectionType::map);
  });
  const ValueId there = values_.moved(made, v.span, v.origin);
  return v.secret ? values_.marked_secret(there) : there;
}

ValueId Lowering::typed_tuple(ValueId value, const Syntax& types, int depth) {
  const Value v = values_[value];
  const Document& document = *types.document;
  if (v.kind != ValueKind::list || document[types.node].kind != NodeKind::tuple) return value;
  std::vector<ValueId> items = values_.items(value);
  std::size_t at = 0;
  for (const NodeIndex type : children(document, types.node)) {
    if (at == items.size()) break;
    items[at] = typed(items[at], {&document, type}, depth + 1);
    ++at;
  }
  const ValueId made =
      values_.moved(values_.add_list(items, v.span, CollectionType::tuple), v.span, v.origin);
  return v.secret ? values_.marked_secret(made) : made;
}

ValueId Lowering::typed_object(ValueId value, const Syntax& attributes, int depth) {
  const Value v = values_[value];
  const Document& document = *attributes.document;
  if (v.kind != ValueKind::map || document[attributes.node].kind != NodeKind::object) return value;
  std::vector<MapEntry> entries;
  for (const NodeIndex entry : children(document, attributes.node)) {
    const NodeIndex key = document.first_child(entry);
    const NodeIndex type = document.next_sibling(key);
    if (!document.has_children(entry) || type >= document.next_sibling(entry)) continue;
    const std::string name(document.text(key));
    const bool optional = document[type].kind == NodeKind::call &&
                          document.text(type) == "optional" && document.has_children(type);
    const NodeIndex inner = optional ? document.first_child(type) : type;
    const NodeIndex fallback = document.next_sibling(inner);
    const bool has_default = optional && fallback < document.next_sibling(type);
    const MapEntry* found = values_.find_entry(value, name);
    const bool left_out =
        found == nullptr || (has_default && values_[found->value].kind == ValueKind::null);
    if (!left_out) {
      MapEntry own = *found;
      own.value = typed(own.value, {&document, type}, depth + 1);
      entries.push_back(std::move(own));
      continue;
    }
    if (!optional) continue;
    const Scope scope{instances_.front().get(), &document, {}, nullptr};
    ValueId made = has_default ? evaluate(fallback, scope) : values_.add_null(document.span(type));
    made = typed(made, {&document, inner}, depth + 1);
    entries.push_back({name, document.span(key), made});
  }
  const ValueId made = values_.add_map(std::move(entries), v.span, CollectionType::object);
  const ValueId placed = v.origin.valid() ? values_.moved(made, v.span, v.origin) : made;
  return v.secret ? values_.marked_secret(placed) : placed;
}

}  // namespace weir::terraform
