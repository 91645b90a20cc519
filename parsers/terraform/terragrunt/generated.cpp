// Files that terragrunt adds to the module: what it generates, and values that it names.

#include <algorithm>

#include "analyzer/base/limits.h"
#include "parsers/terraform/declarations/overrides.h"
#include "parsers/terraform/terragrunt/terragrunt.h"

namespace weir::terraform {
namespace {

/// Stands for what is not known in a generated text: nobody knows it before terraform runs either.
constexpr std::string_view kHole = "${path.cwd}";

constexpr std::string_view kVarFile = "-var-file=";

}  // namespace

/// A file's own blocks, then those that are merged in, the last included first. Of blocks with one
/// label the first counts.
std::vector<std::pair<TerragruntConfig*, const Block*>> Terragrunt::blocks_of(
    Config& config, const std::vector<Block> ConfigFile::*kind) {
  std::vector<std::pair<Config*, const Block*>> found;
  for (const Block& block : config.file->*kind) found.emplace_back(&config, &block);
  const auto& all = includes(config);
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (one->strategy == MergeStrategy::none) continue;
    for (const auto& other : blocks_of(*one->config, kind)) {
      const auto& labels = other.second->labels;
      const bool overridden =
          !labels.empty() && std::any_of(found.begin(), found.end(), [&](const auto& known) {
            return known.second->labels == labels;
          });
      if (!overridden) found.push_back(other);
    }
  }
  return found;
}

/// Generated files stand in for those of the module that have their names.
void Terragrunt::add_generated(Folder& files) {
  for (const auto& [config, block] : blocks_of(*config_, &ConfigFile::generated)) {
    const Syntax path = attribute_of(block->at_body(), "path");
    const std::optional<std::string> name =
        path.there() ? text_of(evaluate(*config, path)) : std::nullopt;
    if (!name || !is_module_file(*name) || name->find('/') != std::string::npos) continue;
    const Syntax disabled = attribute_of(block->at_body(), "disable");
    if (disabled.there() && disabled.document->text(disabled.node) == "true") continue;
    const auto same =
        std::find_if(files.files.begin(), files.files.end(), [&](const Document* document) {
          const std::string_view known = lowering_.sources_.path(document->file);
          return known == *name || known.ends_with("/" + *name);
        });
    const Syntax mode = attribute_of(block->at_body(), "if_exists");
    const std::string_view exists = mode.there() ? mode.document->text(mode.node) : "overwrite";
    if (same != files.files.end() && !exists.starts_with("overwrite")) continue;
    const Document* made = generated(*config, *block);
    if (made == nullptr) continue;
    if (same != files.files.end()) files.files.erase(same);
    files.files.push_back(made);
    if (is_override_file(*name)) files.overriding.insert(made);
  }
}

/// The contents of a generate block as a file; none if they cannot be read.
const Document* Terragrunt::generated(Config& config, const Block& block) {
  const Syntax contents = attribute_of(block.at_body(), "contents");
  if (!contents.there()) return nullptr;
  const std::optional<FileId> file = text_file(evaluate(config, contents));
  if (file) {
    auto parsed = std::make_unique<Parsed>(parse_hcl(lowering_.sources_, *file));
    if (parsed->ok() && !parsed->documents.empty()) {
      parsed_.push_back(std::move(parsed));
      return &parsed_.back()->documents.front();
    }
  }
  lowering_.note(Level::note, "not-resolved", "generate " + config.file->path, block.header,
                 "the contents of the generated file are not known; it is left out");
  return nullptr;
}

/// A text as a file of its own, whose bytes lead back to where they are written.
std::optional<FileId> Terragrunt::text_file(ValueId contents) {
  const ValueStore& values = lowering_.values_;
  const ValueKind kind = values[contents].kind;
  if (kind != ValueKind::string && kind != ValueKind::text) return std::nullopt;
  std::vector<ValueId> parts;
  if (kind == ValueKind::string) {
    parts.push_back(contents);
  } else {
    parts = values.items(contents);
  }
  std::string text;
  std::vector<Segment> segments;
  for (const ValueId part : parts) {
    const bool known = values[part].kind == ValueKind::string;
    const std::string_view piece = known ? values.string(part) : kHole;
    const Span span = values[part].span;
    if (piece.empty() || !lowering_.spend(piece.size() / kBytesPerStep)) continue;
    const bool verbatim = known && lowering_.sources_.text(span) == piece;
    segments.push_back({static_cast<std::uint32_t>(text.size()), span, verbatim});
    text += piece;
  }
  if (segments.empty()) return std::nullopt;
  return lowering_.sources_.add_derived(std::move(text), std::move(segments));
}

/// The files that `extra_arguments` name: they override those that terraform finds by itself.
void Terragrunt::add_value_files(Folder& files) {
  auto blocks = blocks_of(*config_, &ConfigFile::terraform);
  std::vector<std::string> done;
  std::vector<std::pair<Config*, Block>> arguments;
  for (const auto& [config, block] : blocks) {
    if (block->body == kNoNode) continue;
    const Document& document = *block->block.document;
    for (const NodeIndex node : children(document, block->body)) {
      if (document[node].kind != NodeKind::block || document.text(node) != "extra_arguments") {
        continue;
      }
      const Block one = block_at(document, node);
      const std::string name = one.labels.empty() ? "" : one.labels[0];
      if (std::find(done.begin(), done.end(), name) != done.end()) continue;
      done.push_back(name);
      arguments.emplace_back(config, one);
    }
  }
  for (auto one = arguments.rbegin(); one != arguments.rend(); ++one) {
    read_value_files(*one->first, one->second, files);
  }
}

void Terragrunt::read_value_files(Config& config, const Block& block, Folder& files) {
  const auto each = [&](std::string_view attribute, std::string_view begin) {
    const Syntax at = attribute_of(block.at_body(), attribute);
    if (!at.there()) return;
    const ValueId list = evaluate(config, at);
    if (lowering_.values_[list].kind != ValueKind::list) return;
    for (const ValueId item : lowering_.values_.items(list)) {
      const std::optional<std::string> text = text_of(item);
      if (!text || !text->starts_with(begin)) continue;
      add_value_file(config, std::string_view(*text).substr(begin.size()), files);
    }
  };
  each("optional_var_files", "");
  each("required_var_files", "");
  each("arguments", kVarFile);
}

void Terragrunt::add_value_file(const Config& config, std::string_view path, Folder& files) {
  const std::optional<std::string> shown = resolve(config, path);
  if (!shown || !holds_values(*shown)) return;
  const std::optional<FileId> file = read(*shown);
  if (!file || !lowering_.spend(lowering_.sources_.text(*file).size() / kBytesPerStep)) return;
  const bool json = shown->ends_with(".json");
  parsed_.push_back(std::make_unique<Parsed>(json ? parse_json(lowering_.sources_, *file)
                                                  : parse_hcl(lowering_.sources_, *file)));
  if (!parsed_.back()->documents.empty()) {
    files.values.push_back(&parsed_.back()->documents.front());
  }
}

}  // namespace weir::terraform
