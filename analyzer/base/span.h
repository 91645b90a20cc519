#pragma once

#include <cstdint>

#include "analyzer/base/ids.h"

namespace weir {

struct FileTag;
/// A file on disk or a derived text (see SourceMap).
using FileId = Id<FileTag>;

/// Bytes of one text, half-open. `Span{}` points nowhere (facts that have no place in the input).
struct Span {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  constexpr bool valid() const { return file.valid(); }
  friend constexpr bool operator==(Span, Span) = default;
};

}  // namespace weir
