#include "analyzer/base/duration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace weir {
namespace {

struct TimeUnit {
  std::string_view word;
  double milliseconds;
};

constexpr std::array<TimeUnit, 15> kTimeUnits = {{{"ms", 1},
                                                  {"s", 1e3},
                                                  {"sec", 1e3},
                                                  {"second", 1e3},
                                                  {"seconds", 1e3},
                                                  {"m", 6e4},
                                                  {"min", 6e4},
                                                  {"minute", 6e4},
                                                  {"minutes", 6e4},
                                                  {"h", 3.6e6},
                                                  {"hour", 3.6e6},
                                                  {"hours", 3.6e6},
                                                  {"d", 8.64e7},
                                                  {"day", 8.64e7},
                                                  {"days", 8.64e7}}};

std::string with_unit(double number, std::string_view unit) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", number);
  return std::string(text) + " " + std::string(unit);
}

}  // namespace

std::optional<double> read_duration(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789.";
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  double total = 0;
  bool any = false;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) break;
    const std::string_view digits = text.substr(0, text.find_first_not_of(kDigits));
    double number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
    text.remove_prefix(digits.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const std::string_view word = text.substr(0, text.find_first_not_of(kLetters));
    const auto* unit = std::find_if(kTimeUnits.begin(), kTimeUnits.end(),
                                    [&](const TimeUnit& one) { return one.word == word; });
    if (unit == kTimeUnits.end()) return std::nullopt;
    text.remove_prefix(word.size());
    total += number * unit->milliseconds;
    any = true;
  }
  return any && std::isfinite(total) ? std::optional(total) : std::nullopt;
}

std::string duration_text(double milliseconds) {
  if (milliseconds == 0) return "0 s";
  if (milliseconds < 1e3) return with_unit(milliseconds, "ms");
  const auto whole = [&](double unit) { return std::fmod(milliseconds, unit) == 0; };
  if (milliseconds < 6e4 || (milliseconds < 1.2e5 && !whole(6e4)))
    return with_unit(milliseconds / 1e3, "s");
  if (milliseconds < 3.6e6 || (milliseconds < 7.2e6 && !whole(3.6e6)))
    return with_unit(milliseconds / 6e4, "min");
  if (milliseconds <= 1.728e8) return with_unit(milliseconds / 3.6e6, "h");
  return with_unit(milliseconds / 8.64e7, "d");
}

}  // namespace weir
