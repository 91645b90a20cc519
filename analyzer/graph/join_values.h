#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/graph/inference.h"

namespace weir {

/// One form that a value is compared in: equal terms of one unit are equal values.
struct JoinTerm {
  enum class Kind {
    text,
    resource,  ///< an attribute of this resource, whichever
    sought,    ///< the resource on the sought side, or what the seeker's value refers to
    seeker,    ///< the resource on the seeking side, or what the sought one's value refers to
    nothing
  };
  Kind kind = Kind::text;
  std::string text;
  ResourceId resource;

  std::string key() const;
  friend bool operator==(const JoinTerm&, const JoinTerm&) = default;
};

/// That a value is not known, and what it may be all the same.
struct JoinDoubt {
  std::string pattern;  ///< `*`: anything at all, also something without a name
  ValueId value;
  std::string why;
};

struct JoinValue {
  Guard guard = kAlways;
  std::vector<JoinTerm> terms;
  std::optional<JoinDoubt> doubt;
  bool exact = false;  ///< nothing that is not known may be it
};
/// What stands on one side of an equation.
using JoinSide = std::vector<JoinValue>;

enum class JoinRole { seeker, sought };

/// The resource itself, and its physical name.
JoinSide join_identity(Inference& inference, ResourceId sought);

/// What `paths` lead to. References equal the resource that they lead to, whatever attribute they
/// name.
JoinSide join_value(Inference& inference, ResourceId resource, Range paths, JoinRole role);

/// The same for an equation of two paths: also the very resource, for references from the other
/// side, and that there is nothing, which equals nothing there.
JoinSide join_value_of_pair(Inference& inference, ResourceId resource, Range paths, JoinRole role);

/// Whether values are, or may turn out to be, equal.
bool may_be_equal(const JoinValue& a, const JoinValue& b);
/// Whether some are.
bool may_be_equal(const JoinSide& a, const JoinSide& b);

}  // namespace weir
