#include "parsers/app_config/kubernetes/kustomize/patching.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "analyzer/base/limits.h"
#include "analyzer/base/regex.h"
#include "parsers/app_config/kubernetes/kustomize/edit.h"
#include "parsers/app_config/kubernetes/kustomize/patches.h"
#include "parsers/app_config/kubernetes/selectors.h"
#include "parsers/embedded/values.h"
#include "parsers/syntax/syntax.h"

namespace weir::kubernetes::kustomize {
namespace {

constexpr std::size_t kPatchSteps = 2'000'000;

std::string_view entry_text(const Document& document, NodeIndex map, std::string_view key) {
  const NodeIndex node = find_entry(document, map, key);
  if (node == kNoNode) return {};
  const NodeKind kind = document[node].kind;
  return kind == NodeKind::string || kind == NodeKind::number ? document.text(node) : std::string_view{};
}

bool is_called(const Object& object, const std::string& name) {
  return object.name == name || std::find(object.former.begin(), object.former.end(), name) != object.former.end();
}

/// Which objects a patch is for.
class Target {
 public:
  /// What a strategic merge patch says of itself.
  static Target of_patch(const Document& patch) {
    Target target;
    target.kind_ = kind_of(entry_text(patch, 0, "apiVersion"), entry_text(patch, 0, "kind"));
    const NodeIndex metadata = find_entry(patch, 0, "metadata");
    if (metadata == kNoNode) return target;
    target.name_ = entry_text(patch, metadata, "name");
    target.space_ = entry_text(patch, metadata, "namespace");
    return target;
  }

  /// `{kind: Deployment, name: web.*, labelSelector: app=web}`; none if an expression is none.
  static std::optional<Target> written(const Document& document, NodeIndex map) {
    Target target;
    const auto compiled = [&](std::string_view key, std::optional<Regex>& into) {
      const std::string_view text = entry_text(document, map, key);
      if (text.empty()) return true;
      Result<Regex> regex = Regex::compile(text);
      if (!regex.ok()) return false;
      into = std::move(*regex);
      return true;
    };
    if (!compiled("kind", target.kinds_) || !compiled("name", target.names_)) return std::nullopt;
    target.space_ = entry_text(document, map, "namespace");
    if (!target.add_labels(entry_text(document, map, "labelSelector")) ||
        !entry_text(document, map, "annotationSelector").empty())
      return std::nullopt;
    return target;
  }

  bool fits(const ValueStore& values, const Object& object) const {
    if (!kind_.empty() && object.kind != kind_) return false;
    if (!name_.empty() && !is_called(object, name_)) return false;
    const std::string plain = object.kind.substr(object.kind.rfind('/') + 1);
    if (kinds_ && !kinds_->matches(plain)) return false;
    if (names_ && !names_->matches(object.name) &&
        std::none_of(object.former.begin(), object.former.end(), [&](const std::string& n) { return names_->matches(n); }))
      return false;
    if (!space_.empty() && object.space != space_) return false;
    if (labels_.empty()) return true;
    const Labels own = labels_of(values, found_at(values, object.written, {"metadata", "labels"}));
    return std::includes(own.begin(), own.end(), labels_.begin(), labels_.end());
  }

 private:
  /// `app=web,tier==front`; false for selectors of other forms.
  bool add_labels(std::string_view text) {
    while (!text.empty()) {
      const std::string_view one = text.substr(0, text.find(','));
      text.remove_prefix(std::min(one.size() + 1, text.size()));
      const std::size_t equals = one.find('=');
      if (equals == one.npos || equals == 0 || one[equals - 1] == '!' || one.find(' ') != one.npos) return false;
      std::string_view value = one.substr(equals + 1);
      if (value.starts_with('=')) value.remove_prefix(1);
      labels_.emplace(one.substr(0, equals), value);
    }
    return true;
  }

