// Dynamic references: `{{resolve:secretsmanager:name:SecretString:key}}` and the like in a text.

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/model/joined_text.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/cloudformation/pieces.h"

namespace weir::cloudformation {
namespace {

constexpr std::string_view kDynamicBegin = "{{resolve:";
constexpr std::string_view kDynamicEnd = "}}";

/// A kind of dynamic reference.
struct Store {
  std::string_view service;
  std::string_view as;       ///< what the catalogue says of the resources that are such stores
  std::string_view content;  ///< what is read if nothing more is said
  bool secret;
};
constexpr std::string_view kSecrets = "secretsmanager";
constexpr std::array<Store, 3> kStores = {{{kSecrets, kSecrets, "SecretString", true},
                                           {"ssm", "ssm", "Value", false},
                                           {"ssm-secure", "ssm", "Value", true}}};

const Store* store_of(std::string_view service) {
  const auto found = std::find_if(kStores.begin(), kStores.end(),
                                  [&](const Store& store) { return store.service == service; });
  return found == kStores.end() ? nullptr : &*found;
}

/// What of a store the reference reads: of a secret what follows its name, if anything does.
std::string content_of(const Store& store, const std::string& reference, bool hole) {
  if (store.service != kSecrets) return std::string(store.content);
  const std::size_t name = reference.find(':', kDynamicBegin.size()) + 1;
  const std::size_t name_end =
      reference.find_first_of(":}", hole ? reference.find('}', name) + 1 : name);
  const std::size_t end = reference.size() - kDynamicEnd.size();
  if (name_end + 1 >= end) return std::string(store.content);
  const std::string content = reference.substr(name_end + 1, end - name_end - 1);
  return content.starts_with(':') ? std::string(store.content) + content : content;
}

}  // namespace

/// Replaces every `{{resolve:…}}` in a string or text by a value of its own.
ValueId Lowering::with_dynamic_references(ValueId value) {
  std::vector<ValueId> parts = values_.items(value);
  if (values_[value].kind == ValueKind::string) parts = {value};
  if (values_[value].kind == ValueKind::list) return value;
  bool any = false;
  for (const ValueId part : parts) {
    any = any || values_.string(part).find(kDynamicBegin) != std::string_view::npos;
  }
  if (!any) return value;
  std::vector<ValueId> result;
  std::vector<ValueId> inside;  // parts of the reference being read
  bool open = false;
  for (const ValueId part : parts) {
    if (values_[part].kind != ValueKind::string) {
      (open ? inside : result).push_back(part);
      continue;
    }
    const Pieces pieces(values_, sources_, part);
    const std::string& text = pieces.text();
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t mark = open ? text.find(kDynamicEnd, at) : text.find(kDynamicBegin, at);
      if (mark == text.npos) break;
      if (!open) {
        if (mark > at) result.push_back(pieces.piece(at, mark));
        open = true;
        at = mark;
        continue;
      }
      inside.push_back(pieces.piece(at, mark + kDynamicEnd.size()));
      result.push_back(dynamic_reference(std::exchange(inside, {})));
      open = false;
      at = mark + kDynamicEnd.size();
    }
    if (at == 0) {
      (open ? inside : result).push_back(part);
    } else if (at < text.size()) {
      (open ? inside : result).push_back(pieces.piece(at, text.size()));
    }
  }
  if (open) return value;
  return values_.add_text(result, values_[value].span);
}

