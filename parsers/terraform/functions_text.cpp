// Functions of texts.

#include <algorithm>
#include <array>
#include <cmath>

#include "analyzer/base/regex.h"
#include "analyzer/base/utf.h"
#include "analyzer/model/passing.h"
#include "parsers/terraform/characters.h"
#include "parsers/terraform/functions.h"

namespace weir::terraform {
namespace {

/// All arguments are texts; else what the first other one means.
bool all_texts(const FunctionCall& call, std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    const std::optional<std::string> text = call.text(i);
    if (!text) return false;
    texts.push_back(*text);
  }
  return true;
}

/// For arguments of which not all are texts.
ValueId refuse(const FunctionCall& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (is_open(call.kind(i))) return call.depends(i);
  }
  return call.spend(0) ? call.fault(std::string(call.name) + " was given what is no text")
                       : call.over_budget();
}

template <class Make>
ValueId of_texts(const FunctionCall& call, Make make) {
  std::vector<std::string> texts;
  return all_texts(call, texts) ? call.made_text(std::string(make(texts))) : refuse(call);
}

ValueId in_other_letters(const FunctionCall& call,
                         std::optional<std::string> (*change)(std::string_view)) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse(call);
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

/// What `$1`, `${name}` and `$$` stand for in the text that replaces a match.
void write_replacement(std::string_view with, const std::vector<std::string_view>& groups,
                       const std::vector<std::string>& names, std::string& out) {
  const auto is_word = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  for (std::size_t at = 0; at < with.size();) {
    if (with[at] != '$' || at + 1 == with.size()) {
      out += with[at++];
      continue;
    }
    const bool braces = with[at + 1] == '{';
    const std::size_t begin = at + (braces ? 2 : 1);
    std::size_t end = begin;
    while (end < with.size() && is_word(with[end])) ++end;
    const bool named = end > begin && (!braces || (end < with.size() && with[end] == '}'));
    if (!named) {
      out += '$';
      at += with[at + 1] == '$' ? 2 : 1;
      continue;
    }
    const std::string_view name = with.substr(begin, end - begin);
    for (std::size_t n = 0; n < groups.size(); ++n) {
      if (name == std::to_string(n) || (n > 0 && name == names[n - 1])) out += groups[n];
    }
    at = end + (braces ? 1 : 0);
  }
}

/// Whether a pattern looks at what stands before a match, so that a text cannot be searched piece
/// by piece.
bool looks_back(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '^' && (i == 0 || pattern[i - 1] != '[')) return true;
    if (pattern[i] == '\\' && ++i < pattern.size() &&
        std::string_view("AbB").find(pattern[i]) != pattern.npos) {
      return true;
    }
  }
  return false;
}

/// Whether a pattern may match single bytes of a character (`\\C`), which terraform's does not
/// know.
bool splits_characters(std::string_view pattern) { return pattern.find("\\C") != pattern.npos; }

/// A pattern, paid for; also one that turns out to be too large.
Result<Regex> compiled(const FunctionCall& call, std::string_view pattern) {
  constexpr std::uint64_t kLargest = 50'000;
  Result<Regex> expression = Regex::compile(pattern);
  call.spend(pattern.size() + (expression.ok() ? expression->size() : kLargest));
  return expression;
}

std::uint64_t cost_of_search(const Regex& expression, std::size_t bytes) {
  constexpr std::uint64_t kInstructionsPerStep = 64;
  return 1 + bytes / 4 + bytes * expression.size() / kInstructionsPerStep;
}

ValueId replace_matches(const FunctionCall& call, std::string_view text, std::string_view pattern,
                        std::string_view with) {
  if (splits_characters(pattern)) return call.depends(0);
  const Result<Regex> expression = compiled(call, pattern);
  if (!expression.ok()) return call.fault("replace: " + expression.error().message);
  const std::vector<std::string> names = expression->group_names();
  const bool once = looks_back(pattern);
  std::string out;
  std::size_t after = std::string_view::npos;  // end of the match before
  for (std::size_t at = 0; at <= text.size();) {
    const std::uint64_t cost = cost_of_search(*expression, text.size() - at);
    if (!call.spend(cost + with.size() / 4)) return call.over_budget();
    const std::vector<std::string_view> groups = expression->find(text.substr(at));
    if (groups.empty()) {
      out += text.substr(at);
      break;
    }
    if (once && at > 0) return call.depends(0);
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    out += text.substr(at, begin - at);
    at = begin + groups[0].size();
    const bool touches = groups[0].empty() && begin == after;  // nothing is matched once
    if (!touches) write_replacement(with, groups, names, out);
    after = at;
    if (!groups[0].empty()) continue;
    const std::size_t size = at < text.size() ? decode_utf8(text, at).size : 1;
    out += text.substr(std::min(at, text.size()), size);
    at += size;
  }
  return call.made_text(std::move(out));
}

