#include <cctype>

#include "parsers/app_source/evaluation.h"

namespace weir::app_source {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '$';
}

constexpr int kStars = 12;  // in one pattern; each may be tried at each length

bool fits_from(std::string_view pattern, std::string_view name, Caught& caught, int stars) {
  if (stars > kStars) return false;
  while (!pattern.empty()) {
    if (pattern.starts_with("**")) {
      for (std::size_t n = 0; n <= name.size(); ++n)
        if (fits_from(pattern.substr(2), name.substr(n), caught, stars + 1)) return true;
      return false;
    }
    if (pattern[0] == '*' || pattern[0] == '{') {
      const std::size_t width = pattern[0] == '*' ? 1 : pattern.find('}') + 1;
      std::size_t longest = 0;
      while (longest < name.size() && is_word(name[longest])) ++longest;
      for (std::size_t n = longest; n > 0; --n) {
        if (!fits_from(pattern.substr(width), name.substr(n), caught, stars + 1)) continue;
        const std::string_view what = pattern.substr(0, width);
        if (what == "{service}") caught.service = name.substr(0, n);
        if (what == "{operation}") caught.operation = name.substr(0, n);
        return true;
      }
      return false;
    }
    if (pattern.starts_with("()")) {
      if (!name.starts_with("(")) return false;
      const std::size_t close = name.find(')');
      if (close == name.npos) return false;
      name.remove_prefix(close + 1);
      pattern.remove_prefix(2);
      continue;
    }
    if (name.empty() || name[0] != pattern[0]) return false;
    pattern.remove_prefix(1);
    name.remove_prefix(1);
  }
  return name.empty();
}

}  // namespace

bool fits(std::string_view pattern, std::string_view name, Caught& caught) {
  return fits_from(pattern, name, caught, 0);
}

}  // namespace weir::app_source
