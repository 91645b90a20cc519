#include "parsers/app_config/kubernetes/helm/collections.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/helm/functions.h"
#include "parsers/app_config/kubernetes/helm/values.h"

namespace weir::helm {
namespace {

constexpr std::size_t kMostItems = 100'000;  // of a list that a function makes

using Operands = std::vector<ValueId>;

bool is_list(const ValueStore& values, ValueId value) { return value.valid() && values[value].kind == ValueKind::list; }
bool is_dict(const ValueStore& values, ValueId value) { return value.valid() && values[value].kind == ValueKind::map; }

/// A value that is not there is null in what is made.
ValueId there(ValueStore& values, ValueId value, Span place) { return value.valid() ? value : values.add_null(place); }

ValueId list_of(ValueStore& values, Operands items, Span place) {
  for (ValueId& item : items) item = there(values, item, place);
  return values.add_list(items, place);
}

std::optional<ValueId> dict_of(ValueStore& values, const Operands& arguments, Span place) {
  if (arguments.size() % 2 != 0) return std::nullopt;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < arguments.size(); i += 2) entries.push_back({printed(values, arguments[i]), place, there(values, arguments[i + 1], place)});
  return values.add_map(std::move(entries), place);
}

/// `index list 0`, `index map "key"`, one after the other.
std::optional<ValueId> indexed(const ValueStore& values, const Operands& arguments) {
  if (arguments.empty()) return std::nullopt;
  ValueId at = arguments.front();
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const ValueId key = arguments[i];
    if (is_list(values, at) && key.valid() && values[key].kind == ValueKind::number) {
      const double index = values[key].number;
      if (index < 0 || index >= static_cast<double>(values.item_count(at))) return std::nullopt;
      at = values.item(at, static_cast<std::size_t>(index));
    } else if (is_dict(values, at)) {
      at = values.find(at, printed(values, key));
    } else {
      return std::nullopt;
    }
  }
  return at.valid() && values[at].kind == ValueKind::null ? ValueId{} : at;
}

std::optional<ValueId> split_list(ValueStore& values, const std::string& by, const std::string& text, Span place) {
  if (by.empty()) return std::nullopt;
  Operands items;
  for (std::size_t at = 0; items.size() < kMostItems;) {
    const std::size_t end = text.find(by, at);
    items.push_back(values.add_string(text.substr(at, end == text.npos ? text.npos : end - at), place));
    if (end == text.npos) return values.add_list(items, place);
    at = end + by.size();
  }
  return std::nullopt;
}

std::optional<ValueId> joined_text(ValueStore& values, const std::string& with, ValueId list, Span place) {
  if (!is_list(values, list)) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < values.item_count(list) && out.size() <= limits::kTextBytes; ++i)
    out += (i > 0 ? with : "") + printed(values, values.item(list, i));
  if (out.size() > limits::kTextBytes) return std::nullopt;
  return values.add_string(std::move(out), place);
}

/// Functions of one list or map.
std::optional<ValueId> of_one(ValueStore& values, std::string_view name, ValueId whole, Span place) {
  if (name == "len") {
    const bool text = whole.valid() && values[whole].kind == ValueKind::string;
    if (!text && !is_list(values, whole) && !is_dict(values, whole)) return std::nullopt;
    return values.add_number(static_cast<double>(text ? values.string(whole).size() : values.item_count(whole)), place);
  }
  if (name == "keys" || name == "values") {
    if (!is_dict(values, whole)) return std::nullopt;
    Operands items;
    for (std::size_t i = 0; i < values.item_count(whole); ++i) {
      const MapEntry entry = values.entry(whole, i);
      items.push_back(name == "keys" ? values.add_string(entry.key, place) : entry.value);
    }
    return list_of(values, std::move(items), place);
  }
  if (!is_list(values, whole)) return std::nullopt;
  Operands items = values.items(whole);
  if (name == "first" || name == "last") return items.empty() ? ValueId{} : name == "first" ? items.front() : items.back();
  if (name == "rest" || name == "initial") {
    if (!items.empty()) items.erase(name == "rest" ? items.begin() : items.end() - 1);
  } else if (name == "reverse") {
    std::reverse(items.begin(), items.end());
  } else if (name == "compact") {
    std::erase_if(items, [&](ValueId item) { return !is_true(values, item); });
  } else if (name == "uniq") {
    std::set<std::string> known;
    std::erase_if(items, [&](ValueId item) { return !known.insert(printed(values, item)).second; });
  } else if (name == "sortAlpha") {
    std::stable_sort(items.begin(), items.end(), [&](ValueId a, ValueId b) { return printed(values, a) < printed(values, b); });
  } else {
    return std::nullopt;
  }
  return values.add_list(items, place);
}

