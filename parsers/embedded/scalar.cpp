#include "parsers/embedded/scalar.h"

#include <cstdint>
#include <string_view>

#include "parsers/syntax/syntax.h"

namespace weir {

Span content_span(SourceMap& sources, const Document& document, NodeIndex node) {
  const Span whole = document.span(node);
  const std::string_view text = document.text(node);
  if (text.empty()) return whole;
  const std::string_view raw = sources.text(whole);
  const auto size = static_cast<std::uint32_t>(text.size());
  if (raw == text) return whole;
  if (raw.size() >= text.size() + 2 && (raw.back() == '"' || raw.back() == '\'') &&
      raw.substr(raw.size() - 1 - size, size) == text && raw[raw.size() - 2 - size] == raw.back()) {
    return {whole.file, whole.end - 1 - size, whole.end - 1};
  }
  const FileId derived = derive_scalar(sources, document, node);
  return {derived, 0, static_cast<std::uint32_t>(sources.text(derived).size())};
}

}  // namespace weir
