#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/base/source_map.h"

namespace weir::report {

using Json = nlohmann::ordered_json;

/// `{uri, startLine, startColumn, endLine, endColumn}` of a host span; null if it points nowhere.
Json location(const SourceMap& sources, Span span);

/// An object of numbers by name; the names differ.
Json counts_of(const std::vector<std::pair<std::string, std::size_t>>& counts);

/// Text on one line; bytes that are no UTF-8 become U+FFFD.
std::string written(const Json& json);

/// Appends an entry to others of the same array, each on a line of its own.
void add_entry(std::string& entries, const Json& entry);

/// Appends `"name": [` and each entry on a line of its own.
class Array {
 public:
  Array(std::string& out, std::string_view name);
  void add(const Json& entry);
  /// What `add_entry` made; nothing if that is nothing.
  void add_entries(std::string_view entries);
  void close();

 private:
  std::string& out_;
  bool empty_ = true;
};

}  // namespace weir::report
