#include "parsers/embedded/local_text.h"

#include <string_view>
#include <utility>

#include "parsers/syntax/syntax.h"

namespace weir {
namespace {

bool is_json(std::string_view path, std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return !path.ends_with(".yaml") && !path.ends_with(".yml") && first != text.npos &&
         (text[first] == '{' || text[first] == '[');
}

}  // namespace

LocalText read_local_text(const SourceMap& sources, FileId file) {
  const bool json = is_json(sources.path(file), sources.text(file));
  Parsed parsed = json ? parse_json(sources, file) : parse_yaml(sources, file);
  LocalText text;
  if (parsed.ok() && parsed.documents.size() == 1 && !parsed.documents.front().empty()) {
    text.document = std::move(parsed.documents.front());
  }
  text.diagnostics = std::move(parsed.diagnostics);
  return text;
}

}  // namespace weir
