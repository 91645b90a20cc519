// Files of an application's settings as flat lists of properties, and back to a tree.
#include "parsers/app_config/application/properties.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/application/relaxed_json.h"
#include "parsers/embedded/values.h"
#include "parsers/syntax/syntax.h"

namespace weir::app_config {
namespace {

constexpr std::size_t kPropertiesOfFile = 10'000;
constexpr std::size_t kNameBytes = 512;   // of a property's whole name
constexpr std::size_t kPropertyDepth = 64;  // words and indices in it

void left_out(ResourceModel& model, const SourceMap& sources, Span span, std::string what) {
  model.diagnostics.push_back({Level::warning, sources.in_host(span), "application-settings", std::move(what)});
}

/// Maps and lists inside each other as properties.
class Flattening {
 public:
  /// `room`: how many more the file may have.
  Flattening(const ValueStore& values, std::size_t& room, Properties& out) : values_(values), room_(room), out_(out) {}

  /// False if there is more than a file may have.
  bool add(ValueId value, const std::string& name, Span place) {
    if (name.size() > kNameBytes) return true;
    switch (values_[value].kind) {
      case ValueKind::map:
        for (std::size_t i = 0; i < values_.item_count(value); ++i) {
          const MapEntry& entry = values_.entry(value, i);
          if (!add(entry.value, below(name, entry.key), entry.key_span)) return false;
        }
        return true;
      case ValueKind::list:
        for (std::size_t i = 0; i < values_.item_count(value); ++i)
          if (!add(values_.item(value, i), name + "[" + std::to_string(i) + "]", place)) return false;
        return true;
      case ValueKind::null:
        return true;
      default:
        if (room_ == 0) return false;
        --room_;
        if (!name.empty()) out_.push_back({name, place, value});
        return true;
    }
  }

 private:
  static std::string below(const std::string& name, std::string_view key) {
    const bool joined = name.empty() || key.starts_with('[');
    return name + (joined ? "" : ".") + std::string(key);
  }

  const ValueStore& values_;
  std::size_t& room_;
  Properties& out_;
};

/// `name=value` by line.
class PropertyLines {
 public:
  PropertyLines(ResourceModel& model, const SourceMap& sources, FileId file)
      : model_(model), text_(sources.text(file)), file_(file) {}

  std::vector<Properties> read() {
    for (std::size_t at = 0; at < text_.size() && room_ > 0;) {
      std::size_t end = std::min(text_.find('\n', at), text_.size());
      line(at, end);
      at = end + 1;
    }
    return std::move(documents_);
  }
  /// Whether the file has as many as one may have.
  bool is_full() const { return room_ == 0; }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f' || c == '\r'; }

  void line(std::size_t begin, std::size_t& end) {
    while (begin < end && is_blank(text_[begin])) ++begin;
    if (begin == end) return;
    if (text_[begin] == '#' || text_[begin] == '!') {
      if (text_.substr(begin + 1, 3) != "---") return;
      documents_.emplace_back();
      --room_;
      return;
    }
    std::size_t sign = begin;
    while (sign < end && text_[sign] != '=' && text_[sign] != ':' && !is_blank(text_[sign]))
      sign += text_[sign] == '\\' && sign + 1 < end ? 2 : 1;
    sign = std::min(sign, end);
    const Span name = span(begin, sign);
    std::size_t from = sign;
    while (from < end && is_blank(text_[from])) ++from;
    if (from < end && (text_[from] == '=' || text_[from] == ':')) ++from;
    while (from < end && is_blank(text_[from])) ++from;
    const ValueId value = value_at(from, end);
    --room_;
    if (sign - begin <= kNameBytes)
      documents_.back().push_back({std::string(text_.substr(begin, sign - begin)), name, value});
  }

  /// A value goes on in the next line behind a `\` at its end.
  ValueId value_at(std::size_t from, std::size_t& end) {
    std::string value;
    const std::size_t begin = from;
    std::size_t last = from;
    for (;;) {
      std::size_t stop = end;
      while (stop > from && is_blank(text_[stop - 1])) --stop;
      const bool more = stop > from && text_[stop - 1] == '\\' && (stop < 2 || text_[stop - 2] != '\\');
      value += text_.substr(from, stop - from - (more ? 1 : 0));
      last = stop;
      if (!more || end >= text_.size()) break;
      from = end + 1;
      end = std::min(text_.find('\n', from), text_.size());
      while (from < end && is_blank(text_[from])) ++from;
    }
    return model_.values.add_string(unescaped(value), span(begin, last));
  }

  static std::string unescaped(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      out += text[i];
    }
    return out;
  }

