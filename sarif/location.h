#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "analyzer/base/source_map.h"

namespace weir::sarif {

using Json = nlohmann::ordered_json;

/// `physicalLocation` with a region; `span` is in a host file. An empty span takes its whole line.
Json physical_location(const SourceMap& sources, Span span);

/// A location with its logical location (address) and message, each left out if empty.
Json location(const SourceMap& sources, Span span, std::string_view address,
              const std::string& message);

/// Text on one line; bytes that are no UTF-8 become U+FFFD.
std::string written(const Json& json);

}  // namespace weir::sarif
