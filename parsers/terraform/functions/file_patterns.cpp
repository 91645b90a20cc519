#include "parsers/terraform/functions/file_patterns.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/utf.h"

namespace weir::terraform {
namespace {

constexpr std::size_t kAlternatives = 256;

/// The braces that open first and their alternatives, expanded; npos where one is not closed.
struct Braces {
  std::size_t begin = std::string::npos, end = 0;
  std::vector<std::string> alternatives;
};

Braces braces_in(std::string_view pattern, bool& fine) {
  Braces found;
  int depth = 0;
  std::size_t part = 0;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c == '\\') {
      ++at;
    } else if (c == '{' && depth++ == 0) {
      found.begin = at;
      part = at + 1;
    } else if (depth > 0 && (c == '}' ? --depth == 0 : c == ',' && depth == 1)) {
      found.alternatives.emplace_back(pattern.substr(part, at - part));
      part = at + 1;
      if (depth > 0) continue;
      found.end = at + 1;
      return found;
    }
  }
  fine = fine && depth == 0;
  found.begin = std::string::npos;
  return found;
}

/// One character against `?`, a class, or itself; the bytes of the pattern that it took, 0 if it
/// does not match.
std::size_t takes(std::string_view pattern, char32_t character) {
  if (pattern[0] == '?') return 1;
  if (pattern[0] != '[') {
    const std::size_t escape = pattern[0] == '\\' && pattern.size() > 1 ? 1 : 0;
    const CodePoint own = decode_utf8(pattern, escape);
    return own.value == character ? escape + own.size : 0;
  }
  std::size_t at = 1;
  const bool negated = at < pattern.size() && (pattern[at] == '^' || pattern[at] == '!');
  at += negated ? 1 : 0;
  bool inside = false;
  for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
    const auto next = [&] {
      if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
      const CodePoint point = decode_utf8(pattern, at);
      at += point.size;
      return point.value;
    };
    const char32_t low = next();
    char32_t high = low;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      ++at;
      high = next();
    }
    inside = inside || (character >= low && character <= high);
  }
  return at < pattern.size() && inside != negated ? at + 1 : 0;
}

bool class_is_closed(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\') {
      if (++at >= pattern.size()) return false;
    } else if (pattern[at] == '[') {
      at = pattern.find(']', at + 2);
      if (at == std::string_view::npos) return false;
    }
  }
  return true;
}

/// A name, or a path piece between slashes. Linear with one way back to the last `*`.
bool name_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, star_name = 0;
  while (n < name.size()) {
    const CodePoint point = decode_utf8(name, n);
    const std::size_t took =
        p < pattern.size() && pattern[p] != '*' ? takes(pattern.substr(p), point.value) : 0;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_name = n;
    } else if (took > 0) {
      p += took;
      n += point.size;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      star_name += decode_utf8(name, star_name).size;
      n = star_name;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string_view> pieces(std::string_view path) {
  std::vector<std::string_view> all;
  while (true) {
    const std::size_t slash = path.find('/');
    all.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return all;
    path.remove_prefix(slash + 1);
  }
}

bool path_matches(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> wanted = pieces(pattern), given = pieces(path);
  std::size_t w = 0, g = 0, stars = std::string_view::npos, stars_given = 0;
  while (g < given.size()) {
    if (w < wanted.size() && wanted[w] == "**") {
      stars = w++;
      stars_given = g;
    } else if (w < wanted.size() && name_matches(wanted[w], given[g])) {
      ++w;
      ++g;
    } else if (stars != std::string_view::npos) {
      w = stars + 1;
      g = ++stars_given;
    } else {
      return false;
    }
  }
  while (w < wanted.size() && wanted[w] == "**") ++w;
  return w == wanted.size();
}

}  // namespace

FilePattern::FilePattern(std::string_view pattern) {
  std::vector<std::string> open = {std::string(pattern)};
  while (!open.empty() && fine_) {
    const std::string one = std::move(open.back());
    open.pop_back();
    const Braces braces = braces_in(one, fine_);
    if (braces.begin == std::string::npos) {
      fine_ = fine_ && class_is_closed(one);
      alternatives_.push_back(one);
    }
    for (const std::string& alternative : braces.alternatives) {
      if (braces.begin == std::string::npos) break;
      open.push_back(one.substr(0, braces.begin) + alternative + one.substr(braces.end));
    }
    fine_ = fine_ && open.size() + alternatives_.size() <= kAlternatives;
  }
}

bool FilePattern::matches(std::string_view path) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const std::string& one) { return path_matches(one, path); });
}

std::size_t FilePattern::size() const {
  std::size_t bytes = 1;
  for (const std::string& one : alternatives_) bytes += one.size();
  return bytes;
}

}  // namespace weir::terraform
