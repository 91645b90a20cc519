#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

/// The languages resources are written in; the keys of `names:` and of selectors in rules/catalog.
enum class Language : std::uint8_t { cloudformation, terraform, compose, kubernetes, serverless, ci };
inline constexpr std::array<std::string_view, 6> kLanguageNames = {"cloudformation", "terraform",  "compose",
                                                                   "kubernetes",     "serverless", "ci"};

constexpr std::string_view name_of(Language language) {
  return kLanguageNames[static_cast<std::size_t>(language)];
}
constexpr std::optional<Language> language_named(std::string_view name) {
  for (std::size_t i = 0; i < kLanguageNames.size(); ++i)
    if (kLanguageNames[i] == name) return static_cast<Language>(i);
  return std::nullopt;
}

}  // namespace weir
