#include "parsers/app_config/compose/interpolation.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/model/joined_text.h"

namespace weir::compose {
namespace {

constexpr int kDefaultsInDefaults = 16;  // `${A:-${B:-${C}}}`
constexpr std::size_t kLongestUse = 4096;
constexpr std::array<std::string_view, 6> kHows = {":-", ":?", ":+", "-", "?", "+"};

bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_of_name(char c) { return begins_name(c) || (c >= '0' && c <= '9'); }

std::size_t name_end(std::string_view text, std::size_t at) {
  if (at >= text.size() || !begins_name(text[at])) return at;
  while (at < text.size() && is_of_name(text[at])) ++at;
  return at;
}

/// The `}` that ends what begins before `at`; npos if there is none within kLongestUse.
std::size_t closing(std::string_view text, std::size_t at) {
  text = text.substr(0, at + kLongestUse);
  for (int open = 1; at < text.size(); ++at) {
    if (text[at] == '$' && at + 1 < text.size() && text[at + 1] == '{') {
      ++open;
      ++at;
    } else if (text[at] == '}' && --open == 0) {
      return at;
    }
  }
  return text.npos;
}

}  // namespace

ValueId given_at_start(ResourceModel& model, const std::string& name, Span span) {
  return model.values.add_unknown(UnknownKind::parameter,
                                  "the variable " + name + " is given where the project is started", name, span);
}

Interpolation::Stretch Interpolation::Stretch::part(std::size_t begin, std::size_t end) const {
  Span at = span;
  if (span.end - span.begin == text.size())  // written as it reads
    at = {span.file, span.begin + static_cast<std::uint32_t>(begin), span.begin + static_cast<std::uint32_t>(end)};
  return {text.substr(begin, end - begin), at};
}

ValueId Interpolation::all(ValueId value) {
  switch (model_.values[value].kind) {
    case ValueKind::map:
      return map(value);
    case ValueKind::list:
      return list(value);
    case ValueKind::string: {
      const std::string written(model_.values.string(value));
      if (written.find('$') == written.npos) return value;
      return expanded({written, model_.values[value].span}, 0);
    }
    default:
      return value;
  }
}

ValueId Interpolation::map(ValueId value) {
  std::vector<MapEntry> entries;
  bool changed = false;
  for (std::size_t i = 0; i < model_.values.item_count(value); ++i) {
    MapEntry entry = model_.values.entry(value, i);
    const ValueId made = all(entry.value);
    changed = changed || made != entry.value;
    entry.value = made;
    entries.push_back(std::move(entry));
  }
  return changed ? model_.values.add_map(std::move(entries), model_.values[value].span) : value;
}

ValueId Interpolation::list(ValueId value) {
  std::vector<ValueId> items = model_.values.items(value);
  bool changed = false;
  for (ValueId& item : items) {
    const ValueId made = all(item);
    changed = changed || made != item;
    item = made;
  }
  return changed ? model_.values.add_list(items, model_.values[value].span) : value;
}

ValueId Interpolation::spent(Span span) {
  return model_.values.add_unknown(UnknownKind::budget, "the texts of the project are too long", "", span);
}

ValueId Interpolation::expanded(Stretch stretch, int depth) {
  ValueStore& values = model_.values;
  if (depth > kDefaultsInDefaults) return spent(stretch.span);
  std::vector<ValueId> parts;
  std::size_t literal = 0;
  const auto flush = [&](std::size_t end) {
    if (end <= literal) return;
    const Stretch part = stretch.part(literal, end);
    parts.push_back(values.add_string(std::string(part.text), part.span));
  };
  for (std::size_t at = stretch.text.find('$'); at != stretch.text.npos; at = stretch.text.find('$', at)) {
    Use use;
    if (at + 1 < stretch.text.size() && stretch.text[at + 1] == '$') {
      flush(at + 1);
      literal = at += 2;
    } else if (braced(stretch, at, use) || plain(stretch, at, use)) {
      flush(at);
      parts.push_back(used(use, depth));
      literal = at = use.end;
    } else {
      ++at;  // a `$` of its own
    }
  }
  flush(stretch.text.size());
  if (parts.empty()) return values.add_string("", stretch.span);
  if (parts.size() == 1) return parts.front();
  const JoiningCost cost = cost_of_joining(values, parts);
  if (!cost.fits || cost.steps > budget_) return spent(stretch.span);
  budget_ -= static_cast<std::size_t>(cost.steps);
  return add_joined_text(values, sources_, parts, stretch.span);
}

bool Interpolation::plain(Stretch stretch, std::size_t at, Use& use) const {
  const std::size_t end = name_end(stretch.text, at + 1);
  if (end == at + 1) return false;
  use = {stretch.text.substr(at + 1, end - at - 1), "", {}, stretch.part(at, end), end};
  return true;
}

bool Interpolation::braced(Stretch stretch, std::size_t at, Use& use) const {
  if (at + 1 >= stretch.text.size() || stretch.text[at + 1] != '{') return false;
  const std::size_t begin = at + 2, end = name_end(stretch.text, begin);
  const std::size_t close = closing(stretch.text, end);
  if (end == begin || close == stretch.text.npos) return false;
  use.name = stretch.text.substr(begin, end - begin);
  use.whole = stretch.part(at, close + 1);
  use.end = close + 1;
  const std::string_view rest = stretch.text.substr(end, close - end);
  if (rest.empty()) return true;
  for (const std::string_view how : kHows)
    if (rest.starts_with(how)) {
      use.how = how;
      use.operand = stretch.part(end + how.size(), close);
      return true;
    }
  return false;
}

ValueId Interpolation::used(const Use& use, int depth) {
  ValueStore& values = model_.values;
  const auto found = variables_.find(use.name);
  const bool there = found != variables_.end();
  const bool empty = there && values[found->second].kind == ValueKind::string && values.string(found->second).empty();
  const bool counts = there && !(empty && use.how.starts_with(':'));
  if (use.how.ends_with('-') && !counts) return expanded(use.operand, depth + 1);
  if (use.how.ends_with('+') && counts) return expanded(use.operand, depth + 1);
  if (!there) return given_at_start(model_, std::string(use.name), use.whole.span);
  if (use.how.ends_with('+')) return values.add_string("", use.whole.span);
  const Value held = values[found->second];
  const OriginId origin = values.add_origin({use.whole.span, "the variable " + std::string(use.name), held.origin});
  return values.moved(found->second, held.span, origin);
}

}  // namespace weir::compose
