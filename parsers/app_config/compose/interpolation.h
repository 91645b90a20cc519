#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir::compose {

/// Values of variables by name.
using Variables = std::map<std::string, ValueId, std::less<>>;

/// What a variable holds that no file gives: unknown (parameter).
ValueId given_at_start(ResourceModel& model, const std::string& name, Span span);

/// Puts the values of variables into texts: `$NAME`, `${NAME}`, `${NAME:-otherwise}` with its kin, `$$` for `$`.
/// A variable that is not there is unknown (parameter, subject = its name), unless something stands for it. Texts that
/// come out longer than all of a project's may be are unknown (budget).
class Interpolation {
 public:
  /// `budget`: bytes that all texts of the project may still take.
  Interpolation(ResourceModel& model, SourceMap& sources, const Variables& variables, std::size_t& budget)
      : model_(model), sources_(sources), variables_(variables), budget_(budget) {}

  /// Every text in a value; keys stay. A value without `$` is itself.
  ValueId all(ValueId value);
  /// One text that stands at `span`.
  ValueId text(std::string_view text, Span span) { return expanded({text, span}, 0); }

 private:
  /// A text and where it stands.
  struct Stretch {
    std::string_view text;
    Span span;
    Stretch part(std::size_t begin, std::size_t end) const;
  };
  /// `${NAME` and what follows it up to its `}`.
  struct Use {
    std::string_view name;
    std::string_view how;  ///< "", "-", ":-", "?", ":?", "+", ":+"
    Stretch operand;
    Stretch whole;
    std::size_t end = 0;  ///< behind it
  };

  ValueId map(ValueId value);
  ValueId list(ValueId value);
  ValueId expanded(Stretch stretch, int depth);
  ValueId used(const Use& use, int depth);
  bool braced(Stretch stretch, std::size_t at, Use& use) const;
  bool plain(Stretch stretch, std::size_t at, Use& use) const;
  ValueId spent(Span span);

  ResourceModel& model_;
  SourceMap& sources_;
  const Variables& variables_;
  std::size_t& budget_;
};

}  // namespace weir::compose
