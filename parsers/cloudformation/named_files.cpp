#include "parsers/cloudformation/named_files.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace weir::cloudformation {
namespace {

/// Longer names are not looked up, and no more folders of one are compared.
constexpr std::size_t kLongestName = 2048;
constexpr std::size_t kMostSegments = 32;
/// Stands for a hole.
constexpr char kHole = '\0';

using Segments = std::vector<std::string_view>;

Segments segments_of(std::string_view path) {
  Segments segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) segments.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

/// `folder/path` without `.` and `..`; none if it leads out of the root.
std::optional<std::string> beneath(std::string_view folder, std::string_view path) {
  Segments kept = segments_of(folder);
  for (const std::string_view segment : segments_of(path)) {
    if (segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else if (kept.empty()) {
      return std::nullopt;
    } else {
      kept.pop_back();
    }
  }
  std::string joined;
  for (const std::string_view segment : kept) {
    if (!joined.empty()) joined += '/';
    joined += segment;
  }
  return joined;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

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

/// What is known of an address from behind: folders and the file's name, or whole holes.
struct Suffix {
  Segments segments;
  bool complete = false;  ///< nothing but the host or bucket stands before it
};

Suffix suffix_of(std::string_view address, bool has_host) {
  Suffix suffix;
  suffix.segments = segments_of(address);
  suffix.complete = true;
  if (has_host && !suffix.segments.empty()) suffix.segments.erase(suffix.segments.begin());
  for (std::size_t i = suffix.segments.size(); i-- > 0;) {
    std::string_view& segment = suffix.segments[i];
    const std::size_t hole = segment.rfind(kHole);
    if (hole == segment.npos || segment.size() == 1) continue;
    segment.remove_prefix(hole + 1);  // what a prefix that ends in a slash may stand before
    suffix.complete = false;
    suffix.segments.erase(
        suffix.segments.begin(),
        suffix.segments.begin() + static_cast<std::ptrdiff_t>(segment.empty() ? i + 1 : i));
    break;
  }
  if (suffix.segments.size() > kMostSegments) {
    suffix.segments.erase(suffix.segments.begin(),
                          suffix.segments.end() - static_cast<std::ptrdiff_t>(kMostSegments));
  }
  return suffix;
}

bool is_hole(std::string_view segment) { return segment.size() == 1 && segment[0] == kHole; }

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
std::optional<std::string> nearest(std::string_view self, const Suffix& suffix, std::size_t known,
                                   const LocalFiles& files) {
  for (std::size_t first = 0; first < suffix.segments.size(); ++first) {
    if (is_hole(suffix.segments[first])) continue;
    const std::string path = joined_from(suffix.segments, first);
    const bool name_alone = first + 1 == suffix.segments.size() && known > 1;
    for (std::string_view folder = folder_of(self);; folder = folder_of(folder)) {
      const std::optional<std::string> candidate = beneath(folder, path);
      if (candidate && *candidate != self && files.count(*candidate) != 0) return candidate;
      if (folder.empty() || name_alone) break;
    }
  }
  return std::nullopt;
}

/// The only file whose path ends with the longest suffix that any path ends with.
std::optional<std::string> only_one(std::string_view self, const Suffix& suffix, std::size_t known,
                                    const LocalFiles& files) {
  std::size_t most = known > 1 ? 1 : 0;  // what must be surpassed
  std::optional<std::string> found;
  for (const auto& [path, file] : files) {
    if (path == self) continue;
    const std::size_t count = matched(suffix.segments, segments_of(path));
    if (count > most) {
      most = count;
      found = path;
    } else if (count == most) {
      found.reset();
    }
  }
  return found;
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
    if (open.find(kHole) == open.npos) return std::nullopt;
  }
  std::string_view known = open;
  if (address) known.remove_prefix(std::min(known.find("://") + 3, known.size()));
  known = known.substr(0, known.find_first_of("?#"));
  if (known.empty() || known.back() == '/' || known.back() == kHole) return std::nullopt;
  const Suffix suffix = suffix_of(known, address);
  const auto count = static_cast<std::size_t>(
      std::count_if(suffix.segments.begin(), suffix.segments.end(),
                    [](std::string_view segment) { return !is_hole(segment); }));
  if (count == 0 || suffix.segments.back().find(kHole) != std::string_view::npos) {
    return std::nullopt;
  }
  const std::optional<std::string> near = nearest(template_path, suffix, count, files);
  return near ? near : only_one(template_path, suffix, count, files);
}

}  // namespace weir::cloudformation
