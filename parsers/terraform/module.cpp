// What a folder of files declares.

#include "parsers/terraform/module.h"

#include <filesystem>
#include <utility>

namespace weir::terraform {
namespace {

class Reader {
 public:
  Reader(Module& module, Notes& notes) : module_(module), notes_(notes) {}

  void file(const Document& document) {
    if (document.empty()) return;
    module_.broken = module_.broken || is_broken({&document, 0});
    for (const NodeIndex node : children(document, 0)) {
      if (document[node].kind == NodeKind::block) block(document, node);
      if (document[node].kind == NodeKind::attribute) {
        notes_.add(Level::warning, "malformed-module", document.text(node), document.span(node),
                   "found the attribute " + std::string(document.text(node)) +
                       " outside of any block; expected a block");
      }
    }
  }

 private:
  void block(const Document& document, NodeIndex node) {
    Block read = block_at(document, node);
    const std::string_view type = document.text(node);
    if (type == "locals") return locals(read);
    if (type == "terraform") {
      module_.backend = module_.backend || nested_block(read.at_body(), "backend") != kNoNode ||
                        nested_block(read.at_body(), "cloud") != kNoNode;
      return;
    }
    if (type == "provider") return module_.providers.push_back(std::move(read));
    if (type == "variable") return declare(module_.variables, std::move(read), 1);
    if (type == "output") return declare(module_.outputs, std::move(read), 1);
    if (type == "module") return declare(module_.calls, std::move(read), 1, &module_.call_order);
    if (type == "data") return declare(module_.data, std::move(read), 2);
    if (type == "resource") {
      return declare(module_.resources, std::move(read), 2, &module_.resource_order);
    }
    if (type == "moved" || type == "import" || type == "check" || type == "removed" ||
        type == "ephemeral" || type == "action") {
      return;  // they declare nothing that the model shows
    }
    notes_.add(Level::warning, "malformed-module", type, read.header,
               "there is no block of type " + std::string(type));
  }

  void declare(Module::Named<Block>& names, Block block, std::size_t labels,
               std::vector<std::string>* order = nullptr) {
    const std::string type(block.block.document->text(block.block.node));
    if (block.labels.size() != labels || block.body == kNoNode) {
      notes_.add(Level::warning, "malformed-module", type, block.header,
                 "found a " + type + " block with " + std::to_string(block.labels.size()) +
                     " labels; expected " + std::to_string(labels) + " and a body");
      return;
    }
    std::string name = block.labels[0];
    if (labels == 2) name += "." + block.labels[1];
    const Span header = block.header;
    if (!names.emplace(name, std::move(block)).second) {
      notes_.add(Level::warning, "duplicate-block", type + " " + name, header,
                 type + " " + name + " is declared more than once; the first one counts");
      return;
    }
    if (order != nullptr) order->push_back(name);
  }

  void locals(const Block& block) {
    if (block.body == kNoNode) return;
    const Document& document = *block.block.document;
    for (const NodeIndex node : children(document, block.body)) {
      if (document[node].kind != NodeKind::attribute || !document.has_children(node)) continue;
      const std::string name(document.text(node));
      if (!module_.locals.emplace(name, Syntax{&document, document.first_child(node)}).second) {
        notes_.add(Level::warning, "duplicate-block", "local." + name, document.span(node),
                   "local." + name + " is declared more than once; the first one counts");
      }
    }
  }

  Module& module_;
  Notes& notes_;
};

}  // namespace

Block block_at(const Document& document, NodeIndex node) {
  Block block;
  block.block = {&document, node};
  const std::uint32_t begin = document[node].begin;
  block.header = {document.file, begin,
                  begin + static_cast<std::uint32_t>(document.text(node).size())};
  for (const NodeIndex child : children(document, node)) {
    if (document[child].kind == NodeKind::label) {
      block.labels.emplace_back(document.text(child));
      block.header.end = document[child].end;
    } else if (document[child].kind == NodeKind::body) {
      block.body = child;
    }
  }
  return block;
}

Syntax attribute_of(const Syntax& body, std::string_view name) {
  if (!body.there()) return {};
  const Document& document = *body.document;
  for (const NodeIndex node : children(document, body.node)) {
    if (document[node].kind == NodeKind::attribute && document.text(node) == name &&
        document.has_children(node)) {
      return {&document, document.first_child(node)};
    }
  }
  return {};
}

NodeIndex nested_block(const Syntax& body, std::string_view type) {
  if (!body.there()) return kNoNode;
  for (const NodeIndex node : children(*body.document, body.node)) {
    if ((*body.document)[node].kind == NodeKind::block && body.document->text(node) == type) {
      return node;
    }
  }
  return kNoNode;
}

bool is_broken(const Syntax& at) {
  const Document& document = *at.document;
  for (NodeIndex node = at.node; node < document[at.node].subtree_end; ++node) {
    if (document[node].kind == NodeKind::error) return true;
  }
  return false;
}

Module read_module(std::string folder, const Folder& files, Notes& notes) {
  Module module;
  module.folder = std::move(folder);
  Reader reader(module, notes);
  for (const Document* document : files.files) reader.file(*document);
  return module;
}

std::string folder_name(const std::string& folder) {
  return folder.empty() ? "the root folder" : folder;
}

std::string source_of(const Block& call) {
  const Syntax source = attribute_of(call.at_body(), "source");
  if (!source.there() || (*source.document)[source.node].kind != NodeKind::string) return "";
  return std::string(source.document->text(source.node));
}

bool is_local(std::string_view source) {
  return source == "." || source == ".." || source.starts_with("./") || source.starts_with("../");
}

std::string local_folder(std::string_view folder, std::string_view source) {
  const std::filesystem::path path = std::filesystem::path(folder) / source;
  std::string shown = path.lexically_normal().generic_string();
  if (shown.ends_with('/')) shown.pop_back();
  return shown == "." ? std::string() : shown;
}

}  // namespace weir::terraform
