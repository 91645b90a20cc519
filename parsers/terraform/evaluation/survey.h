#pragma once

#include <vector>

#include "parsers/terraform/declarations/backends.h"
#include "parsers/terraform/declarations/sources.h"

namespace weir::terraform {

/// What any root may look for among all folders, found once for all of them.
struct Survey {
  explicit Survey(const Folders& folders)
      : named(folders), backends(terraform::backends(folders)) {}

  const NamedFolders named;
  const std::vector<Backend> backends;  ///< of the roots
};

}  // namespace weir::terraform
