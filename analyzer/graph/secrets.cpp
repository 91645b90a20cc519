#include "analyzer/graph/secrets.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string>

#include "analyzer/base/glob.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

constexpr std::array<std::string_view, 9> kWords = {"password",   "passwd",      "pwd",
                                                    "secret",     "token",       "apikey",
                                                    "credential", "credentials", "passphrase"};
constexpr std::array<std::string_view, 5> kPairs = {"api-key", "access-key", "private-key",
                                                    "auth-key", "signing-key"};
/// Endings that say the value only tells where a secret is, or how long it lives.
constexpr std::array<std::string_view, 10> kElsewhere = {
    "arn", "name", "id", "path", "url", "ttl", "expiry", "endpoint", "file", "type"};
/// Forms of keys that providers publish so that scanners find them.
constexpr std::array<std::string_view, 8> kForms = {"AKIA????????????????",
                                                    "ASIA????????????????",
                                                    "-----BEGIN *PRIVATE KEY-----*",
                                                    "ghp_????????????????????????????????????",
                                                    "github_pat_*",
                                                    "xox?-*",
                                                    "sk-????????????????????*",
                                                    "sk_live_*"};

bool speaks_of_secrets(std::string_view name) {
  const std::string words = "-" + words_of(name) + "-";
  for (const std::string_view end : kElsewhere)
    if (words.ends_with("-" + std::string(end) + "-")) return false;
  const auto has = [&](std::string_view word) {
    return words.find("-" + std::string(word) + "-") != std::string::npos;
  };
  return std::any_of(kWords.begin(), kWords.end(), has) ||
         std::any_of(kPairs.begin(), kPairs.end(), has);
}

bool is_placeholder(std::string_view value) {
  return value.find("${") != value.npos || value.find("{{") != value.npos ||
         value.starts_with("arn:") || value.find("://") != value.npos || value.starts_with("/") ||
         value.starts_with("<");
}

}  // namespace

double entropy(std::string_view text) {
  if (text.empty()) return 0;
  std::array<std::size_t, 256> count{};
  for (const unsigned char c : text) ++count[c];
  double bits = 0;
  for (const std::size_t n : count) {
    if (n == 0) continue;
    const double p = static_cast<double>(n) / static_cast<double>(text.size());
    bits -= p * std::log2(p);
  }
  return bits;
}

bool looks_secret(std::string_view name, std::string_view value) {
  for (const std::string_view form : kForms)
    if (glob_match(form, value)) return true;
  if (!speaks_of_secrets(name) || is_placeholder(value) || value.size() < 8) return false;
  const bool spaces =
      std::any_of(value.begin(), value.end(), [](unsigned char c) { return std::isspace(c) != 0; });
  return !spaces && entropy(value) >= 2.5;
}

}  // namespace weir
