// The settings of a Spring application: which files count, and in which order.
#include "parsers/app_config/application/spring.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "parsers/app_config/application/placeholders.h"

namespace weir::app_config {
namespace {

constexpr std::array<std::string_view, 2> kStems = {"bootstrap", "application"};
constexpr std::array<std::string_view, 3> kEndings = {".yml", ".yaml", ".properties"};
constexpr int kImportDepth = 8;
constexpr std::size_t kImports = 64;            // of one application
/// Variables that begin so stand for properties though no file has those.
constexpr std::array<std::string_view, 4> kOwnWords = {"spring", "management", "server", "logging"};

const Property* property_called(const Properties& properties, std::string_view name) {
  const std::string wanted = canonical_name(name);
  for (const Property& one : properties)
    if (canonical_name(one.name) == wanted) return &one;
  return nullptr;
}

/// The values of a property that may be a list.
std::vector<std::string> texts_of(const ValueStore& values, const Properties& properties, std::string_view name) {
  const std::string wanted = canonical_name(name);
  std::vector<std::string> found;
  for (const Property& one : properties) {
    const std::string own = canonical_name(one.name);
    if (own == wanted || (own.starts_with(wanted) && own[wanted.size()] == '['))
      found.emplace_back(values.string(one.value));
  }
  return found;
}

/// `management.endpoints.web` of MANAGEMENT_ENDPOINTS_WEB.
std::string property_of_variable(std::string_view variable) {
  std::string name;
  for (const char c : variable) name += c == '_' ? '.' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return name;
}

bool is_own_word(std::string_view name) {
  return std::any_of(kOwnWords.begin(), kOwnWords.end(), [&](std::string_view word) {
    return name.starts_with(word) && name.size() > word.size() && name[word.size()] == '.';
  });
}

/// The name of a file that `spring.config.import` names; "" for what is no file beside the application.
std::string imported_name(std::string_view text) {
  if (text.starts_with("optional:")) text.remove_prefix(9);
  for (const std::string_view scheme : {"classpath:", "file:"})
    if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  while (text.starts_with("./") || text.starts_with('/')) text.remove_prefix(text.front() == '.' ? 2 : 1);
  const bool file = text.ends_with(".yml") || text.ends_with(".yaml") || text.ends_with(".properties");
  return file && text.find(':') == text.npos ? std::string(text) : std::string();
}

}  // namespace

/// The properties so far, by canonical name.
struct SpringReader::State {
  Profiles profiles;
  std::map<std::string, Property> properties;
  std::set<std::uint32_t> files;
  std::size_t imports = 0;
};

const std::vector<Properties>& SpringReader::documents(FileId file, const std::string& name) {
  const auto known = read_.find(file.value);
  if (known != read_.end()) return known->second;
  return read_.emplace(file.value, properties_in(model_, sources_, file, name)).first->second;
}

/// Which profiles are active, told by the process's surroundings, else by the files themselves.
Profiles SpringReader::profiles_of(const FilesCalled& files, const Process& process) {
  Profiles profiles;
  profiles.known = process.all_variables;
  Properties unconditional;
  for (const std::string_view stem : kStems)
    for (const std::string_view ending : kEndings) {
      const std::string name = std::string(stem) + std::string(ending);
      for (const FileId file : files(name))
        for (const Properties& document : documents(file, name)) {
          steps_ += document.size() + 1;
          if (is_spent()) return profiles;
          if (property_called(document, "spring.config.activate.on-profile") == nullptr &&
              property_called(document, "spring.profiles") == nullptr)
            unconditional.insert(unconditional.end(), document.begin(), document.end());
        }
    }
  steps_ += process.variables.size();
  const auto add = [&](ValueId written) {
    const ValueId value = Placeholders(model_, sources_, process.variables, unconditional, budget_).filled(written);
    profiles.known = model_.values[value].kind == ValueKind::string;
    if (profiles.known) add_profiles(profiles, model_.values.string(value));
  };
  constexpr std::string_view kGiven = "spring.profiles.active=";
  const std::size_t given = process.command.find(kGiven);
  const Property* variable = nullptr;
  for (const Property& one : process.variables)
    if (squeezed_name(one.name) == "springprofilesactive") variable = &one;
  if (given != process.command.npos) {
    const std::size_t begin = given + kGiven.size();
    const std::size_t end = std::min(process.command.find_first_of(" \"'],", begin), process.command.size());
    profiles.known = true;
    add_profiles(profiles, std::string_view(process.command).substr(begin, end - begin));
  } else if (variable != nullptr) {
    add(variable->value);
  } else {
    for (const Property& one : unconditional)
      if (canonical_name(one.name).starts_with("spring.profiles.active")) add(one.value);
  }
  for (const std::string& name : texts_of(model_.values, unconditional, "spring.profiles.include"))
    add_profiles(profiles, name);
  for (std::size_t i = 0; i < profiles.active.size(); ++i)  // grows: groups may hold groups
    for (const std::string& name :
         texts_of(model_.values, unconditional, "spring.profiles.group." + profiles.active[i]))
      add_profiles(profiles, name);
  if (profiles.active.empty()) profiles.active.emplace_back("default");
  return profiles;
}

/// Lays a document over what is there: a list of it replaces the one before.
void SpringReader::add_document(const Properties& document, Truth holds, State& state) {
  if (holds == Truth::no) return;
  std::set<std::string> lists;
  for (const Property& one : document) {
    ++steps_;
    if (is_spent()) return;
    const std::string name = canonical_name(one.name);
    if (const std::size_t mark = name.find('['); holds == Truth::yes && lists.insert(name.substr(0, mark)).second) {
      const std::string list = name.substr(0, mark);
      const auto first = state.properties.lower_bound(list + "[");
      auto last = first;
      while (last != state.properties.end() && last->first.starts_with(list + "[")) ++last;
      state.properties.erase(first, last);
      if (mark != name.npos) state.properties.erase(list);
    }
    Property laid = one;
    if (holds == Truth::unknown)
      laid.value = model_.values.add_unknown(UnknownKind::parameter, "which profiles are active is not known",
                                             "SPRING_PROFILES_ACTIVE", model_.values[one.value].span);
    state.properties.insert_or_assign(name, std::move(laid));
  }
}

void SpringReader::import(const FilesCalled& files, const Properties& document, int depth, State& state) {
  for (const std::string& written : texts_of(model_.values, document, "spring.config.import"))
    for (std::size_t at = 0; at <= written.size();) {
      const std::size_t end = std::min(written.find(',', at), written.size());
      const std::string name = imported_name(std::string_view(written).substr(at, end - at));
      if (!name.empty() && ++state.imports <= kImports) collect(files, name, depth + 1, state);
      at = end + 1;
    }
}

/// The documents of all files of a name. A file that imports itself, through others or not, counts once.
void SpringReader::collect(const FilesCalled& files, const std::string& name, int depth, State& state) {
  if (depth > kImportDepth) return;
  for (const FileId file : files(name)) {
    if (!state.files.insert(file.value).second) continue;
    for (const Properties& document : documents(file, name)) {
      steps_ += document.size() + 1;
      if (is_spent()) return;
      Truth holds = Truth::yes;
      for (const std::string_view condition : {"spring.config.activate.on-profile", "spring.profiles"}) {
        const std::vector<std::string> expressions = texts_of(model_.values, document, condition);
        Truth any = expressions.empty() ? Truth::yes : Truth::no;
        for (const std::string& one : expressions) any = either(any, holds_under(state.profiles, one));
        holds = both(holds, any);
      }
      add_document(document, holds, state);
      if (holds == Truth::yes) import(files, document, depth, state);
    }
  }
}

Properties SpringReader::read(const FilesCalled& files, const Process& process) {
  State state;
  if (!is_spent()) state.profiles = profiles_of(files, process);
  if (is_spent()) return {};
  for (const std::string_view stem : kStems) {
    for (const std::string_view ending : kEndings)
      collect(files, std::string(stem) + std::string(ending), 0, state);
    for (const std::string& profile : state.profiles.active)
      for (const std::string_view ending : kEndings)
        collect(files, std::string(stem) + "-" + profile + std::string(ending), 0, state);
  }
  Properties properties;
  if (state.properties.empty() || is_spent()) return properties;
  std::map<std::string, const Property*> variables;
  for (const Property& one : process.variables) variables.insert_or_assign(squeezed_name(one.name), &one);
  for (auto& [name, property] : state.properties) {
    const auto variable = variables.find(squeezed_name(name));
    if (variable != variables.end()) {
      property.name_span = variable->second->name_span;
      property.value = variable->second->value;
      variables.erase(variable);
    }
    properties.push_back(std::move(property));
  }
  for (const auto& [squeezed, variable] : variables)
    if (const std::string name = property_of_variable(variable->name); is_own_word(name))
      properties.push_back({name, variable->name_span, variable->value});
  Placeholders placeholders(model_, sources_, process.variables, properties, budget_);
  Properties filled = properties;
  for (Property& one : filled) one.value = placeholders.filled(one.value);
  return filled;
}

}  // namespace weir::app_config
