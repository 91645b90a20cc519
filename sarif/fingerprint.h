#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"

namespace weir::sarif {

/// GitHub's `primaryLocationLineHash` of every line of a file: "hash:count", by line number from 0
/// (README). Invalid UTF-8 is read as U+FFFD. O(bytes).
std::vector<std::string> line_hashes(std::string_view bytes);

/// The fingerprints of one log's results, in their order: each file is hashed once, equal
/// identities are counted.
class Fingerprints {
 public:
  explicit Fingerprints(const SourceMap& sources) : sources_(sources) {}

  /// For the line a host span begins on; "" if the span points nowhere.
  std::string of_line(Span span);
  /// "hash:count", where count tells equal identities of this log apart.
  std::string of_identity(const std::string& identity);

 private:
  const SourceMap& sources_;
  std::map<FileId, std::vector<std::string>> lines_;
  std::map<std::string, int> seen_;
};

}  // namespace weir::sarif
