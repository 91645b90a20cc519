#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir::terraform {

/// A pattern of `fileset`: `*`, `?`, `[class]` within a name, `**` for any folders, `{a,b}`.
class FilePattern {
 public:
  explicit FilePattern(std::string_view pattern);

  /// Whether it is well-formed, and its alternatives are not too many.
  bool fine() const { return fine_; }
  bool matches(std::string_view path) const;
  /// Bytes of all alternatives: what a match takes at most for each byte of a path.
  std::size_t size() const;

 private:
  std::vector<std::string> alternatives_;  ///< without `{}`
  bool fine_ = true;
};

}  // namespace weir::terraform
