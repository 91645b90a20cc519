#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/span.h"

namespace weir {

/// A place as people count it: 1-based line, 1-based columns.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;        ///< in UTF-16 code units (SARIF's columnKind)
  std::uint32_t byte_column = 1;   ///< in bytes
};

/// One stretch of a derived text and where it came from. `verbatim` stretches map byte by byte;
/// others (a decoded escape, a rendered hole) map as a whole onto `host`.
struct Segment {
  std::uint32_t begin = 0;  ///< first byte in the derived text; it ends where the next one begins
  Span host;
  bool verbatim = true;
};

/// The only owner of text: files as read, and texts derived from them (a decoded JSON string, a
/// block scalar, a rendered template). Append-only; may be shared by threads. Returned views live as
/// long as the map.
class SourceMap {
 public:
  SourceMap();
  ~SourceMap();
  SourceMap(const SourceMap&) = delete;
  SourceMap& operator=(const SourceMap&) = delete;

  /// Adds a file. `path` is how it is shown: relative to the repository root, forward slashes.
  FileId add_file(std::string path, std::string bytes);
  /// Adds a text derived from texts already here. `segments` are ordered by `begin`, the first at 0.
  FileId add_derived(std::string text, std::vector<Segment> segments);

  std::string_view text(FileId file) const;
  /// The bytes a span covers; empty for `Span{}`.
  std::string_view text(Span span) const;
  /// Path of the host file; empty for `Span{}`'s file.
  std::string_view path(FileId file) const;
  bool is_derived(FileId file) const;

  /// Says that a program wrote this stretch of a file, and where in its source: innermost call first. Stretches of one file do
  /// not overlap; of two that begin at the same byte the first counts.
  void add_origin(Span written, std::vector<Span> source);
  /// Where a program wrote what begins here, innermost call first; empty if no program is known to have.
  std::vector<Span> origin_of(Span place) const;

  /// The same place in the host file on disk, through any number of derivations. A span over several
  /// segments becomes the hull of their host spans when those lie in one file, else the first one's.
  Span in_host(Span span) const;
  /// Position of a byte of a host file (line starts are computed once per file).
  Position position(FileId host_file, std::uint32_t offset) const;
  /// Span of the whole line (without its end) that holds `offset` in a host file.
  Span line_at(FileId host_file, std::uint32_t offset) const;

 private:
  struct File;
  const File& file(FileId id) const;

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<File>> files_;
  struct Origin {
    std::uint32_t end = 0;
    std::vector<Span> source;
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Origin> origins_;  ///< by file and first byte
};

/// Orders places as a reader meets them: by path, then begin, then end. Never by id.
bool before_in_source(const SourceMap& sources, Span a, Span b);

}  // namespace weir
