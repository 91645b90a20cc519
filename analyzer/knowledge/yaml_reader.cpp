#include "analyzer/knowledge/yaml_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace weir {
namespace {

bool is_known(const std::vector<Field>& fields, std::string_view key) {
  return std::any_of(fields.begin(), fields.end(), [&](const Field& f) { return f.key == key; });
}

std::vector<std::string_view> keys_of(const std::vector<Field>& fields) {
  std::vector<std::string_view> keys;
  for (const Field& field : fields) keys.push_back(field.key);
  return keys;
}

}  // namespace

std::string_view Yaml::raw() const {
  return is_scalar() ? document_->text(node_) : std::string_view();
}

std::string Yaml::found() const {
  switch (kind()) {
    case NodeKind::map:
      return "a map";
    case NodeKind::list:
      return "a list";
    case NodeKind::null:
      return "nothing";
    case NodeKind::string:
      return "the text " + in_backticks(raw());
    case NodeKind::number:
      return "the number " + in_backticks(raw());
    case NodeKind::boolean:
      return in_backticks(raw());
    default:
      return "something else";
  }
}

void Yaml::fault_expected(std::string_view what) const {
  fault("expected " + std::string(what) + ", found " + found());
}

std::optional<std::string_view> Yaml::text() const {
  if (is_text() && !raw().empty()) return raw();
  fault_expected("a text");
  return std::nullopt;
}

std::optional<std::string_view> Yaml::scalar() const {
  if (is_scalar()) return raw();
  fault_expected("a text");
  return std::nullopt;
}

std::optional<bool> Yaml::boolean() const {
  if (is_boolean()) return raw() == "true";
  fault_expected("true or false");
  return std::nullopt;
}

std::optional<double> Yaml::number() const {
  const std::string_view written = raw();
  double value = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (is_number() && error == std::errc() && end == written.data() + written.size()) return value;
  fault_expected("a number");
  return std::nullopt;
}

std::vector<Yaml> Yaml::items() const {
  std::vector<Yaml> result;
  if (!is_list()) {
    fault_expected("a list");
    return result;
  }
  for (const NodeIndex child : children(*document_, node_))
    result.emplace_back(*document_, child, *faults_);
  return result;
}

std::vector<Yaml> Yaml::items_or_self() const {
  return is_list() ? items() : std::vector<Yaml>{*this};
}

std::vector<std::pair<Yaml, Yaml>> Yaml::entries() const {
  std::vector<std::pair<Yaml, Yaml>> result;
  if (!is_map()) {
    fault_expected("a map");
    return result;
  }
  for (const NodeIndex entry : children(*document_, node_)) {
    if (document_->nodes[entry].kind != NodeKind::entry) continue;
    const NodeIndex key = document_->first_child(entry);
    const NodeIndex value = document_->next_sibling(key);
    if (value >= document_->nodes[entry].subtree_end) continue;
    result.emplace_back(Yaml(*document_, key, *faults_), Yaml(*document_, value, *faults_));
  }
  return result;
}

std::optional<Yaml> Yaml::find(std::string_view key) const {
  if (!is_map()) return std::nullopt;
  for (const auto& [name, value] : entries())
    if (name.raw() == key) return value;
  return std::nullopt;
}

bool Yaml::fields(std::string_view what, const std::vector<Field>& fields) const {
  if (!is_map()) {
    fault_expected("a map (" + std::string(what) + ")");
    return false;
  }
  for (const auto& [key, value] : entries()) {
    if (is_known(fields, key.raw())) continue;
    key.fault("unknown key " + in_backticks(key.raw()) + " in " + std::string(what) +
              suggestion(key.raw(), keys_of(fields)));
  }
  bool complete = true;
  for (const Field& field : fields) {
    const std::optional<Yaml> value = find(field.key);
    if (value) {
      field.read(*value);
    } else if (field.need == Field::required) {
      complete = false;
      fault("missing key " + in_backticks(field.key) + " in " + std::string(what));
    }
  }
  return complete;
}

}  // namespace weir