/// `pick map "a" "b"`, `omit map "a" "b"`.
std::optional<ValueId> some_entries(ValueStore& values, const Operands& arguments, bool kept, Span place) {
  if (arguments.empty() || !is_dict(values, arguments.front()) || arguments.size() > 100) return std::nullopt;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values.item_count(arguments.front()); ++i) {
    const MapEntry entry = values.entry(arguments.front(), i);
    const bool named = std::any_of(arguments.begin() + 1, arguments.end(), [&](ValueId key) { return printed(values, key) == entry.key; });
    if (named == kept) entries.push_back(entry);
  }
  return values.add_map(std::move(entries), place);
}

std::optional<ValueId> merged_maps(ValueStore& values, const Operands& arguments, bool later_counts) {
  if (arguments.empty() || !std::all_of(arguments.begin(), arguments.end(), [&](ValueId one) { return is_dict(values, one); })) return std::nullopt;
  ValueId all = arguments.front();
  for (std::size_t i = 1; i < arguments.size(); ++i)
    all = later_counts ? values_over(values, all, arguments[i]) : values_over(values, arguments[i], all);
  return all;
}

}  // namespace

std::optional<ValueId> call_of_collections(ValueStore& values, std::string_view name, const std::vector<ValueId>& arguments, Span place) {
  const std::size_t count = arguments.size();
  if (name == "list" || name == "tuple") return list_of(values, arguments, place);
  if (name == "dict") return dict_of(values, arguments, place);
  if (name == "index") return indexed(values, arguments);
  if (name == "lookup") return values.add_map({}, place);  // nothing runs yet
  if (name == "pick" || name == "omit") return some_entries(values, arguments, name == "pick", place);
  if (name == "merge" || name == "mergeOverwrite") return merged_maps(values, arguments, name != "merge");
  if (name == "concat") {
    Operands items;
    for (const ValueId one : arguments) {
      if (!is_list(values, one) || items.size() + values.item_count(one) > kMostItems) return std::nullopt;
      for (const ValueId item : values.items(one)) items.push_back(item);
    }
    return values.add_list(items, place);
  }
  if (count == 1) return of_one(values, name, arguments[0], place);
  if (count != 2) return std::nullopt;
  if (name == "splitList") return split_list(values, printed(values, arguments[0]), printed(values, arguments[1]), place);
  if (name == "join") return joined_text(values, printed(values, arguments[0]), arguments[1], place);
  if (name == "get" && is_dict(values, arguments[0])) return indexed(values, arguments);
  if ((name == "append" || name == "prepend") && is_list(values, arguments[0])) {
    Operands items = values.items(arguments[0]);
    if (items.size() >= kMostItems) return std::nullopt;
    items.insert(name == "append" ? items.end() : items.begin(), there(values, arguments[1], place));
    return values.add_list(items, place);
  }
  if (name == "has" && is_list(values, arguments[1])) {
    const Operands items = values.items(arguments[1]);
    const std::string wanted = printed(values, arguments[0]);
    return values.add_boolean(std::any_of(items.begin(), items.end(), [&](ValueId item) { return printed(values, item) == wanted; }), place);
  }
  return std::nullopt;
}

}  // namespace weir::helm
