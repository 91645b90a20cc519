#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "analyzer/base/source_map.h"
#include "parsers/terraform/declarations/module.h"

namespace weir::terraform {

/// Whether terraform merges a file of this name into the others of its folder: `override.tf`,
/// `x_override.tf`, in every form that module files have.
bool is_override_file(std::string_view path);

/// `base` with what `over` says in its place, as a document of one block whose text is derived from
/// both: attributes are replaced one by one, blocks all that are of one type (also those that
/// `dynamic` makes), provisioners as a whole, and `lifecycle` attribute by attribute. `depends_on`
/// of `over` is left out: nothing may override it.
std::unique_ptr<Document> merged(const Block& base, const Block& over, SourceMap& sources);

/// Bytes that merged blocks of one module may have in all.
inline constexpr std::size_t kMergedBytes = 8u << 20;

}  // namespace weir::terraform
