#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/diagnostic.h"
#include "analyzer/base/source_map.h"

namespace weir {

/// Collects what is wrong with knowledge files, each fault at its place in the host file.
class Faults {
 public:
  explicit Faults(SourceMap& sources) : sources_(sources) {}
  /// `span` may lie in a derived text.
  void add(Span span, std::string message);
  SourceMap& sources() const { return sources_; }
  /// The faults, ordered as a reader meets them; leaves none behind.
  Diagnostics take_sorted();

 private:
  SourceMap& sources_;
  Diagnostics found_;
};

/// What to say after "unknown key `x`": "; did you mean `y`?" if a known word is near, else the
/// known words if there are few ("; expected one of a, b"), else nothing.
std::string suggestion(std::string_view wrong, std::vector<std::string_view> known);

/// `text` in the quotes that messages use.
std::string in_backticks(std::string_view text);

}  // namespace weir
