// Values that are copied from one object to others.

#include "parsers/app_config/kubernetes/kustomize/replacements.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"
#include "parsers/app_config/kubernetes/kustomize/field_paths.h"

namespace weir::kubernetes::kustomize {
namespace {

constexpr std::size_t kReplacementSteps = 1'000'000;

/// How a text is taken apart, and which part is meant.
struct Splitting {
  std::string delimiter;
  int index = 0;
  bool creates = false;
};

Splitting splitting_of(const ValueStore& values, ValueId around) {
  const ValueId options = entry_at(values, around, "options");
  const ValueId index = entry_at(values, options, "index"), create = entry_at(values, options, "create");
  Splitting splitting;
  splitting.delimiter = text_at_key(values, options, "delimiter");
  if (index.valid() && values[index].kind == ValueKind::number)
    splitting.index = static_cast<int>(std::clamp(values[index].number, -1.0, 10'000.0));
  splitting.creates = create.valid() && values[create].kind == ValueKind::boolean && values[create].boolean;
  return splitting;
}

std::vector<std::string> split_text(const std::string& text, const std::string& delimiter) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; parts.size() < 10'000;) {
    const std::size_t end = text.find(delimiter, at);
    parts.push_back(text.substr(at, end == text.npos ? text.npos : end - at));
    if (end == text.npos) break;
    at = end + delimiter.size();
  }
  return parts;
}

class Replacement {
 public:
  Replacement(ValueStore& values, std::size_t room, std::size_t& steps) : values_(values), room_(room), steps_(steps) {}

  /// What is copied: of a source with a delimiter, one part of it.
  ValueId source(ValueId replacement, const std::vector<Object>& objects, const ReplacementFault& fault) {
    if (const ValueId literal = entry_at(values_, replacement, "sourceValue"); literal.valid()) return literal;
    const ValueId wanted = entry_at(values_, replacement, "source");
    if (!wanted.valid()) return {};
    const Object* found = nullptr;
    for (const Object& object : objects) {
      if (++steps_ > kReplacementSteps) return {};
      if (!chosen_by(values_, wanted, object)) continue;
      if (found != nullptr) return said(fault, wanted, "several objects are the source of the replacement");
      found = &object;
    }
    if (found == nullptr) return said(fault, wanted, "no object is the source of the replacement");
    std::string path = text_at_key(values_, wanted, "fieldPath");
    const ValueId value = field_at(values_, found->written, path.empty() ? "metadata.name" : path);
    if (!value.valid()) return said(fault, wanted, "the source of the replacement does not say " + path);
    const Splitting splitting = splitting_of(values_, wanted);
    const std::optional<std::string> text = scalar_text(values_, value);
    if (splitting.delimiter.empty() || !text) return value;
    const std::vector<std::string> parts = split_text(*text, splitting.delimiter);
    const auto index = static_cast<std::size_t>(std::max(splitting.index, 0));
    if (index >= parts.size()) return said(fault, wanted, "the source of the replacement has no such part");
    return values_.add_string(parts[index], values_[value].span);
  }

  void put(ValueId target, ValueId source, std::vector<Object>& objects, const ReplacementFault& fault) {
    const ValueId select = entry_at(values_, target, "select");
    if (!select.valid()) return;
    const Splitting splitting = splitting_of(values_, target);
    std::vector<std::string> paths;
    for (const ValueId path : items_at(values_, target, "fieldPaths")) paths.emplace_back(values_.string(path));
    if (paths.empty()) paths.emplace_back("metadata.name");
    bool fits = false;
    for (Object& object : objects) {
      if (++steps_ > kReplacementSteps || is_full(values_, room_)) return void(said(fault, target, "there are too many replacements, and some were left out"));
      if (!chosen_by(values_, select, object) || is_rejected(target, object)) continue;
      for (const std::string& path : paths) {
        const ValueId made = placed(object.written, parts_of_path(path), 0, source, splitting);
        if (!made.valid()) continue;
        fits = true;
        object.written = made;
        if (path == "metadata.name" && values_[source].kind == ValueKind::string)
          object.former.push_back(std::exchange(object.name, text_at_key(values_, entry_at(values_, made, "metadata"), "name")));
      }
    }
    if (!fits) said(fault, target, "the replacement fits nowhere");
  }

  bool is_exhausted() const { return steps_ > kReplacementSteps; }

 private:
  ValueId said(const ReplacementFault& fault, ValueId at, std::string message) {
    fault(values_[at].span, std::move(message));
    return {};
  }

  bool is_rejected(ValueId target, const Object& object) {
    const std::vector<ValueId> rejects = items_at(values_, target, "reject");
    return std::any_of(rejects.begin(), rejects.end(), [&](ValueId one) { return chosen_by(values_, one, object); });
  }

