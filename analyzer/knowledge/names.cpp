#include <algorithm>
#include <array>
#include <cctype>

#include "analyzer/knowledge/readers.h"

namespace weir {
namespace {

/// Keywords of the query language (its grammar): they cannot be names there.
constexpr std::array<std::string_view, 22> kKeywords = {
    "match", "where",  "unless", "report", "per",    "define",  "or",     "and",
    "not",   "exists", "some",   "every",  "in",     "matches", "covers", "count",
    "while", "may",    "true",   "false",  "absent", "self"};

}  // namespace

bool check_name(const Yaml& where, std::string_view name) {
  const bool starts = !name.empty() && std::islower(static_cast<unsigned char>(name[0])) != 0;
  const bool word = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
  });
  if (!starts || !word) {
    where.fault("expected a lower-case name with underscores, found " + in_backticks(name));
    return false;
  }
  if (std::find(kKeywords.begin(), kKeywords.end(), name) == kKeywords.end()) return true;
  where.fault(in_backticks(name) + " is a keyword of the query language and cannot be a name");
  return false;
}

}  // namespace weir
