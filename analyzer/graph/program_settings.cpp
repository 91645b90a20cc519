#include "analyzer/graph/program_settings.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/glob.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/render.h"

namespace weir {

ProgramSettings::ProgramSettings(Inference& inference, const Program& program, const BoundProgram& bound,
                                 bool shared)
    : in_(inference),
      program_(program),
      bound_(bound),
      shared_(shared),
      partly_known_(bound.partly_known) {
  const ConceptId concept_id = in_.concept_of[bound.resource.index()];
  Scope whole = scope_of(in_.model, bound.resource);
  whole.guard = in_.model[bound.resource].exists;
  for (Hit& hit : select(in_.source, in_.catalog.concepts[concept_id.index()].uses, whole).hits) {
    partly_known_ = partly_known_ || (hit.unknown && !hit.entry);
    settings_[hit.scope.entry_key].push_back(std::move(hit));
  }
}

const std::vector<Hit>* ProgramSettings::find(std::string_view name) const {
  const auto at = settings_.find(name);
  return at == settings_.end() ? nullptr : &at->second;
}

bool ProgramSettings::most_are_given() const {
  const auto given = std::count_if(program_.settings.begin(), program_.settings.end(),
                                   [&](const std::string& name) { return find(name) != nullptr; });
  return given >= 2 && 2 * static_cast<std::size_t>(given) > program_.settings.size();
}

std::set<std::uint32_t> ProgramSettings::reached() const {
  std::set<std::uint32_t> found;
  std::vector<std::uint32_t> pending(program_.starts.begin(), program_.starts.end());
  std::multimap<std::uint32_t, std::uint32_t> waiting;  // for what has to run as well
  while (!pending.empty()) {
    const std::uint32_t at = pending.back();
    pending.pop_back();
    if (!found.insert(at).second) continue;
    const auto [first, last] = waiting.equal_range(at);
    for (auto one = first; one != last; ++one) pending.push_back(one->second);
    for (const ProgramMention& mention : program_.functions[at].mentions) {
      if (found.count(mention.function) != 0 || !holds(mention.conditions)) continue;
      if (mention.with && found.count(*mention.with) == 0)
        waiting.emplace(*mention.with, mention.function);
      else
        pending.push_back(mention.function);
    }
  }
  return found;
}

bool ProgramSettings::holds(const std::vector<ProgramCondition>& conditions) const {
  return std::all_of(conditions.begin(), conditions.end(), [&](const ProgramCondition& c) {
    const std::optional<std::string> value = value_of(c.value);
    if (!value) return !shared_;
    return (std::find(c.texts.begin(), c.texts.end(), *value) != c.texts.end()) == c.equal;
  });
}

std::optional<std::string> ProgramSettings::default_of(const ProgramText& text) const {
  if (partly_known_ || text.otherwise || !text.may_lack || !is_whole(text.text))
    return partly_known_ ? std::nullopt : text.otherwise;
  return "";
}

/// Whether a setting that the input does not give is not given: the runtime gives others.
bool ProgramSettings::is_whole(const std::string& setting) const {
  const std::vector<std::string>& given = bound_.runtime_settings;
  return !given.empty() && !bound_.implied &&
         std::none_of(given.begin(), given.end(),
                      [&](const std::string& one) { return glob_match(one, setting); });
}

/// The one literal that a setting is; none if it is not known.
std::optional<std::string> ProgramSettings::value_of(const ProgramText& text) const {
  const std::vector<Hit>* hits = find(text.text);
  if (hits == nullptr) return default_of(text);
  std::optional<std::string> value;
  for (const Hit& hit : *hits) {
    if (hit.unknown || hit.key) return std::nullopt;
    for (const Rendered& one : render(in_.model, in_.guards, hit.value)) {
      if (!one.literal() || (value && *value != one.text())) return std::nullopt;
      value = one.text();
    }
  }
  return value;
}

}  // namespace weir
