#include "analyzer/driver/twins.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace weir {
namespace {

std::string_view trimmed_line(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Whether a name may begin or end beside this character. A dot may follow: an attribute.
bool in_name(char c, bool before) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || (before && c == '.');
}

/// What the second one calls things → what the first one does; of names with one beginning the longer first.
using Names = std::map<std::string, std::string, std::greater<>>;

Names names_of(const Twins& twins) {
  Names names;
  for (const auto& [ours, theirs] : twins.names) names.emplace(theirs, ours);
  return names;
}

/// Replaces whole names, longer ones first.
std::string renamed(const std::string& text, const Names& names) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool starts = at == 0 || !in_name(text[at - 1], true);
    const std::pair<const std::string, std::string>* found = nullptr;
    if (starts)
      for (const auto& name : names) {  // of names with one beginning the longer comes first
        const std::size_t end = at + name.first.size();
        if (text.compare(at, name.first.size(), name.first) != 0) continue;
        if (end < text.size() && in_name(text[end], false) && in_name(name.first.back(), false)) continue;
        found = &name;
        break;
      }
    out += found != nullptr ? found->second : std::string(1, text[at]);
    at += found != nullptr ? found->first.size() : 1;
  }
  return out;
}

/// `${Table.Arn}` and `${Table}` name the same thing.
std::string without_attributes(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t hole = text.find("${", at);
    const std::size_t end = hole == std::string::npos ? hole : text.find('}', hole);
    if (end == std::string::npos) return out + text.substr(at);
    const std::size_t dot = std::min(text.find('.', hole), end);
    out += text.substr(at, dot - at) + "}";
    at = end + 1;
  }
  return out;
}

/// A line and the indented ones below it.
using Record = std::pair<std::string, std::vector<std::string>>;

std::vector<Record> records_of(const std::string& text) {
  std::vector<Record> records;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with(' ') && !records.empty())
      records.back().second.push_back(std::move(line));
    else
      records.emplace_back(std::move(line), std::vector<std::string>{});
  }
  return records;
}

/// The members of a target set are sorted by names of their own language: sort them again.
std::string with_sorted_targets(std::string line) {
  const std::size_t open = line.find('{'), close = line.find('}');
  if (!line.starts_with("access ") || open == std::string::npos || close == std::string::npos) return line;
  std::vector<std::string> members;
  std::string inside = line.substr(open + 1, close - open - 1);
  for (std::size_t at = 0; at <= inside.size();) {
    const std::size_t end = std::min(inside.find(", ", at), inside.size());
    members.push_back(inside.substr(at, end - at));
    at = end + 2;
  }
  std::sort(members.begin(), members.end());
  std::string sorted;
  for (const std::string& member : members) sorted += (sorted.empty() ? "" : ", ") + member;
  return line.replace(open + 1, close - open - 1, sorted);
}

class TwinRecords {
 public:
  TwinRecords(const Dfd& dfd, const Catalog& catalog, const Names& names) {
    const SourceMap nowhere;
    for (Record& record : records_of(without_attributes(renamed(dump(dfd, catalog, nowhere, DumpDetail::meaning), names)))) {
      record.first = with_sorted_targets(std::move(record.first));
      std::sort(record.second.begin(), record.second.end());
      records.push_back(std::move(record));
    }
    std::sort(records.begin(), records.end());
  }

  /// Takes out a property; the lines that said it.
  std::set<std::string> take(const Twins::Difference& difference) {
    std::set<std::string> said;
    const std::string subject = " " + difference.subject + " ", property = "  " + difference.property + " = ";
    for (auto& [line, properties] : records) {
      if ((line + " ").find(subject) == std::string::npos) continue;
      std::erase_if(properties, [&](const std::string& one) {
        return one.starts_with(property) && (said.insert(one), true);
      });
    }
    return said;
  }

  std::vector<Record> records;
};

}  // namespace

Twins read_twins(std::string_view text, std::vector<std::string>& faults) {
  Twins twins;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed_line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const std::size_t sign = line.find(" = "), colon = line.find(": ");
    if (sign != std::string_view::npos && (colon == std::string_view::npos || sign < colon)) {
      twins.names.emplace_back(trimmed_line(line.substr(0, sign)), trimmed_line(line.substr(sign + 3)));
      continue;
    }
    const std::string_view subject = line.substr(0, colon);
    const std::size_t dot = subject.rfind('.');
    if (colon == std::string_view::npos || dot == std::string_view::npos) {
      faults.push_back("twins: expected `first = second` or `subject.property: reason`, found \"" + std::string(line) + "\"");
      continue;
    }
    twins.differences.push_back({std::string(subject.substr(0, dot)), std::string(subject.substr(dot + 1)),
                                 std::string(trimmed_line(line.substr(colon + 2)))});
  }
  return twins;
}

std::string in_words_of_first(const std::string& text, const Twins& twins) { return renamed(text, names_of(twins)); }

std::vector<std::string> compare_twins(const Dfd& first, const Dfd& second, const Catalog& catalog, const Twins& twins) {
  const Names names = names_of(twins);
  TwinRecords one(first, catalog, {}), other(second, catalog, names);
  std::vector<std::string> differences;
  for (const Twins::Difference& difference : twins.differences)
    if (one.take(difference) == other.take(difference))
      differences.push_back(difference.subject + "." + difference.property + " is the same in both");
  const auto line = [](char sign, const std::string& text) { return std::string(1, sign) + " " + text; };
  std::multimap<std::string, const Record*> others;
  for (const Record& record : other.records) others.emplace(record.first, &record);
  for (const Record& record : one.records) {
    const auto [begin, end] = others.equal_range(record.first);
    if (begin == end) {
      differences.push_back(line('-', record.first));
      for (const std::string& property : record.second) differences.push_back(line('-', property));
      continue;
    }
    const auto same = std::find_if(begin, end, [&](const auto& entry) { return *entry.second == record; });
    const auto twin = same == end ? begin : same;
    std::vector<std::string> only_here, only_there;
    std::set_difference(record.second.begin(), record.second.end(), twin->second->second.begin(), twin->second->second.end(),
                        std::back_inserter(only_here));
    std::set_difference(twin->second->second.begin(), twin->second->second.end(), record.second.begin(), record.second.end(),
                        std::back_inserter(only_there));
    if (!only_here.empty() || !only_there.empty()) differences.push_back(line(' ', record.first));
    for (const std::string& property : only_here) differences.push_back(line('-', property));
    for (const std::string& property : only_there) differences.push_back(line('+', property));
    others.erase(twin);
  }
  for (const auto& [text, record] : others) {
    differences.push_back(line('+', text));
    for (const std::string& property : record->second) differences.push_back(line('+', property));
  }
  return differences;
}

}  // namespace weir
