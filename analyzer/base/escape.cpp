#include "analyzer/base/escape.h"

#include <cstdint>
#include <cstdio>
#include <utility>

#include "analyzer/base/utf.h"

namespace weir {
namespace {

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

/// Characters that reorder, hide or break a line of text without being seen.
bool is_deceptive(char32_t c) {
  return c == 0x00AD || c == 0x061C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

/// White space of any script: a runner of jobs strips it before it looks for commands.
bool is_blank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}

std::string hex(const char* format, char32_t c) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, format, static_cast<unsigned>(c));
  return buffer;
}

/// Calls `put(out, code point, its bytes)` for every code point, U+FFFD for what is not UTF-8.
template <class Put>
std::string each(std::string_view text, Put put) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    put(out, point.value, point.valid ? text.substr(i, point.size) : kReplacement);
    i += point.size;
  }
  return out;
}

/// Where the printable ASCII from `i` on ends, a backslash as well.
std::size_t end_of_plain(std::string_view text, std::size_t i) {
  while (i < text.size() && text[i] >= ' ' && text[i] < 0x7F && text[i] != '\\') ++i;
  return i;
}

bool one_of(char32_t c, std::string_view set) {
  return c < 0x80 && set.find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

std::string escape_json(std::string_view text) {
  return each(text, [](std::string& out, char32_t c, std::string_view bytes) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += bytes;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029) {
      out += hex("\\u%04x", c);
    } else {
      out += bytes;
    }
  });
}

std::string escape_markdown(std::string_view text) {
  return each(text, [](std::string& out, char32_t c, std::string_view bytes) {
    if (is_control(c) || c == 0x2028 || c == 0x2029) {
      out += ' ';
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '@') {
      out += "&#64;";  // a name must not notify a person
    } else if (is_deceptive(c)) {
      out += hex("\\\\u%04x", c);
    } else {
      const bool line_mark = out.empty() && one_of(c, "#+-");
      const bool link = (c == ':' && (out.ends_with("http") || out.ends_with("https"))) ||
                        (c == '.' && out.ends_with("www"));
      if (line_mark || link || one_of(c, "\\`*_[]|~$")) out += '\\';
      out += bytes;
    }
  });
}

std::string escape_mermaid(std::string_view text) {
  return each(text, [](std::string& out, char32_t c, std::string_view bytes) {
    if (is_control(c)) {
      out += ' ';
    } else if (c == '"') {
      out += "#quot;";
    } else if (one_of(c, "#&<>\\`;%{}[]()|@") || is_deceptive(c)) {
      out += hex("#%u;", c);
    } else {
      out += bytes;
    }
  });
}

std::string escape_dot(std::string_view text) {
  return each(text, [](std::string& out, char32_t c, std::string_view bytes) {
    if (is_control(c)) {
      out += ' ';
    } else if (is_deceptive(c)) {
      out += hex("\\\\u%04x", c);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c == '&' ? "&amp;" : bytes;  // Graphviz reads entities in every string
    }
  });
}

std::string escape_terminal(std::string_view text) {
  char32_t before = ' ';  // the start is like white space
  char32_t mark = 0;      // a ':' or '#' just behind white space
  return each(text, [&](std::string& out, char32_t c, std::string_view bytes) {
    if (mark != 0 && c == mark) out.insert(out.size() - 1, "\\");
    mark = is_blank(before) && (c == ':' || c == '#') ? c : 0;
    before = c;
    if (c == '\n' || c == '\t') {
      out += bytes;
    } else if (is_control(c)) {
      out += hex("\\x%02x", c);
    } else if (is_deceptive(c)) {
      out += hex(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c);
    } else {
      out += bytes;
    }
  });
}

std::string escape_terminal_line(std::string_view text) {
  std::string line;
  for (const char c : escape_terminal(text)) {
    if (c == '\n' || c == '\t') {
      line += c == '\n' ? "\\n" : "\\t";
    } else {
      line += c;
    }
  }
  return line;
}

std::string visible_json(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 8);
  bool escape = false;  // behind a backslash
  for (std::size_t i = 0; i < json.size();) {
    if (!escape) {  // most of it is copied as it is
      const std::size_t end = end_of_plain(json, i);
      out += json.substr(i, end - i);
      i = end;
      if (i == json.size()) break;
    }
    const CodePoint point = decode_utf8(json, i);
    const char32_t c = point.value;
    const std::string_view bytes = point.valid ? json.substr(i, point.size) : kReplacement;
    i += point.size;
    if (std::exchange(escape, false)) {
      // \\u stands for a control character here, and so do these short forms
      const bool control = one_of(c, "ubfr");
      out += control ? "\\" : "";
      out += bytes;
    } else if (is_control(c) || is_deceptive(c)) {
      out += c == '\n' ? "\n" : hex(c > 0xFFFF ? "\\\\U%08x" : "\\\\u%04x", c);
    } else {
      escape = c == '\\';
      out += bytes;
    }
  }
  return out;
}

std::string escape_xml(std::string_view text) {
  return each(text, [](std::string& out, char32_t c, std::string_view bytes) {
    switch (c) {
      case '<':
        out += "&lt;";
        return;
      case '>':
        out += "&gt;";
        return;
      case '&':
        out += "&amp;";
        return;
      case '"':
        out += "&quot;";
        return;
      case '\'':
        out += "&#39;";
        return;
      case '\n':
      case '\t':
        out += bytes;
        return;
      case '\r':
        out += "&#13;";
        return;
      default:
        break;
    }
    const bool impossible = c < 0x20 || c == 0xFFFE || c == 0xFFFF;
    if (!impossible && (is_control(c) || is_deceptive(c))) {
      out += hex("&#%u;", c);
    } else {
      out += impossible ? kReplacement : bytes;
    }
  });
}

std::string percent_encode_path(std::string_view path) {
  constexpr std::string_view kKept =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string out;
  for (const char c : path) {
    if (kKept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += hex("%%%02X", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace weir
