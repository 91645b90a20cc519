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
  const weir::Parsed parsed = weir::parse_hcl(sources, file);
  for (const weir::Document& document : parsed.documents) {
    for (weir::NodeIndex n = 0; n < document.nodes.size(); ++n) {
      CHECK(document[n].begin <= document[n].end && document[n].end <= size);
      CHECK(document[n].subtree_end > n && document[n].subtree_end <= document.nodes.size());
      const weir::FileId derived = weir::derive_scalar(sources, document, n);
      CHECK(sources.text(derived) == document.text(n));
    }
  }
  return 0;
}
