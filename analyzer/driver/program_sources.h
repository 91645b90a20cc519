#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/driver/discover.h"
#include "analyzer/driver/gitignore.h"

namespace weir {

/// Which files of a project may be told as the places where programs made something. What names
/// them is the input, and a line of them is printed: nothing is read that a walk would have passed
/// over, nor what may hold secrets.
class ProgramSources {
 public:
  explicit ProgramSources(const Project& project) : project_(project) {}

  /// Whether a program's source stands at `path` (as shown) that may be read for the argument, is
  /// not hidden (a dot-file, or below a dot-folder), not vendored, and not ignored by git.
  bool may_be_told(const std::string& path, std::size_t argument);

  /// Whether git ignores a path of the project (as shown), by the files of the project itself.
  bool is_ignored(const std::string& path);

  /// Whether a path, of this machine or another, is one of a program's source, by its name alone.
  static bool is_source(std::string_view path);

 private:
  /// The rules that apply in a folder (as shown) that is not ignored itself; nullptr for one that
  /// is.
  using Rules = std::shared_ptr<const IgnoreRules>;

  Rules root_rules() const;
  Rules rules_in(const std::string& folder, const Rules& above) const;

  const Project& project_;
  std::map<std::string, Rules> rules_;  ///< by folder
};

}  // namespace weir
