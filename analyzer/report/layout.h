#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"

namespace weir::report {

/// Colours of a terminal, or none.
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  std::string bold(std::string_view text) const { return with("1", text); }
  std::string dim(std::string_view text) const { return with("2", text); }
  std::string green(std::string_view text) const { return with("32", text); }
  std::string of_band(std::string_view band, std::string_view text) const;

 private:
  std::string with(std::string_view code, std::string_view text) const;
  bool on_;
};

/// The text on one line of a terminal: line ends and tabs as spaces, what would act or hide made
/// visible.
std::string one_line(std::string_view text);

/// Columns on a terminal: one a code point.
std::size_t columns_of(std::string_view text);

/// The text broken between words into lines of at most `width` columns, each after `indent` and
/// ending in a newline; the first begins with `first` instead of `indent`. A word that is too long
/// stands alone.
std::string wrapped(std::string_view text, int width, std::string_view first,
                    std::string_view indent);

/// "path:line:column" of a host span; "" if it points nowhere.
std::string place_text(const SourceMap& sources, Span span);

/// Where host files hold what no output may show.
class HiddenPlaces {
 public:
  HiddenPlaces() = default;
  /// `places` may lie in derived texts: what they come from is hidden.
  HiddenPlaces(const SourceMap& sources, const std::vector<Span>& places);

  /// The text of a host span on one line of a terminal, "(hidden)" instead of what is hidden.
  std::string shown(const SourceMap& sources, Span host) const;

  /// The span with the whole of each hidden place that it cuts.
  Span whole(Span host) const;

 private:
  std::vector<Span> places_;  ///< in order, joined where they touch
};

/// The line a host span begins on, with its number, and a marker under the span's part of it. Of a
/// line longer than 200 bytes (a minified file) only the span's own part.
std::string source_excerpt(const SourceMap& sources, Span span, const HiddenPlaces& hidden,
                           int width, const Paint& paint);

}  // namespace weir::report
