#pragma once

#include <string>
#include <string_view>

namespace weir {

// Names in the input are the attacker's text; each sink has its own escape. Every function takes
// any bytes and gives valid UTF-8: what is not UTF-8 becomes U+FFFD.

/// For the inside of a JSON string (without the quotes).
std::string escape_json(std::string_view text);

/// For Markdown text within a line: marks, HTML and links lose their meaning; line ends and other
/// control characters become blanks.
std::string escape_markdown(std::string_view text);

/// For the inside of a quoted Mermaid label: entity codes (`#quot;`), no HTML, one line.
std::string escape_mermaid(std::string_view text);

/// For the inside of a quoted DOT string: one line, and no escString sequence (`\N`, `\G`).
std::string escape_dot(std::string_view text);

/// For a terminal: control characters and those that reorder or hide text become visible (`\x1b`,
/// `\u202e`). A line feed and a tab stay; a carriage return does not. What a runner of jobs takes
/// for a command (`::`, `##` at the text's start or behind white space) gets a backslash in front.
std::string escape_terminal(std::string_view text);

/// The same for one line: a line feed and a tab become visible too (`\n`, `\t`).
std::string escape_terminal_line(std::string_view text);

/// Serialised JSON (only ASCII controls escaped, as by nlohmann's dump) in which control characters
/// and those that reorder or hide text became visible texts: `\\u202e`. Still JSON; `\n` and `\t`
/// stay.
std::string visible_json(std::string_view json);

/// For XML and HTML, as text or inside a quoted attribute. Characters that XML 1.0 cannot hold
/// become U+FFFD.
std::string escape_xml(std::string_view text);

/// A relative path as a URI reference (RFC 3986): each byte outside the unreserved characters and
/// `/` becomes %XX. A `:` in the first component is encoded, so no path reads as a scheme.
std::string percent_encode_path(std::string_view path);

}  // namespace weir
