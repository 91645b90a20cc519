#include "parsers/cloudformation/files/named_files.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "parsers/cloudformation/files/paths.h"

namespace weir::cloudformation {
namespace {

/// Longer names are not looked up, and no more folders of one are compared.
constexpr std::size_t kLongestName = 2048;
constexpr std::size_t kMostSegments = 32;
/// Stands for a hole.
constexpr char kHole = '\0';

/// Whether a token may have this name: words, as people and build scripts write them.
bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-' || c == '.' || c == ':' || c == ' ';
  });
}

/// The text with every token replaced by a hole.
std::string with_holes(std::string_view text) {
  constexpr std::array<std::array<std::string_view, 2>, 4> kTokens = {
      {{"${", "}"}, {"<", ">"}, {"%%", "%%"}, {"__", "__"}}};
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at;
    for (const auto& [open, close] : kTokens) {
      if (text.substr(at, open.size()) != open) continue;
      const std::size_t end = text.find(close, at + open.size());
      if (end == text.npos || !is_token(text.substr(at + open.size(), end - at - open.size()))) {
        continue;
      }
      next = end + close.size();
      break;
    }
    result += next > at ? kHole : text[at];
    at = std::max(next, at + 1);
  }
  return result;
}

bool is_hole(std::string_view segment) { return segment.size() == 1 && segment[0] == kHole; }

/// What is known of an address from behind: folders and the file's name, or whole holes between.
Segments suffix_of(std::string_view address, bool has_host) {
  Segments segments = segments_of(address);
  if (has_host && !segments.empty()) segments.erase(segments.begin());
  std::size_t first = 0;
  for (std::size_t i = segments.size(); i-- > 0;) {
    const std::size_t hole = segments[i].rfind(kHole);
    if (hole == std::string_view::npos || is_hole(segments[i])) continue;
    // a hole before a name may end in a slash; within a name it hides the name
    const bool in_front = segments[i].find_first_not_of(kHole) > hole;
    segments[i].remove_prefix(in_front ? hole + 1 : segments[i].size());
    first = segments[i].empty() ? i + 1 : i;
    break;
  }
  if (segments.size() > kMostSegments) first = std::max(first, segments.size() - kMostSegments);
  segments.erase(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(first));
  return segments;
}

/// The known segments from the one numbered `first` on, as a path.
std::string joined_from(const Segments& segments, std::size_t first) {
  std::string path;
  for (std::size_t i = first; i < segments.size(); ++i) {
    if (is_hole(segments[i])) continue;
    if (!path.empty()) path += '/';
    path += segments[i];
  }
  return path;
}

/// How many known segments of `suffix`, counted from behind, the end of `path` matches; a hole
/// matches one segment or none, whichever takes more.
std::size_t matched(const Segments& suffix, const Segments& path) {
  std::vector<std::size_t> reached = {path.size()};  // positions in `path` that may come next
  std::size_t known = 0;
  for (std::size_t i = suffix.size(); i-- > 0 && !reached.empty();) {
    std::vector<std::size_t> next;
    for (const std::size_t at : reached) {
      if (is_hole(suffix[i]) && (next.empty() || next.back() != at)) next.push_back(at);
      if (at > 0 && (is_hole(suffix[i]) || path[at - 1] == suffix[i])) next.push_back(at - 1);
    }
    reached = std::move(next);
    if (!is_hole(suffix[i]) && !reached.empty()) ++known;
  }
  return known;
}

/// The file beneath `folder` or a folder above it that the longest suffix names.
std::optional<std::string> nearest(std::string_view self, const Segments& suffix, std::size_t known,
                                   const LocalFiles& files) {
  for (std::size_t first = 0; first < suffix.size(); ++first) {
    if (is_hole(suffix[first])) continue;
    const std::string path = joined_from(suffix, first);
    const bool name_alone = first + 1 == suffix.size() && known > 1;
    for (std::string_view folder = folder_of(self);; folder = folder_of(folder)) {
      const std::optional<std::string> candidate = beneath(folder, path);
      if (candidate && *candidate != self && files.count(*candidate) != 0) return candidate;
      if (folder.empty() || name_alone) break;
    }
  }
  return std::nullopt;
}

