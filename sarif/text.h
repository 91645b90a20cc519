#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::sarif {

/// Text as a SARIF message takes it literally: `\`, `[` and `]` escaped, so that a name cannot
/// become a link.
std::string escape_message(std::string_view text);

/// A relative path as a URI reference: everything but unreserved characters and `/`
/// percent-encoded.
std::string uri_of(std::string_view path);

/// "prompt-injection-reaches-data" → "PromptInjectionReachesData".
std::string pascal_case(std::string_view rule_id);

/// Markdown without its marks, for viewers that show plain text only. Fenced code stays as it is.
std::string plain_text(std::string_view markdown);

/// The first paragraph of prose (no heading, list, quote or code); "" if there is none.
std::string first_paragraph(std::string_view markdown);

/// At most `bytes` bytes, cut between characters and marked with "…" where something is left out.
std::string cut(std::string_view text, std::size_t bytes);

/// The text with a full stop, unless it ends in one.
std::string with_full_stop(std::string text);

}  // namespace weir::sarif