/// A reference to what a store of the template holds, or, of a store that somebody else keeps, an
/// unknown; secret if the store keeps secrets.
ValueId Lowering::dynamic_reference(const std::vector<ValueId>& parts) {
  std::string text;
  for (const ValueId part : parts) text += describe_hole(values_, part);
  Span span = place_of_use(values_, parts.front());
  const Span last = place_of_use(values_, parts.back());
  if (span.file == last.file && last.end > span.end) span.end = last.end;
  const std::string_view begin = values_.string(parts.front());
  const std::size_t colon = std::min(begin.find(':', kDynamicBegin.size()), begin.size());
  const std::string service(begin.substr(kDynamicBegin.size(), colon - kDynamicBegin.size()));
  const bool named = colon < begin.size() && (colon + 1 < begin.size() || parts.size() > 1) &&
                     begin.substr(colon + 1, 1) != "}";
  if (!named) {
    return values_.marked_secret(
        malformed("{{resolve", span, "a dynamic reference needs a service and a name"));
  }
  const Store* store = store_of(service);
  if (store == nullptr) {
    notes_.add(Level::note, "not-resolved", "{{resolve:" + service, span,
               "dynamic references to " + service + " are not known");
  }
  const bool secret = store == nullptr || store->secret;
  const ResourceId target =
      store == nullptr ? ResourceId{} : store_named(parts, colon + 1, store->as);
  if (store != nullptr && !store->secret && !target.valid() && parts.size() == 1) {
    const std::size_t end = std::min(begin.find_first_of(":}", colon + 1), begin.size());
    const Linked link = offered(store->as, {std::string(begin.substr(colon + 1, end - colon - 1))});
    if (link.offer != nullptr) return taken(link, span);
  }
  const ValueId value =
      target.valid()
          ? values_.add_reference(
                {target, model_[target].address, content_of(*store, text, parts.size() > 1)}, span)
          : unknown(UnknownKind::outside, "resolved at deployment", text, span);
  return secret ? values_.marked_secret(value) : value;
}

/// The resource that the name at `at` of the first part stands for: a reference to one, or a name
/// that one bears; none if it is no such store.
ResourceId Lowering::store_named(const std::vector<ValueId>& parts, std::size_t at,
                                 std::string_view as) {
  const std::string_view begin = values_.string(parts.front());
  if (at == begin.size() && parts.size() > 2 && values_[parts[1]].kind == ValueKind::reference) {
    const Reference& reference = values_.reference(parts[1]);
    const std::string_view after = values_.string(parts[2]);
    const std::string& attribute = reference.attribute;
    const bool whole = after.starts_with(':') || after.starts_with(kDynamicEnd);
    if (!whole || !reference.target.valid()) return ResourceId{};
    if (!attribute.empty() && attribute != "Arn" && attribute != "Id") return ResourceId{};
    return published_as(model_[reference.target].type) == as ? reference.target : ResourceId{};
  }
  const std::size_t end = begin.find_first_of(":}", at);
  if (end == begin.npos) return ResourceId{};
  const auto found = stores().find({std::string(as), std::string(begin.substr(at, end - at))});
  return found == stores().end() ? ResourceId{} : found->second;
}

/// The kind of name under which others get at what a resource of this type keeps; empty: none.
std::string_view Lowering::published_as(std::string_view type) const {
  const ConceptId known = catalog_.concept_of(Language::cloudformation, type);
  return known.valid() ? catalog_.text(catalog_.concepts[known.index()].published_as)
                       : std::string_view();
}

/// The attribute that gives a resource of this type its name; empty: none does.
std::string_view Lowering::name_attribute(std::string_view type) const {
  const ConceptId known = catalog_.concept_of(Language::cloudformation, type);
  if (!known.valid()) return {};
  const SelectorRecord& name = catalog_.concepts[known.index()].physical_name;
  const LanguagePath* where = catalog_.path(name, Language::cloudformation);
  if (where == nullptr || where->paths.empty()) return {};
  const PathRecord& path = Catalog::slice(catalog_.paths, where->paths).front();
  return catalog_.text(Catalog::slice(catalog_.steps, path.steps).front().text);
}

/// The template's stores by kind and literal name; a name that several bear is nobody's.
const Lowering::Stores& Lowering::stores() {
  if (stores_) return *stores_;
  stores_.emplace();
  for (const auto& [id, node] : resource_nodes_) {
    const std::string_view as = published_as(model_[id].type);
    if (as.empty()) continue;
    const NodeIndex properties = find_entry(document_, node, "Properties");
    const std::string_view attribute = name_attribute(model_[id].type);
    const NodeIndex name =
        properties == kNoNode ? kNoNode : find_entry(document_, properties, attribute);
    if (name == kNoNode || document_[name].kind != NodeKind::string || call_at(name)) continue;
    const auto [entry, fresh] =
        stores_->try_emplace({std::string(as), std::string(document_.text(name))}, id);
    if (!fresh) entry->second = ResourceId{};
  }
  return *stores_;
}

}  // namespace weir::cloudformation
