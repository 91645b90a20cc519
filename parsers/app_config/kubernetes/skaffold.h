#pragma once

#include <set>
#include <string>
#include <string_view>

#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"

namespace weir::kubernetes {

/// Names of images, without a tag, that skaffold builds before it deploys manifests: in them it
/// puts a name of its own for each build in their place.
using BuiltImages = std::set<std::string, std::less<>>;

/// Adds what a document of skaffold's builds; nothing of any other document. O(artifacts).
void add_built_images(const Document& document, BuiltImages& images);

/// What an image that is built is called once it is deployed: its name with a tag that is known
/// then. Any other value as it is.
ValueId with_tag_of_build(ValueStore& values, const BuiltImages& images, ValueId image);

}  // namespace weir::kubernetes
