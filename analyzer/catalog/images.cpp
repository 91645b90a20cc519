#include "analyzer/catalog/images.h"

#include "analyzer/base/glob.h"
#include "analyzer/catalog/catalog.h"

namespace weir {

const ImageRecord* image_record(const Catalog& catalog, std::string_view repository) {
  const std::string_view last = repository.substr(repository.rfind('/') + 1);
  for (const ImageRecord& record : catalog.images)
    for (const Text name : Catalog::slice(catalog.texts, record.names)) {
      const std::string_view pattern = catalog.text(name);
      const bool whole = pattern.find('/') != std::string_view::npos;
      if (glob_match(pattern, whole ? repository : last, true)) return &record;
    }
  return nullptr;
}

}  // namespace weir
