// Any bytes are read as a document or refused; never a crash, a hang or a span outside the text.

#include <cstddef>
#include <cstdint>
#include <string>

#include "analyzer/base/check.h"
#include "parsers/syntax/syntax.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  weir::SourceMap sources;
  const weir::FileId file =
      sources.add_file("input", std::string(reinterpret_cast<const char*>(data), size));
  for (const weir::Document& document : weir::parse_hcl(sources, file).documents) {
    for (const weir::SyntaxNode& node : document.nodes) {
      CHECK(node.begin <= node.end && node.end <= size);
    }
  }
  return 0;
}
