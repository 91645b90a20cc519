// What a file in terragrunt's form declares.

#include "parsers/terraform/terragrunt/config_file.h"

#include <algorithm>
#include <array>
#include <utility>

namespace weir::terraform {
namespace {

/// Blocks that say nothing of what is deployed.
constexpr std::array<std::string_view, 6> kOther = {"dependencies", "exclude", "errors",
                                                    "engine",       "catalog", "values"};
/// Blocks of a stack, which terragrunt makes units of.
constexpr std::array<std::string_view, 2> kStack = {"unit", "stack"};

template <std::size_t N>
bool is_named_in(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<Block>* list_of(ConfigFile& file, std::string_view type) {
  if (type == "include") return &file.includes;
  if (type == "dependency") return &file.dependencies;
  if (type == "feature") return &file.features;
  if (type == "terraform") return &file.terraform;
  if (type == "generate") return &file.generated;
  if (type == "remote_state") return &file.remote_state;
  return nullptr;
}

void add_locals(ConfigFile& file, const Block& block, Notes& notes) {
  if (block.body == kNoNode) return;
  const Document& document = *block.block.document;
  for (const NodeIndex node : children(document, block.body)) {
    if (document[node].kind != NodeKind::attribute || !document.has_children(node)) continue;
    const std::string name(document.text(node));
    if (!file.module.locals.emplace(name, Syntax{&document, document.first_child(node)}).second) {
      notes.add(Level::warning, "duplicate-block", "local." + name, document.span(node),
                "local." + name + " is declared more than once; the first one counts");
    }
  }
}

void add_block(ConfigFile& file, Block block, Notes& notes) {
  const std::string type(block.block.document->text(block.block.node));
  if (type == "locals") return add_locals(file, block, notes);
  if (std::vector<Block>* list = list_of(file, type)) return list->push_back(std::move(block));
  if (is_named_in(kOther, type)) return;
  if (is_named_in(kStack, type)) {
    return notes.add(Level::note, "not-read", type, block.header,
                     "the units of a terragrunt stack are not read");
  }
  notes.add(Level::warning, "malformed-module", type, block.header,
            "terragrunt has no block of type " + type);
}

}  // namespace

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash));
}

ConfigFile read_config_file(std::string path, const Document& document, Notes& notes) {
  ConfigFile file;
  file.module.folder = folder_of(path);
  file.path = std::move(path);
  file.document = &document;
  if (document.empty()) return file;
  file.module.broken = is_broken({&document, 0});
  for (const NodeIndex node : children(document, 0)) {
    if (document[node].kind == NodeKind::block) add_block(file, block_at(document, node), notes);
    if (document[node].kind != NodeKind::attribute || !document.has_children(node)) continue;
    const Syntax value{&document, document.first_child(node)};
    if (document.text(node) == "inputs") file.inputs = value;
    if (document.text(node) == "skip") file.skip = value;
  }
  return file;
}

}  // namespace weir::terraform
