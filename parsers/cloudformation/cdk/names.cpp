#include "parsers/cloudformation/cdk/names.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/cloudformation/files/paths.h"

namespace weir::cloudformation::cdk {
namespace {

/// Longer paths are no names.
constexpr std::size_t kLongestPath = 1024;
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
    std::string name = joined(one.kept, common);
    const bool alone = called[name] == 1;
    model.resources[one.resource].name = alone ? std::move(name) : joined(one.whole, common);
  }
}

}  // namespace weir::cloudformation::cdk
