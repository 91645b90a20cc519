#include "analyzer/base/source_map.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "analyzer/base/check.h"
#include "analyzer/base/utf.h"

namespace weir {
namespace {

/// Where counting of UTF-16 units may start: about every so many bytes of a file.
constexpr std::size_t kBytesPerCheckpoint = 256;

}  // namespace

struct SourceMap::File {
  struct Checkpoint {
    std::uint32_t offset = 0;  ///< of a code point
    std::uint32_t units = 0;   ///< UTF-16 units before it
  };

  std::string path;
  std::string text;
  std::vector<Segment> segments;  // empty for a file on disk
  bool derived = false;
  mutable std::once_flag lines_once;
  mutable std::vector<std::uint32_t> line_starts;

  mutable std::once_flag checkpoints_once;
  mutable std::vector<Checkpoint> checkpoints;

  const std::vector<std::uint32_t>& lines() const {
    std::call_once(lines_once, [this] {
      line_starts.push_back(0);
      for (std::size_t i = text.find('\n'); i != std::string::npos; i = text.find('\n', i + 1)) {
        line_starts.push_back(static_cast<std::uint32_t>(i + 1));
      }
    });
    return line_starts;
  }

  /// Number (from 0) of the line that holds `offset`.
  std::size_t line_of(std::uint32_t offset) const {
    const auto& starts = lines();
    return static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), offset) -
                                    starts.begin() - 1);
  }

  static std::vector<Checkpoint> checkpoints_of(std::string_view text) {
    std::vector<Checkpoint> checkpoints = {{}};
    std::uint32_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
      if (at >= checkpoints.back().offset + kBytesPerCheckpoint) {
        checkpoints.push_back({static_cast<std::uint32_t>(at), units});
      }
      const CodePoint point = decode_utf8(text, at);
      units += point.size == 4 ? 2 : 1;
      at += point.size;
    }
    return checkpoints;
  }

  /// UTF-16 units from the line start `start` to `offset`. Long lines count from a checkpoint.
  std::size_t units_between(std::uint32_t start, std::uint32_t offset) const {
    const std::string_view all = text;
    if (offset - start <= kBytesPerCheckpoint) {
      return utf16_length(all.substr(start, offset - start));
    }
    std::call_once(checkpoints_once, [&] { checkpoints = checkpoints_of(all); });
    const auto units_before = [&](std::uint32_t end) {
      const auto after = std::upper_bound(
          checkpoints.begin(), checkpoints.end(), end,
          [](std::uint32_t value, const Checkpoint& point) { return value < point.offset; });
      const Checkpoint& from = *std::prev(after);
      return from.units + utf16_length(all.substr(from.offset, end - from.offset));
    };
    return units_before(offset) - units_before(start);
  }
};

SourceMap::SourceMap() = default;
SourceMap::~SourceMap() = default;

FileId SourceMap::add_file(std::string path, std::string bytes) {
  CHECK(bytes.size() < UINT32_MAX);
  auto file = std::make_unique<File>();
  file->path = std::move(path);
  file->text = std::move(bytes);
  const std::lock_guard lock(mutex_);
  files_.push_back(std::move(file));
  return FileId(files_.size() - 1);
}

FileId SourceMap::add_derived(std::string text, std::vector<Segment> segments) {
  CHECK(text.size() < UINT32_MAX);
  CHECK(!segments.empty() && segments.front().begin == 0);
  auto file = std::make_unique<File>();
  file->text = std::move(text);
  file->segments = std::move(segments);
  file->derived = true;
  const std::lock_guard lock(mutex_);
  for (const Segment& segment : file->segments) {  // a host is always older: no cycles
    CHECK(!segment.host.valid() || segment.host.file.index() < files_.size());
  }
  files_.push_back(std::move(file));
  return FileId(files_.size() - 1);
}

const SourceMap::File& SourceMap::file(FileId id) const {
  const std::lock_guard lock(mutex_);
  CHECK(id.index() < files_.size());
  return *files_[id.index()];
}

std::string_view SourceMap::text(FileId id) const { return file(id).text; }

std::string_view SourceMap::text(Span span) const {
  if (!span.valid()) return {};
  const std::string_view all = text(span.file);
  if (span.begin >= all.size() || span.end <= span.begin) return {};
  return all.substr(span.begin, span.end - span.begin);
}

