#include <string_view>

#include "parsers/syntax/syntax.h"

namespace weir {

Parsed parse_yaml_or_json(const SourceMap& sources, FileId file) {
  const std::string_view path = sources.path(file);
  const std::string_view text = sources.text(file);
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool json = !path.ends_with(".yaml") && !path.ends_with(".yml") && first != text.npos &&
                    (text[first] == '{' || text[first] == '[');
  return json ? parse_json(sources, file) : parse_yaml(sources, file);
}

}  // namespace weir
