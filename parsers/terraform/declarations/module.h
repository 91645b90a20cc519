#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/notes.h"
#include "parsers/terraform/terraform.h"

namespace weir::terraform {

/// A node of a parsed file.
struct Syntax {
  const Document* document = nullptr;
  NodeIndex node = kNoNode;

  bool there() const { return node != kNoNode; }
  Span span() const { return there() ? document->span(node) : Span{}; }
};

/// A block as written: `resource "type" "name" { … }`.
struct Block {
  Syntax block;
  NodeIndex body = kNoNode;
  std::vector<std::string> labels;
  Span header;  ///< the type and the labels

  Syntax at_body() const { return {block.document, body}; }
};

/// A block taken apart.
Block block_at(const Document& document, NodeIndex node);
/// The value of attribute `name` of a body; not there if it is not set.
Syntax attribute_of(const Syntax& body, std::string_view name);
/// The first block of this type in a body; kNoNode if there is none.
NodeIndex nested_block(const Syntax& body, std::string_view type);
/// Whether some part of the node could not be parsed.
bool is_broken(const Syntax& at);
/// Whether a block sets `attribute` to the bare word.
bool says(const Block& block, std::string_view attribute, std::string_view word);

/// What the files of one folder declare, by name. Resources and data sources by `type.name`.
struct Module {
  template <class T>
  using Named = std::map<std::string, T, std::less<>>;

  std::string folder;
  Named<Block> variables, outputs, calls, resources, data, ephemeral;
  Named<Syntax> locals;
  std::vector<std::string> resource_order, call_order;
  std::vector<Block> providers;
  bool backend = false;
  bool broken = false;                            ///< a file has parts that could not be parsed
  std::vector<std::unique_ptr<Document>> merged;  ///< blocks with what override files say of them
};

/// Reads the declarations; a name declared twice is noted and counts the first time. Blocks of
/// override files are merged into those that they override.
Module read_module(std::string folder, const Folder& files, SourceMap& sources, Notes& notes);

/// What resources call the configuration that a provider block makes: `aws`, `aws.west`.
std::string provider_name(const Block& provider);
/// How a folder is called in messages.
std::string folder_name(const std::string& folder);
/// The literal `source` of a module block; "" if it is none.
std::string source_of(const Block& call);
/// `source` as seen from `folder`; empty if it is no local path. Leads out of the root if it begins
/// with "..".
std::string local_folder(std::string_view folder, std::string_view source);
bool is_local(std::string_view source);

}  // namespace weir::terraform
