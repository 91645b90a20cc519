// Functions of texts, and those between texts and other values.

#include <algorithm>
#include <array>
#include <cctype>

#include "analyzer/base/regex.h"
#include "analyzer/base/utf.h"
#include "analyzer/model/passing.h"
#include "parsers/embedded/policy.h"
#include "parsers/terraform/functions.h"

namespace weir::terraform {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";

/// All arguments are texts; else what the first other one means.
bool all_texts(const FunctionCall& call, std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    const std::optional<std::string> text = call.text(i);
    if (!text) return false;
    texts.push_back(*text);
  }
  return true;
}

ValueId refuse(const FunctionCall& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    const ValueKind kind = call.kind(i);
    if (kind == ValueKind::text || kind == ValueKind::reference || kind == ValueKind::unknown) {
      return call.depends(i);
    }
  }
  return call.fault(std::string(call.name) + " was given what is no text");
}

template <class Make>
ValueId of_texts(const FunctionCall& call, Make make) {
  std::vector<std::string> texts;
  return all_texts(call, texts) ? call.made_text(make(texts)) : refuse(call);
}

std::string mapped(std::string text, int (*change)(int)) {
  for (char& c : text) c = static_cast<char>(change(static_cast<unsigned char>(c)));
  return text;
}

std::string trimmed(std::string text, std::string_view set) {
  const std::size_t first = text.find_first_not_of(set);
  if (first == std::string::npos) return {};
  text.erase(text.find_last_not_of(set) + 1);
  return text.substr(first);
}

ValueId lower(const FunctionCall& call) {
  return of_texts(call, [](auto& t) { return mapped(t[0], std::tolower); });
}
ValueId upper(const FunctionCall& call) {
  return of_texts(call, [](auto& t) { return mapped(t[0], std::toupper); });
}
ValueId trimspace(const FunctionCall& call) {
  return of_texts(call, [](auto& t) { return trimmed(t[0], kBlanks); });
}
ValueId trim(const FunctionCall& call) {
  return of_texts(call, [](auto& t) { return trimmed(t[0], t[1]); });
}
ValueId chomp(const FunctionCall& call) {
  return of_texts(call, [](auto& t) {
    t[0].erase(t[0].find_last_not_of("\r\n") + 1);
    return t[0];
  });
}
ValueId trimprefix(const FunctionCall& call) {
  return of_texts(call, [](auto& t) { return t[0].starts_with(t[1]) ? t[0].substr(t[1].size()) : t[0]; });
}
ValueId trimsuffix(const FunctionCall& call) {
  return of_texts(call, [](auto& t) {
    return t[0].ends_with(t[1]) ? t[0].substr(0, t[0].size() - t[1].size()) : t[0];
  });
}

ValueId replace(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse(call);
  const bool pattern = texts[1].size() > 1 && texts[1].front() == '/' && texts[1].back() == '/';
  if (pattern || texts[1].empty()) return call.depends(0);
  std::string out;
  std::size_t at = 0;
  for (std::size_t found = texts[0].find(texts[1]); found != std::string::npos;
       found = texts[0].find(texts[1], at)) {
    if (!call.spend(1 + texts[2].size() / 4)) return call.depends(0);
    out += texts[0].substr(at, found - at) + texts[2];
    at = found + texts[1].size();
  }
  return call.made_text(out + texts[0].substr(at));
}

/// In characters, as terraform counts them (here: code points).
ValueId substr(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  const std::optional<double> offset = call.number(1), length = call.number(2);
  if (!text || !offset || !length) return refuse(call);
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text->size(); at += decode_utf8(*text, at).size) starts.push_back(at);
  const auto count = static_cast<double>(starts.size());
  double begin = *offset < 0 ? std::max(0.0, count + *offset) : *offset;
  begin = std::min(begin, count);
  const double end = *length < 0 ? count : std::min(count, begin + *length);
  const auto byte = [&](double n) {
    return n >= count ? text->size() : starts[static_cast<std::size_t>(n)];
  };
  return call.made_text(text->substr(byte(begin), byte(end) - byte(begin)));
}

ValueId split(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse(call);
  if (texts[0].empty()) return call.depends(1);
  std::vector<ValueId> items;
  for (std::size_t at = 0; at <= texts[1].size();) {
    const std::size_t end = std::min(texts[1].find(texts[0], at), texts[1].size());
    items.push_back(call.made_text(texts[1].substr(at, end - at)));
    at = end + texts[0].size();
    if (!call.spend(4)) return call.depends(1);
  }
  return call.values.add_list(items, call.span);
}

ValueId join(const FunctionCall& call) {
  std::vector<ValueId> parts;
  for (std::size_t i = 1; i < call.size(); ++i) {
    if (call.kind(i) != ValueKind::list) return call.fault("join needs lists to join");
    for (const ValueId item : items_as_used(call.values, call[i])) {
      if (!parts.empty()) parts.push_back(call[0]);
      parts.push_back(item);
    }
  }
  if (parts.empty()) return call.values.add_string("", call.span);
  for (const ValueId part : parts) {
    const ValueKind kind = call.values[part].kind;
    if (kind == ValueKind::choice) return call.depends_on_part(part);
    if (kind == ValueKind::list || kind == ValueKind::map) return call.fault("join needs texts to join");
  }
  return call.made_joined(parts);
}