/// The only file whose path ends with the longest suffix that any path ends with.
std::optional<std::string> only_one(std::string_view self, const Segments& suffix,
                                    std::size_t known, const LocalFiles& files) {
  std::size_t most = known > 1 ? 1 : 0;  // what must be surpassed
  std::optional<std::string> found;
  for (const auto& [path, file] : files) {
    if (path == self || !path.ends_with(suffix.back())) continue;  // which is no hole
    const std::size_t count = matched(suffix, segments_of(path));
    if (count > most) {
      most = count;
      found = path;
    } else if (count == most) {
      found.reset();
    }
  }
  return found;
}

/// The only file of this name, if it stands in the template's folder, the one above or a folder in
/// these. What tools call every template by is no name.
std::optional<std::string> namesake(std::string_view self, std::string_view name,
                                    const LocalFiles& files) {
  if (name.starts_with("template.") || name.starts_with("packaged.")) return std::nullopt;
  const std::string_view own = folder_of(self), above = folder_of(own);
  const auto is_near = [&](std::string_view folder) { return folder == own || folder == above; };
  std::optional<std::string> found;
  for (const auto& [path, file] : files) {
    if (path == self || path.substr(path.rfind('/') + 1) != name) continue;
    const std::string_view folder = folder_of(path);
    if (found || (!is_near(folder) && !is_near(folder_of(folder)))) return std::nullopt;
    found = path;
  }
  return found;
}

/// Folders that a path names before the file's name.
std::size_t folders_named(std::string_view path) {
  const Segments segments = segments_of(path);
  const auto folders = std::count_if(segments.begin(), segments.end(), [](std::string_view one) {
    return one != "." && one != "..";
  });
  return folders > 0 ? static_cast<std::size_t>(folders) - 1 : 0;
}

}  // namespace

std::optional<std::string> resolve_local(std::string_view template_path, const NameWithHoles& name,
                                         const LocalFiles& files) {
  std::string written, open;
  for (const std::optional<std::string>& piece : name) {
    written += piece ? *piece : std::string(1, kHole);
    open += piece ? with_holes(*piece) : std::string(1, kHole);
    if (written.size() > kLongestName) return std::nullopt;
  }
  const std::size_t scheme = written.find("://");
  const bool address = scheme != written.npos;
  if (!address && written.find(kHole) == written.npos && !written.starts_with('/')) {
    const std::optional<std::string> path = beneath(folder_of(template_path), written);
    if (path && files.count(*path) != 0) return path;
    // a build may run in a folder above; a name alone says too little
    if (open.find(kHole) == open.npos && folders_named(written) == 0) return std::nullopt;
  }
  std::string_view known = open;
  if (address) known.remove_prefix(std::min(known.find("://") + 3, known.size()));
  known = known.substr(0, known.find_first_of("?#"));
  if (known.empty() || known.back() == '/' || known.back() == kHole) return std::nullopt;
  const Segments suffix = suffix_of(known, address);
  const auto count = static_cast<std::size_t>(std::count_if(
      suffix.begin(), suffix.end(), [](std::string_view segment) { return !is_hole(segment); }));
  if (count == 0 || suffix.back().find(kHole) != std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<std::string> near = nearest(template_path, suffix, count, files);
  if (near) return near;
  const std::optional<std::string> only = only_one(template_path, suffix, count, files);
  return only || !address ? only : namesake(template_path, suffix.back(), files);
}

std::optional<std::string> uploaded_as(std::string_view template_path, std::string_view name,
                                       const Surroundings& around) {
  const std::string_view last = name.substr(name.rfind('/') + 1);
  const auto found =
      around.uploaded.find(std::string(folder_of(template_path)) + "/" + std::string(last));
  if (last.empty() || found == around.uploaded.end()) return std::nullopt;
  if (around.files.count(found->second) == 0) return std::nullopt;
  return found->second;
}

}  // namespace weir::cloudformation
