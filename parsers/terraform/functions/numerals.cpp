#include "parsers/terraform/functions/numerals.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace weir::terraform {
namespace {

constexpr std::size_t kLongestNumeral = 500;  // bytes of a numeral
constexpr int kMostZeros = 400;               // that an exponent may stand for

/// A numeral taken apart: the digits, and how many of them stand before the point.
struct Numeral {
  bool negative = false;
  std::string digits;
  int before_point = 0;
};

std::optional<Numeral> numeral_in(std::string_view text) {
  Numeral numeral;
  if (text.size() > kLongestNumeral) return std::nullopt;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+'))
    numeral.negative = text[at++] == '-';
  bool point = false;
  for (; at < text.size() && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')); ++at) {
    if (text[at] != '.') {
      numeral.digits += text[at];
      numeral.before_point += point ? 0 : 1;
    } else if (std::exchange(point, true)) {
      return std::nullopt;
    }
  }
  if (numeral.digits.empty()) return std::nullopt;
  if (at == text.size()) return numeral;
  if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
  if (++at < text.size() && text[at] == '+') ++at;
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || std::abs(exponent) > kMostZeros) return std::nullopt;
  numeral.before_point += exponent;
  return numeral;
}

}  // namespace

std::string plain_number(std::string_view written) {
  std::optional<Numeral> numeral = numeral_in(written);
  if (!numeral) return std::string(written);
  std::string& digits = numeral->digits;
  if (numeral->before_point < 0) {
    digits.insert(0, static_cast<std::size_t>(-numeral->before_point), '0');
    numeral->before_point = 0;
  }
  const auto before = static_cast<std::size_t>(numeral->before_point);
  if (digits.size() < before) digits.append(before - digits.size(), '0');
  std::string whole = digits.substr(0, before), rest = digits.substr(before);
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  rest.erase(rest.find_last_not_of('0') + 1);  // npos + 1 is 0
  if (whole.empty()) whole = "0";
  return (numeral->negative ? "-" : "") + whole + (rest.empty() ? "" : "." + rest);
}

std::string plain_number(double number) {
  char buffer[40];
  const bool whole = std::floor(number) == number && std::fabs(number) < 1e15;
  std::snprintf(buffer, sizeof buffer, whole ? "%.0f" : "%.15g", number);
  return plain_number(std::string_view(buffer));
}

std::optional<double> number_in(std::string_view text) {
  if (!numeral_in(text)) return std::nullopt;
  const double number = std::strtod(std::string(text).c_str(), nullptr);
  return std::isfinite(number) ? std::optional<double>(number) : std::nullopt;
}

}  // namespace weir::terraform
