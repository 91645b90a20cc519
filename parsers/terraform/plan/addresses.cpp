#include "parsers/terraform/plan/addresses.h"

#include <algorithm>

namespace weir::terraform {

std::size_t end_of_key(std::string_view address, std::size_t at) {
  bool quoted = false;
  for (++at; at < address.size(); ++at) {
    if (quoted && address[at] == '\\') {
      ++at;
    } else if (address[at] == '"') {
      quoted = !quoted;
    } else if (address[at] == ']' && !quoted) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

std::vector<AddressStep> steps_of(std::string_view address) {
  std::vector<AddressStep> steps(1);
  for (std::size_t at = 0; at < address.size();) {
    if (address[at] == '[') {
      const std::size_t end = std::min(end_of_key(address, at), address.size());
      steps.back().key += address.substr(at, end - at);
      at = end;
    } else if (address[at] == '.') {
      steps.emplace_back();
      ++at;
    } else {
      steps.back().name += address[at++];
    }
  }
  return steps;
}

std::string without_keys(std::string_view address) {
  std::string plain;
  for (const AddressStep& step : steps_of(address)) {
    if (!plain.empty()) plain += '.';
    plain += step.name;
  }
  return plain;
}

bool covers(std::string_view pattern, std::string_view address) {
  constexpr std::string_view kAny = "[*]";
  while (!pattern.empty()) {
    if (pattern.starts_with(kAny) && !address.empty() && address[0] == '[') {
      const std::size_t end = end_of_key(address, 0);
      if (end == address.npos) return false;
      pattern.remove_prefix(kAny.size());
      address.remove_prefix(end);
    } else if (!address.empty() && pattern[0] == address[0]) {
      pattern.remove_prefix(1);
      address.remove_prefix(1);
    } else {
      return false;
    }
  }
  return address.empty();
}

}  // namespace weir::terraform
