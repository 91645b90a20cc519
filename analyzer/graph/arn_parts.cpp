#include "analyzer/graph/arn_parts.h"

#include <array>

namespace weir {

std::optional<Arn> split_arn(std::string_view text) {
  if (!text.starts_with("arn:")) return std::nullopt;
  std::array<std::string_view, 5> parts;
  std::size_t begin = 4;
  std::size_t part = 0;
  int hole = 0;
  for (std::size_t i = begin; i < text.size() && part < 4; ++i) {
    if (text[i] == '{') ++hole;
    if (text[i] == '}') --hole;
    if (text[i] != ':' || hole > 0) continue;
    parts[part++] = text.substr(begin, i - begin);
    begin = i + 1;
  }
  if (part < 4) return std::nullopt;
  parts[4] = text.substr(begin);
  return Arn{parts[0], parts[1], parts[2], parts[3], parts[4]};
}

std::string holes_open(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "${") {
      const std::size_t close = text.find('}', i);
      out += '*';
      if (close == std::string_view::npos) break;
      i = close;
    } else {
      out += text[i];
    }
  }
  return out;
}

ArnForm split_form(std::string_view resource) {
  for (const std::string_view mark : {std::string_view("{name}"), std::string_view("{id}")}) {
    const std::size_t at = resource.find(mark);
    if (at == std::string_view::npos) continue;
    return {std::string(resource.substr(0, at)), std::string(resource.substr(at + mark.size())),
            mark == "{name}"};
  }
  return {std::string(resource), "", false};
}

}  // namespace weir
