#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/diagnostic.h"

namespace weir {

/// Diagnostics of one unit without a flood: what repeats is said once, with its count.
class Notes {
 public:
  /// `unit` names what is read, in "3 times in this …".
  explicit Notes(std::string unit) : unit_(std::move(unit)) {}

  /// `subject` tells what repeats: further notes with the same code and subject only count.
  void add(Level level, std::string_view code, std::string_view subject, Span span,
           std::string message);
  /// Everything noted, in the order of first occurrence.
  Diagnostics take();

 private:
  struct Note {
    Diagnostic diagnostic;
    std::size_t count = 1;
  };
  std::string unit_;
  std::vector<Note> notes_;
  std::map<std::pair<std::string, std::string>, std::size_t> known_;  ///< → index into notes_
  std::map<std::string, std::size_t> subjects_;                       ///< per code
};

}  // namespace weir
