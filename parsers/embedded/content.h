#pragma once

#include <functional>

#include "analyzer/base/source_map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"

namespace weir {

/// The text of the local file that a value names (its span: the whole file); none if it names none.
using LocalTextOf = std::function<ValueId(ValueId)>;

/// Reads the texts of a resource that hold a format of their own (policies, JSON), as the `content`
/// of its concept in the catalogue marks them; each is replaced in the resource's attributes by its
/// regular form, spans kept. What is not on such a path is shared, not copied. Where the text
/// stands in a file that an attribute names instead, and `local_text` knows the file, its regular
/// form takes the place that the text would have, and the attribute that names the file goes.
void apply_content(ResourceModel& model, SourceMap& sources, const Catalog& catalog,
                   Resource& resource, const LocalTextOf& local_text = {});

/// What stands where the selector leads (the first path that leads anywhere); none if nothing does.
ValueId value_at(ResourceModel& model, const Catalog& catalog, const SelectorRecord& selector,
                 Language language, ValueId attributes);

}  // namespace weir
