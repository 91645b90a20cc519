#include "analyzer/base/glob.h"

#include <array>
#include <cstddef>
#include <vector>

namespace weir {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

using Folding = std::array<char, 256>;

/// What each byte is compared as.
constexpr Folding folding(bool ignore_case) {
  Folding folded{};
  for (int byte = 0; byte < 256; ++byte) {
    const bool upper = ignore_case && byte >= 'A' && byte <= 'Z';
    folded[static_cast<std::size_t>(byte)] = static_cast<char>(upper ? byte - 'A' + 'a' : byte);
  }
  return folded;
}
constexpr Folding kAsItIs = folding(false), kLowered = folding(true);

/// Two globs longer than this product are taken to overlap: comparing them costs too much.
constexpr std::size_t kOverlapCells = 1u << 24;

bool is_wild(char c) { return c == '*' || c == '?'; }

/// Whether two patterns' literal beginnings contradict each other; strips what they share.
bool strip_common_prefix(std::string_view& a, std::string_view& b) {
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && !is_wild(a[i]) && !is_wild(b[i])) {
    if (a[i] != b[i]) return false;
    ++i;
  }
  a.remove_prefix(i);
  b.remove_prefix(i);
  return true;
}

bool strip_common_suffix(std::string_view& a, std::string_view& b) {
  while (!a.empty() && !b.empty() && !is_wild(a.back()) && !is_wild(b.back())) {
    if (a.back() != b.back()) return false;
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  return true;
}

/// Size of the class `[…]` at the start of `pattern`; 0 if it has no end (then `[` is itself).
std::size_t class_size(std::string_view pattern) {
  std::size_t i = 1;
  if (i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^')) ++i;
  const std::size_t close = pattern.find(']', i + 1);  // a `]` that comes first is a member
  return close == kNone ? 0 : close + 1;
}

bool in_class(std::string_view members, char c) {  // without the brackets
  const bool negated = members.front() == '!' || members.front() == '^';
  if (negated) members.remove_prefix(1);
  bool found = false;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const bool range = i + 2 < members.size() && members[i + 1] == '-';
    found = found || (members[i] <= c && c <= members[range ? i + 2 : i]);
    if (range) i += 2;
  }
  return found != negated;
}

/// Bytes of `pattern` that match one byte `c` of a path; 0 if they do not. Not for `*`.
std::size_t match_byte(std::string_view pattern, char c) {
  const char first = pattern.front();
  if (first == '?') return c != '/' ? 1 : 0;
  if (first == '[') {
    const std::size_t size = class_size(pattern);
    if (size != 0) return c != '/' && in_class(pattern.substr(1, size - 2), c) ? size : 0;
  }
  if (first == '\\' && pattern.size() > 1) return pattern[1] == c ? 2 : 0;
  return first == c ? 1 : 0;
}

/// Matches one path against one anchored pattern. The last `*` and the last `**` are the only
/// places worth going back to, so this takes no recursion.
class PathMatcher {
 public:
  PathMatcher(std::string_view pattern, std::string_view path) : pattern_(pattern), path_(path) {}

  bool run() {
    while (true) {
      if (take_star()) continue;
      if (at_ == pattern_.size() && in_path_ == path_.size()) return true;
      if (at_ < pattern_.size() && in_path_ < path_.size()) {
        if (const std::size_t size = match_byte(pattern_.substr(at_), path_[in_path_])) {
          at_ += size;
          ++in_path_;
          continue;
        }
      }
      if (!go_back()) return false;
    }
  }

 private:
  bool take_star() {
    if (at_ >= pattern_.size() || pattern_[at_] != '*') return false;
    const bool deep = pattern_.substr(at_, 2) == "**";
    at_ += deep ? 2 : 1;
    if (deep && at_ < pattern_.size() && pattern_[at_] == '/') ++at_;  // also no folder at all
    (deep ? deep_ : star_) = {at_, in_path_};
    if (deep) star_ = {};
    return true;
  }

  bool go_back() {
    if (star_.at != kNone && star_.in_path < path_.size() && path_[star_.in_path] != '/') {
      ++star_.in_path;
      at_ = star_.at;
      in_path_ = star_.in_path;
      return true;
    }
    if (deep_.at == kNone || deep_.in_path >= path_.size()) return false;
    ++deep_.in_path;
    if (pattern_[deep_.at - 1] == '/') {  // after `**/` only the start of a component can match
      while (deep_.in_path < path_.size() && path_[deep_.in_path - 1] != '/') ++deep_.in_path;
    }
    star_ = {};
    at_ = deep_.at;
    in_path_ = deep_.in_path;
    return true;
  }

  struct Place {
    std::size_t at = kNone;
    std::size_t in_path = 0;
  };
  std::string_view pattern_, path_;
  std::size_t at_ = 0, in_path_ = 0;
  Place star_, deep_;
};

bool match_path(std::string_view pattern, bool anchored, std::string_view path) {
  if (!anchored) {
    const std::size_t slash = path.rfind('/');
    if (slash != kNone) path.remove_prefix(slash + 1);
  }
  return PathMatcher(pattern, path).run();
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view text, bool ignore_case) {
  std::size_t p = 0, t = 0, star = kNone, star_text = 0;
  const Folding& folded = ignore_case ? kLowered : kAsItIs;
  const auto same = [&folded](char a, char b) {
    return folded[static_cast<unsigned char>(a)] == folded[static_cast<unsigned char>(b)];
  };
  // most texts are told apart by their ends
  if (!pattern.empty() && !is_wild(pattern.back()) && (text.empty() || !same(pattern.back(), text.back()))) return false;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_text = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || same(pattern[p], text[t]))) {
      ++p;
      ++t;
    } else if (star != kNone) {
      p = star;
      ++star_text;
      if (p < pattern.size() && !is_wild(pattern[p]))  // on to where what follows the star can begin
        while (star_text < text.size() && !same(pattern[p], text[star_text])) ++star_text;
      t = star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool globs_overlap(std::string_view a, std::string_view b) {
  if (!strip_common_prefix(a, b) || !strip_common_suffix(a, b)) return false;
  if (a.size() > kOverlapCells / (b.size() + 1)) return true;
  // row[j]: whether the rest of `a` from i and the rest of `b` from j have a text in common.
  std::vector<char> below(b.size() + 1), row(b.size() + 1);
  for (std::size_t i = a.size() + 1; i-- > 0;) {
    for (std::size_t j = b.size() + 1; j-- > 0;) {
      const bool a_left = i < a.size(), b_left = j < b.size();
      bool shared = !a_left && !b_left;
      if (a_left && a[i] == '*') shared = shared || below[j] || (b_left && row[j + 1]);
      if (b_left && b[j] == '*') shared = shared || row[j + 1] || (a_left && below[j]);
      if (a_left && b_left && (a[i] == b[j] || a[i] == '?' || b[j] == '?')) {
        shared = shared || below[j + 1];
      }
      row[j] = shared;
    }
    below.swap(row);
  }
  return below[0];
}

bool path_glob_match(std::string_view pattern, std::string_view path) {
  bool folder = false;
  while (!pattern.empty() && pattern.back() == '/') {
    pattern.remove_suffix(1);
    folder = true;
  }
  const bool anchored = pattern.find('/') != kNone;
  if (!pattern.empty() && pattern.front() == '/') pattern.remove_prefix(1);
  if (pattern.empty()) return false;
  if (!folder) return match_path(pattern, anchored, path);
  for (std::size_t end = path.find('/'); end != kNone; end = path.find('/', end + 1)) {
    if (match_path(pattern, anchored, path.substr(0, end))) return true;
  }
  return false;
}

}  // namespace weir
