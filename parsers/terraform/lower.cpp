// Modules and their resources, in the order in which they are written.

#include <algorithm>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/embedded/content.h"
#include "parsers/terraform/lowering.h"

namespace weir::terraform {

Lowering::Lowering(const Folders& folders, SourceMap& sources, const Catalog& catalog)
    : folders_(folders), sources_(sources), catalog_(catalog), values_(model_.values) {}

ResourceModel Lowering::run(const std::string& root) {
  const Module* declared = module_in(root);
  if (declared == nullptr) return std::move(model_);
  ModuleInstance& instance = instantiate(*declared, "", kAlways);
  collect_unit(instance);
  read_values(folders_.find(root)->second);
  for (std::size_t i = 0; i < instances_.size(); ++i) {  // calls add further ones
    expand_all(*instances_[i]);
  }
  read_provider_tags(instance);
  for (std::size_t i = 0; i < model_.resources.size(); ++i) lower_resource(ResourceId(i));
  for (const auto& [name, block] : declared->variables) {
    const auto at = instance.variables.find(name);
    const bool used = at != instance.variables.end() && at->second.value.valid();
    const ValueId value = used ? at->second.value : variable(instance, name, block.header);
    model_.units.front().parameters.push_back({name, value, values_[value].secret, block.header});
  }
  for (const auto& [name, block] : declared->outputs) {
    const ValueId value = output(instance, name, block.header);
    model_.units.front().outputs.push_back({name, value, ValueId{}, block.header});
  }
  for (Diagnostic& diagnostic : notes_.take()) model_.diagnostics.push_back(std::move(diagnostic));
  return std::move(model_);
}

/// The declarations in a folder, read once; none if no file of it is here.
const Module* Lowering::module_in(const std::string& folder) {
  const auto known = modules_.find(folder);
  if (known != modules_.end()) return known->second.get();
  const auto files = folders_.find(folder);
  if (files == folders_.end() || files->second.files.empty()) return nullptr;
  auto module = std::make_unique<Module>(read_module(folder, files->second, notes_));
  collect_compared(*module);
  return modules_.emplace(folder, std::move(module)).first->second.get();
}

ModuleInstance& Lowering::instantiate(const Module& module, std::string address, Guard exists) {
  auto instance = std::make_unique<ModuleInstance>();
  instance->declared = &module;
  instance->address = std::move(address);
  instance->exists = exists;
  instance_at_[instance->address] = instance.get();
  instances_.push_back(std::move(instance));
  return *instances_.back();
}

void Lowering::collect_unit(ModuleInstance& root) {
  const std::string& folder = root.declared->folder;
  const Document& first = *folders_.find(folder)->second.files.front();
  Unit unit;
  unit.path = folder.empty() ? "." : folder;
  unit.language = Language::terraform;
  unit.span = sources_.line_at(first.file, 0);
  model_.units.push_back(std::move(unit));
}

/// All that a module makes, and what its calls are given.
void Lowering::expand_all(ModuleInstance& module) {
  for (const std::string& name : module.declared->resource_order) expansion_of(module, name);
  for (const std::string& name : module.declared->call_order) {
    const Block& block = module.declared->calls.find(name)->second;
    for (const Made& made : expansion_of_call(module, name).made) {
      if (made.module == nullptr) continue;
      const Document& document = *block.block.document;
      for (const NodeIndex node : children(document, block.body)) {
        const std::string_view argument = document.text(node);
        if (!spend()) break;
        const bool own = argument == "source" || argument == "version" || argument == "providers" ||
                         argument == "count" || argument == "for_each" || argument == "depends_on";
        if (document[node].kind != NodeKind::attribute || own ||
            made.module->declared->variables.count(argument) != 0) {
          continue;
        }
        note(Level::warning, "unknown-argument", module.address + name + std::string(argument),
             document.span(node),
             "the module in " + folder_name(made.module->declared->folder) + " has no variable " +
                 std::string(argument));
      }
    }
  }
}

void Lowering::lower_resource(ResourceId id) {
  const Block& block = *resource_sources_[id.index()].block;
  const Scope scope = resource_sources_[id.index()].scope;
  const Guard exists = model_[id].exists;
  // what can never exist is still read as if it did
  context_ = exists == kNever ? kAlways : exists;
  const ValueId attributes = body(block.at_body(), scope, true);
  const ValueId beside = meta(block.at_body(), scope);
  context_ = kAlways;
  Resource& resource = model_.resources[id.index()];  // all of them are there by now
  resource.meta = beside;
  resource.attributes = with_provider_tags(attributes, resource.type, block);
  if (pay_for_content(resource.attributes, 0)) {
    apply_content(model_, sources_, catalog_, resource);
  } else {
    over_budget(block.header);
    resource.handed_over = true;
    resource.why_open = "the module is too large to evaluate whole";
  }
}

/// Long texts may hold a content that is parsed again for every resource.
bool Lowering::pay_for_content(ValueId value, int depth) {
  constexpr std::size_t kLong = 256;
  const Value v = values_[value];
  if (v.kind == ValueKind::string || v.kind == ValueKind::text) {
    const std::uint64_t bytes = text_bytes(values_, value);
    return spend(bytes < kLong ? 0 : bytes / kBytesPerStep);
  }
  const bool nested = v.kind == ValueKind::map || v.kind == ValueKind::list;
  if (!nested || depth > limits::kNesting) return spend(0);
  for (std::size_t i = 0; i < v.range.count; ++i) {
    if (i % kEntriesPerStep == 0 && !spend()) return false;
    const bool map = v.kind == ValueKind::map;
    if (!pay_for_content(map ? values_.entry(value, i).value : values_.item(value, i), depth + 1))
      return false;
  }
  return spend(0);  // once the budget is spent, an empty body is one that was not read
}

/// `default_tags` of the root's providers, by the name that resources call them.
void Lowering::read_provider_tags(ModuleInstance& root) {
  for (const Block& block : root.declared->providers) {
    if (block.labels.size() != 1 || block.body == kNoNode) continue;
    const NodeIndex defaults = nested_block(block.at_body(), "default_tags");
    if (defaults == kNoNode) continue;
    const Syntax tags =
        terraform::attribute_of(block_at(*block.block.document, defaults).at_body(), "tags");
    const Syntax alias = terraform::attribute_of(block.at_body(), "alias");
    if (!tags.there()) continue;
    std::string name = block.labels[0];
    if (alias.there()) name += "." + std::string(alias.document->text(alias.node));
    provider_tags_[name] = evaluate(tags, Scope{&root, tags.document, {}, nullptr});
  }
}

/// The attributes with `tags_all`, as the provider computes it: its default tags under the
/// resource's own.
ValueId Lowering::with_provider_tags(ValueId attributes, const std::string& type,
                                     const Block& block) {
  if (provider_tags_.empty() || type == kUnreadModule) return attributes;
  const Syntax chosen = terraform::attribute_of(block.at_body(), "provider");
  std::string provider = type.substr(0, type.find('_'));
  if (chosen.there()) provider = std::string(sources_.text(chosen.span()));
  const auto found = provider_tags_.find(provider);
  if (found == provider_tags_.end() || values_[found->second].kind != ValueKind::map) {
    return attributes;
  }
  if (!spend(values_.item_count(found->second))) return attributes;
  const ValueId own = values_.find(attributes, "tags");
  std::vector<MapEntry> tags;
  for (std::size_t i = 0; i < values_.item_count(found->second); ++i) {
    const MapEntry entry = values_.entry(found->second, i);
    if (!own.valid() || !values_.find(own, entry.key).valid()) tags.push_back(entry);
  }
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values_.item_count(attributes); ++i) {
    entries.push_back(values_.entry(attributes, i));
  }
  const Span span = values_[found->second].span;
  entries.push_back({"tags_all", span, values_.add_map(std::move(tags), span)});
  return values_.add_map(std::move(entries), values_[attributes].span);
}

ResourceModel lower(const std::string& root, const Folders& folders, SourceMap& sources,
                    const Catalog& catalog) {
  return Lowering(folders, sources, catalog).run(root);
}

}  // namespace weir::terraform
