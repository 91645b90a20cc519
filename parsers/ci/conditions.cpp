// Conditions of jobs and steps of GitHub Actions.
#include "parsers/ci/conditions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace weir::ci {
namespace {

constexpr std::size_t kConditionBytes = 21'000;  ///< the host takes no longer expression
constexpr std::array<std::string_view, 5> kOfStatus = {"always()", "success()", "failure()", "!cancelled()", "true"};

std::string without_spaces(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
  return out;
}

std::vector<std::string> split(const std::string& text, std::string_view separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (std::size_t at = text.find(separator); at != std::string::npos; at = text.find(separator, from)) {
    parts.push_back(text.substr(from, at - from));
    from = at + separator.size();
  }
  parts.push_back(text.substr(from));
  return parts;
}

/// The name that a test compares the event's with, by `==` or `!=`.
std::optional<std::string> compared(const std::string& test, std::string_view by) {
  const std::string before = "github.event_name" + std::string(by) + "'";
  if (!test.starts_with(before) || !test.ends_with("'") || test.size() <= before.size()) return std::nullopt;
  std::string name = test.substr(before.size(), test.size() - before.size() - 1);
  return name.find('\'') == std::string::npos ? std::optional(std::move(name)) : std::nullopt;
}

}  // namespace

Condition condition_of(std::string_view written, const std::vector<std::string>& events) {
  Condition out{events, false};
  if (written.size() > kConditionBytes) return {events, true};
  std::string text = without_spaces(written);
  if (text.starts_with("${{") && text.ends_with("}}")) text = text.substr(3, text.size() - 5);
  if (text.empty()) return out;
  const std::vector<std::string> any = split(text, "||");
  if (any.size() > 1) {
    std::set<std::string> named;
    for (const std::string& test : any) {
      const std::optional<std::string> name = compared(test, "==");
      if (!name) return {events, true};
      named.insert(*name);
    }
    std::erase_if(out.events, [&](const std::string& e) { return named.count(e) == 0; });
    return out;
  }
  for (const std::string& test : split(text, "&&")) {
    if (const auto name = compared(test, "=="))
      std::erase_if(out.events, [&](const std::string& e) { return e != *name; });
    else if (const auto other = compared(test, "!="))
      std::erase_if(out.events, [&](const std::string& e) { return e == *other; });
    else if (std::find(kOfStatus.begin(), kOfStatus.end(), test) == kOfStatus.end())
      out.narrowed = true;
  }
  return out;
}

}  // namespace weir::ci
