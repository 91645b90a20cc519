// Prints what the HCL front end makes of texts as JSON, one line each: for tests/checks/hcl_syntax.mjs. Reads them from its input,
// each as "BYTES NAME", a line end and the text.

#include <iostream>
#include <string>

#include "parsers/syntax/syntax.h"

namespace {

using namespace weir;

std::string quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

class Printer {
 public:
  Printer(const Document& document, const SourceMap& sources) : document_(document), sources_(sources) {}

  std::string body(NodeIndex at) {
    std::string out = "[";
    for (const NodeIndex node : children(document_, at)) {
      const std::string item = document_[node].kind == NodeKind::attribute ? attribute(node)
                               : document_[node].kind == NodeKind::block   ? block(node)
                                                                           : "{\"error\":true}";
      out += (out.size() > 1 ? "," : "") + item;
    }
    return out + "]";
  }

 private:
  std::string attribute(NodeIndex at) {
    const NodeIndex value = document_.first_child(at);
    return "{\"attribute\":" + quoted(document_.text(at)) + ",\"value\":" + expression(value) + "}";
  }

  std::string block(NodeIndex at) {
    std::string labels, content = "[]";
    for (const NodeIndex child : children(document_, at)) {
      if (document_[child].kind == NodeKind::label)
        labels += (labels.empty() ? "" : ",") + quoted(document_.text(child));
      if (document_[child].kind == NodeKind::body) content = body(child);
    }
    return "{\"block\":" + quoted(document_.text(at)) + ",\"labels\":[" + labels + "],\"body\":" + content + "}";
  }

  /// A node as [kind, text, source, children…].
  std::string expression(NodeIndex at) {
    static const char* const kNames[] = {
        "error",    "map",      "entry",     "list",     "null",        "boolean",      "number",   "string",
        "body",     "attribute", "block",    "label",    "variable",    "get_attr",     "index",    "splat",
        "call",     "unary",    "binary",    "conditional", "for_list", "for_map",      "template", "template_if",
        "template_for", "object", "tuple"};
    std::string out = std::string("[\"") + kNames[static_cast<std::size_t>(document_[at].kind)] + "\"," +
                      quoted(document_.text(at)) + "," + quoted(sources_.text(document_.span(at)));
    for (const NodeIndex child : children(document_, at)) out += "," + expression(child);
    return out + "]";
  }

  const Document& document_;
  const SourceMap& sources_;
};

}  // namespace

int main() {
  for (std::string head; std::getline(std::cin, head);) {
    const std::size_t blank = head.find(' ');
    std::string text(std::stoul(head.substr(0, blank)), '\0'), path = head.substr(blank + 1);
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    SourceMap sources;
    const FileId file = sources.add_file(path, std::move(text));
    const Parsed parsed = parse_hcl_or_json(sources, file);
    std::string faults;
    for (const Diagnostic& diagnostic : parsed.diagnostics)
      faults += (faults.empty() ? "" : ",") + quoted(diagnostic.message);
    const Document& document = parsed.documents.front();
    const bool read = document[0].kind == NodeKind::body;
    std::cout << "{\"file\":" << quoted(path) << ",\"ok\":" << (parsed.ok() ? "true" : "false") << ",\"faults\":["
              << faults << "],\"body\":" << (read ? Printer(document, sources).body(0) : "[]") << "}\n";
  }
}
