#pragma once

#include <cstddef>
#include <string>

#include "analyzer/base/source_map.h"
#include "analyzer/model/value.h"

namespace weir::cloudformation {

/// Stretches of a string as values of their own. Each stands where its bytes are written, or, if
/// the text is not written as it reads, where the whole is; secret and passed on like the whole.
class Pieces {
 public:
  Pieces(ValueStore& values, const SourceMap& sources, ValueId whole)
      : values_(values),
        whole_(values[whole]),
        text_(values.string(whole)),
        exact_(sources.text(whole_.span) == text_) {}

  const std::string& text() const { return text_; }

  ValueId piece(std::size_t begin, std::size_t end) const {
    Span place = whole_.span;
    if (exact_) {
      place.end = place.begin + static_cast<std::uint32_t>(end);
      place.begin += static_cast<std::uint32_t>(begin);
    }
    ValueId made = values_.add_string(text_.substr(begin, end - begin), place);
    if (whole_.origin.valid()) made = values_.moved(made, place, whole_.origin);
    return whole_.secret ? values_.marked_secret(made) : made;
  }

 private:
  ValueStore& values_;
  Value whole_;
  std::string text_;
  bool exact_;
};

}  // namespace weir::cloudformation
