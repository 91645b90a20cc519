#include "analyzer/resilience/percent.h"

#include <cstdio>

namespace weir::resilience {
namespace {

constexpr int kFewDecimals = 4;
constexpr int kMostDecimals = 9;  ///< beyond these doubles say nothing

std::string with_decimals(double percent, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, percent);
  std::string out = text;
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

}  // namespace

std::string percent_text(double percent) {
  int decimals = kFewDecimals;
  std::string text = with_decimals(percent, decimals);
  while (percent < 100 && text == "100" && decimals < kMostDecimals)
    text = with_decimals(percent, ++decimals);
  return text + " %";
}

}  // namespace weir::resilience
