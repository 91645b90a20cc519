// data "terraform_remote_state": the outputs of another root of the tree.

#include <algorithm>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {
namespace {

/// Backends that are compared in one step.
constexpr std::size_t kBackendsPerStep = 8;

}  // namespace

/// What a remote state is: `outputs`, and unknown if no root of the tree keeps it.
ValueId Lowering::remote_state(const Block& block, const Scope& scope, const std::string& what) {
  const Syntax type = terraform::attribute_of(block.at_body(), "backend");
  const Syntax config = terraform::attribute_of(block.at_body(), "config");
  const auto not_here = [&] {
    return unknown(UnknownKind::import, "the state is not kept by a module of the input", what,
                   block.header);
  };
  if (!type.there()) return not_here();
  std::string kind;
  if (!scalar_text(values_, sources_, settle(evaluate(type, scope)), kind)) return not_here();
  StateArguments arguments;
  if (config.there()) add_arguments(evaluate(config, scope), "", arguments);
  if (!spend(survey_.backends.size() / kBackendsPerStep)) return over_budget(block.header);
  const Backend* found = backend_asked(survey_.backends, root_, kind, arguments);
  if (found == nullptr) return not_here();
  if (is_entered(found->root)) {
    return unknown(UnknownKind::import, "roots read each other's states", what, block.header);
  }
  const Span span = block.header;
  std::vector<MapEntry> outputs = outputs_of(found->root);
  for (MapEntry& output : outputs) {
    const std::string whose = "output " + output.key + " of " + folder_name(found->root);
    output.value = passed(values_, output.value, span, whose);
  }
  const Syntax defaults = terraform::attribute_of(block.at_body(), "defaults");
  const ValueId others = defaults.there() ? evaluate(defaults, scope) : ValueId{};
  const bool known = others.valid() && values_[others].kind == ValueKind::map;
  for (std::size_t i = 0; known && i < values_.item_count(others); ++i) {
    const MapEntry entry = values_.entry(others, i);
    const bool given = std::any_of(outputs.begin(), outputs.end(),
                                   [&](const MapEntry& one) { return one.key == entry.key; });
    if (!given) outputs.push_back(entry);
  }
  const ValueId all = values_.add_map(std::move(outputs), span);
  return values_.add_map({{"outputs", span, all}}, span);
}

/// The known arguments of a `config`.
void Lowering::add_arguments(ValueId config, const std::string& outer, StateArguments& arguments) {
  if (values_[config].kind != ValueKind::map) return;
  for (std::size_t i = 0; i < values_.item_count(config) && spend(); ++i) {
    const MapEntry entry = values_.entry(config, i);
    const ValueId value = settle(entry.value);
    std::string text;
    if (!value.valid()) continue;
    if (values_[value].kind == ValueKind::map && outer.empty()) {
      add_arguments(value, entry.key + ".", arguments);
    } else if (values_[value].kind != ValueKind::null &&
               scalar_text(values_, sources_, value, text)) {
      arguments[outer + entry.key] = text;
    }
  }
}

/// The outputs of another root, evaluated with the unit's budget. Roots may read
/// each other's states: those on the way here are not entered again.
const std::vector<MapEntry>& Lowering::outputs_of(const std::string& root) {
  const auto [at, fresh] = outputs_of_.try_emplace(root);
  std::vector<MapEntry>& outputs = at->second;
  if (!fresh || is_entered(root)) return outputs;
  std::uint64_t cost = kStepsPerModule;
  for (const Document* document : folders_.find(root)->second.files) cost += document->nodes.size();
  if (!spend(cost)) return outputs;
  Lowering& other = other_root(root);
  if (other.instances_.empty()) return outputs;
  ModuleInstance& instance = *other.instances_.front();
  const std::string unit = root.empty() ? "." : root;
  other.bytes_elsewhere_ = bytes_beside(other);
  for (const auto& [name, block] : instance.declared->outputs) {
    const ValueId value =
        other.whole_module(other.output(instance, name, block.header), block.header);
    const ValueId here = value.valid() ? adopted(other, value, unit, 0) : ValueId{};
    if (here.valid()) outputs.push_back({name, block.header, here});
  }
  return outputs;
}

/// What the values of all roots take that are read for the unit, but for those of `root`.
std::size_t Lowering::bytes_beside(const Lowering& root) const {
  std::size_t bytes = (first_ == nullptr ? this : first_)->values_.bytes();
  for (const auto& [folder, other] : *others_) {
    if (other != nullptr && other.get() != &root) bytes += other->values_.bytes();
  }
  return bytes;
}