  /// `at` with the source put where the path leads; none if it leads nowhere.
  ValueId placed(ValueId at, const std::vector<std::string>& path, std::size_t depth, ValueId source, const Splitting& how) {
    if (++steps_ > kReplacementSteps || is_full(values_, room_)) return {};
    if (depth == path.size()) return joined(at, source, how);
    const std::string& part = path[depth];
    const bool last = depth + 1 == path.size();
    if (!at.valid()) {
      if (!how.creates) return {};
      at = choice_in(part) ? values_.add_list({}, values_[source].span) : values_.add_map({}, values_[source].span);
    }
    if (values_[at].kind == ValueKind::list) return placed_in_list(at, path, depth, source, how);
    if (values_[at].kind != ValueKind::map) return {};
    if (part == "*") return placed_in_each(at, path, depth, source, how);
    const MapEntry* found = values_.find_entry(at, part);
    if (found == nullptr && !how.creates) return {};
    MapEntry entry = found != nullptr ? *found : MapEntry{part, values_[source].span, {}};
    entry.value = entry.value.valid() || !last ? placed(entry.value, path, depth + 1, source, how) : joined({}, source, how);
    return entry.value.valid() ? with_entry(values_, at, std::move(entry)) : ValueId{};
  }

  ValueId placed_in_each(ValueId map, const std::vector<std::string>& path, std::size_t depth, ValueId source, const Splitting& how) {
    bool fits = false;
    std::vector<MapEntry> entries;
    for (std::size_t i = 0; i < values_.item_count(map); ++i) {
      entries.push_back(values_.entry(map, i));
      const ValueId made = placed(entries.back().value, path, depth + 1, source, how);
      if (!made.valid()) continue;
      entries.back().value = made;
      fits = true;
    }
    return fits ? values_.add_map(std::move(entries), values_[map].span) : ValueId{};
  }

  ValueId placed_in_list(ValueId list, const std::vector<std::string>& path, std::size_t depth, ValueId source, const Splitting& how) {
    std::vector<ValueId> items = values_.items(list);
    const std::string& part = path[depth];
    const auto choice = choice_in(part);
    bool fits = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!(choice ? item_says(values_, items[i], choice->first, choice->second) : part == "*" || part == std::to_string(i))) continue;
      const ValueId made = placed(items[i], path, depth + 1, source, how);
      if (!made.valid()) continue;
      items[i] = made;
      fits = true;
    }
    if (!fits && choice && how.creates && !choice->first.empty()) {
      const Span place = values_[source].span;
      const ValueId named = values_.add_map({{std::string(choice->first), place, values_.add_string(std::string(choice->second), place)}}, place);
      const ValueId made = placed(named, path, depth + 1, source, how);
      if (!made.valid()) return {};
      items.push_back(made);
      fits = true;
    }
    return fits ? values_.add_list(items, values_[list].span) : ValueId{};
  }

  /// The source in place of what is there, or of one part of it; an index before or behind all parts adds one.
  ValueId joined(ValueId there, ValueId source, const Splitting& how) {
    const std::optional<std::string> old = scalar_text(values_, there), with = scalar_text(values_, source);
    if (how.delimiter.empty() || !old) return source;
    if (!with) return {};
    std::vector<std::string> parts = split_text(*old, how.delimiter);
    if (how.index < 0)
      parts.insert(parts.begin(), *with);
    else if (static_cast<std::size_t>(how.index) >= parts.size())
      parts.push_back(*with);
    else
      parts[static_cast<std::size_t>(how.index)] = *with;
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) text += (i > 0 ? how.delimiter : "") + parts[i];
    if (text.size() > limits::kTextBytes) return {};
    return values_.add_string(std::move(text), values_[source].span);
  }

  ValueStore& values_;
  std::size_t room_;
  std::size_t& steps_;
};

}  // namespace

ValueId field_at(const ValueStore& values, ValueId object, std::string_view path) {
  for (const std::string& part : parts_of_path(path)) {
    if (!object.valid()) return {};
    if (values[object].kind != ValueKind::list) {
      object = entry_at(values, object, part);
      continue;
    }
    const auto choice = choice_in(part);
    const std::vector<ValueId> items = values.items(object);
    object = {};
    for (std::size_t i = 0; i < items.size() && !object.valid(); ++i)
      if (choice ? item_says(values, items[i], choice->first, choice->second) : part == std::to_string(i)) object = items[i];
  }
  return object;
}

void replace(ValueStore& values, ValueId replacement, std::vector<Object>& objects, std::size_t room, std::size_t& steps,
             const ReplacementFault& fault) {
  if (!replacement.valid() || values[replacement].kind != ValueKind::map || is_full(values, room)) return;
  Replacement one(values, room, steps);
  const ValueId source = one.source(replacement, objects, fault);
  if (!source.valid()) return;
  for (const ValueId target : items_at(values, replacement, "targets"))
    if (!one.is_exhausted()) one.put(target, source, objects, fault);
}

}  // namespace weir::kubernetes::kustomize