std::string_view SourceMap::path(FileId id) const {
  if (!id.valid()) return {};
  const File* at = &file(id);
  while (at->derived) {
    if (!at->segments.front().host.valid()) return {};
    at = &file(at->segments.front().host.file);
  }
  return at->path;
}

bool SourceMap::is_derived(FileId id) const { return id.valid() && file(id).derived; }

void SourceMap::add_origin(Span written, std::vector<Span> source) {
  const std::lock_guard lock(mutex_);
  origins_.emplace(std::pair(written.file.value, written.begin),
                   Origin{written.end, std::move(source)});
}

std::vector<Span> SourceMap::origin_of(Span place) const {
  if (!place.valid()) return {};
  const std::lock_guard lock(mutex_);
  auto after = origins_.upper_bound({place.file.value, place.begin});
  if (after == origins_.begin()) return {};
  const auto& [key, origin] = *std::prev(after);
  if (key.first != place.file.value || place.begin >= origin.end) return {};
  return origin.source;
}

namespace {

/// The part of `segment` (which covers [segment.begin, segment_end) of the derived text) that
/// [begin, end) meets, in the segment's host.
Span part_in_host(const Segment& segment, std::uint32_t segment_end, std::uint32_t begin,
                  std::uint32_t end) {
  if (!segment.verbatim) return segment.host;
  const std::uint32_t from = std::clamp(begin, segment.begin, segment_end) - segment.begin;
  const std::uint32_t to = std::clamp(end, segment.begin, segment_end) - segment.begin;
  const std::uint32_t limit = std::max(segment.host.begin, segment.host.end);
  return {segment.host.file, std::min(segment.host.begin + from, limit),
          std::min(segment.host.begin + to, limit)};
}

/// Maps a span of a derived text one level up, to the hull of its parts.
Span one_level_up(const std::vector<Segment>& segments, std::uint32_t text_size, Span span) {
  const auto after = std::upper_bound(
      segments.begin(), segments.end(), span.begin,
      [](std::uint32_t offset, const Segment& segment) { return offset < segment.begin; });
  std::size_t i = static_cast<std::size_t>(after - segments.begin()) - 1;
  Span hull;
  for (; i < segments.size(); ++i) {
    if (hull.valid() && segments[i].begin >= span.end) break;
    const std::uint32_t end = i + 1 < segments.size() ? segments[i + 1].begin : text_size;
    const Span part = part_in_host(segments[i], end, span.begin, span.end);
    if (!part.valid()) continue;
    if (!hull.valid()) {
      hull = part;
    } else if (part.file == hull.file) {
      hull.begin = std::min(hull.begin, part.begin);
      hull.end = std::max(hull.end, part.end);
    } else {
      break;
    }
  }
  return hull;
}

}  // namespace

Span SourceMap::in_host(Span span) const {
  while (span.valid()) {
    const File& at = file(span.file);
    if (!at.derived) return span;
    span = one_level_up(at.segments, static_cast<std::uint32_t>(at.text.size()), span);
  }
  return span;
}

Position SourceMap::position(FileId host_file, std::uint32_t offset) const {
  const File& at = file(host_file);
  offset = std::min(offset, static_cast<std::uint32_t>(at.text.size()));
  const std::size_t line = at.line_of(offset);
  const std::uint32_t start = at.lines()[line];
  Position position;
  position.line = static_cast<std::uint32_t>(line + 1);
  position.column = static_cast<std::uint32_t>(at.units_between(start, offset) + 1);
  position.byte_column = offset - start + 1;
  return position;
}

Span SourceMap::line_at(FileId host_file, std::uint32_t offset) const {
  const File& at = file(host_file);
  offset = std::min(offset, static_cast<std::uint32_t>(at.text.size()));
  const std::size_t line = at.line_of(offset);
  const std::uint32_t begin = at.lines()[line];
  std::uint32_t end = line + 1 < at.lines().size() ? at.lines()[line + 1] - 1
                                                   : static_cast<std::uint32_t>(at.text.size());
  if (end > begin && at.text[end - 1] == '\r') --end;
  return {host_file, begin, end};
}

bool before_in_source(const SourceMap& sources, Span a, Span b) {
  const Span x = sources.in_host(a), y = sources.in_host(b);
  return std::make_tuple(sources.path(x.file), x.begin, x.end) <
         std::make_tuple(sources.path(y.file), y.begin, y.end);
}

}  // namespace weir
