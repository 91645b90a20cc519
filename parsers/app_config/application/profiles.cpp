#include "parsers/app_config/application/profiles.h"

#include <algorithm>

namespace weir::app_config {
namespace {

constexpr std::size_t kProfiles = 32;
constexpr int kExpressionDepth = 32;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

class Expression {
 public:
  Expression(const Profiles& profiles, std::string_view text) : profiles_(profiles), rest_(text) {}

  Truth whole() {
    const Truth value = any(0);
    return peek() == '\0' && !faulty_ ? value : Truth::unknown;
  }

 private:
  char peek() {
    rest_ = trimmed(rest_);
    return rest_.empty() ? '\0' : rest_.front();
  }
  void take() { rest_.remove_prefix(1); }

  Truth any(int depth) {
    Truth value = all(depth);
    while (peek() == '|' || peek() == ',') {
      take();
      value = either(value, all(depth));
    }
    return value;
  }

  Truth all(int depth) {
    Truth value = one(depth);
    while (peek() == '&') {
      take();
      value = both(value, one(depth));
    }
    return value;
  }

  Truth one(int depth) {
    const char mark = peek();
    if (depth > kExpressionDepth || mark == '\0') return fault();
    if (mark == '!') {
      take();
      return negate(one(depth + 1));
    }
    if (mark == '(') {
      take();
      const Truth value = any(depth + 1);
      if (peek() != ')') return fault();
      take();
      return value;
    }
    const std::size_t end = std::min(rest_.find_first_of("|&,!() \t"), rest_.size());
    const std::string_view name = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (name.empty()) return fault();
    const bool active = std::find(profiles_.active.begin(), profiles_.active.end(), name) != profiles_.active.end();
    return active ? Truth::yes : profiles_.known ? Truth::no : Truth::unknown;
  }

  Truth fault() {
    faulty_ = true;
    rest_ = {};
    return Truth::unknown;
  }

  const Profiles& profiles_;
  std::string_view rest_;
  bool faulty_ = false;
};

}  // namespace

void add_profiles(Profiles& profiles, std::string_view names) {
  for (std::size_t at = 0; at <= names.size() && profiles.active.size() < kProfiles;) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    const std::string name(trimmed(names.substr(at, end - at)));
    const bool plain = !name.empty() && name.find_first_of("/\\ ") == name.npos;
    if (plain && std::find(profiles.active.begin(), profiles.active.end(), name) == profiles.active.end())
      profiles.active.push_back(name);
    at = end + 1;
  }
}

Truth holds_under(const Profiles& profiles, std::string_view expression) { return Expression(profiles, expression).whole(); }

}  // namespace weir::app_config