  std::string kind_, name_, space_;
  std::optional<Regex> kinds_, names_;
  Labels labels_;
};

/// With a target, what a patch calls itself is only there to make it an object.
ValueId without_name(ValueStore& values, ValueId patch) {
  const MapEntry* found = values.find_entry(patch, "metadata");
  if (found != nullptr && values[found->value].kind == ValueKind::map) {
    MapEntry metadata = *found;
    metadata.value = without_entry(values, metadata.value, "name");
    patch = with_entry(values, patch, std::move(metadata));
  }
  return without_entry(values, without_entry(values, patch, "kind"), "apiVersion");
}

}  // namespace

void Patching::apply(const Document& patch, const Document& kustomization, NodeIndex target, Span place,
                     std::vector<Object>& objects) {
  if (patch.empty()) return;
  const bool operations = patch[0].kind == NodeKind::list;
  if (!operations && patch[0].kind != NodeKind::map) return fault_(place, "the patch is neither a map nor a list");
  if (operations && target == kNoNode) return fault_(place, "the patch says of no object that it is for it");
  const std::optional<Target> wanted =
      target == kNoNode ? Target::of_patch(patch) : Target::written(kustomization, target);
  if (!wanted) return fault_(place, "what the patch is for is said in a form that is not read");
  ValueId changes = values_of(model_, sources_, patch, 0);
  if (!operations && target != kNoNode) changes = without_name(model_.values, changes);
  bool fits = false;
  for (Object& object : objects) {
    if (++work_.steps > kPatchSteps || is_full(model_.values, room_))
      return fault_(place, "there are too many patches, and some were left out");
    if (!object.written.valid() || !wanted->fits(model_.values, object)) continue;
    fits = true;
    if (!operations) {
      object.written = laid_over(model_.values, object.written, changes);
      continue;
    }
    Result<ValueId> made = json_patched(model_.values, object.written, changes, room_, work_.put);
    if (made.ok())
      object.written = *made;
    else
      fault_(made.error().span.value_or(place), made.error().message);
  }
  std::erase_if(objects, [](const Object& object) { return !object.written.valid(); });
  if (!fits) fault_(place, "the patch fits no object");
}

void Patching::from_file(const Document& document, NodeIndex path, NodeIndex target, std::vector<Object>& objects) {
  if (document[path].kind != NodeKind::string) return;
  const Span place = document.span(path);
  const std::vector<Document>* read = read_(document.text(path), place);
  if (read == nullptr) return;
  for (const Document& one : *read) apply(one, document, target, place, objects);
}

void Patching::from_text(const Document& document, NodeIndex text, NodeIndex target, std::vector<Object>& objects) {
  if (document[text].kind != NodeKind::string) return;
  const Span place = document.span(text);
  const Parsed parsed = parse_yaml(sources_, derive_scalar(sources_, document, text));
  if (!parsed.ok()) return fault_(place, "the patch is no YAML");
  for (const Document& one : parsed.documents) apply(one, document, target, place, objects);
}

void Patching::listed_patches(const Document& kustomization, std::string_view key, std::vector<Object>& objects) {
  const NodeIndex list = find_entry(kustomization, 0, key);
  if (list == kNoNode || kustomization[list].kind != NodeKind::list) return;
  for (const NodeIndex item : children(kustomization, list)) {
    if (kustomization[item].kind == NodeKind::string) {
      const std::string_view text = kustomization.text(item);
      if (text.find('\n') != text.npos || text.starts_with('{'))
        from_text(kustomization, item, kNoNode, objects);
      else
        from_file(kustomization, item, kNoNode, objects);
      continue;
    }
    if (kustomization[item].kind != NodeKind::map) continue;
    const NodeIndex target = find_entry(kustomization, item, "target");
    if (const NodeIndex path = find_entry(kustomization, item, "path"); path != kNoNode)
      from_file(kustomization, path, target, objects);
    if (const NodeIndex text = find_entry(kustomization, item, "patch"); text != kNoNode)
      from_text(kustomization, text, target, objects);
  }
}

void Patching::run(const Document& kustomization, std::vector<Object>& objects) {
  for (const char* key : {"patchesStrategicMerge", "patches", "patchesJson6902"}) listed_patches(kustomization, key, objects);
}

}  // namespace weir::kubernetes::kustomize
