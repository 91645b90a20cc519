#include "analyzer/model/image_name.h"

#include <algorithm>
#include <cctype>

namespace weir {
namespace {

constexpr std::string_view kDefaultRegistry = "docker.io";

/// Where the first of `marks` stands outside of holes; npos if none does.
std::size_t find_mark(std::string_view text, std::string_view marks) {
  int hole = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++hole;
    if (text[i] == '}') --hole;
    if (hole <= 0 && marks.find(text[i]) != std::string_view::npos) return i;
  }
  return std::string_view::npos;
}

/// The first part is a host if it cannot be a folder of Docker's own registry.
bool is_host(std::string_view first) {
  return first == "localhost" || find_mark(first, ".:") != std::string_view::npos;
}

bool is_repository(std::string_view text) {
  int hole = 0;
  for (const char c : text) {
    if (c == '{') ++hole;
    const bool named = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       std::string_view("-_./${}").find(c) != std::string_view::npos;
    if (hole == 0 && !named) return false;
    if (c == '}') --hole;
  }
  return !text.empty() && text.front() != '/' && text.back() != '/';
}

}  // namespace

std::optional<ImageName> image_name(std::string_view text) {
  ImageName out{std::string(kDefaultRegistry), {}};
  const std::size_t slash = find_mark(text, "/");
  const std::string_view first = text.substr(0, slash);
  if (slash != std::string_view::npos && is_host(first)) {
    out.registry = std::string(first);
    text.remove_prefix(slash + 1);
  } else if (first.find('{') != std::string_view::npos) {
    out.registry.clear();  // the hole may bring one along
  }
  out.repository = std::string(text.substr(0, find_mark(text, ":@")));
  if (!is_repository(out.repository)) return std::nullopt;
  return out;
}

}  // namespace weir
