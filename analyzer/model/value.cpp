#include "analyzer/model/value.h"

#include <utility>

#include "analyzer/base/check.h"

namespace weir {
namespace {

/// The smallest stretch that covers both, if they lie in one text.
Span hull(Span a, Span b) {
  if (!a.valid() || a.file != b.file) return a;
  return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace

ValueId ValueStore::add(Value value) {
  values_.push_back(value);
  return ValueId(values_.size() - 1);
}

ValueId ValueStore::add_unknown(UnknownKind kind, std::string why, std::string subject, Span span) {
  Value value;
  value.unknown = kind;
  value.span = span;
  value.range = {static_cast<std::uint32_t>(texts_.size()), 2};
  text_bytes_ += why.size() + subject.size();
  texts_.push_back(std::move(why));
  texts_.push_back(std::move(subject));
  return add(value);
}

ValueId ValueStore::add_null(Span span) {
  Value value;
  value.kind = ValueKind::null;
  value.span = span;
  return add(value);
}

ValueId ValueStore::add_boolean(bool boolean, Span span) {
  Value value;
  value.kind = ValueKind::boolean;
  value.boolean = boolean;
  value.span = span;
  return add(value);
}

ValueId ValueStore::add_number(double number, Span span) {
  Value value;
  value.kind = ValueKind::number;
  value.number = number;
  value.span = span;
  return add(value);
}

ValueId ValueStore::add_string(std::string text, Span span) {
  Value value;
  value.kind = ValueKind::string;
  value.span = span;
  value.range = {static_cast<std::uint32_t>(texts_.size()), 1};
  text_bytes_ += text.size();
  texts_.push_back(std::move(text));
  return add(value);
}

ValueId ValueStore::add_text(const std::vector<ValueId>& parts, Span span) {
  std::vector<ValueId> flat;
  for (const ValueId part : parts) {
    if ((*this)[part].kind == ValueKind::text) {
      for (const ValueId inner : items(part)) flat.push_back(inner);
    } else {
      flat.push_back(part);
    }
  }
  if (flat.size() == 1) return flat.front();
  std::vector<ValueId> joined;
  for (std::size_t i = 0; i < flat.size();) {
    if ((*this)[flat[i]].kind != ValueKind::string) {
      joined.push_back(flat[i++]);
      continue;
    }
    std::size_t end = i;
    std::string text;
    Span stretch = (*this)[flat[i]].span;
    bool secret = false;
    for (; end < flat.size() && (*this)[flat[end]].kind == ValueKind::string; ++end) {
      text += string(flat[end]);
      stretch = hull(stretch, (*this)[flat[end]].span);
      secret = secret || (*this)[flat[end]].secret;
    }
    const bool whole = i == 0 && end == flat.size();
    joined.push_back(end - i == 1 ? flat[i] : add_string(std::move(text), whole ? span : stretch));
    if (secret) joined.back() = marked_secret(joined.back());
    i = end;
  }
  if (joined.empty()) return add_string("", span);
  if (joined.size() == 1) return joined.front();
  Value value;
  value.kind = ValueKind::text;
  value.span = span;
  value.range = {static_cast<std::uint32_t>(items_.size()),
                 static_cast<std::uint32_t>(joined.size())};
  items_.insert(items_.end(), joined.begin(), joined.end());
  return add(value);
}

ValueId ValueStore::add_list(const std::vector<ValueId>& items, Span span, CollectionType type) {
  Value value;
  value.kind = ValueKind::list;
  value.collection = type;
  value.span = span;
  value.range = {static_cast<std::uint32_t>(items_.size()),
                 static_cast<std::uint32_t>(items.size())};
  items_.insert(items_.end(), items.begin(), items.end());
  return add(value);
}

ValueId ValueStore::add_map(std::vector<MapEntry> entries, Span span, CollectionType type) {
  Value value;
  value.kind = ValueKind::map;
  value.collection = type;
  value.span = span;
  value.range = {static_cast<std::uint32_t>(entries_.size()),
                 static_cast<std::uint32_t>(entries.size())};
  for (MapEntry& entry : entries) {
    text_bytes_ += entry.key.size();
    entries_.push_back(std::move(entry));
  }
  return add(value);
}

ValueId ValueStore::add_reference(Reference reference, Span span) {
  Value value;
  value.kind = ValueKind::reference;
  value.span = span;
  value.range = {static_cast<std::uint32_t>(references_.size()), 1};
  text_bytes_ += reference.address.size() + reference.attribute.size();
  references_.push_back(std::move(reference));
  return add(value);
}

ValueId ValueStore::add_choice(const std::vector<Alternative>& alternatives, Span span) {
  std::vector<Alternative> kept;
  for (const Alternative& alternative : alternatives) {
    if (alternative.guard == kNever || !alternative.value.valid()) continue;
    if (alternative.guard == kAlways) return alternative.value;
    kept.push_back(alternative);
  }
  if (kept.empty()) return ValueId{};
  Value value;
  value.kind = ValueKind::choice;
  value.span = span;
  value.range = {static_cast<std::uint32_t>(alternatives_.size()),
                 static_cast<std::uint32_t>(kept.size())};
  alternatives_.insert(alternatives_.end(), kept.begin(), kept.end());
  return add(value);
}

ValueId ValueStore::moved(ValueId value, Span span, OriginId origin) {
  Value copy = (*this)[value];
  copy.span = span;
  copy.origin = origin;
  return add(copy);
}

ValueId ValueStore::marked_secret(ValueId value) {
  if ((*this)[value].secret) return value;
  Value copy = (*this)[value];
  copy.secret = true;
  return add(copy);
}

OriginId ValueStore::add_origin(Origin origin) {
  origins_.push_back(std::move(origin));
  return OriginId(origins_.size() - 1);
}

std::string_view ValueStore::string(ValueId id) const {
  const Value& value = (*this)[id];
  return value.kind == ValueKind::string ? std::string_view(texts_[value.range.first])
                                         : std::string_view();
}

std::string_view ValueStore::why(ValueId id) const {
  const Value& value = (*this)[id];
  return value.kind == ValueKind::unknown ? std::string_view(texts_[value.range.first])
                                          : std::string_view();
}

std::string_view ValueStore::subject(ValueId id) const {
  const Value& value = (*this)[id];
  return value.kind == ValueKind::unknown ? std::string_view(texts_[value.range.first + 1])
                                          : std::string_view();
}

const Reference& ValueStore::reference(ValueId id) const {
  CHECK((*this)[id].kind == ValueKind::reference);
  return references_[(*this)[id].range.first];
}

Reference& ValueStore::reference(ValueId id) {
  CHECK((*this)[id].kind == ValueKind::reference);
  return references_[(*this)[id].range.first];
}

std::vector<ValueId> ValueStore::items(ValueId id) const {
  const Value& value = (*this)[id];
  if (value.kind != ValueKind::list && value.kind != ValueKind::text) return {};
  const auto first = items_.begin() + value.range.first;
  return {first, first + value.range.count};
}

const MapEntry* ValueStore::find_entry(ValueId map, std::string_view key) const {
  if (!map.valid() || (*this)[map].kind != ValueKind::map) return nullptr;
  const Range range = (*this)[map].range;
  for (std::uint32_t i = range.first; i < range.end(); ++i) {
    if (entries_[i].key == key) return &entries_[i];
  }
  return nullptr;
}

ValueId ValueStore::find(ValueId map, std::string_view key) const {
  const MapEntry* entry = find_entry(map, key);
  return entry == nullptr ? ValueId{} : entry->value;
}

}  // namespace weir
