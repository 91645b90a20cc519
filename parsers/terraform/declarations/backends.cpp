// Which root keeps the state that another one reads.

#include "parsers/terraform/declarations/backends.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace weir::terraform {
namespace {

constexpr std::string_view kLocal = "local";
constexpr std::string_view kDefaultPath = "terraform.tfstate";

/// Arguments that tell the states of one store apart; the others say which store it is.
constexpr std::array<std::string_view, 9> kStateNames = {
    "key",  "prefix",      "path",         "address", "workspaces.name", "workspaces.prefix",
    "name", "schema_name", "secret_suffix"};

bool is_scalar_argument(NodeKind kind) {
  return kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean;
}

void read_object(const Document& document, NodeIndex object, const std::string& name,
                 StateArguments& arguments) {
  for (const NodeIndex entry : children(document, object)) {
    if (!document.has_children(entry)) continue;
    const NodeIndex key = document.first_child(entry);
    const NodeIndex value = document.next_sibling(key);
    if (value >= document.next_sibling(entry) || !is_scalar_argument(document[value].kind))
      continue;
    arguments[name + "." + std::string(document.text(key))] = document.text(value);
  }
}

/// `outer`: of a block inside, with the dot; those are read one level deep.
void read_arguments(const Syntax& body, const std::string& outer, StateArguments& arguments) {
  if (!body.there()) return;
  const Document& document = *body.document;
  for (const NodeIndex node : children(document, body.node)) {
    const std::string name = outer + std::string(document.text(node));
    if (document[node].kind == NodeKind::block && outer.empty())
      read_arguments(block_at(document, node).at_body(), name + ".", arguments);
    if (document[node].kind != NodeKind::attribute || !document.has_children(node)) continue;
    const NodeIndex value = document.first_child(node);
    if (is_scalar_argument(document[value].kind)) arguments[name] = document.text(value);
    if (document[value].kind == NodeKind::object) read_object(document, value, name, arguments);
  }
}

void read_settings(const Syntax& settings, Backend& backend) {
  const Document& document = *settings.document;
  if (const NodeIndex node = nested_block(settings, "backend"); node != kNoNode) {
    const Block block = block_at(document, node);
    if (!block.labels.empty()) backend.type = block.labels[0];
    read_arguments(block.at_body(), "", backend.arguments);
  } else if (const NodeIndex cloud = nested_block(settings, "cloud"); cloud != kNoNode) {
    backend.type = "remote";
    read_arguments(block_at(document, cloud).at_body(), "", backend.arguments);
  }
}

std::string plain(const std::filesystem::path& path) {
  return path.lexically_normal().generic_string();
}

std::string path_of(const StateArguments& arguments) {
  const auto path = arguments.find("path");
  return path == arguments.end() ? std::string(kDefaultPath) : path->second;
}

/// Paths are relative to the folder where terraform runs; one that was made with `path.module`
/// begins at the project's root.
bool is_same_file(const Backend& kept, std::string_view root, const StateArguments& arguments) {
  const std::string file = plain(std::filesystem::path(kept.root) / path_of(kept.arguments));
  const std::string asked = path_of(arguments);
  return plain(std::filesystem::path(root) / asked) == file || plain(asked) == file;
}

bool is_same_state(const Backend& kept, const StateArguments& arguments) {
  bool named = false;
  for (const auto& [name, value] : arguments) {
    const auto own = kept.arguments.find(name);
    if (own == kept.arguments.end()) continue;
    if (own->second != value) return false;
    named = named || std::find(kStateNames.begin(), kStateNames.end(), name) != kStateNames.end();
  }
  return named;
}

}  // namespace

std::vector<Backend> backends(const Folders& folders) {
  std::vector<Backend> found;
  for (const std::string& root : roots(folders)) {
    Backend backend;
    backend.root = root;
    for (const Document* document : folders.find(root)->second.files) {
      if (document->empty()) continue;
      for (const NodeIndex node : children(*document, 0)) {
        if ((*document)[node].kind != NodeKind::block || document->text(node) != "terraform")
          continue;
        const Syntax settings = block_at(*document, node).at_body();
        if (settings.there()) read_settings(settings, backend);
      }
    }
    found.push_back(std::move(backend));
  }
  return found;
}

const Backend* backend_asked(const std::vector<Backend>& backends, std::string_view root,
                             std::string_view type, const StateArguments& arguments) {
  const Backend* found = nullptr;
  for (const Backend& kept : backends) {
    if (kept.type != type || kept.root == root) continue;
    const bool same =
        type == kLocal ? is_same_file(kept, root, arguments) : is_same_state(kept, arguments);
    if (!same) continue;
    if (found != nullptr) return nullptr;
    found = &kept;
  }
  return found;
}

}  // namespace weir::terraform
