#include "parsers/app_config/kubernetes/kustomize/generators.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"

namespace weir::kubernetes::kustomize {
namespace {

/// One entry of `configMapGenerator` or `secretGenerator`.
class Generator {
 public:
  Generator(ResourceModel& model, const SourceMap& sources, ValueId written, const ReadNamed& read)
      : values_(model.values), sources_(sources), written_(written), read_(read) {}

  std::vector<MapEntry> entries() {
    for (const ValueId one : texts("literals")) add_line(values_.string(one), values_[one].span);
    for (const ValueId one : texts("files")) add_file(one);
    for (const ValueId one : texts("envs")) add_settings(one);
    if (const ValueId one = values_.find(written_, "env"); is_text(one)) add_settings(one);
    return std::move(entries_);
  }

 private:
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
    if (equals == line.npos || equals == 0) return;
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
    const std::string_view text = file ? sources_.text(*file) : std::string_view{};
    const bool plain = file && text.size() <= limits::kTextBytes && text.find('\0') == text.npos;
    const Span whole = file ? Span{*file, 0, static_cast<std::uint32_t>(text.size())} : place;
    entries_.push_back({key, place, plain ? values_.add_string(std::string(text), whole)
                                          : values_.add_unknown(UnknownKind::outside, "the file was not read", path, place)});
  }

  void add_settings(ValueId named) {
    const std::optional<FileId> file = read_(std::string(values_.string(named)), values_[named].span);
    if (!file) return;
    const std::string_view text = sources_.text(*file);
    for (std::size_t at = 0; at < text.size();) {
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
  std::vector<MapEntry> entries_;
};

std::string text_of(const ValueStore& values, ValueId map, std::string_view key) {
  const ValueId found = values.find(map, key);
  return std::string(found.valid() ? values.string(found) : std::string_view{});
}

void put(ResourceModel& model, ValueId generator, std::string_view kind, std::vector<MapEntry> entries,
         std::vector<Object>& objects) {
  ValueStore& values = model.values;
  const std::string name = text_of(values, generator, "name"), behavior = text_of(values, generator, "behavior");
  const std::string space = text_of(values, generator, "namespace");
  if (name.empty()) return;
  const Span place = values[generator].span;
  const char* field = kind == "Secret" ? "stringData" : "data";
  const auto old = std::find_if(objects.begin(), objects.end(), [&](const Object& object) {
    return object.kind == kind && object.name == name && (space.empty() || object.space == space);
  });
  if (behavior == "merge" && old != objects.end()) {
    old->written = changed_at(values, old->written, {field}, place, [&](ValueId data) {
      for (MapEntry& entry : entries) data = with_entry(values, data, std::move(entry));
      return data;
    });
    return;
  }
  const ValueId data = values.add_map(std::move(entries), place);
  if (behavior == "replace" && old != objects.end()) {
    old->written = changed_at(values, old->written, {field}, place, [&](ValueId) { return data; });
    return;
  }
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

void generate(ResourceModel& model, const SourceMap& sources, ValueId kustomization, const ReadNamed& read,
              std::vector<Object>& objects) {
  ValueStore& values = model.values;
  constexpr std::size_t kMerged = 2000;  // entries that are added to what is there, one by one
  for (const auto& [key, kind] : {std::pair("configMapGenerator", "ConfigMap"), std::pair("secretGenerator", "Secret")}) {
    const ValueId list = values.find(kustomization, key);
    if (!list.valid() || values[list].kind != ValueKind::list) continue;
    for (const ValueId one : values.items(list)) {
      if (values[one].kind != ValueKind::map) continue;
      std::vector<MapEntry> entries = Generator(model, sources, one, read).entries();
      if (entries.size() > kMerged) entries.resize(kMerged);
      put(model, one, kind, std::move(entries), objects);
    }
  }
}

}  // namespace weir::kubernetes::kustomize
