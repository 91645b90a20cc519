#include "parsers/cloudformation/cdk/names.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/utf.h"
#include "parsers/cloudformation/files/paths.h"

namespace weir::cloudformation::cdk {
namespace {

/// Longer paths are no names.
constexpr std::size_t kLongestPath = 1024;
/// Of a name, in characters; messages hold names whole.
constexpr std::size_t kLongestName = 100;
constexpr std::string_view kCut = "\xE2\x80\xA6";  // …
constexpr std::string_view kStackResource = ".NestedStackResource";
constexpr std::string_view kStackFolder = ".NestedStack";

/// A resource and the parts of its construct's path.
struct Named {
  std::size_t resource = 0;
  Segments whole;
  Segments kept;
};

std::string_view path_in_metadata(const ResourceModel& model, const Resource& resource) {
  const ValueStore& values = model.values;
  const ValueId metadata =
      resource.meta.valid() ? values.find(resource.meta, "Metadata") : ValueId{};
  if (!metadata.valid() || values[metadata].kind != ValueKind::map) return {};
  const ValueId path = values.find(metadata, "aws:cdk:path");
  if (!path.valid() || values[path].kind != ValueKind::string) return {};
  return values.string(path);
}

std::string_view path_beside(const Resource& resource, const SourceMap& sources,
                             const Surroundings& around) {
  const auto made = around.constructs.find(sources.path(resource.header.file));
  if (made == around.constructs.end()) return {};
  const std::string_view address = resource.address;
  const auto path = made->second.find(address.substr(address.rfind('/') + 1));
  return path == made->second.end() ? std::string_view() : path->second;
}

/// Without the parts at the end that say no more than what stands before them. One part is always
/// kept.
Segments shortened(Segments path) {
  if (path.size() > 2 && path.back().ends_with(kStackResource)) path.pop_back();
  while (path.size() > 1 && (path.back() == "Resource" || path.back() == "Default"))
    path.pop_back();
  if (path.back().ends_with(kStackFolder)) path.back().remove_suffix(kStackFolder.size());
  return path;
}

/// How many parts all paths begin with; the last part of each counts for nothing.
std::size_t common_parts(const std::vector<Named>& all) {
  const Segments& first = all.front().kept;
  std::size_t common = first.size() - 1;
  for (const Named& one : all) {
    common = std::min(common, one.kept.size() - 1);
    const auto end = first.begin() + static_cast<std::ptrdiff_t>(common);
    common = static_cast<std::size_t>(std::mismatch(first.begin(), end, one.kept.begin()).first -
                                      first.begin());
  }
  return common;
}

std::string joined(const Segments& path, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < path.size(); ++i)
    text.append(text.empty() ? "" : "/").append(path[i]);
  return text;
}

/// White space and control characters of any script, and what breaks lines.
bool is_folded(char32_t c) {
  return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/// For one line of a message: runs of what is folded are one blank, and a name that is too long
/// keeps its beginning and its end, which tell it from others.
std::string readable(std::string_view name) {
  std::vector<std::string_view> characters;
  for (std::size_t at = 0; at < name.size();) {
    const CodePoint point = decode_utf8(name, at);
    const bool folded = point.valid && is_folded(point.value);
    const bool again = folded && !characters.empty() && characters.back() == " ";
    if (!again) characters.push_back(folded ? " " : name.substr(at, point.size));
    at += point.size;
  }
  if (characters.size() > kLongestName) {
    const auto begin = characters.begin() + kLongestName / 2;
    *begin = kCut;
    characters.erase(begin + 1, characters.end() - kLongestName / 2 + 1);
  }
  std::string text;
  for (const std::string_view character : characters) text += character;
  return text;
}

}  // namespace

void name_constructs(ResourceModel& model, const SourceMap& sources, const Surroundings& around) {
  std::vector<Named> all;
  for (std::size_t i = 0; i < model.resources.size(); ++i) {
    const Resource& resource = model.resources[i];
    std::string_view written = path_in_metadata(model, resource);
    if (written.empty()) written = path_beside(resource, sources, around);
    if (written.size() > kLongestPath) continue;
    const Segments path = segments_of(written);
    if (!path.empty()) all.push_back({i, path, shortened(path)});
  }
  if (all.empty()) return;
  const std::size_t common = common_parts(all);
  std::map<std::string, std::size_t> called;
  for (const Named& one : all) ++called[joined(one.kept, common)];
  for (const Named& one : all) {
    const std::string name = joined(one.kept, common);
    const bool alone = called[name] == 1;
    model.resources[one.resource].name = readable(alone ? name : joined(one.whole, common));
  }
}

}  // namespace weir::cloudformation::cdk