ValueId replace(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse(call);
  const std::string& text = texts[0];
  const bool pattern = texts[1].size() > 1 && texts[1].front() == '/' && texts[1].back() == '/';
  if (pattern)
    return replace_matches(call, text, texts[1].substr(1, texts[1].size() - 2), texts[2]);
  std::string out;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t found = texts[1].empty() ? at : text.find(texts[1], at);
    if (found == std::string::npos) break;
    if (!call.spend(1 + texts[2].size() / 4)) return call.over_budget();
    out += text.substr(at, found - at) + texts[2];
    at = found + texts[1].size();
    if (!texts[1].empty()) continue;
    if (at == text.size()) break;  // nothing stands before and after each character
    out += text.substr(at, decode_utf8(text, at).size);
    at += decode_utf8(text, at).size;
  }
  return call.made_text(out + text.substr(std::min(at, text.size())));
}

/// In characters, as people count them.
ValueId substr(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  const std::optional<double> offset = call.number(1), length = call.number(2);
  if (!text || !offset || !length) return refuse(call);
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
  if (!all_texts(call, texts)) return refuse(call);
  const std::string& text = texts[1];
  if (text.empty()) {
    return texts[0].empty() ? call.values.add_list({}, call.span)
                            : call.made_list({call.made_text("")});
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
  return call.made_list(items);
}

ValueId join(const FunctionCall& call) {
  std::vector<ValueId> parts;
  if (call.kind(0) == ValueKind::null) return call.fault("join was given no delimiter");
  for (std::size_t i = 1; i < call.size(); ++i) {
    if (!call.is_list(i)) return call.refuse(i, "list");
    for (const ValueId item : call.items(i)) {
      if (!parts.empty()) parts.push_back(call[0]);
      parts.push_back(item);
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

ValueId startswith(const FunctionCall& call) {
  std::vector<std::string> t;
  return all_texts(call, t) ? call.made_boolean(t[0].starts_with(t[1])) : refuse(call);
}
ValueId endswith(const FunctionCall& call) {
  std::vector<std::string> t;
  return all_texts(call, t) ? call.made_boolean(t[0].ends_with(t[1])) : refuse(call);
}
ValueId strcontains(const FunctionCall& call) {
  std::vector<std::string> t;
  return all_texts(call, t) ? call.made_boolean(t[0].find(t[1]) != std::string::npos)
                            : refuse(call);
}

/// The first match: the text itself, or its groups as a list or map.
ValueId regex(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse(call);
  if (splits_characters(texts[0])) return call.depends(1);
  const Result<Regex> pattern = compiled(call, texts[0]);
  if (!pattern.ok()) return call.fault("regex: " + pattern.error().message);
  const std::vector<std::string> names = pattern->group_names();
  const auto unnamed = std::count(names.begin(), names.end(), "");
  if (unnamed != 0 && static_cast<std::size_t>(unnamed) != names.size()) {
    return call.fault("regex: some of the groups have names, and some have none");
  }
  if (!call.spend(cost_of_search(*pattern, texts[1].size()))) return call.over_budget();
  const std::vector<std::string_view> groups = pattern->find(texts[1]);
  if (groups.empty()) return call.fault("regex: the pattern does not match");
  if (groups.size() == 1) return call.made_text(std::string(groups[0]));
  std::vector<ValueId> items;
  std::vector<MapEntry> entries;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    const ValueId item = groups[i].data() == nullptr ? call.values.add_null(call.span)
                                                     : call.made_text(std::string(groups[i]));
    items.push_back(item);
    if (i - 1 < names.size() && !names[i - 1].empty())
      entries.push_back({names[i - 1], call.span, item});
  }
  return entries.empty() ? call.values.add_list(items, call.span)
                         : call.values.add_map(std::move(entries), call.span);
}

constexpr std::array kFunctions = {FunctionEntry{"lower", 1, 1, Takes::texts, lower},
                                   FunctionEntry{"upper", 1, 1, Takes::texts, upper},
                                   FunctionEntry{"trimspace", 1, 1, Takes::texts, trimspace},
                                   FunctionEntry{"trim", 2, 2, Takes::texts, trim},
                                   FunctionEntry{"chomp", 1, 1, Takes::texts, chomp},
                                   FunctionEntry{"trimprefix", 2, 2, Takes::texts, trimprefix},
                                   FunctionEntry{"trimsuffix", 2, 2, Takes::texts, trimsuffix},
                                   FunctionEntry{"replace", 3, 3, Takes::texts, replace},
                                   FunctionEntry{"substr", 3, 3, Takes::texts, substr},
                                   FunctionEntry{"split", 2, 2, Takes::texts, split},
                                   FunctionEntry{"join", 2, kAnyNumber, Takes::whole_lists, join},
                                   FunctionEntry{"startswith", 2, 2, Takes::texts, startswith},
                                   FunctionEntry{"endswith", 2, 2, Takes::texts, endswith},
                                   FunctionEntry{"strcontains", 2, 2, Takes::texts, strcontains},
                                   FunctionEntry{"regex", 2, 2, Takes::texts, regex}};

}  // namespace

std::span<const FunctionEntry> text_functions() { return kFunctions; }

}  // namespace weir::terraform
