#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/rule/finding.h"

namespace weir {

/// A finding as another run told it: enough to know it again. Texts are as a terminal shows them,
/// so that they survive a file.
struct KnownFinding {
  std::vector<std::string>
      identities;    ///< its own first, then those of what was folded into it; at least one
  std::string file;  ///< path from the root; "" if it has no place
  std::string unit;  ///< path of its unit; "" where there was one only
  std::string band;  ///< of its severity
  std::string holds;                    ///< when it holds, in words; "" = always
};

/// `finding` as another run may know it again.
KnownFinding known(const Finding& finding, const SourceMap& sources);

/// How findings of two runs belong together.
struct FindingMatches {
  std::vector<std::optional<std::size_t>>
      now;                 ///< which of the earlier ones each is; none for what is new
  std::vector<bool> gone;  ///< of each earlier one, whether nothing of it is there any more
  std::vector<std::vector<std::size_t>>
      added;  ///< of each new one of which a part is known: which of its identities are not
};

/// Which of `before` each of `now` is. Each identity of a finding must be one of `before`: one that
/// is not makes the finding new, whatever else is folded into it. Each of `before` counts once, so
/// of two alike the second is new; first within the same file, then the same unit, then anywhere,
/// and last where only one of the two lies in a stack, a module or behind `[0]`. What rose by a
/// band, or holds under another condition, is new. O(n log n) in identities.
FindingMatches match_findings(std::span<const KnownFinding> before,
                              std::span<const KnownFinding> now);

/// What some identities of a finding name that its others do not, in their order: the addresses
/// that are reported, or, where these are the same, what their paths go through (addresses and kinds
/// of edges).
std::vector<std::string> named_only_by(const KnownFinding& finding,
                                       const std::vector<std::size_t>& identities);

/// An identity without the nested stacks and modules that its addresses lie in, and without `[0]`:
/// `module.a.x` and `Stack/x` become `x`; what belongs to something (`Role/statement[0]`) stays
/// with it.
std::string without_nesting(std::string_view identity);

}  // namespace weir
