// Files in terragrunt's form and how they include each other.

#include <filesystem>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"
#include "parsers/terraform/terragrunt/terragrunt.h"

namespace weir::terraform {
namespace {

std::optional<MergeStrategy> strategy_called(std::string_view name) {
  if (name == "no_merge") return MergeStrategy::none;
  if (name == "shallow") return MergeStrategy::shallow;
  if (name == "deep" || name == "deep_map_only") return MergeStrategy::deep;
  return std::nullopt;
}

}  // namespace

/// The file at a path as shown, read once; none if it is not there.
const ConfigFile* Terragrunt::file_at(const std::string& path) {
  const auto [at, fresh] = files_.try_emplace(path);
  if (!fresh) return at->second.get();
  const Document* document = nullptr;
  const auto folder = lowering_.folders_.find(folder_of(path));
  if (folder != lowering_.folders_.end() && is_terragrunt_file(path)) {
    document = folder->second.terragrunt;
  }
  if (document == nullptr) {
    const std::optional<FileId> file = read(path);
    if (!file || !lowering_.spend(lowering_.sources_.text(*file).size() / kBytesPerStep)) {
      return nullptr;
    }
    parsed_.push_back(std::make_unique<Parsed>(parse_hcl(lowering_.sources_, *file)));
    const Parsed& parsed = *parsed_.back();
    lowering_.model_.diagnostics.insert(lowering_.model_.diagnostics.end(),
                                        parsed.diagnostics.begin(), parsed.diagnostics.end());
    if (!parsed.documents.empty()) document = &parsed.documents.front();
  }
  if (document == nullptr) return nullptr;
  at->second = std::make_unique<ConfigFile>(read_config_file(path, *document, lowering_.notes_));
  return at->second.get();
}

TerragruntConfig* Terragrunt::add_config(const ConfigFile& file, std::string folder,
                                         Config* child) {
  Config& config = configs_.emplace_back();
  config.file = &file;
  config.folder = std::move(folder);
  config.child = child;
  config.instance.declared = &file.module;
  config.instance.additions = &config.additions;
  config.address = "terragrunt " + std::to_string(configs_.size());
  config.additions.named = [this, &config](std::string_view root, std::string_view name,
                                           Span span) { return named(config, root, name, span); };
  config.additions.function = [this, &config](NodeIndex call, const Scope& scope) {
    return function(config, call, scope);
  };
  lowering_.objects_[config.address] = [this, &config](std::string_view name, Span span) {
    return section(config, name, span);
  };
  return &config;
}

/// A file that is read for its own sake, not to be included.
TerragruntConfig* Terragrunt::read_config(const std::string& path) {
  const auto [at, fresh] = read_.try_emplace(path, nullptr);
  if (!fresh) return at->second;
  const ConfigFile* file = lowering_.spend(kStepsPerModule) ? file_at(path) : nullptr;
  if (file != nullptr) at->second = add_config(*file, folder_of(path), nullptr);
  return at->second;
}

/// What a file includes, in the order of the blocks. None while it is found out.
const std::vector<TerragruntConfig::Included>& Terragrunt::includes(Config& config) {
  if (config.found != Cell::Progress::fresh) return config.includes;
  config.found = Cell::Progress::running;
  if (config.child != nullptr && !config.file->includes.empty()) {
    lowering_.note(Level::warning, "malformed-module", "include " + config.file->path,
                   config.file->includes.front().header,
                   "found an include in a file that is included itself; terragrunt has one level");
    return config.includes;
  }
  std::vector<Config::Included> found;
  for (const Block& block : config.file->includes) {
    Config::Included one = include(config, block);
    if (one.config != nullptr) found.push_back(std::move(one));
  }
  config.includes = std::move(found);
  config.found = Cell::Progress::done;
  return config.includes;
}

TerragruntConfig::Included Terragrunt::include(Config& config, const Block& block) {
  Config::Included one;
  if (!block.labels.empty()) one.label = block.labels[0];
  const Syntax strategy = attribute_of(block.at_body(), "merge_strategy");
  if (strategy.there()) {
    const std::optional<std::string> name = text_of(evaluate(config, strategy));
    const auto known = strategy_called(name ? *name : "");
    if (known) {
      one.strategy = *known;
    } else {
      lowering_.malformed("malformed-module", "merge_strategy", strategy.span(),
                          "found an unknown merge_strategy; expected no_merge, shallow or deep");
    }
  }
  const Syntax path = attribute_of(block.at_body(), "path");
  const std::optional<std::string> written =
      path.there() ? text_of(evaluate(config, path)) : std::nullopt;
  const std::optional<std::string> shown = written ? resolve(config, *written) : std::nullopt;
  const bool itself = shown && *shown == config.file->path;
  const ConfigFile* file = shown && !itself ? file_at(*shown) : nullptr;
  if (file == nullptr) {
    const std::string what = shown     ? *shown
                             : written ? *written + ", which is not below the project's root,"
                                       : "a path that is not known";
    lowering_.note(Level::warning, "missing-file", "include " + what, block.header,
                   "the included file " + what + (itself ? " is this one" : " was not found"));
    return one;
  }
  one.config = add_config(*file, config.folder, &config);
  one.config->deep = one.strategy == MergeStrategy::deep;
  return one;
}

std::optional<FileId> Terragrunt::read(const std::string& path) const {
  const TreeFiles& files = lowering_.configuration_.files;
  if (!files.read) return std::nullopt;
  const TreeFile file = files.read(path);
  return file.is == TreeFile::Is::read ? std::optional<FileId>(file.file) : std::nullopt;
}

bool Terragrunt::exists(const std::string& path) const {
  const auto folder = lowering_.folders_.find(folder_of(path));
  if (folder != lowering_.folders_.end() && folder->second.terragrunt != nullptr &&
      is_terragrunt_file(path)) {
    return true;
  }
  const TreeFiles& files = lowering_.configuration_.files;
  if (read(path)) return true;
  if (!files.list) return false;
  const auto below = files.list(path);
  return !below || !below->empty();
}

Scope Terragrunt::scope_of(Config& config, const Document& document) {
  return Scope{&config.instance, &document, {}, nullptr};
}

ValueId Terragrunt::evaluate(Config& config, const Syntax& at) {
  return lowering_.evaluate(at.node, scope_of(config, *at.document));
}

std::optional<std::string> Terragrunt::text_of(ValueId value) {
  std::string text;
  if (!value.valid() || !scalar_text(lowering_.values_, lowering_.sources_, value, text)) {
    return std::nullopt;
  }
  return text;
}

/// The path as shown that a path in a file means; none if it leads out of the project's root.
std::optional<std::string> Terragrunt::resolve(const Config& config, std::string_view path) const {
  namespace fs = std::filesystem;
  const bool absolute = path.starts_with('/');
  while (path.starts_with('/')) path.remove_prefix(1);
  fs::path whole = absolute ? fs::path(path) : fs::path(config.folder) / path;
  std::string shown = whole.lexically_normal().generic_string();
  while (shown.ends_with('/')) shown.pop_back();
  if (shown == "..") return std::nullopt;
  if (shown.starts_with("../")) return std::nullopt;
  return shown == "." ? std::string() : shown;
}

ValueId Terragrunt::path_value(const std::string& shown, Span span) {
  return lowering_.computed_text("/" + shown, span);
}

}  // namespace weir::terraform
