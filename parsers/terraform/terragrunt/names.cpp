// What terragrunt's files call include, dependency, feature and values.

#include <algorithm>

#include "analyzer/base/limits.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/terragrunt/terragrunt.h"

namespace weir::terraform {

ValueId Terragrunt::named(Config& config, std::string_view root, std::string_view name, Span span) {
  if (root == "dependency") return dependency(config, name, span);
  if (root == "feature") return feature(config, name, span);
  if (root == "values") {
    return lowering_.unknown(UnknownKind::parameter, "given by a terragrunt stack",
                             "values." + std::string(name), span);
  }
  if (root != "include") return {};
  Config* bare = nullptr;
  for (const Config::Included& one : includes(config)) {
    if (one.label == name) return as_object(*one.config, span);
    if (one.label.empty()) bare = one.config;
  }
  if (bare != nullptr) return section(*bare, name, span);
  const bool unread = std::any_of(
      config.file->includes.begin(), config.file->includes.end(),
      [&](const Block& block) { return block.labels.empty() || block.labels[0] == name; });
  if (!unread) return {};
  return lowering_.unknown(UnknownKind::invalid, "the included file is not read",
                           "include." + std::string(name), span);
}

/// A file as a value whose parts are made when they are asked for.
ValueId Terragrunt::as_object(Config& config, Span span) {
  return lowering_.values_.add_reference({ResourceId{}, config.address, ""}, span);
}

ValueId Terragrunt::section(Config& config, std::string_view name, Span span) {
  const auto [at, fresh] = config.sections.try_emplace(std::string(name));
  if (fresh) at->second.at = {config.file->document, 0};
  const std::string what = std::string(name) + " of " + config.file->path;
  const ValueId value =
      lowering_.cell(at->second, what, [&] { return make_section(config, name, span); });
  return lowering_.pass(value, span, what);
}

ValueId Terragrunt::make_section(Config& config, std::string_view name, Span span) {
  if (name == "locals") return locals(config);
  if (name == "inputs") return one_map(input_layers(config), span);
  const auto all_of = [&](const std::vector<Block>& blocks, auto value_of) {
    std::vector<MapEntry> entries;
    for (const Block& block : blocks) {
      if (block.labels.empty()) continue;
      entries.push_back({block.labels[0], block.header, value_of(block.labels[0])});
    }
    return lowering_.values_.add_map(std::move(entries), span);
  };
  if (name == "dependency") {
    return all_of(config.file->dependencies,
                  [&](const std::string& label) { return dependency(config, label, span); });
  }
  if (name == "feature") {
    return all_of(config.file->features,
                  [&](const std::string& label) { return feature(config, label, span); });
  }
  const std::vector<Block> ConfigFile::*kind = name == "terraform"      ? &ConfigFile::terraform
                                               : name == "remote_state" ? &ConfigFile::remote_state
                                                                        : nullptr;
  if (kind != nullptr) {
    for (const auto& [owner, block] : blocks_of(config, kind)) return block_of(*owner, *block);
  }
  return lowering_.unknown(UnknownKind::unsupported, "this part of a terragrunt file is not read",
                           std::string(name) + " of " + config.file->path, span);
}

ValueId Terragrunt::locals(Config& config) {
  std::vector<MapEntry> entries;
  for (const auto& [name, at] : config.file->module.locals) {
    entries.push_back({name, at.span(), lowering_.local(config.instance, name, at.span())});
  }
  return lowering_.values_.add_map(std::move(entries),
                                   lowering_.sources_.line_at(config.file->document->file, 0));
}

/// A block's attributes and blocks by name.
ValueId Terragrunt::block_of(Config& config, const Block& block) {
  if (block.body == kNoNode) return lowering_.values_.add_map({}, block.header);
  return lowering_.body(block.at_body(), scope_of(config, *block.block.document), false);
}

/// The blocks of a dependency, that which counts first; each with the file it stands in.
void Terragrunt::dependency_blocks(Config& config, std::string_view label, bool from_child,
                                   std::vector<std::pair<Config*, const Block*>>& found) {
  if (!from_child && config.child != nullptr && config.deep) {
    return dependency_blocks(*config.child, label, false, found);
  }
  for (const Block& block : config.file->dependencies) {
    if (!block.labels.empty() && block.labels[0] == label) found.emplace_back(&config, &block);
  }
  const auto& all = includes(config);
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (one->strategy != MergeStrategy::none) dependency_blocks(*one->config, label, true, found);
  }
}

