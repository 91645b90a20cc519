#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"

namespace weir {

/// A regular expression in RE2's syntax (no back-references): linear time, bounded memory, so that
/// patterns and texts may both come from the analysed input. Immutable; may be shared by threads.
class Regex {
 public:
  /// An error says what is wrong with the pattern.
  static Result<Regex> compile(std::string_view pattern);

  /// Whether the whole text matches.
  bool matches(std::string_view text) const;
  /// Whether some part of the text matches.
  bool contains(std::string_view text) const;
  /// The first match and its groups (0 is the whole; a group without part in it is empty); empty if
  /// there is none. The views are into `text`. What stands before `from` is only looked back at.
  std::vector<std::string_view> find(std::string_view text, std::size_t from = 0) const;
  /// Instructions it was compiled to: a search takes at most so many steps for each byte.
  std::size_t size() const;
  /// Names of the groups, "" for unnamed ones; index 0 is the first group.
  std::vector<std::string> group_names() const;

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace weir
