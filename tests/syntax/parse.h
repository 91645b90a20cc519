#pragma once

#include <functional>
#include <string>

#include "analyzer/base/source_map.h"
#include "parsers/syntax/syntax.h"

namespace weir::syntax_test {

/// A text with what one front end made of it.
struct Reading {
  using Parse = std::function<Parsed(SourceMap&, FileId)>;
  Reading(const Parse& parse, std::string text)
      : file(sources.add_file("input", std::move(text))), parsed(parse(sources, file)) {}

  /// Dumps of all documents.
  std::string tree() const {
    std::string text;
    for (const Document& document : parsed.documents) text += dump(document, sources);
    return text;
  }
  /// The dump without places, comments: what YAML and JSON have in common.
  std::string shape() const {
    std::string text;
    const std::string whole = tree();
    for (std::size_t i = 0; i < whole.size();) {
      const std::size_t end = whole.find('\n', i);
      const std::string line = whole.substr(i, end - i);
      if (line.rfind("comment", 0) != 0) text += line.substr(0, line.rfind(" @")) + "\n";
      i = end + 1;
    }
    return text;
  }
  /// `line:column code: message`, one diagnostic a line.
  std::string said() const {
    std::string text;
    for (const Diagnostic& diagnostic : parsed.diagnostics) {
      const Position at = sources.position(file, diagnostic.span.begin);
      text += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + diagnostic.code +
              ": " + diagnostic.message + "\n";
    }
    return text;
  }
  /// The first string whose text contains `part`.
  NodeIndex find(std::string_view part) const {
    const Document& document = parsed.documents.front();
    for (NodeIndex n = 0; n < document.nodes.size(); ++n) {
      const bool text = document[n].kind == NodeKind::string;
      if (text && document.text(n).find(part) != std::string_view::npos) return n;
    }
    return kNoNode;
  }
  /// What stands in the file for `part` of a decoded text; asked both ways.
  std::string written(std::string_view part) {
    const NodeIndex node = find(part);
    if (node == kNoNode) return "(not found)";
    const Document& document = parsed.documents.front();
    const std::size_t begin = document.text(node).find(part);
    const Span direct = span_in_scalar(sources, document, node, begin, begin + part.size());
    const FileId derived = derive_scalar(sources, document, node);
    if (sources.text(derived) != document.text(node)) return "(another text)";
    const Span through = sources.in_host({derived, static_cast<std::uint32_t>(begin),
                                          static_cast<std::uint32_t>(begin + part.size())});
    if (!(direct == through)) return "(two answers)";
    return std::string(sources.text(direct));
  }

  SourceMap sources;
  FileId file;
  Parsed parsed;
};

}  // namespace weir::syntax_test