bool Lowering::is_entered(const std::string& root) const {
  return root == root_ || entered_.count(root) != 0;
}

/// Another root with nothing evaluated but what somebody asked for; without an instance if its
/// module is not read.
Lowering& Lowering::other_root(const std::string& root) {
  std::unique_ptr<Lowering>& other = (*others_)[root];
  if (other != nullptr) return *other;
  other = std::make_unique<Lowering>(configuration_, survey_, sources_, catalog_, budget_);
  other->others_ = others_;
  other->entered_ = entered_;
  other->entered_.insert(root_);
  other->first_ = first_ == nullptr ? this : first_;
  other->depth_ = depth_;
  other->start(root);
  return *other;
}

/// A module that is an output as a whole, as the map of what it outputs: nobody outside can look
/// into it.
ValueId Lowering::whole_module(ValueId output, Span span) {
  if (!output.valid() || values_[output].kind != ValueKind::reference) return output;
  const Reference reference = values_.reference(output);
  const auto module = instance_at_.find(reference.address);
  if (reference.target.valid() || !reference.unit.empty() || module == instance_at_.end()) {
    return output;
  }
  std::vector<MapEntry> entries;
  for (const auto& [name, block] : module->second->declared->outputs) {
    entries.push_back({name, block.header, this->output(*module->second, name, span)});
  }
  return values_.add_map(std::move(entries), span);
}

/// A value of another root, of which resources are named as that root's.
ValueId Lowering::adopted(Lowering& other, ValueId value, const std::string& unit, int depth) {
  const Value v = other.values_[value];
  if (depth > limits::kNesting || !spend()) return over_budget(v.span);
  ValueId made;
  switch (v.kind) {
    case ValueKind::unknown:
      made = adopted_unknown(other, value, unit);
      break;
    case ValueKind::null:
      made = values_.add_null(v.span);
      break;
    case ValueKind::boolean:
      made = values_.add_boolean(v.boolean, v.span);
      break;
    case ValueKind::number:
      made = values_.add_number(v.number, v.span);
      break;
    case ValueKind::string:
      if (!spend(other.values_.string(value).size() / kBytesPerStep)) return over_budget(v.span);
      made = values_.add_string(std::string(other.values_.string(value)), v.span);
      break;
    case ValueKind::reference:
      made = adopted_reference(other.values_.reference(value), unit, v.span);
      break;
    default:
      made = adopted_parts(other, value, unit, depth);
  }
  return v.secret && made.valid() ? values_.marked_secret(made) : made;
}

/// What a variable of the other root may be says nothing about the own one of that name.
ValueId Lowering::adopted_unknown(const Lowering& other, ValueId value, const std::string& unit) {
  const Value& v = other.values_[value];
  const bool given = v.unknown == UnknownKind::parameter;
  return values_.add_unknown(given ? UnknownKind::import : v.unknown,
                             std::string(other.values_.why(value)),
                             unit + ": " + std::string(other.values_.subject(value)), v.span);
}

ValueId Lowering::adopted_reference(Reference reference, const std::string& unit, Span span) {
  const bool is_module = !reference.target.valid() && reference.unit.empty();
  if (is_module) {
    return unknown(UnknownKind::import, "a whole module of another root", reference.address, span);
  }
  reference.target = ResourceId{};  // the linker finds it
  if (reference.unit.empty()) reference.unit = unit;
  return values_.add_reference(std::move(reference), span);
}

ValueId Lowering::adopted_parts(Lowering& other, ValueId value, const std::string& unit,
                                int depth) {
  const Value v = other.values_[value];
  const auto inner = [&](ValueId one) { return adopted(other, one, unit, depth + 1); };
  if (v.kind == ValueKind::choice) {
    std::vector<Alternative> ways;
    for (std::size_t i = 0; i < v.range.count; ++i) {
      const Alternative way = other.values_.alternative(value, i);
      const Guard guard = model_.guards.import(other.model_.guards, way.guard, unit + ": ");
      ways.push_back({guard, inner(way.value)});
    }
    return values_.add_choice(ways, v.span);
  }
  if (v.kind == ValueKind::map) {
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < v.range.count; ++i) {
      MapEntry entry = other.values_.entry(value, i);
      entry.value = inner(entry.value);
      entries.push_back(std::move(entry));
    }
    return values_.add_map(std::move(entries), v.span, v.collection);
  }
  std::vector<ValueId> items;
  for (const ValueId item : other.values_.items(value)) items.push_back(inner(item));
  return v.kind == ValueKind::text ? values_.add_text(items, v.span)
                                   : values_.add_list(items, v.span, v.collection);
}

}  // namespace weir::terraform