/// `%s`, `%d`, `%v` and `%%` keep holes; other verbs are left to deployment.
ValueId format(const FunctionCall& call) {
  const std::optional<std::string> pattern = call.text(0);
  if (!pattern) return refuse(call);
  std::vector<ValueId> parts;
  std::string literal;
  std::size_t next = 1;
  const auto flush = [&] {
    if (!literal.empty()) parts.push_back(call.made_text(std::exchange(literal, {})));
  };
  for (std::size_t i = 0; i < pattern->size(); ++i) {
    const char c = (*pattern)[i];
    if (c != '%' || i + 1 == pattern->size()) {
      literal += c;
      continue;
    }
    const char verb = (*pattern)[++i];
    if (verb == '%') {
      literal += '%';
    } else if (verb == 's' || verb == 'd' || verb == 'v') {
      if (next >= call.size()) return call.fault("format has fewer arguments than its text asks for");
      const ValueKind kind = call.kind(next);
      if (kind == ValueKind::list || kind == ValueKind::map) return call.depends(next);
      flush();
      parts.push_back(call[next++]);
    } else {
      return call.values.add_unknown(UnknownKind::unsupported,
                                     "the format's verb is not evaluated", "", call.span);
    }
  }
  flush();
  return parts.empty() ? call.values.add_string("", call.span) : call.made_joined(parts);
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
  return all_texts(call, t) ? call.made_boolean(t[0].find(t[1]) != std::string::npos) : refuse(call);
}

/// The first match: the text itself, or its groups as a list or map.
ValueId regex(const FunctionCall& call) {
  std::vector<std::string> texts;
  if (!all_texts(call, texts)) return refuse(call);
  const Result<Regex> pattern = Regex::compile(texts[0]);
  if (!pattern.ok()) return call.fault("regex: " + pattern.error().message);
  const std::vector<std::string_view> groups = pattern->find(texts[1]);
  if (groups.empty()) return call.fault("regex: the pattern does not match");
  const std::vector<std::string> names = pattern->group_names();
  if (groups.size() == 1) return call.made_text(std::string(groups[0]));
  std::vector<ValueId> items;
  std::vector<MapEntry> entries;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    const ValueId item = call.made_text(std::string(groups[i]));
    items.push_back(item);
    if (i - 1 < names.size() && !names[i - 1].empty()) entries.push_back({names[i - 1], call.span, item});
  }
  return entries.empty() ? call.values.add_list(items, call.span)
                         : call.values.add_map(std::move(entries), call.span);
}

ValueId urlencode(const FunctionCall& call) {
  return of_texts(call, [](auto& t) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : t[0]) {
      const auto byte = static_cast<unsigned char>(c);
      if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.') {
        out += c;
      } else if (c == ' ') {
        out += '+';
      } else {
        out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
      }
    }
    return out;
  });
}

ValueId tostring(const FunctionCall& call) {
  const ValueKind kind = call.kind(0);
  if (kind == ValueKind::list || kind == ValueKind::map) return call.fault("tostring needs one value");
  if (kind == ValueKind::number || kind == ValueKind::boolean) return call.made_text(*call.text(0));
  return call[0];
}

/// What is encoded is what a reader looks for: a policy, a setting.
ValueId itself(const FunctionCall& call) { return call[0]; }

ValueId secret(const FunctionCall& call) { return call.values.marked_secret(call[0]); }

ValueId decoded(const FunctionCall& call) {
  return parse_embedded_json(call.model, call.sources, call[0]);
}

constexpr std::array kFunctions = {
    FunctionEntry{"lower", 1, 1, Takes::texts, lower},
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
    FunctionEntry{"format", 1, kAnyNumber, Takes::values, format},
    FunctionEntry{"startswith", 2, 2, Takes::texts, startswith},
    FunctionEntry{"endswith", 2, 2, Takes::texts, endswith},
    FunctionEntry{"strcontains", 2, 2, Takes::texts, strcontains},
    FunctionEntry{"regex", 2, 2, Takes::texts, regex},
    FunctionEntry{"urlencode", 1, 1, Takes::texts, urlencode},
    FunctionEntry{"tostring", 1, 1, Takes::values, tostring},
    FunctionEntry{"jsonencode", 1, 1, Takes::values, itself},
    FunctionEntry{"yamlencode", 1, 1, Takes::values, itself},
    FunctionEntry{"base64encode", 1, 1, Takes::values, itself},
    FunctionEntry{"base64decode", 1, 1, Takes::values, itself},
    FunctionEntry{"nonsensitive", 1, 1, Takes::values, itself},
    FunctionEntry{"sensitive", 1, 1, Takes::values, secret},
    FunctionEntry{"jsondecode", 1, 1, Takes::values, decoded},
    FunctionEntry{"yamldecode", 1, 1, Takes::values, decoded}};

}  // namespace

std::span<const FunctionEntry> text_functions() { return kFunctions; }

}  // namespace weir::terraform
