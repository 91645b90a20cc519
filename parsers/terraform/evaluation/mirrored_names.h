#pragma once

#include <map>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"

namespace weir::terraform {

/// The language whose words the catalogue has for a type: Terraform's, or CloudFormation's where a
/// provider mirrors its schema in snake case (`awscc_…`).
Language language_of_type(const Catalog& catalog, std::string_view type);

/// Gives attributes in snake case the names that the catalogue reads: along its paths and nowhere
/// else, because what lies beyond them (settings, documents) has names of its own.
class MirroredNames {
 public:
  MirroredNames(ResourceModel& model, const Catalog& catalog) : model_(model), catalog_(catalog) {}

  /// `attributes` of a resource of the type, renamed.
  ValueId rename(std::string_view type, ValueId attributes);
  /// Paths that the last type has: what renaming costs, beside the size of the attributes.
  std::size_t paths_of(std::string_view type);

 private:
  using Path = std::vector<PathStep>;

  const std::vector<Path>& paths(ConceptId id);
  ValueId along(ValueId value, const Path& path, std::size_t step);
  ValueId entries(ValueId value, const Path& path, std::size_t step);
  ValueId items(ValueId value, const Path& path, std::size_t step, bool next);

  ResourceModel& model_;
  const Catalog& catalog_;
  std::map<std::uint32_t, std::vector<Path>> known_;  ///< by concept
};

}  // namespace weir::terraform
