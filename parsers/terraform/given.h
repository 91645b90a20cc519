#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/document/document.h"

namespace weir::terraform {

/// A values file that somebody names (--var-file), as parsed: HCL, or JSON for `.tfvars.json`.
struct GivenFile {
  Document document;
  bool below_root = true;  ///< else its values have no place that a finding may name
};

/// A way to deploy: the files that are given together; a later one overrides an earlier one.
struct Assignment {
  std::string name;  ///< of its files, as shown
  std::vector<GivenFile> files;
};

/// A value given by itself (--var). For a variable of a primitive type, or of none, it is its text,
/// for others it is an expression.
struct GivenVariable {
  std::string name, text;
  std::optional<Document> expression;  ///< of `value = text`; none if it is no expression
};

/// What is given for the variables of root modules beside the files that terraform loads by itself.
struct GivenVariables {
  std::vector<Assignment> assignments;   ///< in the order in which they were given
  std::vector<GivenVariable> variables;  ///< over all files
};

/// The names that a values file gives, each with its place.
std::vector<std::pair<std::string, Span>> names_given(const Document& document);

}  // namespace weir::terraform
