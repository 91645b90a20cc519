#pragma once

#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"

namespace weir {

/// One or more documents read from a text (YAML streams have several), and what was wrong with it.
/// A text with any diagnostic of level error is malformed; what could be read is still there.
struct Parsed {
  std::vector<Document> documents;
  Diagnostics diagnostics;
  bool ok() const;
};

/// YAML 1.1 as CloudFormation, compose and Kubernetes use it: tags kept, aliases and merge keys
/// (`<<`) expanded within limits::kAliasExpansion, less in small files (spans stay at the anchor), plain scalars typed
/// as null, boolean (true/false only; yes/no stay strings), number or string. Duplicate keys are
/// warnings. Comments kept.
Parsed parse_yaml(const SourceMap& sources, FileId file);
/// JSON with byte offsets. Duplicate keys are warnings. A BOM is skipped. No comments.
Parsed parse_json(const SourceMap& sources, FileId file);
/// JSON if the text begins like it and the file's name does not say YAML, else YAML.
Parsed parse_yaml_or_json(const SourceMap& sources, FileId file);
/// HCL native syntax (Terraform): expressions, templates, heredocs, comments. A bare word as an object
/// key is a string, `(word)` a variable. In the rest of a splat a variable with an empty name is "each
/// item". A parenthesised expression is the inner one. An attribute set twice is a warning.
Parsed parse_hcl(const SourceMap& sources, FileId file);
/// Terraform's JSON syntax, in the kinds of HCL: what the language defines as blocks are blocks, other properties attributes; a
/// property that only the provider knows is an attribute, unless a `dynamic` stands in it. Strings are templates where Terraform
/// reads them so; all places lie in the JSON. A property "//" is a comment.
Parsed parse_hcl_json(SourceMap& sources, FileId file);
/// HCL native syntax, or JSON if the file's name says so.
Parsed parse_hcl_or_json(SourceMap& sources, FileId file);

/// A text that is a template as a whole, as `templatefile` reads it.
struct Template {
  Parsed parsed;
  NodeIndex root = 0;  ///< a template or string; 0 where the text is malformed or too large
};
/// HCL templates: `${…}`, `%{…}`, `$${` for `${`; no other escapes. Every byte of the document leads
/// back to `text`.
Template parse_template(SourceMap& sources, FileId text);

/// The decoded text of scalar `node` as a derived text whose segments lead back to its bytes
/// (escapes, folded lines and stripped indentation accounted for). Plain verbatim scalars get one
/// segment.
FileId derive_scalar(SourceMap& sources, const Document& document, NodeIndex node);

/// A stretch of `node`'s decoded text as a span in its file (for `${…}` inside a !Sub text). Takes time
/// in the length of the text: for many stretches of one scalar use derive_scalar and SourceMap::in_host.
Span span_in_scalar(const SourceMap& sources, const Document& document, NodeIndex node,
                    std::size_t decoded_begin, std::size_t decoded_end);

}  // namespace weir
