#include "parsers/app_config/kubernetes/kustomize/generators.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"

namespace weir::kubernetes::kustomize {
namespace {

constexpr std::size_t kEntries = 2000;     // of one generator
constexpr std::size_t kGenerated = 20'000;  // objects of one kustomization, with those that it includes

/// One entry of `configMapGenerator` or `secretGenerator`.
class Generator {
 public:
  Generator(ResourceModel& model, const SourceMap& sources, ValueId written, const ReadNamed& read, HeldTexts& texts,
            std::size_t room)
      : values_(model.values), sources_(sources), written_(written), read_(read), texts_(texts), room_(room) {}

  std::vector<MapEntry> entries() {
    for (const ValueId one : texts("literals")) add_line(values_.string(one), values_[one].span);
    for (const ValueId one : texts("files"))
      if (has_room()) add_file(one);
    for (const ValueId one : texts("envs")) add_settings(one);
    if (const ValueId one = values_.find(written_, "env"); is_text(one)) add_settings(one);
    return std::move(entries_);
  }
  /// Whether all entries found room.
  bool is_whole() const { return whole_; }

 private:
  bool has_room() {
    whole_ = whole_ && entries_.size() < kEntries && !is_full(values_, room_);
    return whole_;
  }

  bool is_text(ValueId value) const { return value.valid() && values_[value].kind == ValueKind::string; }

  std::vector<ValueId> texts(std::string_view key) const {
    const ValueId list = values_.find(written_, key);
    if (!list.valid() || values_[list].kind != ValueKind::list) return {};
    std::vector<ValueId> items = values_.items(list);
    std::erase_if(items, [&](ValueId item) { return !is_text(item); });
    return items;
  }

  /// `NAME=value`
  void add_line(std::string_view line, Span place) {
    const std::size_t equals = line.find('=');
    if (equals == line.npos || equals == 0 || !has_room()) return;
    std::string value(line.substr(equals + 1));
    const bool quoted = value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
    if (quoted) value = value.substr(1, value.size() - 2);
    entries_.push_back({std::string(line.substr(0, equals)), place, values_.add_string(std::move(value), place)});
  }

  /// `path` or `key=path`: the whole text of a file.
  void add_file(ValueId named) {
    const std::string written(values_.string(named));
    const std::size_t equals = written.find('=');
    const std::string path = equals == written.npos ? written : written.substr(equals + 1);
    const std::string key = equals == written.npos ? path.substr(path.rfind('/') + 1) : written.substr(0, equals);
    const Span place = values_[named].span;
    const std::optional<FileId> file = read_(path, place);
    const ValueId held = file ? text_in(*file) : ValueId{};
    entries_.push_back({key, place, held.valid() ? held
                                                 : values_.add_unknown(UnknownKind::outside, "the file was not read", path, place)});
  }

  /// None of what is too long, or no text.
  ValueId text_in(FileId file) {
    const auto [known, is_new] = texts_.try_emplace(file.value);
    const std::string_view text = is_new ? sources_.text(file) : std::string_view{};
    if (is_new && text.size() <= limits::kTextBytes && text.find('\0') == text.npos)
      known->second = values_.add_string(std::string(text), {file, 0, static_cast<std::uint32_t>(text.size())});
    return known->second;
  }

  void add_settings(ValueId named) {
    const std::optional<FileId> file = read_(std::string(values_.string(named)), values_[named].span);
    if (!file) return;
    const std::string_view text = sources_.text(*file);
    for (std::size_t at = 0; at < text.size() && has_room();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      std::string_view line = text.substr(at, end - at);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!line.starts_with('#'))
        add_line(line, {*file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + line.size())});
      at = end + 1;
    }
  }

  ValueStore& values_;
  const SourceMap& sources_;
  ValueId written_;
  const ReadNamed& read_;
  HeldTexts& texts_;
  std::size_t room_;
  std::vector<MapEntry> entries_;
  bool whole_ = true;
};

std::string text_of(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId found = values.find(map, key);
  return std::string(found.valid() ? values.string(found) : std::string_view{});
}

/// The objects that generators may add to, by kind and name.
class Known {
 public:
  explicit Known(const std::vector<Object>& objects) : objects_(objects) {}

  /// The first of a kind and name, in any namespace if none is asked for; the number of objects if there is none.
  std::size_t find(const std::string& kind, const std::string& name, const std::string& space) {
    for (; indexed_ < objects_.size(); ++indexed_)
      places_.emplace(std::pair(objects_[indexed_].kind, objects_[indexed_].name), indexed_);
    const auto [first, last] = places_.equal_range({kind, name});
    const auto found = std::find_if(first, last, [&](const auto& place) { return space.empty() || objects_[place.second].space == space; });
    return found == last ? objects_.size() : found->second;
  }

 private:
  const std::vector<Object>& objects_;
  std::multimap<std::pair<std::string, std::string>, std::size_t> places_;
  std::size_t indexed_ = 0;
};

void put(ResourceModel& model, ValueId generator, std::string_view kind, std::vector<MapEntry> entries, Known& known,
         std::vector<Object>& objects) {
  ValueStore& values = model.values;
  const std::string name = text_of(values, generator, "name"), behavior = text_of(values, generator, "behavior");
  const std::string space = text_of(values, generator, "namespace");
  if (name.empty()) return;
  const Span place = values[generator].span;
  const char* field = kind == "Secret" ? "stringData" : "data";
  const bool merges = behavior == "merge", replaces = behavior == "replace";
  const std::size_t old = merges || replaces ? known.find(std::string(kind), name, space) : objects.size();
  if (old != objects.size()) {
    objects[old].written = changed_at(values, objects[old].written, {field}, place, [&](ValueId data) {
      return with_entries(values, merges ? data : ValueId{}, std::move(entries), place);
    });
    return;
  }
  const ValueId data = values.add_map(std::move(entries), place);
  Object object;
  object.kind = kind;
  object.name = name;
  object.space = space.empty() ? std::string(kDefaultNamespace) : space;
  object.header = values[values.find(generator, "name")].span;
  object.span = place;
  const ValueId metadata = values.add_map({{"name", object.header, values.find(generator, "name")}}, place);
  object.written = values.add_map({{"metadata", place, metadata}, {field, place, data}}, place);
  objects.push_back(std::move(object));
}

}  // namespace

bool generate(ResourceModel& model, const SourceMap& sources, ValueId kustomization, const ReadNamed& read, HeldTexts& texts,
              std::vector<Object>& objects, std::size_t room) {
  ValueStore& values = model.values;
  Known known(objects);
  bool whole = true;
  for (const auto& [key, kind] : {std::pair("configMapGenerator", "ConfigMap"), std::pair("secretGenerator", "Secret")}) {
    const ValueId list = values.find(kustomization, key);
    if (!list.valid() || values[list].kind != ValueKind::list) continue;
    for (const ValueId one : values.items(list)) {
      if (values[one].kind != ValueKind::map) continue;
      if (is_full(values, room) || objects.size() >= kGenerated) return false;
      Generator generator(model, sources, one, read, texts, room);
      put(model, one, kind, generator.entries(), known, objects);
      whole = whole && generator.is_whole();
    }
  }
  return whole;
}

}  // namespace weir::kubernetes::kustomize
