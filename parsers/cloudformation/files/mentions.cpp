// What files a template may name, before anything of it is evaluated.

#include <algorithm>
#include <array>
#include <set>

#include "parsers/cloudformation/cloudformation.h"
#include "parsers/cloudformation/files/paths.h"

namespace weir::cloudformation {
namespace {

constexpr std::array<std::string_view, 5> kEndings = {".yaml", ".yml", ".json", ".template",
                                                      ".cform"};
constexpr std::size_t kLongestMention = 1024;
constexpr std::size_t kMostFolders = 32;  // of a name, and above a template

}  // namespace

bool names_a_file(std::string_view text) {
  if (text.size() > kLongestMention || text.find_first_of("\n\t\"'{}[]") != text.npos) {
    if (text.size() > kLongestMention || text.find("${") == text.npos) return false;
  }
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return text.ends_with(ending); });
}

std::vector<std::string> names_of_files(const Document& document) {
  std::set<std::string> found;
  for (NodeIndex node = 0; node < document.nodes.size(); ++node) {
    if (document[node].kind != NodeKind::string) continue;
    const std::string_view text = document.text(node);
    if (names_a_file(text)) found.emplace(text);
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> places_of(std::string_view path, std::string_view name) {
  std::vector<std::string> places;
  std::size_t suffixes = 0;
  for (std::size_t begin = 0; suffixes < kMostFolders; ++suffixes) {
    const std::string_view suffix = name.substr(begin);
    std::string_view folder = folder_of(path);
    for (std::size_t up = 0; up < kMostFolders; ++up) {
      std::optional<std::string> place = beneath(folder, suffix);
      if (place && !place->empty() && *place != path) places.push_back(std::move(*place));
      if (folder.empty()) break;
      folder = folder_of(folder);
    }
    const std::size_t slash = name.find('/', begin);
    if (slash == name.npos) break;
    begin = slash + 1;
  }
  return places;
}

}  // namespace weir::cloudformation
