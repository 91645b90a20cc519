#include "parsers/embedded/content.h"

#include <array>
#include <functional>
#include <string_view>
#include <utility>

#include "analyzer/model/choice.h"
#include "parsers/embedded/buildspec.h"
#include "parsers/embedded/container_definitions.h"
#include "parsers/embedded/openapi.h"
#include "parsers/embedded/policy.h"
#include "parsers/embedded/states.h"
#include "parsers/embedded/substitute.h"

namespace weir {
namespace {

using Change = std::function<ValueId(ValueId)>;

/// Follows a path and replaces what it leads to; what is not on the path is shared.
class Rewriter {
 public:
  Rewriter(ResourceModel& model, const Catalog& catalog, std::span<const PathStep> steps,
           const Change& change)
      : model_(model), values_(model.values), catalog_(catalog), steps_(steps), change_(change) {}

  /// Whether the path led anywhere.
  bool found() const { return found_; }

  ValueId rewrite(ValueId value, std::size_t step) {
    if (!value.valid()) return value;
    if (step == steps_.size()) {
      found_ = true;
      return change_(value);
    }
    if (values_[value].kind == ValueKind::choice) return choice(value, step);
    switch (steps_[step].kind) {
      case StepKind::key:
        return values_[value].kind == ValueKind::list
                   ? items_of_block(value, step)
                   : map(value, step, catalog_.text(steps_[step].text));
      case StepKind::each:
        return values_[value].kind == ValueKind::map ? map(value, step, {}) : list(value, step);
      case StepKind::where:
      case StepKind::at:
        return list(value, step);
      case StepKind::root:
      case StepKind::self:
        return rewrite(value, step + 1);
      case StepKind::meta:
      case StepKind::entry_key:
      case StepKind::entry_value:
        return value;
    }
    return value;
  }

 private:
  ValueId choice(ValueId value, std::size_t step) {
    std::vector<Alternative> alternatives;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      const Alternative alternative = values_.alternative(value, i);
      alternatives.push_back({alternative.guard, rewrite(alternative.value, step)});
    }
    return add_flat_choice(model_, alternatives, values_[value].span);
  }

  /// `key` empty: every entry.
  ValueId map(ValueId value, std::size_t step, std::string_view key) {
    if (values_[value].kind != ValueKind::map) return value;
    std::vector<MapEntry> entries;
    bool changed = false;
    for (std::size_t i = 0; i < values_.item_count(value); ++i) {
      MapEntry entry = values_.entry(value, i);
      if (key.empty() || entry.key == key) {
        const ValueId fresh = rewrite(entry.value, step + 1);
        changed = changed || fresh != entry.value;
        entry.value = fresh;
      }
      entries.push_back(std::move(entry));
    }
    return changed ? placed(values_.add_map(std::move(entries), values_[value].span), value)
                   : value;
  }

  /// Blocks are lists, and a key of a list is asked of each of its items.
  ValueId items_of_block(ValueId value, std::size_t step) {
    std::vector<ValueId> items = values_.items(value);
    bool changed = false;
    for (ValueId& item : items) {
      const ValueId fresh = rewrite(item, step);
      changed = changed || fresh != item;
      item = fresh;
    }
    return changed ? placed(values_.add_list(items, values_[value].span), value) : value;
  }

  ValueId list(ValueId value, std::size_t step) {
    if (values_[value].kind != ValueKind::list) return value;
    std::vector<ValueId> items = values_.items(value);
    bool changed = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!chosen(items[i], i, steps_[step])) continue;
      const ValueId fresh = rewrite(items[i], step + 1);
      changed = changed || fresh != items[i];
      items[i] = fresh;
    }
    return changed ? placed(values_.add_list(items, values_[value].span), value) : value;
  }

  ValueId placed(ValueId fresh, ValueId old) {
    const OriginId origin = values_[old].origin;
    return origin.valid() ? values_.moved(fresh, values_[old].span, origin) : fresh;
  }

  bool chosen(ValueId item, std::size_t number, const PathStep& step) const {
    if (step.kind == StepKind::each) return true;
    if (step.kind == StepKind::at) return number == step.number;
    const ValueId field = values_.find(item, catalog_.text(step.text));
    return field.valid() && values_.string(field) == catalog_.text(step.value);
  }

  ResourceModel& model_;
  ValueStore& values_;
  const Catalog& catalog_;
  std::span<const PathStep> steps_;
  const Change& change_;
  bool found_ = false;
};

