#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "analyzer/base/source_map.h"

namespace weir::app_config {

/// The text of a YAML file of Rails with `${NAME}` for `<%= ENV["NAME"] %>`, `${NAME:otherwise}` for one that says what
/// stands there otherwise, and an empty name for what else Ruby puts in. Nothing for a file in which Ruby decides what
/// stands there at all. Every byte leads back to the file.
std::optional<FileId> without_ruby(SourceMap& sources, FileId file);

/// What stands for one expression of Ruby in such a text: `${NAME:otherwise}` of `ENV.fetch("NAME", "otherwise")`, else `${}`.
std::string placeholder_of_ruby(std::string_view expression);

}  // namespace weir::app_config
