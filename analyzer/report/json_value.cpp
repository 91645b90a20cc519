#include "analyzer/report/json_value.h"

#include "analyzer/base/escape.h"

namespace weir::report {

Json location(const SourceMap& sources, Span span) {
  if (!span.valid()) return nullptr;
  const Position begin = sources.position(span.file, span.begin);
  const Position end = sources.position(span.file, span.end);
  Json place;
  place["uri"] = percent_encode_path(sources.path(span.file));
  place["startLine"] = begin.line;
  place["startColumn"] = begin.column;
  place["endLine"] = end.line;
  place["endColumn"] = end.column;
  return place;
}

std::string written(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Array::Array(std::string& out, std::string_view name) : out_(out) {
  out_ += written(Json(name)) + ": [";
}

void Array::add(const Json& entry) {
  out_ += empty_ ? "\n  " : ",\n  ";
  out_ += written(entry);
  empty_ = false;
}

void Array::close() { out_ += empty_ ? "]" : "\n]"; }

}  // namespace weir::report
