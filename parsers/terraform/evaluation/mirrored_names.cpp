#include "parsers/terraform/evaluation/mirrored_names.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/catalog/snake_case.h"
#include "analyzer/model/choice.h"

namespace weir::terraform {
namespace {

using Path = std::vector<PathStep>;

/// All paths of a concept in CloudFormation's words, those inside of items and flows behind the
/// path that leads to these.
class PathCollector {
 public:
  explicit PathCollector(const Catalog& catalog) : catalog_(catalog) {}

  std::vector<Path> of(const ConceptRecord& record) {
    selector(record.physical_name, {});
    selector(record.part_of, {});
    selector(record.uses, {});
    selector(record.published_value, {});
    for (const ContentRule& rule : Catalog::slice(catalog_.content, record.content)) {
      for (const SelectorRecord& one : {rule.selector, rule.file, rule.substitutions})
        selector(one, {});
    }
    for (const SelectorRecord& one : Catalog::slice(catalog_.selectors, record.items_from))
      selector(one, {});
    properties(record.properties, {});
    items(record.items, {}, 0);
    edges(record.flows);
    edges(record.attaches);
    for (const LanguageRecord& language : catalog_.languages) {
      if (language.language == Language::cloudformation) tags(language);
    }
    return std::move(paths_);
  }

 private:
  /// The selector's paths behind `before`; kept and returned.
  std::vector<Path> selector(const SelectorRecord& selector, const Path& before) {
    std::vector<Path> added;
    const LanguagePath* where = catalog_.path(selector, Language::cloudformation);
    if (where == nullptr) return added;
    for (const PathRecord& record : Catalog::slice(catalog_.paths, where->paths)) {
      const auto steps = Catalog::slice(catalog_.steps, record.steps);
      const bool from_root = !steps.empty() && steps[0].kind == StepKind::root;
      Path path = from_root ? Path{} : before;
      path.insert(path.end(), steps.begin() + (from_root ? 1 : 0), steps.end());
      added.push_back(path);
      paths_.push_back(std::move(path));
    }
    return added;
  }

  void properties(Range range, const Path& before) {
    for (const PropertyRule& rule : Catalog::slice(catalog_.property_rules, range))
      selector(rule.selector, before);
  }

  void items(Range range, const Path& before, int depth) {
    if (depth > limits::kNesting) return;
    for (const ItemRule& rule : Catalog::slice(catalog_.item_rules, range)) {
      for (const Path& each : selector(rule.each, before)) {
        selector(rule.name, each);
        selector(rule.owner, each);
        properties(rule.properties, each);
        items(rule.items, each, depth + 1);
        edges(rule.attaches, each);
      }
    }
  }

  void edges(Range range, const Path& outer = {}) {
    for (const EdgeRule& rule : Catalog::slice(catalog_.edge_rules, range)) {
      std::vector<Path> each = selector(rule.each, outer);
      if (each.empty()) each.push_back(outer);
      for (const Path& before : each) {
        for (const SelectorRecord& one :
             {rule.from.selector, rule.to.selector, rule.call, rule.arguments})
          selector(one, before);
        properties(rule.properties, before);
      }
    }
  }

  void tags(const LanguageRecord& language) {
    for (const PathRecord& record : Catalog::slice(catalog_.paths, language.tags)) {
      const auto steps = Catalog::slice(catalog_.steps, record.steps);
      paths_.emplace_back(steps.begin(), steps.end());
    }
  }

