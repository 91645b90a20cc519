#include "analyzer/catalog/setting_words.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace weir {
namespace {

constexpr std::array<std::string_view, 11> kSaid = {"address",    "no_address", "for_browsers", "call",
                                                    "to_name",    "of_network", "place",        "host_key",
                                                    "engine_key", "security_key", "plain"};

}  // namespace

std::string words_of(std::string_view name) {
  std::string out;
  const auto upper = [&](std::size_t i) {
    return std::isupper(static_cast<unsigned char>(name[i])) != 0;
  };
  const auto lower = [&](std::size_t i) {
    return i < name.size() && std::islower(static_cast<unsigned char>(name[i])) != 0;
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (std::isalnum(c) == 0) {
      if (!out.empty() && out.back() != '-') out += '-';
      continue;
    }
    const bool starts = upper(i) && i > 0 && (!upper(i - 1) || lower(i + 1));
    if (starts && !out.empty() && out.back() != '-') out += '-';
    out += static_cast<char>(std::tolower(c));
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

SettingWords::SettingWords(const Catalog& catalog) {
  for (const WordsRecord& row : catalog.words)
    for (std::size_t i = 0; i < kSaid.size(); ++i)
      if (catalog.text(row.says) == kSaid[i]) words_[i].push_back(catalog.text(row.words));
}

bool SettingWords::say(std::string_view name, SettingSays what) const {
  const std::string all = "-" + words_of(name) + "-";
  const auto& words = words_[static_cast<std::size_t>(what)];
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return all.find("-" + std::string(word) + "-") != std::string::npos;
  });
}

bool SettingWords::are(std::string_view text, SettingSays what) const {
  const std::string all = words_of(text);
  const auto& words = words_[static_cast<std::size_t>(what)];
  return std::find(words.begin(), words.end(), all) != words.end();
}

}  // namespace weir
