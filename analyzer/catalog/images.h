#pragma once

#include <string_view>

#include "analyzer/base/blob.h"
#include "analyzer/catalog/vocabulary.h"

namespace weir {

struct Catalog;

/// What runs in container images of well-known names (tables/images.yaml).
struct ImageRecord {
  Range names;    ///< into Tables::texts: globs over a repository, case aside; one without `/` is
                  ///< compared with its last part
  Text software;  ///< what runs there: "postgresql"
  LabelId is;     ///< what that is to the diagram: a database, a cache …; none = just a process
  bool open = false;  ///< as it comes it asks nobody who calls, …
  Range unless;       ///< … unless an argument, or the name of a setting, fits one of these globs; into
                      ///< Tables::texts
  Range login;            ///< globs over names of settings that hold its password; into Tables::texts
  Range usual;            ///< passwords that everybody tries there first; into Tables::texts
  bool comes_usual = false;  ///< … and that it has where no setting gives it one
};

/// The first row that fits the repository of an image (`bitnami/postgresql`, without registry, tag and
/// digest); nullptr if none does: it is not known what runs there.
const ImageRecord* image_record(const Catalog& catalog, std::string_view repository);

}  // namespace weir
