#include "analyzer/graph/code_places.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/graph/render.h"
#include "analyzer/graph/select.h"

namespace weir {
namespace {

constexpr int kThrough = 3;  // resources that say for each other where code stands

/// The folder in which a resource's relative paths begin.
std::string folder_of(const ResourceModel& model, const SourceMap& sources, ResourceId id) {
  const Resource& resource = model[id];
  if (resource.language == Language::terraform && resource.unit.valid())
    return model.units[resource.unit.index()].path;
  if (resource.language == Language::compose) return "";  // its dialect finds them from the root
  const std::string_view path = sources.path(sources.in_host(resource.span).file);
  const std::size_t slash = path.rfind('/');
  return std::string(path.substr(0, slash == path.npos ? 0 : slash));
}

class Places {
 public:
  Places(const ResourceModel& model, const Catalog& catalog, const ProgramCatalog& programs,
         const SourceMap& sources)
      : model_(model),
        catalog_(catalog),
        programs_(programs),
        sources_(sources),
        guards_(model.guards),
        select_{model, catalog, guards_, {}} {
    for (std::size_t i = 0; i < programs.code.size(); ++i)
      rules_.emplace_back(programs.code[i].concept_id, i);
  }

  std::vector<CodePlace> find() {
    for (std::size_t i = 0; i < model_.resources.size(); ++i) {
      const ResourceId id(i);
      for (const CodeRule* rule : rules_of(id)) read(id, *rule);
    }
    return std::move(places_);
  }

 private:
  std::vector<const CodeRule*> rules_of(ResourceId id) const {
    std::vector<const CodeRule*> found;
    const ConceptId wanted = catalog_.concept_of(model_[id].language, model_[id].type);
    for (const auto& [concept_id, index] : rules_)
      if (wanted.valid() && concept_id == wanted) found.push_back(&programs_.code[index]);
    return found;
  }

  void read(ResourceId id, const CodeRule& rule) {
    const Scope whole = scope_of(model_, id);
    if (rule.each.languages.empty()) return read(id, rule, whole);
    for (const Hit& hit : select(select_, rule.each, whole).hits)
      if (!hit.unknown) read(id, rule, hit.scope);
  }

  void read(ResourceId id, const CodeRule& rule, const Scope& scope) {
    CodePlace place;
    place.resource = id;
    place.runtime = text_at(rule.runtime, scope);
    place.entry = text_at(rule.entry, scope);
    place.partly_known = !select(select_, rule.unseen, scope).hits.empty();
    for (const Text name : Catalog::slice(catalog_.texts, rule.runtime_settings))
      place.runtime_settings.emplace_back(catalog_.text(name));
    place.partly_read = !select(select_, rule.beside, scope).hits.empty();
    const std::size_t before = places_.size();
    for (const Hit& hit : select(select_, rule.text, scope).hits) {
      if (hit.unknown || hit.key) continue;
      const ValueKind kind = model_.values[hit.value].kind;
      if (kind != ValueKind::string && kind != ValueKind::text) continue;
      const std::vector<Rendered> texts = render(model_, guards_, hit.value);
      if (kind == ValueKind::text && texts.size() != 1) continue;
      place.text = hit.value;
      place.written = kind == ValueKind::text ? texts.front().text() : "";
      places_.push_back(place);
    }
    place.text = {};
    place.written.clear();
    if (place.entry.empty()) place.entry = command_at(rule, scope);
    paths(id, rule, scope, place, 0);
    for (const Hit& hit : select(select_, rule.image, scope).hits) {
      if (places_.size() > before || hit.unknown || hit.key) continue;
      for (const Rendered& text : render(model_, guards_, hit.value)) {
        place.folder = folder_of(model_, sources_, id);
        place.image = text.text();
        place.entry = command_at(rule, scope);
        if (!place.image.empty()) places_.push_back(place);
      }
    }
  }

  /// Paths, of the resource itself and of those that it takes its code from.
  void paths(ResourceId holder, const CodeRule& rule, const Scope& scope, const CodePlace& place,
             int through) {
    if (through > kThrough) return;
    for (const Hit& hit : select(select_, rule.path, scope).hits) {
      if (hit.unknown || hit.key) continue;
      const Value& value = model_.values[hit.value];
      if (value.kind == ValueKind::string) {
        CodePlace found = place;
        found.folder = folder_of(model_, sources_, holder);
        found.path = std::string(model_.values.string(hit.value));
        if (!found.path.empty() && !known(found)) places_.push_back(std::move(found));
      } else if (value.kind == ValueKind::reference) {
        const ResourceId other = model_.values.reference(hit.value).target;
        if (!other.valid()) continue;
        for (const CodeRule* next : rules_of(other))
          paths(other, *next, scope_of(model_, other), place, through + 1);
      }
    }
  }

  bool known(const CodePlace& place) const {
    return !places_.empty() && places_.back().resource == place.resource &&
           places_.back().path == place.path && places_.back().folder == place.folder;
  }

  std::string text_at(const SelectorRecord& selector, const Scope& scope) {
    for (const Hit& hit : select(select_, selector, scope).hits)
      if (!hit.unknown && !hit.key && model_.values[hit.value].kind == ValueKind::string)
        return std::string(model_.values.string(hit.value));
    return "";
  }

  /// What is started in a container, a blank in front of what it is given: so no handler is written.
  std::string command_at(const CodeRule& rule, const Scope& scope) {
    const std::string words = texts_at(rule.entry_point, scope) + " " + texts_at(rule.command, scope);
    return words == " " ? "" : words;
  }

  /// All words of a command.
  std::string texts_at(const SelectorRecord& selector, const Scope& scope) {
    std::string words;
    for (const Hit& hit : select(select_, selector, scope).hits) {
      if (hit.unknown || hit.key || model_.values[hit.value].kind != ValueKind::string) continue;
      words += (words.empty() ? "" : " ") + std::string(model_.values.string(hit.value));
    }
    return words;
  }

  const ResourceModel& model_;
  const Catalog& catalog_;
  const ProgramCatalog& programs_;
  const SourceMap& sources_;
  GuardStore guards_;
  SelectSource select_;
  std::vector<std::pair<ConceptId, std::size_t>> rules_;
  std::vector<CodePlace> places_;
};

}  // namespace

std::vector<CodePlace> code_places(const ResourceModel& model, const Catalog& catalog,
                                   const ProgramCatalog& programs, const SourceMap& sources) {
  return Places(model, catalog, programs, sources).find();
}

}  // namespace weir
