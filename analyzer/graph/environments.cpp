#include "analyzer/graph/environments.h"

#include <algorithm>
#include <utility>

#include "analyzer/graph/render.h"
#include "analyzer/graph/select.h"
#include "analyzer/graph/tags.h"

namespace weir {
namespace {

/// What says so, and which environment.
struct Sign {
  std::string what;  ///< "the tag Stage = dev"
  std::string environment;
};

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// What stands between the dots of a name, less its ending: "dev.auto.tfvars" → "dev", "auto". A leading dot is part of the first.
std::vector<std::string_view> parts_of_name(std::string_view name) {
  std::vector<std::string_view> parts;
  for (std::size_t dot = name.find('.', 1); dot != name.npos; dot = name.find('.')) {
    parts.push_back(name.substr(0, dot));
    name.remove_prefix(dot + 1);
  }
  if (parts.empty()) parts.push_back(name);
  return parts;
}

class Environments {
 public:
  Environments(const ResourceModel& model, const Catalog& catalog,
               const JudgementCatalog& judgement)
      : model_(model),
        judgement_(judgement),
        guards_(model.guards),
        source_{model, catalog, guards_, {}},
        signs_(model.units.size()) {}

  std::vector<UnitEnvironment> run(const ValuesFiles& values_files) {
    for (std::size_t i = 0; i < model_.resources.size(); ++i) tags(ResourceId(i));
    std::vector<UnitEnvironment> environments;
    for (std::size_t i = 0; i < signs_.size(); ++i) {
      const auto files = values_files.find(model_.units[i].path);
      if (files != values_files.end())
        for (const std::string& file : files->second)
          for (const std::string_view part : parts_of_name(file_name(file)))
            add_word(i, part, "the values file " + file, Named::value);
      names(i);
      environments.push_back(settled(i));
    }
    return environments;
  }

 private:
  /// Where a name stands: what names a thing says less there than what somebody gives as a value.
  enum class Named { value, path };

  /// The environment that a name is a word for; "" if it is none.
  std::string environment_of(std::string_view name, Named named) const {
    const std::string words = words_of(name);
    for (const EnvironmentWord& word : judgement_.environment_words)
      if (word.environment.size > 0 && judgement_.text(word.words) == words &&
          (named == Named::value || word.in_paths))
        return std::string(judgement_.text(word.environment));
    return "";
  }

  bool is_key(std::string_view key) const {
    const std::string words = words_of(key);
    return std::any_of(judgement_.environment_words.begin(), judgement_.environment_words.end(),
                       [&](const EnvironmentWord& word) {
                         return word.environment.size == 0 && judgement_.text(word.words) == words;
                       });
  }

  void tags(ResourceId resource) {
    const UnitId unit = model_[resource].unit;
    if (!unit.valid()) return;
    each_tag(source_, resource, [&](const std::string& key, ValueId value) {
      const std::string_view text = model_.values.string(value);
      if (text.empty() || !is_key(key) || is_default(model_.units[unit.index()], value)) return;
      const std::string known = environment_of(text, Named::value);
      add(unit.index(), {"the tag " + key + " = " + std::string(text),
                         known.empty() ? std::string(text) : known});
    });
  }

  /// Whether a value is only what a parameter or variable is if nobody says otherwise: it stands in
  /// the file that declares it, and no file of values gives it.
  bool is_default(const Unit& unit, ValueId value) const {
    const Span span = model_.values[value].span;
    return std::any_of(unit.parameters.begin(), unit.parameters.end(), [&](const Parameter& one) {
      return one.value.valid() && model_.values[one.value].span == span &&
             one.span.file == span.file;
    });
  }

  void names(std::size_t unit) {
    const Unit& u = model_.units[unit];
    std::string_view folders = u.path;
    if (u.language != Language::terraform || folders.ends_with(".json")) {
      for (const std::string_view part : parts_of_name(file_name(folders)))
        add_word(unit, part, "the file's name", Named::path);
      folders = folders.substr(0, folders.size() - file_name(folders).size());
    }
    while (!folders.empty()) {
      const std::size_t slash = std::min(folders.find('/'), folders.size());
      const std::string_view folder = folders.substr(0, slash);
      if (const std::string known = environment_of(folder, Named::path); !known.empty())
        add(unit, {"the folder " + std::string(folder), known});
      folders.remove_prefix(std::min(slash + 1, folders.size()));
    }
  }

  /// A name that is the word, or ends in it: "network-dev"; "dev-portal" is a portal.
  void add_word(std::size_t unit, std::string_view name, const std::string& what, Named named) {
    std::string known = environment_of(name, named);
    const std::string words = words_of(name);
    for (std::size_t at = words.find('-'); known.empty() && at != std::string::npos;
         at = words.find('-', at + 1))
      known = environment_of(std::string_view(words).substr(at + 1), named);
    if (!known.empty()) add(unit, {what, known});
  }

  void add(std::size_t unit, Sign sign) {
    std::vector<Sign>& signs = signs_[unit];
    const bool known = std::any_of(signs.begin(), signs.end(), [&](const Sign& other) {
      return other.what == sign.what && other.environment == sign.environment;
    });
    if (!known) signs.push_back(std::move(sign));
  }

  UnitEnvironment settled(std::size_t unit) const {
    const std::string& declared = model_.units[unit].environment;
    if (!declared.empty()) {
      const std::string known = environment_of(declared, Named::value);
      return {known.empty() ? declared : known, "declared"};
    }
    const std::vector<Sign>& signs = signs_[unit];
    if (signs.empty()) return {};
    const auto other = std::find_if(signs.begin(), signs.end(), [&](const Sign& sign) {
      return sign.environment != signs.front().environment;
    });
    if (other == signs.end()) return {signs.front().environment, signs.front().what};
    return {"", signs.front().what + " says " + signs.front().environment + ", " + other->what +
                    " " + other->environment};
  }

  const ResourceModel& model_;
  const JudgementCatalog& judgement_;
  GuardStore guards_;
  SelectSource source_;
  std::vector<std::vector<Sign>> signs_;  ///< by unit
};

}  // namespace

std::vector<UnitEnvironment> environments_of(const ResourceModel& model, const Catalog& catalog,
                                             const JudgementCatalog& judgement,
                                             const ValuesFiles& values_files) {
  return Environments(model, catalog, judgement).run(values_files);
}

}  // namespace weir
