// Functions of templates that reckon, and that compare versions.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

#include "parsers/app_config/kubernetes/helm/collections.h"
#include "parsers/app_config/kubernetes/helm/functions.h"

namespace weir::helm {
namespace {

std::optional<double> number_in(const ValueStore& values, ValueId value) {
  if (!value.valid()) return 0;
  if (values[value].kind == ValueKind::number) return values[value].number;
  if (values[value].kind != ValueKind::string) return std::nullopt;
  const std::string text(values.string(value));
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  return text.empty() || *end != '\0' || !std::isfinite(number) ? std::nullopt : std::optional(number);
}

/// `v1.31.0-beta` in its three numbers; none if it is no version.
std::optional<std::array<int, 3>> version_in(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  text = text.substr(0, text.find_first_of("-+"));
  std::array<int, 3> version{};
  for (int& part : version) {
    const std::string one(text.substr(0, text.find('.')));
    if (one.empty() || one.size() > 6 || one.find_first_not_of("0123456789") != one.npos) return std::nullopt;
    part = std::atoi(one.c_str());
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    if (text.empty()) break;
  }
  return version;
}

using Version = std::array<int, 3>;

std::optional<bool> fits_bound(std::string_view sign, const Version& version, const Version& bound) {
  if (sign.empty() || sign == "=") return version == bound;
  if (sign == ">=") return version >= bound;
  if (sign == ">") return version > bound;
  if (sign == "<=") return version <= bound;
  if (sign == "<") return version < bound;
  if (sign == "^") return version >= bound && version[0] == bound[0];
  if (sign == "~") return version >= bound && version[0] == bound[0] && version[1] == bound[1];
  return std::nullopt;
}

/// `>=1.19-0`, `^1.2.0`, `~1.2`, `1.2`, several with commas or blanks between them; none of other forms.
std::optional<bool> fits_version(std::string_view wanted, std::string_view text) {
  const auto version = version_in(text);
  if (!version) return std::nullopt;
  while (!wanted.empty()) {
    std::string_view one = wanted.substr(0, wanted.find_first_of(", "));
    wanted.remove_prefix(std::min(one.size() + 1, wanted.size()));
    if (one.empty()) continue;
    const std::string_view sign = one.substr(0, std::min(one.find_first_of("v0123456789"), one.size()));
    const auto bound = version_in(one.substr(sign.size()));
    if (!bound) return std::nullopt;
    const std::optional<bool> fits = fits_bound(sign, *version, *bound);
    if (!fits.value_or(false)) return fits;
  }
  return true;
}

}  // namespace

std::optional<ValueId> call_of_numbers(ValueStore& values, std::string_view name, const std::vector<ValueId>& arguments, Span place) {
  if (name == "semverCompare" && arguments.size() == 2) {
    const std::optional<bool> fits = fits_version(printed(values, arguments[0]), printed(values, arguments[1]));
    return fits ? std::optional(values.add_boolean(*fits, place)) : std::nullopt;
  }
  if (arguments.empty() || arguments.size() > 100) return std::nullopt;
  std::vector<double> numbers;
  for (const ValueId argument : arguments) {
    const std::optional<double> number = number_in(values, argument);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  const double first = numbers.front(), last = numbers.back();
  if (numbers.size() == 1 && (name == "int" || name == "int64")) return values.add_number(std::trunc(first), place);
  if (numbers.size() == 1 && name == "float64") return values.add_number(first, place);
  if (name == "add" || name == "mul" || name == "max" || name == "min") {
    double all = std::trunc(first);
    for (std::size_t i = 1; i < numbers.size(); ++i) {
      const double one = std::trunc(numbers[i]);
      all = name == "add" ? all + one : name == "mul" ? all * one : name == "max" ? std::max(all, one) : std::min(all, one);
    }
    return values.add_number(all, place);
  }
  if (numbers.size() == 1 && name == "add1") return values.add_number(std::trunc(first) + 1, place);
  if (numbers.size() != 2) return std::nullopt;
  if (name == "sub") return values.add_number(std::trunc(first) - std::trunc(last), place);
  if ((name == "div" || name == "mod") && std::trunc(last) != 0)
    return values.add_number(name == "div" ? std::trunc(std::trunc(first) / std::trunc(last)) : std::fmod(std::trunc(first), std::trunc(last)), place);
  if (name == "lt" || name == "gt" || name == "le" || name == "ge")
    return values.add_boolean(name == "lt" ? first < last : name == "gt" ? first > last : name == "le" ? first <= last : first >= last, place);
  return std::nullopt;
}

}  // namespace weir::helm