/// What reads a form; empty for a form that has no parser.
Change parser_of(std::string_view form, ResourceModel& model, SourceMap& sources) {
  using Read = ValueId (*)(ResourceModel&, SourceMap&, ValueId);
  constexpr std::array<std::pair<std::string_view, Read>, 6> kForms = {
      {{"iam_policy", normalise_policy},
       {"buildspec", normalise_buildspec},
       {"json", parse_embedded_json},
       {"states", normalise_states},
       {"openapi", normalise_openapi},
       {"container_definitions", normalise_containers}}};
  for (const auto& [name, read] : kForms)
    if (name == form)
      return [&model, &sources, read = read](ValueId value) { return read(model, sources, value); };
  return {};
}

/// `change` of the text of the file where a value of such a form only names one that is known.
Change with_named_file(Change change, std::string_view form, const ResourceModel& model, const LocalTextOf& local_text) {
  if (form != "buildspec" || !local_text) return change;
  return [&model, &local_text, change = std::move(change)](ValueId value) {
    const ValueId text = names_buildspec_file(model.values, value) ? local_text(value) : ValueId{};
    return change(text.valid() ? text : value);
  };
}

/// `change` after the names in the value's texts have been replaced by what they stand for.
Change with_substitutions(Change change, ResourceModel& model, SourceMap& sources, ValueId names) {
  if (!names.valid()) return change;
  return [&model, &sources, names, change = std::move(change)](ValueId value) {
    return change(substitute_names(model, sources, value, names));
  };
}

}  // namespace

ValueId value_at(ResourceModel& model, const Catalog& catalog, const SelectorRecord& selector,
                 Language language, ValueId attributes) {
  const LanguagePath* where = catalog.path(selector, language);
  ValueId found;
  if (where == nullptr) return found;
  const Change keep = [&](ValueId value) {
    found = value;
    return value;
  };
  for (const PathRecord& path : Catalog::slice(catalog.paths, where->paths)) {
    Rewriter rewriter(model, catalog, Catalog::slice(catalog.steps, path.steps), keep);
    (void)rewriter.rewrite(attributes, 0);
    if (rewriter.found()) break;
  }
  return found;
}

namespace {

/// The key that the first path of a rule begins with.
std::string_view first_key(const Catalog& catalog, const LanguagePath& where) {
  const PathRecord& path = Catalog::slice(catalog.paths, where.paths).front();
  return catalog.text(Catalog::slice(catalog.steps, path.steps).front().text);
}

/// Puts `form` where a rule's first path, a single key, leads, in place of what names the file.
ValueId with_text_of_file(ResourceModel& model, const Catalog& catalog, const LanguagePath& where,
                          const LanguagePath& file, ValueId attributes, ValueId form) {
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < model.values.item_count(attributes); ++i) {
    MapEntry entry = model.values.entry(attributes, i);
    if (entry.key == first_key(catalog, file)) {
      entry = {std::string(first_key(catalog, where)), entry.key_span, form};
    }
    entries.push_back(std::move(entry));
  }
  return model.values.add_map(std::move(entries), model.values[attributes].span);
}

}  // namespace

void apply_content(ResourceModel& model, SourceMap& sources, const Catalog& catalog,
                   Resource& resource, const LocalTextOf& local_text) {
  const ConceptId type = catalog.concept_of(resource.language, resource.type);
  if (!type.valid()) return;
  const auto at = [&](const SelectorRecord& selector) {
    return value_at(model, catalog, selector, resource.language, resource.attributes);
  };
  const Range rules = catalog.concepts[type.index()].content;
  for (const ContentRule& rule : Catalog::slice(catalog.content, rules)) {
    const LanguagePath* where = catalog.path(rule.selector, resource.language);
    Change change = parser_of(catalog.text(rule.form), model, sources);
    if (where == nullptr || !change) continue;
    change = with_named_file(std::move(change), catalog.text(rule.form), model, local_text);
    change = with_substitutions(std::move(change), model, sources, at(rule.substitutions));
    bool found = false;
    for (const PathRecord& path : Catalog::slice(catalog.paths, where->paths)) {
      Rewriter rewriter(model, catalog, Catalog::slice(catalog.steps, path.steps), change);
      resource.attributes = rewriter.rewrite(resource.attributes, 0);
      found = rewriter.found();
      if (found) break;
    }
    const ValueId name = found || !local_text ? ValueId{} : at(rule.file);
    const ValueId text = name.valid() ? local_text(name) : ValueId{};
    if (!text.valid() || model.values[resource.attributes].kind != ValueKind::map) continue;
    resource.attributes =
        with_text_of_file(model, catalog, *where, *catalog.path(rule.file, resource.language),
                          resource.attributes, change(text));
  }
}

}  // namespace weir
