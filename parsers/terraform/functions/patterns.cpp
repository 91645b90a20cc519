// regex, regexall and replace: patterns as Go's, in RE2.

#include <algorithm>
#include <array>

#include "analyzer/base/regex.h"
#include "analyzer/base/utf.h"
#include "parsers/terraform/functions/arguments.h"

namespace weir::terraform {
namespace {

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
  std::string out;
  std::size_t after = std::string_view::npos;  // end of the match before
  for (std::size_t at = 0; at <= text.size();) {
    const std::uint64_t cost = cost_of_search(*expression, text.size() - at);
    if (!call.spend(cost + with.size() / 4)) return call.over_budget();
    const std::vector<std::string_view> groups = expression->find(text, at);
    if (groups.empty()) {
      out += text.substr(at);
      break;
    }
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
  if (!all_texts(call, texts)) return refuse_texts(call);
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

/// A pattern with names for all of its groups, or for none.
std::optional<Regex> pattern_of(const FunctionCall& call, const std::string& text,
                                ValueId& problem) {
  if (splits_characters(text)) {
    problem = call.depends(1);
    return std::nullopt;
  }
  Result<Regex> pattern = compiled(call, text);
  if (!pattern.ok()) {
    problem = fault_of(call, pattern.error().message);
    return std::nullopt;
  }
  const std::vector<std::string> names = pattern->group_names();
  const auto unnamed = std::count(names.begin(), names.end(), "");
  if (unnamed != 0 && static_cast<std::size_t>(unnamed) != names.size()) {
    problem = fault_of(call, "some of the groups have names, and some have none");
    return std::nullopt;
  }
  return *pattern;
}

/// A match: the text itself, or its groups as a tuple or object.
ValueId match_of(const FunctionCall& call, const std::vector<std::string_view>& groups,
                 const std::vector<std::string>& names) {
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
  return entries.empty()
             ? call.values.add_list(items, call.span, CollectionType::tuple)
             : call.values.add_map(std::move(entries), call.span, CollectionType::object);
}

ValueId regex(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  ValueId problem;
  const std::optional<Regex> pattern = pattern_of(call, texts[0], problem);
  if (!pattern) return problem;
  if (!call.spend(cost_of_search(*pattern, texts[1].size()))) return call.over_budget();
  const std::vector<std::string_view> groups = pattern->find(texts[1]);
  if (groups.empty()) return fault_of(call, "the pattern does not match");
  return match_of(call, groups, pattern->group_names());
}

ValueId regexall(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse_texts(call);
  ValueId problem;
  const std::optional<Regex> pattern = pattern_of(call, texts[0], problem);
  if (!pattern) return problem;
  const std::vector<std::string> names = pattern->group_names();
  const std::string_view text = texts[1];
  std::vector<ValueId> made;
  std::size_t after = std::string_view::npos;  // end of the match before
  for (std::size_t at = 0; at <= text.size();) {
    if (!call.spend(cost_of_search(*pattern, text.size() - at))) return call.over_budget();
    const std::vector<std::string_view> groups = pattern->find(text, at);
    if (groups.empty()) break;
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    at = begin + groups[0].size();
    const bool touches = groups[0].empty() && begin == after;  // nothing is matched once
    if (!touches) made.push_back(match_of(call, groups, names));
    after = at;
    if (groups[0].empty()) at += at < text.size() ? decode_utf8(text, at).size : 1;
  }
  return call.values.add_list(made, call.span, CollectionType::list);
}

constexpr std::array kPatternFunctions = {FunctionEntry{"replace", 3, 3, Takes::texts, replace},
                                          FunctionEntry{"regex", 2, 2, Takes::texts, regex},
                                          FunctionEntry{"regexall", 2, 2, Takes::texts, regexall}};

}  // namespace

std::span<const FunctionEntry> pattern_functions() { return kPatternFunctions; }

}  // namespace weir::terraform
