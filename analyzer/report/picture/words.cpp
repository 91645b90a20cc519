#include <algorithm>

#include "analyzer/base/utf.h"
#include "analyzer/report/picture/picture.h"

namespace weir::report {
namespace {

constexpr std::size_t kNameColumns = 44;
constexpr std::size_t kListed = 3;  ///< sorts of a group, controls of a note

std::string with_blanks(std::string_view text) {
  std::string words(text);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

bool says(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

std::string_view display(const Catalog& catalog, std::string_view word) {
  const EnumId words = catalog.enumeration("concept_word");
  if (!words.valid()) return word;
  for (const MemberRecord& member :
       Catalog::slice(catalog.members, catalog.enums[words.index()].members)) {
    if (catalog.text(member.name) == word) return catalog.text(member.display);
  }
  return word;
}

std::string plural(std::string text) {
  const auto ends = [&](std::string_view end) { return text.ends_with(end); };
  if (ends("y") && !ends("ay") && !ends("ey") && !ends("oy")) {
    text.pop_back();
    return text + "ies";
  }
  return text + (ends("s") || ends("x") || ends("ch") || ends("sh") ? "es" : "s");
}

std::string more(std::size_t count) { return " and " + std::to_string(count) + " more"; }

}  // namespace

std::string shortened(std::string_view text) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size(); at += decode_utf8(text, at).size) starts.push_back(at);
  if (starts.size() <= kNameColumns) return std::string(text);
  const std::size_t head = kNameColumns / 2 + 2;
  const std::size_t tail = kNameColumns - head - 1;
  std::string cut(text.substr(0, starts[head]));
  cut += "\u2026";
  return cut + std::string(text.substr(starts[starts.size() - tail]));
}

std::string end_of(std::string_view path) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < path.size(); at += decode_utf8(path, at).size) starts.push_back(at);
  if (starts.size() <= kNameColumns) return std::string(path);
  return "\u2026" + std::string(path.substr(starts[starts.size() - kNameColumns + 1]));
}

std::string short_name(const GraphNode& node) {
  const std::string& name = node.name.empty() ? node.address : node.name;
  const std::size_t type = node.type.empty() ? name.npos : name.find(node.type + ".");
  if (type == name.npos || (type != 0 && name[type - 1] != '.')) return shortened(name);
  std::string before = name.substr(0, type);
  for (std::size_t at = before.find("module."); at != before.npos; at = before.find("module.", at))
    before.erase(at, 7);
  return shortened(before + name.substr(type + node.type.size() + 1));
}

std::string title_of(const Catalog& catalog, ConceptId id) {
  if (!id.valid()) return "";
  const std::string_view name = catalog.text(catalog.concepts[id.index()].name);
  const bool has_provider = std::count(name.begin(), name.end(), '.') > 1;
  std::string title;
  for (std::size_t begin = has_provider ? name.find('.') + 1 : 0; begin < name.size();) {
    const std::size_t end = std::min(name.find_first_of("._", begin), name.size());
    if (!title.empty()) title += ' ';
    title += display(catalog, name.substr(begin, end - begin));
    begin = end + 1;
  }
  return capitalised(std::move(title));
}

std::string frame_title(const Catalog& catalog, const GraphNode& boundary) {
  std::string kind = with_blanks(boundary.boundary_kind);
  for (const BoundaryRecord& record : catalog.boundaries) {
    if (catalog.text(record.kind) == boundary.boundary_kind) kind = catalog.text(record.name);
  }
  const std::string name = short_name(boundary);
  if (boundary.outside && boundary.address.starts_with("param:"))
    return capitalised(kind) + " given by " + name;
  return says(name, kind) || kind.empty() ? capitalised(name) : kind + " " + name;
}

std::string label_of(const Line& line) {
  std::string label;
  const auto add = [&](const std::string& kind, std::size_t count, const char* before) {
    label += (label.empty() ? "" : ", ") + std::string(before) + with_blanks(kind);
    if (count > 1) label += " ×" + std::to_string(count);
  };
  for (const auto& [kind, count] : line.kinds) add(kind, count, "");
  for (const auto& [kind, count] : line.possible) {
    if (line.kinds.count(kind) == 0) add(kind, count, line.kinds.empty() ? "" : "possibly ");
  }
  return label;
}

std::string contents_of(const Shape& group) {
  std::vector<std::pair<std::string, std::size_t>> sorts(group.contents.begin(),
                                                         group.contents.end());
  std::stable_sort(sorts.begin(), sorts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  std::size_t left = group.count();
  for (std::size_t i = 0; i < sorts.size() && i < kListed; ++i) {
    const auto& [sort, count] = sorts[i];
    text += (i == 0 ? "" : ", ") + std::to_string(count) + " " + (count == 1 ? sort : plural(sort));
    left -= count;
  }
  return left == 0 ? text : text + more(left);
}

std::string legend_detail(const LegendRow& row) {
  std::string detail(severity_band(row.severity));
  if (row.findings > 1) detail += ", " + std::to_string(row.findings) + " findings";
  return row.marked ? detail : detail + ", not in the picture";
}

std::string numbers_of(const Marks& marks) {
  std::string text;
  for (const std::size_t number : marks.numbers)
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

std::string note_of(const std::string& kind, const std::vector<std::string>& controls) {
  std::string note = with_blanks(kind) + ": ";
  for (std::size_t i = 0; i < controls.size() && i < kListed; ++i)
    note += (i == 0 ? "" : ", ") + controls[i];
  return controls.size() <= kListed ? note : note + more(controls.size() - kListed);
}

}  // namespace weir::report
