// textencodebase64 and textdecodebase64: texts in other encodings than UTF-8.

#include <array>
#include <cctype>

#include "analyzer/base/utf.h"
#include "parsers/terraform/functions/arguments.h"
#include "parsers/terraform/functions/base64.h"

namespace weir::terraform {
namespace {

/// How code points become bytes. `one_byte`: the first `points` of Unicode.
struct CharacterSet {
  enum class Form : std::uint8_t { utf8, utf16_little, utf16_big, one_byte };
  std::string_view name;
  Form form = Form::utf8;
  char32_t points = 0;
  bool mark = false;  ///< begins with a byte-order mark
};

constexpr std::array<CharacterSet, 9> kSets = {{{"utf-8", CharacterSet::Form::utf8, 0},
                                                {"utf8", CharacterSet::Form::utf8, 0},
                                                {"utf-16le", CharacterSet::Form::utf16_little, 0},
                                                {"utf-16be", CharacterSet::Form::utf16_big, 0},
                                                {"utf-16", CharacterSet::Form::utf16_big, 0, true},
                                                {"iso-8859-1", CharacterSet::Form::one_byte, 0x100},
                                                {"latin1", CharacterSet::Form::one_byte, 0x100},
                                                {"us-ascii", CharacterSet::Form::one_byte, 0x80},
                                                {"ascii", CharacterSet::Form::one_byte, 0x80}}};

const CharacterSet* set_named(std::string_view name) {
  std::string small;
  for (const char c : name) small += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const CharacterSet& set : kSets) {
    if (small == set.name) return &set;
  }
  return nullptr;
}

void append_unit(std::string& out, unsigned unit, bool little) {
  const char low = static_cast<char>(unit & 0xFFU), high = static_cast<char>(unit >> 8U);
  little ? (out += low) += high : (out += high) += low;
}

/// The bytes of a text; none if the set lacks a character.
std::optional<std::string> bytes_in(const CharacterSet& set, std::string_view text) {
  if (set.form == CharacterSet::Form::utf8) return std::string(text);
  const bool little = set.form == CharacterSet::Form::utf16_little;
  std::string out = set.mark ? "\xFE\xFF" : "";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    at += point.size;
    if (set.form == CharacterSet::Form::one_byte) {
      if (point.value >= set.points) return std::nullopt;
      out += static_cast<char>(point.value);
    } else if (point.value < 0x10000) {
      append_unit(out, point.value, little);
    } else {
      append_unit(out, 0xD800 + ((point.value - 0x10000) >> 10U), little);
      append_unit(out, 0xDC00 + ((point.value - 0x10000) & 0x3FFU), little);
    }
  }
  return out;
}

/// The text that bytes are; none if they are none.
std::optional<std::string> text_in(const CharacterSet& set, std::string_view bytes) {
  if (set.form == CharacterSet::Form::utf8)
    return is_valid_utf8(bytes) ? std::optional(std::string(bytes)) : std::nullopt;
  std::string out;
  if (set.form == CharacterSet::Form::one_byte) {
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= set.points) return std::nullopt;
      append_utf8(out, byte);
    }
    return out;
  }
  if (bytes.size() % 2 != 0) return std::nullopt;
  const std::size_t low = set.form == CharacterSet::Form::utf16_little ? 0 : 1;
  const auto unit = [&](std::size_t at) {
    return static_cast<char32_t>(
        static_cast<unsigned char>(bytes[at + low]) |
        static_cast<unsigned>(static_cast<unsigned char>(bytes[at + 1 - low])) << 8U);
  };
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    const char32_t first = unit(at);
    const bool pair = first >= 0xD800 && first < 0xDC00 && at + 3 < bytes.size() &&
                      unit(at + 2) >= 0xDC00 && unit(at + 2) < 0xE000;
    append_utf8(out, pair ? 0x10000 + ((first - 0xD800) << 10U) + (unit(at + 2) - 0xDC00) : first);
    at += pair ? 2 : 0;
  }
  return out;
}

/// An encoding that is not known here may be one of terraform's.
ValueId another_set(const FunctionCall& call, const std::string& name) {
  return call.values.add_unknown(UnknownKind::unsupported, "the encoding is not evaluated", name,
                                 call.span);
}

ValueId textencodebase64(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  const CharacterSet* set = set_named(texts[1]);
  if (set == nullptr) return another_set(call, texts[1]);
  const std::optional<std::string> bytes = bytes_in(*set, texts[0]);
  return bytes ? call.made_text(to_base64(*bytes))
               : fault_of(call, "the encoding lacks a character of the text");
}

ValueId textdecodebase64(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  const std::optional<std::string> bytes = from_base64(texts[0]);
  if (!bytes) return fault_of(call, "found what is no base64");
  const CharacterSet* set = set_named(texts[1]);
  if (set == nullptr || set->mark) return another_set(call, texts[1]);
  const std::optional<std::string> text = text_in(*set, *bytes);
  return text ? call.made_text(*text)
              : fault_of(call, "found bytes that are no text in the encoding");
}

constexpr std::string_view kCompressed = "what it makes depends on the version of the compressor";
ValueId compressed(const FunctionCall& call) {
  if (!call.text(0)) return refuse_texts(call);
  return call.values.add_unknown(UnknownKind::unsupported,
                                 std::string(call.name) + "() is not evaluated", "", call.span);
}

constexpr std::array kCharacterSetFunctions = {
    FunctionEntry{"textencodebase64", 2, 2, Takes::scalars, textencodebase64},
    FunctionEntry{"textdecodebase64", 2, 2, Takes::scalars, textdecodebase64},
    FunctionEntry{"base64gzip", 1, 1, Takes::scalars, compressed, kCompressed}};

}  // namespace

std::span<const FunctionEntry> character_set_functions() { return kCharacterSetFunctions; }

}  // namespace weir::terraform