  const Catalog& catalog_;
  std::vector<Path> paths_;
};

}  // namespace

Language language_of_type(const Catalog& catalog, std::string_view type) {
  const bool mirrors = !catalog.concept_of(Language::terraform, type).valid() &&
                       catalog.concept_of(Language::cloudformation, type).valid();
  return mirrors ? Language::cloudformation : Language::terraform;
}

const std::vector<MirroredNames::Path>& MirroredNames::paths(ConceptId id) {
  const auto [at, fresh] = known_.try_emplace(id.value);
  if (fresh) at->second = PathCollector(catalog_).of(catalog_.concepts[id.index()]);
  return at->second;
}

std::size_t MirroredNames::paths_of(std::string_view type) {
  const ConceptId id = catalog_.concept_of(Language::cloudformation, type);
  return id.valid() ? paths(id).size() : 0;
}

ValueId MirroredNames::rename(std::string_view type, ValueId attributes) {
  const ConceptId id = catalog_.concept_of(Language::cloudformation, type);
  if (!id.valid() || !attributes.valid()) return attributes;
  for (const Path& path : paths(id)) attributes = along(attributes, path, 0);
  return attributes;
}

ValueId MirroredNames::along(ValueId value, const Path& path, std::size_t step) {
  ValueStore& values = model_.values;
  if (step == path.size() || !value.valid()) return value;
  const ValueKind kind = values[value].kind;
  if (kind == ValueKind::choice) {
    std::vector<Alternative> alternatives;
    bool changed = false;
    for (std::size_t i = 0; i < values.item_count(value); ++i) {
      const Alternative one = values.alternative(value, i);
      const ValueId fresh = along(one.value, path, step);
      changed = changed || fresh != one.value;
      alternatives.push_back({one.guard, fresh});
    }
    return changed ? add_flat_choice(model_, alternatives, values[value].span) : value;
  }
  switch (path[step].kind) {
    case StepKind::key:
      return kind == ValueKind::list ? items(value, path, step, false) : entries(value, path, step);
    case StepKind::each:
    case StepKind::at:
    case StepKind::where:
      return kind == ValueKind::map ? entries(value, path, step) : items(value, path, step, true);
    case StepKind::self:
      return along(value, path, step + 1);
    case StepKind::root:
    case StepKind::meta:
    case StepKind::entry_key:
    case StepKind::entry_value:
      return value;
  }
  return value;
}

/// The entry that a key names under its own name, or every entry of `[*]`.
ValueId MirroredNames::entries(ValueId value, const Path& path, std::size_t step) {
  ValueStore& values = model_.values;
  if (values[value].kind != ValueKind::map) return value;
  const bool every = path[step].kind != StepKind::key;
  const std::string_view name = catalog_.text(path[step].text);
  const std::string written = every ? std::string() : snake_case(name);
  std::vector<MapEntry> made;
  bool changed = false;
  for (std::size_t i = 0; i < values.item_count(value); ++i) {
    MapEntry entry = values.entry(value, i);
    const bool meant = every || entry.key == written || entry.key == name;
    if (meant) {
      const ValueId fresh = along(entry.value, path, step + 1);
      changed = changed || fresh != entry.value || (!every && entry.key != name);
      entry.value = fresh;
      if (!every) entry.key = std::string(name);
    }
    made.push_back(std::move(entry));
  }
  if (!changed) return value;
  const Value old = values[value];
  const ValueId fresh = values.add_map(std::move(made), old.span, old.collection);
  return old.origin.valid() ? values.moved(fresh, old.span, old.origin) : fresh;
}

/// Every item of a list; with `next` the step is done, and names the key that `[Key=Literal]` asks.
ValueId MirroredNames::items(ValueId value, const Path& path, std::size_t step, bool next) {
  ValueStore& values = model_.values;
  if (values[value].kind != ValueKind::list) return value;
  std::vector<ValueId> made = values.items(value);
  bool changed = false;
  for (ValueId& item : made) {
    ValueId fresh = item;
    if (path[step].kind == StepKind::where) {
      PathStep asked;
      asked.text = path[step].text;
      fresh = along(fresh, {asked}, 0);
    }
    fresh = along(fresh, path, next ? step + 1 : step);
    changed = changed || fresh != item;
    item = fresh;
  }
  if (!changed) return value;
  const Value old = values[value];
  const ValueId fresh = values.add_list(made, old.span, old.collection);
  return old.origin.valid() ? values.moved(fresh, old.span, old.origin) : fresh;
}

}  // namespace weir::terraform
