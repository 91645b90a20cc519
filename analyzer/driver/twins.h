#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/graph/dfd.h"

namespace weir {

/// What two descriptions of one system, in different languages, call the same things, and where they cannot mean the same.
struct Twins {
  struct Difference {
    std::string subject;   ///< an address, or `from -kind-> to` of a flow, as the first one says it
    std::string property;
    std::string reason;
  };
  std::vector<std::pair<std::string, std::string>> names;  ///< of the first, of the second
  std::vector<Difference> differences;
};

/// Reads lines `first = second` and `subject.property: reason`; blank lines and `#` lines are left out. What is neither is a
/// fault.
Twins read_twins(std::string_view text, std::vector<std::string>& faults);

/// A text about the second one in the first one's names.
std::string in_words_of_first(const std::string& text, const Twins& twins);

/// In what two diagrams differ once the second one's names are replaced: one line each, `-` for what only the first has, `+`
/// for what only the second has. Places, evidence and reasons of unknowns are left aside. A difference that was announced and
/// is none is one, too.
std::vector<std::string> compare_twins(const Dfd& first, const Dfd& second, const Catalog& catalog, const Twins& twins);

}  // namespace weir
