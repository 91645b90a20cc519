#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/guard.h"
#include "analyzer/catalog/setting_words.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// One stretch of a rendered value.
struct Piece {
  enum class Kind { literal, reference, parameter, hole };
  Kind kind = Kind::literal;
  std::string
      text;  ///< literal: its text; else how the hole is written: `${Name}`, `${Address.Attribute}`
  std::string subject;         ///< parameter: its name
  ResourceId target;           ///< reference
  std::string attribute = {};  ///< reference: as written; "" for the resource itself
  bool implied = false;        ///< reference: into another unit, by equal names only
};

/// A scalar, text or reference as a row of pieces under a guard.
struct Rendered {
  std::vector<Piece> pieces;
  Guard guard = kAlways;
  std::vector<std::string> may_be;  ///< what it stands for, if for several: see chosen.h

  /// Everything joined, holes as `${…}`: equal texts with equal holes are the same name.
  std::string text() const;
  bool literal() const;
  /// Whether nothing of the text is left to deployment: literals and names of hosts.
  bool written_out() const;
};

/// Renders a value. Choices inside give several results (at most 16; further ones stay a hole).
/// Empty for lists, maps, null; an unknown is one hole, and so is a secret. No recursion.
std::vector<Rendered> render(const ResourceModel& model, GuardStore& guards, ValueId value);

/// A number as people write it, without superfluous digits.
std::string number_text(double number);


}  // namespace weir
