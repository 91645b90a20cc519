#include "parsers/app_config/kubernetes/kustomize/field_paths.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "parsers/app_config/kubernetes/fields.h"

namespace weir::kubernetes::kustomize {
namespace {

constexpr std::size_t kParts = 64;  // of a path

}  // namespace

std::vector<std::string> parts_of_path(std::string_view path) {
  std::vector<std::string> parts(1);
  bool inside = false;
  for (std::size_t i = 0; i < path.size() && parts.size() <= kParts; ++i) {
    const char c = path[i];
    if (c == '\\' && i + 1 < path.size() && path[i + 1] == '.') {
      parts.back() += path[++i];
    } else if (c == '.' && !inside) {
      parts.emplace_back();
    } else {
      inside = c == '[' ? true : c == ']' ? false : inside;
      parts.back() += c;
    }
  }
  return parts;
}

std::optional<std::pair<std::string_view, std::string_view>> choice_in(std::string_view part) {
  if (part.size() < 3 || part.front() != '[' || part.back() != ']') return std::nullopt;
  part = part.substr(1, part.size() - 2);
  const std::size_t equals = part.find('=');
  if (equals == part.npos) return std::nullopt;
  return std::pair(part.substr(0, equals), part.substr(equals + 1));
}

std::optional<std::string> scalar_text(const ValueStore& values, ValueId value) {
  if (!value.valid()) return std::nullopt;
  switch (values[value].kind) {
    case ValueKind::string:
      return std::string(values.string(value));
    case ValueKind::boolean:
      return values[value].boolean ? "true" : "false";
    case ValueKind::number: {
      const double number = values[value].number;
      std::array<char, 40> out{};
      std::snprintf(out.data(), out.size(), number == std::floor(number) && std::abs(number) < 1e15 ? "%.0f" : "%g", number);
      return out.data();
    }
    default:
      return std::nullopt;
  }
}

bool item_says(const ValueStore& values, ValueId item, std::string_view key, std::string_view text) {
  const std::optional<std::string> said = scalar_text(values, key.empty() ? item : entry_at(values, item, key));
  return said && *said == text;
}

bool chosen_by(const ValueStore& values, ValueId selector, const Object& object) {
  const auto wanted = [&](std::string_view key) { return text_at_key(values, selector, key); };
  const std::string kind = wanted("kind"), name = wanted("name"), space = wanted("namespace");
  const std::size_t slash = object.kind.rfind('/');
  if (!kind.empty() && object.kind.substr(slash == std::string::npos ? 0 : slash + 1) != kind) return false;
  if (!space.empty() && object.space != space) return false;
  return name.empty() || object.name == name ||
         std::find(object.former.begin(), object.former.end(), name) != object.former.end();
}

}  // namespace weir::kubernetes::kustomize
