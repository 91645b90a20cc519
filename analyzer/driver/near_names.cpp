#include "analyzer/driver/near_names.h"

#include <algorithm>
#include <string_view>

#include "analyzer/knowledge/faults.h"

namespace weir {
namespace {

constexpr std::size_t kListed = 5;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

}  // namespace

std::string near_names(const std::string& wrong, const std::vector<std::string>& names) {
  if (wrong.empty()) return "";
  std::string listed;
  std::size_t found = 0;
  for (const std::string& name : names)
    if (contains(name, wrong) && ++found <= kListed)
      listed += (listed.empty() ? "" : ", ") + in_backticks(name);
  if (found > kListed) return "; " + std::to_string(found) + " names contain it, such as " + listed;
  if (found > 0) return "; did you mean " + listed + "?";
  return suggestion(wrong, {names.begin(), names.end()});
}

}  // namespace weir
