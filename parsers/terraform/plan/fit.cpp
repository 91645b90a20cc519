// Whether a plan was made of what a folder declares.

#include <algorithm>
#include <set>

#include "analyzer/base/notes.h"
#include "parsers/terraform/declarations/module.h"
#include "parsers/terraform/plan/addresses.h"
#include "parsers/terraform/plan/plan.h"

namespace weir::terraform {
namespace {

/// Blocks of the root module that a plan speaks of: `type.name`, `module.name`.
std::set<std::string> blocks_of(const Plan& plan) {
  std::set<std::string> blocks;
  for (const PlannedResource& resource : plan.resources) {
    if (resource.module.empty()) {
      blocks.insert(resource.type + "." + resource.name);
    } else {
      const std::vector<AddressStep> steps = steps_of(resource.module);
      if (steps.size() > 1) blocks.insert("module." + steps[1].name);
    }
  }
  if (plan.modules.empty()) return blocks;
  for (const auto& [name, expressions] : plan.modules.front().resources) blocks.insert(name);
  for (const auto& [name, expressions] : plan.modules.front().calls)
    blocks.insert("module." + name);
  return blocks;
}

}  // namespace

Fit fit_of(const Plan& plan, const std::string& folder, const Folder& files, SourceMap& sources) {
  if (files.files.empty()) return Fit::none;
  Notes unsaid("module");  // whoever lowers the folder says it
  const Module module = read_module(folder, files, sources, unsaid);
  std::set<std::string> declared;
  for (const auto& [name, block] : module.resources) declared.insert(name);
  for (const auto& [name, block] : module.calls) declared.insert("module." + name);
  const std::set<std::string> planned = blocks_of(plan);
  if (planned.empty()) return Fit::none;
  if (planned == declared) return Fit::whole;
  const bool shared = std::any_of(planned.begin(), planned.end(), [&](const std::string& name) {
    return declared.count(name) != 0;
  });
  return shared ? Fit::part : Fit::none;
}

}  // namespace weir::terraform
