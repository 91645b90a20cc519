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

Json counts_of(const std::vector<std::pair<std::string, std::size_t>>& counts) {
  Json::object_t members;
  // the names differ: looking each up among those before it would be quadratic
  for (const auto& [name, count] : counts) members.push_back({name, count});
  return members;
}

std::string written(const Json& json) {
  return visible_json(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Array::Array(std::string& out, std::string_view name) : out_(out) {
  out_ += written(Json(name)) + ": [";
}

void add_entry(std::string& entries, const Json& entry) {
  if (!entries.empty()) entries += ",\n  ";
  entries += written(entry);
}

void Array::add(const Json& entry) { add_entries(written(entry)); }

void Array::add_entries(std::string_view entries) {
  if (entries.empty()) return;
  out_ += empty_ ? "\n  " : ",\n  ";
  out_ += entries;
  empty_ = false;
}

void Array::close() { out_ += empty_ ? "]" : "\n]"; }

}  // namespace weir::report