ValueId Terragrunt::dependency(Config& config, std::string_view label, Span span) {
  std::vector<std::pair<Config*, const Block*>> blocks;
  dependency_blocks(config, label, false, blocks);
  if (blocks.empty()) return {};
  const std::string what = "dependency." + std::string(label);
  const auto [at, fresh] = config.dependencies.try_emplace(std::string(label));
  const Block& first = *blocks.front().second;
  if (fresh) at->second.at = first.block;
  return lowering_.cell(at->second, what, [&] {
    const ValueId outputs = outputs_of(config, blocks, first.header);
    return lowering_.values_.add_map({{"outputs", first.header, outputs}}, span);
  });
}

/// What the unit in `config_path` outputs. `mock_outputs` only stand for those of a unit that
/// terragrunt does not ask at all.
ValueId Terragrunt::outputs_of(Config& config,
                               const std::vector<std::pair<Config*, const Block*>>& blocks,
                               Span span) {
  const auto set = [&](std::string_view name) -> ValueId {
    for (const auto& [owner, block] : blocks) {
      const Syntax at = attribute_of(block->at_body(), name);
      if (at.there()) return evaluate(*owner, at);
    }
    return {};
  };
  const auto says = [&](ValueId value, bool boolean) {
    return value.valid() && lowering_.values_[value].kind == ValueKind::boolean &&
           lowering_.values_[value].boolean == boolean;
  };
  if (says(set("skip_outputs"), true) || says(set("enabled"), false)) {
    const ValueId mocked = set("mock_outputs");
    return mocked.valid() ? mocked : lowering_.values_.add_map({}, span);
  }
  const std::optional<std::string> path = text_of(set("config_path"));
  std::optional<std::string> unit = path ? resolve(config, *path) : std::nullopt;
  if (unit && unit->ends_with(".hcl")) unit = folder_of(*unit);
  if (!unit) {
    return lowering_.unknown(
        UnknownKind::import,
        path ? "the unit is not below the project's root" : "which unit it is, is not known",
        path ? *path : "", span);
  }
  if (lowering_.is_entered(*unit)) {
    in_circle_ = true;
    return lowering_.malformed("cycle", "dependency " + *unit, span,
                               "the unit in " + folder_name(*unit) + " depends on itself");
  }
  if (lowering_.folders_.find(*unit) == lowering_.folders_.end()) {
    lowering_.note(Level::note, "not-resolved", "dependency " + *unit, span,
                   "the unit in " + folder_name(*unit) + " is not in the input");
    return lowering_.unknown(UnknownKind::import, "the unit is not read", *unit, span);
  }
  return outputs_of_unit(*unit, span);
}

/// The outputs of another unit, which is in the input.
ValueId Terragrunt::outputs_of_unit(const std::string& unit, Span span) {
  std::vector<MapEntry> outputs = lowering_.outputs_of(unit);
  const auto started = lowering_.others_->find(unit);
  const bool read = started != lowering_.others_->end() && !started->second->instances_.empty();
  if (!read) return lowering_.unknown(UnknownKind::import, "the unit is not read", unit, span);
  const Terragrunt* other = started->second->terragrunt_.get();
  if (other != nullptr && other->in_circle_ && !in_circle_) {
    in_circle_ = true;
    lowering_.note(Level::warning, "cycle", "dependency " + unit, span,
                   "the units behind the one in " + folder_name(unit) + " depend on each other");
  }
  for (MapEntry& output : outputs) {
    output.value =
        lowering_.pass(output.value, span, "output " + output.key + " of " + folder_name(unit));
  }
  return lowering_.values_.add_map(std::move(outputs), span);
}

/// A flag as it is unless somebody sets it when terragrunt runs.
ValueId Terragrunt::feature(Config& config, std::string_view label, Span span) {
  for (const auto& [owner, block] : blocks_of(config, &ConfigFile::features)) {
    if (block->labels.empty() || block->labels[0] != label) continue;
    const Syntax at = attribute_of(block->at_body(), "default");
    const ValueId value = at.there() ? evaluate(*owner, at)
                                     : lowering_.unknown(UnknownKind::parameter,
                                                         "given at deployment", "", block->header);
    return lowering_.values_.add_map({{"value", block->header, value}}, span);
  }
  return {};
}

}  // namespace weir::terraform
