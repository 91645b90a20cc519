// csvdecode: comma-separated rows (RFC 4180) as objects named by the first row.

#include <algorithm>
#include <array>

#include "parsers/terraform/functions/arguments.h"

namespace weir::terraform {
namespace {

using Row = std::vector<std::string>;

/// Reads rows; `fault` says what is malformed.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool ends_line = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] == '\n');
      if (!ends_line) text_ += text[i];
    }
  }

  std::vector<Row> read() {
    std::vector<Row> rows;
    while (at_ < text_.size() && fault.empty()) {
      if (text_[at_] == '\n') {
        ++at_;  // an empty line is no row
        continue;
      }
      rows.emplace_back();  // behind a comma there is a field, be it an empty one at the end
      do rows.back().push_back(field());
      while (fault.empty() && at_ < text_.size() && text_[at_++] == ',');
    }
    return rows;
  }

  std::string fault;

 private:
  std::string field() {
    std::string out;
    if (at_ >= text_.size() || text_[at_] != '"') {
      const std::size_t end = std::min(text_.find_first_of(",\n", at_), text_.size());
      out = text_.substr(at_, end - at_);
      if (out.find('"') != std::string::npos) fault = "a quote inside a field without quotes";
      at_ = end;
      return out;
    }
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        out += text_[at_];
      } else if (text_.compare(at_, 2, "\"\"") == 0) {
        out += '"';
        ++at_;
      } else {
        ++at_;
        const bool ends = at_ == text_.size() || text_[at_] == ',' || text_[at_] == '\n';
        if (!ends) fault = "something else than a comma behind a quoted field";
        return out;
      }
    }
    fault = "a quoted field without an end";
    return out;
  }

  std::string text_;
  std::size_t at_ = 0;
};

ValueId csvdecode(const FunctionCall& call) {
  const std::optional<std::string> text = call.text(0);
  if (!text) return refuse_texts(call);
  if (!call.spend(text->size())) return call.over_budget();
  CsvReader reader(*text);
  const std::vector<Row> rows = reader.read();
  if (!reader.fault.empty()) return fault_of(call, "found " + reader.fault);
  if (rows.empty()) return fault_of(call, "found no header line");
  const Row& names = rows.front();
  Row sorted = names;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) return fault_of(call, "found the column " + *twice + " twice");
  std::uint64_t header = names.size();
  for (const std::string& name : names) header += name.size() / kBytesPerStep;
  std::vector<ValueId> made;
  for (std::size_t n = 1; n < rows.size(); ++n) {
    if (rows[n].size() != names.size()) {
      return fault_of(call, "row " + std::to_string(n + 1) + " has " +
                                std::to_string(rows[n].size()) + " fields; expected " +
                                std::to_string(names.size()));
    }
    if (!call.spend(header)) return call.over_budget();
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < names.size(); ++i)
      entries.push_back({names[i], call.span, call.made_text(rows[n][i])});
    made.push_back(call.values.add_map(std::move(entries), call.span, CollectionType::object));
  }
  return call.values.add_list(made, call.span, CollectionType::list);
}

constexpr std::array kCsvFunctions = {FunctionEntry{"csvdecode", 1, 1, Takes::scalars, csvdecode}};

}  // namespace

std::span<const FunctionEntry> csv_functions() { return kCsvFunctions; }

}  // namespace weir::terraform
