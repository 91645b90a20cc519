#include "sarif/location.h"

#include "analyzer/base/escape.h"

namespace weir::sarif {
namespace {

Json region_of(const SourceMap& sources, Span span) {
  if (span.begin == span.end) span = sources.line_at(span.file, span.begin);
  const Position begin = sources.position(span.file, span.begin);
  const Position end = sources.position(span.file, span.end);
  Json region;
  region["startLine"] = begin.line;
  region["startColumn"] = begin.column;
  region["endLine"] = end.line;
  region["endColumn"] = end.column;
  return region;
}

}  // namespace

Json physical_location(const SourceMap& sources, Span span) {
  Json place;
  place["artifactLocation"]["uri"] = percent_encode_path(sources.path(span.file));
  place["region"] = region_of(sources, span);
  return place;
}

Json location(const SourceMap& sources, Span span, std::string_view address,
              const std::string& message) {
  Json place;
  if (span.valid()) place["physicalLocation"] = physical_location(sources, span);
  if (!address.empty()) {
    Json logical;
    logical["fullyQualifiedName"] = std::string(address);
    logical["kind"] = "resource";
    place["logicalLocations"] = Json::array({logical});
  }
  if (!message.empty()) place["message"]["text"] = message;
  return place;
}

std::string written(const Json& json) {
  return visible_json(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace weir::sarif
