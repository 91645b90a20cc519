// Functions of texts.

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/functions/arguments.h"
#include "parsers/terraform/functions/characters.h"
#include "parsers/terraform/functions/encoded.h"

namespace weir::terraform {
namespace {

ValueId in_other_letters(const FunctionCall& call,
                         std::optional<std::string> (*change)(std::string_view)) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  const std::optional<std::string> changed = change(*text);
  return changed ? call.made_text(*changed) : call.depends(0);
}
ValueId lower(const FunctionCall& call) { return in_other_letters(call, in_small_letters); }
ValueId upper(const FunctionCall& call) { return in_other_letters(call, in_capitals); }

ValueId trimspace(const FunctionCall& call) {
  return of_texts(call, [](auto& t) { return without_blanks(t[0]); });
}
ValueId trim(const FunctionCall& call) {
  return of_texts(call, [](auto& t) { return trimmed(t[0], t[1]); });
}
ValueId chomp(const FunctionCall& call) {
  return of_texts(call, [](auto& t) {
    t[0].erase(t[0].find_last_not_of("\r\n") + 1);  // npos + 1 is 0
    return t[0];
  });
}
ValueId trimprefix(const FunctionCall& call) {
  return of_texts(call,
                  [](auto& t) { return t[0].starts_with(t[1]) ? t[0].substr(t[1].size()) : t[0]; });
}
ValueId trimsuffix(const FunctionCall& call) {
  return of_texts(call, [](auto& t) {
    return t[0].ends_with(t[1]) ? t[0].substr(0, t[0].size() - t[1].size()) : t[0];
  });
}

/// In characters, as people count them.
ValueId substr(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  const std::optional<double> offset = call.number(1), length = call.number(2);
  if (!text || !offset || !length) return refuse_texts(call);
  if (*offset != std::floor(*offset) || *length != std::floor(*length)) {
    return call.fault("substr was given a position that is not whole");
  }
  const std::optional<std::vector<std::size_t>> starts = characters_of(*text);
  if (!starts) return call.depends(0);
  const auto count = static_cast<double>(starts->size());
  const double begin = std::min(*offset < 0 ? std::max(0.0, count + *offset) : *offset, count);
  const double end = *length < 0 ? count : std::min(count, begin + *length);
  const auto byte = [&](double n) {
    return n >= count ? text->size() : (*starts)[static_cast<std::size_t>(n)];
  };
  return call.made_text(text->substr(byte(begin), byte(end) - byte(begin)));
}

/// The pieces are stretches of one text, which leads back to the call.
ValueId split(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  const std::string& text = texts[1];
  if (text.empty()) {
    return texts[0].empty() ? call.made_list({}, CollectionType::list)
                            : call.made_list({call.made_text("")}, CollectionType::list);
  }
  if (texts[0].empty() && !characters_of(text))
    return call.depends(1);  // terraform joins some first
  const FileId derived = call.sources.add_derived(text, {{0, call.span, false}});
  std::vector<ValueId> items;
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t end = std::min(text.find(texts[0], at), text.size());
    if (texts[0].empty()) end = at + decode_utf8(text, at).size;
    if (!call.spend(2 + (end - at) / 4)) return call.over_budget();
    const Span place{derived, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
    items.push_back(call.values.add_string(text.substr(at, end - at), place));
    at = end + texts[0].size();
    if (texts[0].empty() && at == text.size()) break;
  }
  return call.made_list(items, CollectionType::list);
}

ValueId join(const FunctionCall& call) {
  std::vector<ValueId> parts;
  if (call.kind(0) == ValueKind::null) return call.fault("join was given no delimiter");
  for (std::size_t i = 1; i < call.size(); ++i) {
    if (!call.is_list(i)) return call.refuse(i, "list");
    for (const ValueId item : call.items(i)) {
      if (!parts.empty()) parts.push_back(call[0]);
      parts.push_back(encoded_text(call, item));
    }
  }
  if (parts.empty()) return call.values.add_string("", call.span);
  for (const ValueId part : parts) {
    const ValueKind kind = call.values[part].kind;
    if (kind == ValueKind::choice) return call.depends_on_part(part);
    const bool text = kind != ValueKind::list && kind != ValueKind::map && kind != ValueKind::null;
    if (!text) return call.refuse_part(part, "list of texts");
  }
  return call.made_joined(parts);
}

/// Of a text with holes the beginning may be known.
ValueId startswith(const FunctionCall& call) {
  std::vector<std::string> t;
  if (all_texts(call, t)) return call.made_boolean(t[0].starts_with(t[1]));
  if (call.kind(1) == ValueKind::null) return call.refuse(1, "text");
  const std::optional<std::string> wanted = call.text(1);
  if (!wanted || !is_open(call.kind(0))) return refuse_texts(call);
  const bool holes = call.kind(0) == ValueKind::text;
  const std::string_view known =
      holes ? call.values.string(call.values.item(call[0], 0)) : std::string_view();
  if (known.starts_with(*wanted)) return call.made_boolean(true);
  const bool may_follow = std::string_view(*wanted).starts_with(known);
  return may_follow ? call.depends(0) : call.made_boolean(false);
}
ValueId endswith(const FunctionCall& call) {
  std::vector<std::string> t;
  return all_texts(call, t) ? call.made_boolean(t[0].ends_with(t[1])) : refuse_texts(call);
}
ValueId strcontains(const FunctionCall& call) {
  std::vector<std::string> t;
  return all_texts(call, t) ? call.made_boolean(t[0].find(t[1]) != std::string::npos)
                            : refuse_texts(call);
}

/// Words begin with a capital. What stands between words: blanks, and signs but `_`.
ValueId title(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  std::string out;
  bool inside = false;
  for (std::size_t at = 0; at < text->size();) {
    const CodePoint point = decode_utf8(*text, at);
    const std::string_view written = std::string_view(*text).substr(at, point.size);
    const bool ascii = point.value < 0x80;
    const auto byte = static_cast<unsigned char>(written[0]);
    const bool word =
        ascii ? std::isalnum(byte) != 0 || byte == '_' : !without_blanks(written).empty();
    if (!ascii && !is_letter_or_blank(point.value)) return call.depends(0);
    const std::optional<std::string> capital = in_capitals(written);
    if (!inside && !capital) return call.depends(0);
    out += inside ? std::string(written) : *capital;
    inside = word;
    at += point.size;
  }
  return call.made_text(std::move(out));
}

/// Blanks before every line but the first.
ValueId indent(const FunctionCall& call) {
  const std::optional<std::int64_t> count = whole(call, 0);
  if (!count) return refuse_whole(call, 0);
  const std::optional<std::string> text = call.text(1);
  if (!text) return refuse_texts(call);
  if (*count < 0) return fault_of(call, "found a negative number of blanks");
  const auto lines = static_cast<std::uint64_t>(std::count(text->begin(), text->end(), '\n'));
  const auto size = static_cast<std::uint64_t>(*count);
  if (size > limits::kTextBytes || text->size() + lines * size > limits::kTextBytes ||
      !call.spend(lines * size / 4))
    return call.over_budget();
  std::string out;
  for (const char c : *text) {
    out += c;
    if (c == '\n') out.append(size, ' ');
  }
  return call.made_text(std::move(out));
}

ValueId strrev(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  const std::optional<std::vector<std::size_t>> starts = characters_of(*text);
  if (!starts) return call.depends(0);
  std::string out;
  std::size_t end = text->size();
  for (std::size_t i = starts->size(); i-- > 0; end = (*starts)[i])
    out += text->substr((*starts)[i], end - (*starts)[i]);
  return call.made_text(std::move(out));
}

constexpr std::array kTextFunctions = {
    FunctionEntry{"lower", 1, 1, Takes::texts, lower},
    FunctionEntry{"upper", 1, 1, Takes::texts, upper},
    FunctionEntry{"trimspace", 1, 1, Takes::texts, trimspace},
    FunctionEntry{"trim", 2, 2, Takes::texts, trim},
    FunctionEntry{"chomp", 1, 1, Takes::texts, chomp},
    FunctionEntry{"trimprefix", 2, 2, Takes::texts, trimprefix},
    FunctionEntry{"trimsuffix", 2, 2, Takes::texts, trimsuffix},
    FunctionEntry{"substr", 3, 3, Takes::texts, substr},
    FunctionEntry{"split", 2, 2, Takes::texts, split},
    FunctionEntry{"join", 2, kAnyNumber, Takes::whole_lists, join},
    FunctionEntry{"startswith", 2, 2, Takes::scalars, startswith},
    FunctionEntry{"endswith", 2, 2, Takes::texts, endswith},
    FunctionEntry{"strcontains", 2, 2, Takes::texts, strcontains},
    FunctionEntry{"title", 1, 1, Takes::texts, title},
    FunctionEntry{"indent", 2, 2, Takes::scalars, indent},
    FunctionEntry{"strrev", 1, 1, Takes::texts, strrev}};

}  // namespace

std::span<const FunctionEntry> text_functions() { return kTextFunctions; }

}  // namespace weir::terraform
