#include "parsers/terraform/plan/references.h"

#include <algorithm>
#include <array>

#include "analyzer/base/limits.h"

namespace weir::terraform {
namespace {

/// What an address of a module says of itself, after those around it: its name and its key.
AddressStep last_step(std::string_view module) { return steps_of(module).back(); }

/// The address of the module around a module; "" for the root.
std::string around(std::string_view module) {
  const std::vector<AddressStep> steps = steps_of(module);
  std::string outer;
  for (std::size_t i = 0; i + 2 < steps.size(); ++i)
    outer += (i == 0 ? "" : ".") + steps[i].name + steps[i].key;
  return outer;
}

std::string inside(std::string_view module, std::string_view name) {
  return module.empty() ? std::string(name) : std::string(module) + "." + std::string(name);
}

/// Whether a reference only says which round of count or for_each it is.
bool is_repetition(std::string_view reference) {
  return reference == "each.key" || reference == "each.value" || reference == "count.index";
}

/// Whether `longer` names a part of what `reference` names.
bool goes_into(std::string_view longer, std::string_view reference) {
  return longer.size() > reference.size() && longer.starts_with(reference) &&
         (longer[reference.size()] == '.' || longer[reference.size()] == '[');
}

/// As PlanReferences::only_reference. Each reference is followed by those that it goes into.
std::string only_reference_in(const Document& document, NodeIndex expression) {
  if (expression == kNoNode || document[expression].kind != NodeKind::map) return {};
  const NodeIndex list = find_entry(document, expression, "references");
  if (list == kNoNode || document[list].kind != NodeKind::list) return {};
  std::string_view only, last;
  for (const NodeIndex item : children(document, list)) {
    const std::string_view reference = document.text(item);
    if (document[item].kind != NodeKind::string || reference.empty()) return {};
    const bool part = goes_into(last, reference);
    if (!part) last = reference;
    if (part || is_repetition(reference) || reference == only) continue;
    if (!only.empty()) return {};
    only = reference;
  }
  return std::string(only);
}

}  // namespace

PlanReferences::PlanReferences(const Plan& plan) : plan_(plan) {
  constexpr std::array<std::string_view, 2> kNames = {"arn", "id"};
  const Document& document = *plan.document;
  std::set<std::string, std::less<>> modules;
  for (std::size_t i = 0; i < plan.resources.size(); ++i) {
    const PlannedResource& resource = plan.resources[i];
    by_block_[without_keys(resource.address)].push_back(i);
    in_module_[inside(resource.module, resource.type + "." + resource.name)].emplace(resource.key,
                                                                                     i);
    modules.insert(resource.module);
    if (!plan.is_state || resource.values == kNoNode) continue;
    for (const std::string_view name : kNames) {
      const NodeIndex value = find_entry(document, resource.values, name);
      if (value != kNoNode && document[value].kind == NodeKind::string)
        known_[std::string(document.text(value))].push_back({i, std::string(name)});
    }
  }
  for (std::string module : modules) {
    for (int depth = 0; !module.empty() && depth < limits::kModuleDepth; ++depth) {
      const AddressStep step = last_step(module);
      std::string outer = around(module);
      instances_[inside(outer, "module." + step.name)].insert(step.key);
      module = std::move(outer);
    }
  }
}

/// The configuration of a module instance.
std::optional<std::size_t> PlanReferences::module_at(std::string_view address) const {
  if (plan_.modules.empty()) return std::nullopt;
  std::size_t at = 0;
  if (address.empty()) return at;
  const std::vector<AddressStep> steps = steps_of(address);
  for (std::size_t i = 1; i < steps.size(); i += 2) {  // "module", name, "module", name …
    const auto inner = plan_.modules[at].modules.find(steps[i].name);
    if (inner == plan_.modules[at].modules.end()) return std::nullopt;
    at = inner->second;
  }
  return at;
}

const NodeIndex* PlanReferences::block_of(const PlannedResource& resource) const {
  const std::optional<std::size_t> module = module_at(resource.module);
  if (!module) return nullptr;
  const auto& resources = plan_.modules[*module].resources;
  const auto found = resources.find(resource.type + "." + resource.name);
  return found == resources.end() ? nullptr : &found->second;
}

bool PlanReferences::repeats(const PlannedResource& resource) const {
  return block_of(resource) != nullptr;
}

NodeIndex PlanReferences::expressions_of(const PlannedResource& resource) const {
  const NodeIndex* expressions = block_of(resource);
  return expressions == nullptr ? kNoNode : *expressions;
}

std::optional<PlannedAttribute> PlanReferences::named_by(NodeIndex expression,
                                                         const PlannedResource& by) const {
  return resolve(expression, {by.module, by.key, 0});
}

/// The one thing that an expression refers to, as precisely as it does; "" if there are several.
const std::string& PlanReferences::only_reference(NodeIndex expression) const {
  const auto [known, fresh] = only_.try_emplace(expression);
  if (fresh) known->second = only_reference_in(*plan_.document, expression);
  return known->second;
}

std::optional<PlannedAttribute> PlanReferences::resolve(NodeIndex expression,
                                                        const Place& at) const {
  if (at.depth > 2 * limits::kModuleDepth) return std::nullopt;
  const std::string& reference = only_reference(expression);
  if (reference.empty()) return std::nullopt;
  const std::vector<AddressStep> steps = steps_of(reference);
  if (steps.size() < 2) return std::nullopt;
  const std::string& root = steps[0].name;
  if (root == "var")
    return steps.size() == 2 && steps[1].key.empty() ? variable(steps[1].name, at) : std::nullopt;
  if (root == "module") return module_output(steps, at);
  if (root == "data" || root == "local") return std::nullopt;
  return resource(steps, at);
}

/// What the call gives for a variable.
std::optional<PlannedAttribute> PlanReferences::variable(const std::string& name,
                                                         const Place& at) const {
  if (at.module.empty()) return std::nullopt;
  const std::string outer = around(at.module);
  const AddressStep call = last_step(at.module);
  const std::optional<std::size_t> module = module_at(outer);
  if (!module) return std::nullopt;
  const auto expressions = plan_.modules[*module].calls.find(call.name);
  if (expressions == plan_.modules[*module].calls.end()) return std::nullopt;
  const auto given = expressions->second.find(name);
  if (given == expressions->second.end()) return std::nullopt;
  return resolve(given->second, {outer, call.key, at.depth + 1});
}

/// `module.NAME[KEY].OUTPUT`.
std::optional<PlannedAttribute> PlanReferences::module_output(const std::vector<AddressStep>& steps,
                                                              const Place& at) const {
  if (steps.size() != 3 || !steps[2].key.empty()) return std::nullopt;
  const std::string call = inside(at.module, "module." + steps[1].name);
  const auto instances = instances_.find(call);
  if (instances == instances_.end()) return std::nullopt;
  const std::set<std::string>& keys = instances->second;
  std::string key = steps[1].key;
  if (key.empty()) key = keys.size() == 1 ? *keys.begin() : at.key;
  if (keys.count(key) == 0) return std::nullopt;
  const std::string module = call + key;
  const std::optional<std::size_t> declared = module_at(module);
  if (!declared) return std::nullopt;
  const auto output = plan_.modules[*declared].outputs.find(steps[2].name);
  if (output == plan_.modules[*declared].outputs.end()) return std::nullopt;
  return resolve(output->second, {module, key, at.depth + 1});
}

std::optional<PlannedAttribute> PlanReferences::output(std::string_view module,
                                                       std::string_view name) const {
  const std::string plain(module);
  std::vector<AddressStep> steps = {{"module", ""}, last_step(plain), {std::string(name), ""}};
  return module_output(steps, {around(plain), "", 0});
}

std::optional<PlannedAttribute> PlanReferences::root_output(std::string_view name) const {
  if (plan_.modules.empty()) return std::nullopt;
  const auto output = plan_.modules.front().outputs.find(name);
  if (output == plan_.modules.front().outputs.end()) return std::nullopt;
  return resolve(output->second, {});
}

/// `TYPE.NAME[KEY].ATTRIBUTE…`.
std::optional<PlannedAttribute> PlanReferences::resource(const std::vector<AddressStep>& steps,
                                                         const Place& at) const {
  const std::string block = inside(at.module, steps[0].name + "." + steps[1].name);
  const auto among = in_module_.find(block);
  if (among == in_module_.end()) return std::nullopt;
  const ByKey& by_key = among->second;
  const bool only = steps[1].key.empty() && by_key.size() == 1;
  const auto instance =
      only ? by_key.begin() : by_key.find(steps[1].key.empty() ? at.key : steps[1].key);
  if (instance == by_key.end()) return std::nullopt;
  std::string attribute;
  for (std::size_t i = 2; i < steps.size(); ++i)
    attribute += (i == 2 ? "" : ".") + steps[i].name + steps[i].key;
  return PlannedAttribute{instance->second, std::move(attribute)};
}

std::optional<std::size_t> PlanReferences::instance_for(const std::string& block,
                                                        const PlannedResource& by) const {
  const auto among = by_block_.find(block);
  if (among == by_block_.end()) return std::nullopt;
  if (among->second.size() == 1) return among->second.front();
  const PlannedResource& any = plan_.resources[among->second.front()];
  const auto beside = in_module_.find(inside(by.module, any.type + "." + any.name));
  if (beside == in_module_.end() || without_keys(by.module) != without_keys(any.module))
    return std::nullopt;
  const ByKey& by_key = beside->second;
  const auto instance = by_key.size() == 1 ? by_key.begin() : by_key.find(by.key);
  if (instance == by_key.end()) return std::nullopt;
  return instance->second;
}

/// Whether a resource is called so itself.
bool PlanReferences::is_own(std::string_view text, const PlannedResource& by) const {
  constexpr std::array<std::string_view, 3> kNames = {"arn", "id", "name"};
  const Document& document = *plan_.document;
  return by.values != kNoNode &&
         std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
           const NodeIndex own = find_entry(document, by.values, name);
           return own != kNoNode && document[own].kind == NodeKind::string &&
                  document.text(own) == text;
         });
}

std::optional<PlannedAttribute> PlanReferences::known_as(std::string_view text,
                                                         const PlannedResource& by) const {
  const auto known = known_.find(text);
  if (known == known_.end() || by.depends_on.empty()) return std::nullopt;
  constexpr std::size_t kMany = 16;    // a text that so many are called by says nothing
  constexpr std::size_t kTelling = 8;  // bytes; a short id may be anything
  if (known->second.size() > kMany || is_own(text, by)) return std::nullopt;
  std::optional<PlannedAttribute> found;
  for (const PlannedAttribute& one : known->second) {
    const bool full = one.attribute == "arn";
    if (!full && text.size() < kTelling) return std::nullopt;
    const std::string block = without_keys(plan_.resources[one.resource].address);
    if (found && found->resource != one.resource) return std::nullopt;
    if (!found && by.depends_on.count(block) != 0) found = one;
  }
  return found;
}

}  // namespace weir::terraform
