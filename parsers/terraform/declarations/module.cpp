// What a folder of files declares.

#include "parsers/terraform/declarations/module.h"

#include <filesystem>
#include <utility>

#include "parsers/terraform/declarations/overrides.h"
#include "parsers/terraform/declarations/variables.h"

namespace weir::terraform {
namespace {

class ModuleReader {
 public:
  ModuleReader(Module& module, SourceMap& sources, Notes& notes)
      : module_(module), sources_(sources), notes_(notes) {}

  /// `over`: what it declares overrides what is declared already.
  void file(const Document& document, bool over) {
    over_ = over;
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
    if (type == "provider") return provider(std::move(read));
    if (type == "variable") return declare(module_.variables, std::move(read), 1);
    if (type == "output") return declare(module_.outputs, std::move(read), 1);
    if (type == "module") return declare(module_.calls, std::move(read), 1, &module_.call_order);
    if (type == "data") return declare(module_.data, std::move(read), 2);
    if (type == "ephemeral") return declare(module_.ephemeral, std::move(read), 2);
    if (type == "resource") {
      return declare(module_.resources, std::move(read), 2, &module_.resource_order);
    }
    if (type == "moved" || type == "import" || type == "check" || type == "removed" ||
        type == "action") {
      if (over_)
        fault(type, read.header,
              "an override file holds a " + std::string(type) +
                  " block; nothing can be overridden by it");
      return;  // they declare nothing that the model shows
    }
    fault(type, read.header, "there is no block of type " + std::string(type));
  }

  void fault(std::string_view subject, Span span, const std::string& message) {
    notes_.add(Level::warning, "malformed-module", subject, span, message);
  }

  /// Only a default configuration needs none that it overrides: there is always one.
  void provider(Block block) {
    if (!over_ || block.labels.size() != 1) return module_.providers.push_back(std::move(block));
    const std::string name = provider_name(block);
    for (Block& known : module_.providers)
      if (provider_name(known) == name) return merge(known, block);
    if (attribute_of(block.at_body(), "alias").there())
      return overrides_nothing("provider " + name, block);
    module_.providers.push_back(std::move(block));
  }

  void overrides_nothing(const std::string& what, const Block& block) {
    fault(what, block.header,
          "found an override of " + what + ", which no other file of the folder declares");
  }

  void merge(Block& known, const Block& over) {
    const Syntax tied = attribute_of(over.at_body(), "depends_on");
    if (tied.there()) {
      fault("depends_on", tied.span(),
            "found depends_on in an override file; it cannot be overridden");
    }
    merged_bytes_ += known.block.span().end - known.block.span().begin;
    merged_bytes_ += over.block.span().end - over.block.span().begin;
    if (merged_bytes_ > kMergedBytes) {
      return notes_.add(Level::warning, "budget", "override", over.header,
                        "too much is overridden; this block is left out");
    }
    module_.merged.push_back(merged(known, over, sources_));
    known = block_at(*module_.merged.back(), module_.merged.back()->first_child(0));
  }

  void declare(Module::Named<Block>& names, Block block, std::size_t labels,
               std::vector<std::string>* order = nullptr) {
    const std::string type(block.block.document->text(block.block.node));
    if (block.labels.size() != labels || block.body == kNoNode) {
      return fault(type, block.header,
                   "found a " + type + " block with " + std::to_string(block.labels.size()) +
                       " labels; expected " + std::to_string(labels) + " and a body");
    }
    std::string name = block.labels[0];
    if (labels == 2) name += "." + block.labels[1];
    const auto known = names.find(name);
    if (over_ && known == names.end()) return overrides_nothing(type + " " + name, block);
    if (over_) return merge(known->second, block);
    if (known != names.end()) {
      notes_.add(Level::warning, "duplicate-block", type + " " + name, block.header,
                 type + " " + name + " is declared more than once; the first one counts");
      return;
    }
    names.emplace(name, std::move(block));
    if (order != nullptr) order->push_back(name);
  }

  void locals(const Block& block) {
    if (block.body == kNoNode) return;
    const Document& document = *block.block.document;
    for (const NodeIndex node : children(document, block.body)) {
      if (document[node].kind != NodeKind::attribute || !document.has_children(node)) continue;
      const std::string name(document.text(node));
      const Syntax value{&document, document.first_child(node)};
      const auto [known, fresh] = module_.locals.emplace(name, value);
      if (over_ && fresh) {
        module_.locals.erase(known);
        fault(
            "local." + name, document.span(node),
            "found an override of local." + name + ", which no other file of the folder declares");
      } else if (over_) {
        known->second = value;
      } else if (!fresh) {
        notes_.add(Level::warning, "duplicate-block", "local." + name, document.span(node),
                   "local." + name + " is declared more than once; the first one counts");
      }
    }
  }

  Module& module_;
  SourceMap& sources_;
  Notes& notes_;
  bool over_ = false;
  std::size_t merged_bytes_ = 0;
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

bool says(const Block& block, std::string_view attribute, std::string_view word) {
  const Syntax at = attribute_of(block.at_body(), attribute);
  return at.there() && at.document->text(at.node) == word;
}

Module read_module(std::string folder, const Folder& files, SourceMap& sources, Notes& notes) {
  Module module;
  module.folder = std::move(folder);
  ModuleReader reader(module, sources, notes);
  const auto overrides = [&](const Document* document) {
    return is_override_file(sources.path(document->file)) || files.overriding.count(document) != 0;
  };
  for (const Document* document : files.files)
    if (!overrides(document)) reader.file(*document, false);
  for (const Document* document : files.files)
    if (overrides(document)) reader.file(*document, true);
  check_variables(module, notes);
  return module;
}

std::string provider_name(const Block& provider) {
  const Syntax alias = attribute_of(provider.at_body(), "alias");
  const std::string name = provider.labels.empty() ? std::string() : provider.labels[0];
  return alias.there() ? name + "." + std::string(alias.document->text(alias.node)) : name;
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
