#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sarif/rules.h"

namespace weir::sarif {

/// The catalogues of weaknesses and attacks that tags of a log's rules name, with the entries that
/// they name: other readers than code scanning group results by them.
class Taxonomies {
 public:
  /// `rules` must outlive it.
  explicit Taxonomies(const Rules& rules, const RuleTable& table);

  bool empty() const { return taxonomies_.empty(); }
  /// `run.taxonomies`.
  Json components() const;
  /// `run.tool.driver.supportedTaxonomies`.
  Json references() const;
  /// A rule's `relationships`; an empty array if its tags name nothing.
  Json relationships(const Rules& rules, const RuleRecord& rule) const;

 private:
  const TaxonomyRecord* of_tag(std::string_view tag, std::string_view& id) const;
  std::size_t index_of(const TaxonomyRecord* taxonomy) const;

  const JudgementCatalog& judgement_;
  std::vector<std::pair<const TaxonomyRecord*, std::set<std::string>>>
      taxonomies_;  ///< in the order of their names
};

}  // namespace weir::sarif
