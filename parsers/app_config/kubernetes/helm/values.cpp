// Which values hold for a chart among others.

#include "parsers/app_config/kubernetes/helm/values.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/app_config/kubernetes/fields.h"
#include "parsers/app_config/kubernetes/helm/functions.h"
#include "parsers/app_config/kubernetes/helm/helm.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"

namespace weir::helm {
namespace {

using kubernetes::entry_at;
using kubernetes::kustomize::with_entry;

bool is_map_of_values(const ValueStore& values, ValueId value) { return value.valid() && values[value].kind == ValueKind::map; }

/// What the chart around gives: the entry of its name, with `global` of all.
ValueId passed_on(ValueStore& values, const Chart& chart, ValueId around) {
  const ValueId own = entry_at(values, around, chart.name);
  ValueId given = is_map_of_values(values, own) ? own : values.add_map({}, values[around].span);
  ValueId global = entry_at(values, around, "global");
  if (!is_map_of_values(values, global)) global = values.add_map({}, values[around].span);
  return with_entry(values, given, {"global", values[global].span, values_over(values, entry_at(values, given, "global"), global)});
}

/// The values of a chart with those of the charts in it below their names.
ValueId coalesced(ValueStore& values, Chart& chart, ValueId given) {
  ValueId all = values_over(values, chart.values, given);
  if (!is_map_of_values(values, all)) all = values.add_map({}, values[chart.values].span);
  for (Chart& inner : chart.charts) {
    const ValueId made = coalesced(values, inner, passed_on(values, inner, all));
    all = with_entry(values, all, {inner.name, values[all].span, made});
  }
  return all;
}

/// What stands at `a.b.c`.
ValueId at_path(const ValueStore& values, ValueId map, std::string_view path) {
  for (int depth = 0; map.valid() && depth < limits::kNesting; ++depth) {
    const std::size_t dot = path.find('.');
    map = entry_at(values, map, path.substr(0, dot));
    if (dot == path.npos) return map;
    path.remove_prefix(dot + 1);
  }
  return {};
}

std::optional<bool> truth_at(const ValueStore& values, ValueId map, std::string_view path) {
  const ValueId found = at_path(values, map, path);
  if (!found.valid() || values[found].kind != ValueKind::boolean) return std::nullopt;
  return values[found].boolean;
}

/// The first of the condition's paths that says anything decides, else tags: one that is on is enough.
bool is_on(const ValueStore& values, const Chart& chart, ValueId around, ValueId top) {
  std::string_view paths = chart.condition;
  while (!paths.empty()) {
    std::string_view path = paths.substr(0, paths.find(','));
    paths.remove_prefix(std::min(path.size() + 1, paths.size()));
    path.remove_prefix(std::min(path.find_first_not_of(' '), path.size()));
    if (const std::optional<bool> said = truth_at(values, around, path)) return *said;
  }
  bool on = false, off = false;
  for (const std::string& tag : chart.tags)
    if (const std::optional<bool> said = truth_at(values, entry_at(values, top, "tags"), tag)) (*said ? on : off) = true;
  return on || !off;
}

void drop_switched_off(const ValueStore& values, Chart& chart, ValueId all, ValueId top) {
  std::erase_if(chart.charts, [&](const Chart& inner) { return !is_on(values, inner, all, top); });
  for (Chart& inner : chart.charts) drop_switched_off(values, inner, entry_at(values, all, inner.name), top);
}

void leave_open(const ValueStore& values, ValueId map, std::set<ValueId>& open, int depth) {
  if (!is_map_of_values(values, map) || depth > limits::kNesting || !open.insert(map).second) return;
  for (std::size_t i = 0; i < values.item_count(map); ++i) leave_open(values, values.entry(map, i).value, open, depth + 1);
}

void hand_down(ValueStore& values, Chart& chart, ValueId all, std::set<ValueId>& open) {
  chart.values = all;
  if (!chart.there) leave_open(values, all, open, 0);
  for (Chart& inner : chart.charts) hand_down(values, inner, entry_at(values, all, inner.name), open);
}

}  // namespace

ValueId values_over(ValueStore& values, ValueId base, ValueId over, int depth) {
  if (!over.valid()) return base;
  if (!is_map_of_values(values, base) || !is_map_of_values(values, over) || depth > limits::kNesting) return over;
  if (values.bytes() > limits::kModelBytes) return base;
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < values.item_count(over); ++i) {
    MapEntry entry = values.entry(over, i);
    const ValueId old = entry_at(values, base, entry.key);
    if (is_map_of_values(values, old)) entry.value = values_over(values, old, entry.value, depth + 1);
    entries.push_back(std::move(entry));
  }
  const ValueId all = kubernetes::kustomize::with_entries(values, base, std::move(entries), values[over].span);
  std::vector<MapEntry> kept;
  for (std::size_t i = 0; i < values.item_count(all); ++i)
    if (values[values.entry(all, i).value].kind != ValueKind::null) kept.push_back(values.entry(all, i));
  return kept.size() == values.item_count(all) ? all : values.add_map(std::move(kept), values[all].span);
}

void give_values(ValueStore& values, Chart& chart, ValueId given, std::set<ValueId>& open) {
  const ValueId first = coalesced(values, chart, given);
  drop_switched_off(values, chart, first, first);
  hand_down(values, chart, coalesced(values, chart, given), open);
}

ValueId root_of(ValueStore& values, ValueId meta, ValueId given, const ReleaseName& release, Span place) {
  const auto text = [&](std::string_view written) { return values.add_string(std::string(written), place); };
  const auto of_chart = [&](std::string_view key) { return text(printed(values, values.find(meta, key))); };
  const ValueId chart = values.add_map(
      {{"Name", place, of_chart("name")}, {"Version", place, of_chart("version")}, {"AppVersion", place, of_chart("appVersion")}}, place);
  const ValueId released = values.add_map({{"Name", place, text(release.name)},
                                           {"Namespace", place, text(release.space)},
                                           {"Service", place, text("Helm")},
                                           {"IsInstall", place, values.add_boolean(true, place)}},
                                          place);
  // what `helm template` takes for granted of a cluster
  const ValueId cluster = values.add_map({{"Version", place, text("v1.31.0")}, {"GitVersion", place, text("v1.31.0")}, {"Major", place, text("1")}, {"Minor", place, text("31")}}, place);
  return values.add_map({{"Values", place, given},
                         {"Chart", place, chart},
                         {"Release", place, released},
                         {"Capabilities", place, values.add_map({{"KubeVersion", place, cluster}}, place)}},
                        place);
}

}  // namespace weir::helm
