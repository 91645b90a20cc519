#include "parsers/embedded/local_text.h"

#include <utility>

#include "parsers/syntax/syntax.h"

namespace weir {
LocalText read_local_text(const SourceMap& sources, FileId file) {
  Parsed parsed = parse_yaml_or_json(sources, file);
  LocalText text;
  if (parsed.ok() && parsed.documents.size() == 1 && !parsed.documents.front().empty()) {
    text.document = std::move(parsed.documents.front());
  }
  text.diagnostics = std::move(parsed.diagnostics);
  return text;
}

}  // namespace weir
