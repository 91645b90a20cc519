#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// The patterns of the ignore files that apply to a folder, outermost first (.git/info/exclude, then each
/// .gitignore on the way down). Git is not run.
class IgnoreRules {
 public:
  /// Adds the lines of an ignore file that stands in `folder` (relative to the root, "" for the root).
  void add(std::string_view folder, std::string_view lines);
  /// Whether `path` (relative to the root) is ignored. The last matching pattern decides. Callers do not
  /// descend into ignored folders, so parents need not be asked again.
  bool ignores(std::string_view path, bool is_folder) const;

 private:
  struct Pattern {
    std::string folder;   ///< of the ignore file
    std::string glob;     ///< anchored to it, or `**/name`
    bool negated = false;
    bool folders_only = false;
  };
  std::vector<Pattern> patterns_;
};

/// Whether one of `globs` matches `path` or a folder above it (relative, forward slashes).
bool excluded_by(const std::vector<std::string>& globs, std::string_view path);

}  // namespace weir