  Span span(std::size_t begin, std::size_t end) const {
    return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  ResourceModel& model_;
  std::string_view text_;
  FileId file_;
  std::vector<Properties> documents_ = std::vector<Properties>(1);
  std::size_t room_ = kPropertiesOfFile;
};

/// A word of a property's name, or an index.
std::vector<std::string> words_in_name(std::string_view name) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < name.size() && words.size() <= kPropertyDepth;) {
    if (name[at] == '.') {
      ++at;
      continue;
    }
    if (name[at] == '[') {
      const std::size_t end = std::min(name.find(']', at), name.size());
      words.emplace_back(name.substr(at, end - at));  // with its mark: `[0`
      at = std::min(end + 1, name.size());
      continue;
    }
    const std::size_t end = std::min(name.find_first_of(".[", at), name.size());
    words.emplace_back(name.substr(at, end - at));
    at = end;
  }
  return words;
}

bool is_index(std::string_view word) {
  return word.size() > 1 && word.size() < 8 && word[0] == '[' &&
         std::all_of(word.begin() + 1, word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// `bootstrapServers`, `BOOTSTRAP_SERVERS` as `bootstrap-servers`; a key in brackets as it is.
std::string dashed(std::string_view word) {
  if (word.starts_with('[')) return std::string(word.substr(1));
  const bool has_lower = std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::islower(c) != 0; });
  std::string out;
  for (const char c : word) {
    const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
    if (upper && has_lower && !out.empty() && out.back() != '-') out += '-';
    out += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

struct Branch {
  std::map<std::string, std::unique_ptr<Branch>, std::less<>> named;
  std::map<std::size_t, std::unique_ptr<Branch>> counted;
  ValueId value;
  Span place;
};

class Tree {
 public:
  explicit Tree(ResourceModel& model) : model_(model) {}

  void add(const Property& property) {
    const std::vector<std::string> words = words_in_name(property.name);
    if (words.empty() || words.size() > kPropertyDepth) return;
    Branch* at = &root_;
    for (const std::string& word : words) {
      std::unique_ptr<Branch>& next = is_index(word) ? at->counted[std::stoul(word.substr(1))] : at->named[dashed(word)];
      if (next == nullptr) next = std::make_unique<Branch>();
      next->place = property.name_span;
      at = next.get();
    }
    at->value = property.value;
  }

  ValueId made(Span span) { return made(root_, span); }

 private:
  ValueId made(const Branch& branch, Span span) {  // as deep as kPropertyDepth
    if (branch.named.empty() && !branch.counted.empty()) {
      std::vector<ValueId> items;
      for (const auto& [n, item] : branch.counted) items.push_back(made(*item, item->place));
      return model_.values.add_list(items, span);
    }
    if (branch.named.empty() && branch.value.valid()) return branch.value;
    std::vector<MapEntry> entries;
    for (const auto& [key, item] : branch.named) entries.push_back({key, item->place, made(*item, item->place)});
    return model_.values.add_map(std::move(entries), span);
  }

  ResourceModel& model_;
  Branch root_;
};

bool has_suffix(std::string_view name, std::string_view suffix) {
  return name.size() > suffix.size() && name.ends_with(suffix);
}

}  // namespace

void keep_name(ValueStore& values, const Property& property) {
  if (values[property.value].kind != ValueKind::string) return;
  const Span place = property.name_span;
  values.add_map({{"name", place, values.add_string(property.name, place)}, {"value", place, property.value}}, place);
}

std::vector<Properties> properties_in(ResourceModel& model, SourceMap& sources, FileId file, std::string_view name) {
  const std::string too_many = "more than " + std::to_string(kPropertiesOfFile) + " settings in one file; the rest was not read";
  if (has_suffix(name, ".properties")) {
    PropertyLines lines(model, sources, file);
    std::vector<Properties> read = lines.read();
    if (lines.is_full()) left_out(model, sources, {file, 0, 0}, too_many);
    return read;
  }
  const Parsed parsed = has_suffix(name, ".json") ? parse_json(sources, without_comments(sources, file)) : parse_yaml(sources, file);
  std::vector<Properties> documents;
  if (!parsed.ok()) {
    const auto fault = std::find_if(parsed.diagnostics.begin(), parsed.diagnostics.end(),
                                    [](const Diagnostic& d) { return d.level == Level::error; });
    left_out(model, sources, fault->span, "the settings of an application were not read: " + fault->message);
    return documents;
  }
  std::size_t room = kPropertiesOfFile;
  for (const Document& document : parsed.documents) {
    const ValueId root = values_of(model, sources, document, 0);
    const ValueKind kind = model.values[root].kind;
    if (kind == ValueKind::null) continue;
    if (kind != ValueKind::map) {
      left_out(model, sources, model.values[root].span, "no settings of an application; expected a map");
      continue;
    }
    Properties& made = documents.emplace_back();
    if (Flattening(model.values, room, made).add(root, "", model.values[root].span)) continue;
    left_out(model, sources, model.values[root].span, too_many);
    break;
  }
  return documents;
}

std::string canonical_name(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (c != '-' && c != '_') out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string squeezed_name(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

ValueId tree_of(ResourceModel& model, const Properties& properties, Span span) {
  Tree tree(model);
  for (const Property& property : properties) tree.add(property);
  return tree.made(span);
}

}  // namespace weir::app_config
