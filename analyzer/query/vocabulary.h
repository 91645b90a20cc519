#pragma once

#include <string>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/query/syntax.h"

namespace weir::query {

/// Looks words of a query up in the catalogue; an unknown one is a fault with a suggestion.
class Vocabulary {
 public:
  Vocabulary(const Catalog& catalog, std::vector<QueryError>& errors)
      : catalog_(catalog), errors_(errors) {}

  const Catalog& catalog() const { return catalog_; }
  /// `in` of the faults that follow.
  void set_source(std::string in) { in_ = std::move(in); }
  void fail(syntax::Extent at, std::string message);

  LabelId label(const syntax::Word& word);
  EdgeLabelId edge(const syntax::Word& word);
  PropertyId property(const syntax::Word& word);
  void check_member(EnumId enumeration, std::string_view member, syntax::Extent at);

 private:
  const Catalog& catalog_;
  std::vector<QueryError>& errors_;
  std::string in_;
};

}  // namespace weir::query
