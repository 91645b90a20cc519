#include "parsers/app_config/application/overlay.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "parsers/app_config/application/erb.h"
#include "parsers/app_config/application/started.h"

namespace weir::app_config {
namespace {

constexpr std::size_t kNameOfEnvironment = 64;

std::string lower_key(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

Properties joined(std::vector<Properties> documents) {
  Properties all;
  for (Properties& document : documents) std::move(document.begin(), document.end(), std::back_inserter(all));
  return all;
}

}  // namespace

const Properties& SettingsFiles::properties(FileId file, const std::string& name) {
  const auto known = read_.find(file.value);
  if (known != read_.end()) return known->second;
  return read_.emplace(file.value, joined(properties_in(model_, sources_, file, name))).first->second;
}

const Properties& SettingsFiles::properties_in_ruby(FileId file, const std::string& name) {
  const auto known = read_.find(file.value);
  if (known != read_.end()) return known->second;
  Properties properties;
  if (const std::optional<FileId> text = without_ruby(sources_, file))
    properties = joined(properties_in(model_, sources_, *text, name));
  else
    model_.diagnostics.push_back({Level::warning, {file, 0, 0}, "application-settings",
                                  "the settings of an application were not read: Ruby decides what stands in them"});
  return read_.emplace(file.value, std::move(properties)).first->second;
}

bool SettingsFiles::may_lay(std::size_t properties) {
  laid_ += properties;
  return !is_spent();
}

/// Takes away the lists that these replace.
void Overlay::make_room(const Properties& properties) {
  std::set<std::string> lists;
  for (const Property& one : properties) {
    const std::size_t mark = one.name.find('[');
    if (mark == one.name.npos || !lists.insert(lower_key(one.name.substr(0, mark))).second) continue;
    const std::string list = lower_key(one.name.substr(0, mark)) + "[";
    const auto first = properties_.lower_bound(list);
    auto last = first;
    while (last != properties_.end() && last->first.starts_with(list)) ++last;
    properties_.erase(first, last);
  }
}

void Overlay::lay(const Properties& properties) {
  if (!files_.may_lay(properties.size())) return;
  if (lists_ == Lists::as_a_whole) make_room(properties);
  for (const Property& one : properties) properties_.insert_or_assign(lower_key(one.name), one);
}

void Overlay::lay_unknown(ResourceModel& model, const Properties& properties, const std::string& why,
                          const std::string& variable) {
  if (!files_.may_lay(properties.size())) return;
  for (Property one : properties) {
    one.value = model.values.add_unknown(UnknownKind::parameter, why, variable, model.values[one.value].span);
    properties_.insert_or_assign(lower_key(one.name), std::move(one));
  }
}

void Overlay::replace(const std::string& name, const Property& given) {
  Property& there = properties_[lower_key(name)];
  if (there.name.empty()) there.name = name;
  there.name_span = given.name_span;
  there.value = given.value;
}

bool Overlay::has(const std::string& name) const { return properties_.contains(lower_key(name)); }

void Overlay::disturb(ResourceModel& model, const std::string& why, const std::string& variable) {
  if (!files_.may_lay(properties_.size())) return;
  for (auto& [key, property] : properties_)
    property.value = model.values.add_unknown(UnknownKind::parameter, why, variable, model.values[property.value].span);
}

Properties Overlay::taken() const {
  Properties all;
  for (const auto& [key, property] : properties_) all.push_back(property);
  return all;
}

const Property* variable_called(const Process& process, std::string_view name) {
  const std::string wanted = lower_key(name);
  const auto found = std::find_if(process.variables.rbegin(), process.variables.rend(),
                                  [&](const Property& one) { return lower_key(one.name) == wanted; });
  return found == process.variables.rend() ? nullptr : &*found;
}

Surroundings called(const std::string& name) {
  const bool plain = !name.empty() && name.size() <= kNameOfEnvironment &&
                     std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
  return {plain, plain ? name : ""};
}

Surroundings surroundings(const ValueStore& values, const Process& process, const std::vector<std::string_view>& variables,
                          std::string_view otherwise) {
  const std::vector<std::string> words = words_of_command(process.command);
  for (const std::string_view name : variables) {
    if (const std::optional<std::string> written = variable_in_command(words, name)) return called(*written);
    const Property* given = variable_called(process, name);
    if (given == nullptr) continue;
    return called(std::string(values.string(given->value)));
  }
  return {process.all_variables, std::string(otherwise)};
}

}  // namespace weir::app_config
