// Which provider configuration a resource uses, and what it takes from it.

#include <algorithm>
#include <utility>

#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {
namespace {

/// The name of a configuration as an expression or a text gives it: `aws.west`.
std::string name_at(const SourceMap& sources, const Document& document, NodeIndex node) {
  if (document[node].kind == NodeKind::string) return std::string(document.text(node));
  std::string name(sources.text(document.span(node)));
  std::erase_if(name, [](char c) { return c == '"' || c == ' ' || c == '\n' || c == '\r'; });
  return name;
}

}  // namespace

const Provider& Lowering::provider_of(ModuleInstance& module, std::string_view name) {
  const auto known = module.providers.find(name);
  if (known != module.providers.end()) return known->second;
  const Guard outside = std::exchange(context_, kAlways);  // it is the same for all resources
  Provider found = find_provider(module, name);
  context_ = outside;
  return module.providers.emplace(std::string(name), std::move(found)).first->second;
}

/// A block of the module's own; else what the call passes under the name; else, of default
/// configurations, the caller's.
Provider Lowering::find_provider(ModuleInstance& module, std::string_view name) {
  for (const Block& block : module.declared->providers) {
    if (block.labels.size() != 1 || block.body == kNoNode || provider_name(block) != name) continue;
    Provider provider{module.address_of(name), true, {}, {}, {}};
    const Scope scope{&module, block.block.document, {}, nullptr};
    const Syntax region = terraform::attribute_of(block.at_body(), "region");
    if (region.there()) provider.region = evaluate(region, scope);
    const Syntax accounts = terraform::attribute_of(block.at_body(), "allowed_account_ids");
    if (accounts.there()) provider.accounts = evaluate(accounts, scope);
    if (const NodeIndex assumed = nested_block(block.at_body(), "assume_role");
        assumed != kNoNode && !accounts.there()) {  // its role lies in the account it works in
      const Syntax role =
          terraform::attribute_of(block_at(*block.block.document, assumed).at_body(), "role_arn");
      const ValueId arn = role.there() ? evaluate(role, scope) : ValueId();
      if (arn.valid()) provider.accounts = values_.add_list({arn}, role.span());
    }
    const NodeIndex defaults = nested_block(block.at_body(), "default_tags");
    if (defaults == kNoNode) return provider;
    const Syntax tags =
        terraform::attribute_of(block_at(*block.block.document, defaults).at_body(), "tags");
    if (tags.there()) provider.tags = evaluate(tags, scope);
    return provider;
  }
  if (module.call == nullptr || !spend()) return {std::string(name), false, {}, {}, {}};
  const Syntax passed = terraform::attribute_of(module.call->at_body(), "providers");
  if (passed.there() && (*passed.document)[passed.node].kind == NodeKind::object) {
    const Document& document = *passed.document;
    for (const NodeIndex entry : children(document, passed.node)) {
      if (document[entry].kind != NodeKind::entry) continue;
      const NodeIndex key = document.first_child(entry), value = document.next_sibling(key);
      if (value >= document.next_sibling(entry) || name_at(sources_, document, key) != name)
        continue;
      return provider_of(*module.caller.module, name_at(sources_, document, value));
    }
  }
  if (name.find('.') != std::string_view::npos) return {module.address_of(name), false, {}, {}, {}};
  return provider_of(*module.caller.module, name);
}

const Provider& Lowering::provider_of(ResourceId resource) {
  const ResourceSource& source = resource_sources_[resource.index()];
  const std::string& type = model_[resource].type;
  const Syntax chosen = terraform::attribute_of(source.block->at_body(), "provider");
  return provider_of(*source.scope.module, chosen.there()
                                               ? name_at(sources_, *chosen.document, chosen.node)
                                               : type.substr(0, type.find('_')));
}

/// `provider` where it is not the default one of the root, its region, and the accounts that it
/// may work in.
ValueId Lowering::with_provider(ValueId meta, ResourceId resource) {
  if (model_[resource].type == kUnreadModule) return meta;
  const Block& block = *resource_sources_[resource.index()].block;
  const Provider& provider = provider_of(resource);
  const Syntax chosen = terraform::attribute_of(block.at_body(), "provider");
  const Span span = chosen.there() ? chosen.span() : block.header;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values_.item_count(meta); ++i)
    entries.push_back(values_.entry(meta, i));
  if (provider.name.find('.') != std::string::npos)
    entries.push_back({"provider", span, values_.add_string(provider.name, span)});
  if (provider.region.valid()) entries.push_back({"region", span, provider.region});
  if (provider.accounts.valid()) entries.push_back({"accounts", span, provider.accounts});
  if (entries.size() == values_.item_count(meta)) return meta;
  return values_.add_map(std::move(entries), values_[meta].span);
}

/// `depends_on`: the resources and modules that it names.
ValueId Lowering::with_dependencies(ValueId meta, ResourceId resource) {
  const ResourceSource& source = resource_sources_[resource.index()];
  const Syntax tied = terraform::attribute_of(source.block->at_body(), "depends_on");
  if (!tied.there() || (*tied.document)[tied.node].kind != NodeKind::tuple) return meta;
  std::vector<ValueId> named;
  for (const NodeIndex item : children(*tied.document, tied.node)) {
    if (!spend()) break;
    const ValueId value = evaluate({tied.document, item}, source.scope);
    if (value.valid() && values_[value].kind == ValueKind::reference) named.push_back(value);
    if (!value.valid() || values_[value].kind != ValueKind::list) continue;
    for (const ValueId one : values_.items(value))
      if (spend() && values_[one].kind == ValueKind::reference) named.push_back(one);
  }
  if (named.empty()) return meta;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values_.item_count(meta); ++i)
    entries.push_back(values_.entry(meta, i));
  entries.push_back({"depends_on", tied.span(), values_.add_list(named, tied.span())});
  return values_.add_map(std::move(entries), values_[meta].span);
}

/// The attributes with `tags_all`, as the provider computes it: its default tags under the
/// resource's own.
ValueId Lowering::with_provider_tags(ValueId attributes, ResourceId resource) {
  if (model_[resource].type == kUnreadModule) return attributes;
  const ValueId defaults = provider_of(resource).tags;
  if (!defaults.valid() || values_[defaults].kind != ValueKind::map) return attributes;
  if (!spend(values_.item_count(defaults))) return attributes;
  const ValueId own = values_.find(attributes, "tags");
  std::vector<MapEntry> tags;
  for (std::size_t i = 0; i < values_.item_count(defaults); ++i) {
    const MapEntry entry = values_.entry(defaults, i);
    if (!own.valid() || !values_.find(own, entry.key).valid()) tags.push_back(entry);
  }
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values_.item_count(attributes); ++i) {
    entries.push_back(values_.entry(attributes, i));
  }
  const Span span = values_[defaults].span;
  entries.push_back({"tags_all", span, values_.add_map(std::move(tags), span)});
  return values_.add_map(std::move(entries), values_[attributes].span);
}

}  // namespace weir::terraform
