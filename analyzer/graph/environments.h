#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/judgement.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// Which environment a unit is of.
struct UnitEnvironment {
  std::string environment;  ///< "" = not known
  std::string why;          ///< what says so; not known: what disagrees, or "" where nothing says anything
};

/// The files that give a unit values for its parameters or variables, as shown, by its path.
using ValuesFiles = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The environments of the units, by their numbers: as declared (`Unit::environment`); else as the
/// tags of resources, the names of values files, of the file (the last word of each part between dots) and of folders (whole)
/// say, where all that say something agree. Words are those of tables/environments.yaml, some of which
/// say nothing as names of files and folders; another
/// that is declared stays as it is. A value that a parameter only has if nobody says otherwise is no
/// sign. O(tags × words).
std::vector<UnitEnvironment> environments_of(const ResourceModel& model, const Catalog& catalog,
                                             const JudgementCatalog& judgement,
                                             const ValuesFiles& values_files);

}  // namespace weir
