#include "parsers/terraform/plan/values.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/embedded/scalar.h"

namespace weir::terraform {
namespace {

/// The entries of a map by key, in their order; nothing if it is none.
struct Entries {
  struct Entry {
    std::string_view name;
    NodeIndex key, value;
  };
  std::vector<Entry> ordered;
  std::map<std::string_view, NodeIndex> by_name;

  Entries(const Document& document, NodeIndex map) {
    if (map == kNoNode || document[map].kind != NodeKind::map) return;
    for (const NodeIndex entry : children(document, map)) {
      if (document[entry].kind != NodeKind::entry || !document.has_children(entry)) continue;
      const NodeIndex key = document.first_child(entry);
      const NodeIndex value = document.next_sibling(key);
      if (value >= document.next_sibling(entry)) continue;
      const std::string_view name = document.text(key);
      if (by_name.emplace(name, value).second) ordered.push_back({name, key, value});
    }
  }
  NodeIndex at(std::string_view name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? kNoNode : found->second;
  }
};

std::vector<NodeIndex> items_of(const Document& document, NodeIndex list) {
  std::vector<NodeIndex> items;
  if (list == kNoNode || document[list].kind != NodeKind::list) return items;
  for (const NodeIndex item : children(document, list)) items.push_back(item);
  return items;
}

NodeIndex nth(const std::vector<NodeIndex>& items, std::size_t n) {
  return n < items.size() ? items[n] : kNoNode;
}

/// Whether an expression's node is one of an attribute; those of blocks hold further ones.
bool is_of_attribute(const Document& document, NodeIndex expression) {
  return document[expression].kind == NodeKind::map &&
         (!document.has_children(expression) ||
          find_entry(document, expression, "references") != kNoNode ||
          find_entry(document, expression, "constant_value") != kNoNode);
}

}  // namespace

PlannedValues::PlannedValues(const Plan& plan, const PlanReferences& references,
                             ResourceModel& model, SourceMap& sources, Notes& notes)
    : plan_(plan),
      document_(*plan.document),
      references_(references),
      model_(model),
      values_(model.values),
      sources_(sources),
      notes_(notes) {}

bool PlannedValues::spend(std::uint64_t steps, Span span) {
  steps_ += steps;
  if (steps_ <= limits::kModuleSteps && values_.bytes() <= limits::kModelBytes) return true;
  notes_.add(Level::warning, "budget", "plan", span, "the plan is too large to read whole");
  return false;
}

ValueId PlannedValues::attributes(const PlannedResource& resource,
                                  const std::set<std::string, std::less<>>& encoded) {
  encoded_ = encoded;
  Part part{resource.values, resource.unknown, resource.sensitive,
            references_.expressions_of(resource)};
  part.configuration_known = references_.repeats(resource);
  std::vector<MapEntry> all = entries(part, &resource);
  std::erase_if(all, [](const MapEntry& entry) { return entry.key == "timeouts"; });
  drop_own_tags(all);
  const NodeIndex at = resource.values == kNoNode ? resource.node : resource.values;
  return values_.add_map(std::move(all), document_.span(at));
}

/// `tags_all` has the resource's own tags again beside the provider's.
void PlannedValues::drop_own_tags(std::vector<MapEntry>& entries) {
  const auto named = [&](std::string_view name) {
    return std::find_if(entries.begin(), entries.end(),
                        [&](const MapEntry& entry) { return entry.key == name; });
  };
  const auto all = named("tags_all");
  if (all == entries.end() || values_[all->value].kind != ValueKind::map) return;
  std::set<std::string, std::less<>> own;
  const auto tags = named("tags");
  if (tags != entries.end() && values_[tags->value].kind == ValueKind::map)
    for (std::size_t i = 0; i < values_.item_count(tags->value); ++i)
      own.insert(values_.entry(tags->value, i).key);
  std::vector<MapEntry> others;
  for (std::size_t i = 0; i < values_.item_count(all->value); ++i) {
    const MapEntry entry = values_.entry(all->value, i);
    if (own.count(entry.key) == 0) others.push_back(entry);
  }
  const Span span = values_[all->value].span;
  if (others.empty()) {
    entries.erase(all);
  } else {
    all->value = values_.add_map(std::move(others), span);
  }
}

ValueId PlannedValues::plain(NodeIndex node, bool is_secret) {
  if (node == kNoNode) return {};
  const Part part{node};
  return is_secret ? secret(part, document_.span(node)) : value(part, nullptr);
}

bool PlannedValues::is_true(NodeIndex node) const {
  return node != kNoNode && document_[node].kind == NodeKind::boolean &&
         document_.text(node) == "true";
}

bool PlannedValues::is_empty(NodeIndex node) const {
  const NodeKind kind = document_[node].kind;
  if (kind == NodeKind::string) return document_.text(node).empty();
  return (kind == NodeKind::list || kind == NodeKind::map) && !document_.has_children(node);
}

ValueId PlannedValues::value(const Part& part, const PlannedResource* of) {
  if (is_true(part.unknown)) return unknown(part, of);
  if (part.value == kNoNode) {  // the values leave out a block that is unknown in parts
    return part.unknown != kNoNode && document_[part.unknown].kind == NodeKind::map ? map(part, of)
                                                                                    : ValueId{};
  }
  const Span span = document_.span(part.value);
  const NodeKind kind = document_[part.value].kind;
  if (kind == NodeKind::null) return {};
  if (is_true(part.sensitive)) return secret(part, span);
  if (part.expression == kNoNode && of != nullptr && is_empty(part.value)) return {};
  if (!spend(1, span)) {
    return values_.add_unknown(UnknownKind::budget, "the plan is too large", "", span);
  }
  switch (kind) {
    case NodeKind::boolean:
      return values_.add_boolean(document_.text(part.value) == "true", span);
    case NodeKind::number:
      return values_.add_number(
          std::strtod(std::string(document_.text(part.value)).c_str(), nullptr), span);
    case NodeKind::string:
      return text(part, of);
    case NodeKind::list:
      return list(part, of);
    case NodeKind::map:
      return map(part, of);
    default:
      return values_.add_unknown(UnknownKind::invalid, "the plan is malformed here", "", span);
  }
}

/// Providers decide what the configuration does not set; what it does may be another's attribute.
ValueId PlannedValues::unknown(const Part& part, const PlannedResource* of) {
  if (part.expression == kNoNode && part.configuration_known) return {};
  const Span span = document_.span(part.unknown);
  const bool is_secret = is_true(part.sensitive);
  if (of != nullptr && !is_secret && encoded_.count(part.name) == 0) {
    const auto named = references_.named_by(part.expression, *of);
    if (named) return reference(*named, span);
  }
  const std::string subject = of == nullptr ? "" : of->address + "." + std::string(part.name);
  const ValueId value =
      values_.add_unknown(UnknownKind::computed, "known after apply", subject, span);
  return is_secret ? values_.marked_secret(value) : value;
}

ValueId PlannedValues::secret(const Part& part, Span span) {
  if (part.value != kNoNode) model_.secrets.push_back(span);
  return values_.marked_secret(
      values_.add_unknown(UnknownKind::computed, "a secret value", "", span));
}

ValueId PlannedValues::reference(const PlannedAttribute& attribute, Span span) {
  return values_.add_reference({ResourceId(attribute.resource),
                                plan_.resources[attribute.resource].address, attribute.attribute},
                               span);
}

/// Whether the plan knows the attribute, and it is this text.
bool PlannedValues::reads(const PlannedAttribute& attribute, std::string_view text) const {
  const NodeIndex values = plan_.resources[attribute.resource].values;
  if (values == kNoNode || attribute.attribute.empty()) return false;
  const NodeIndex found = find_entry(document_, values, attribute.attribute);
  return found != kNoNode && document_[found].kind == NodeKind::string &&
         document_.text(found) == text;
}

/// A text that reads as the attribute that it is made of is that attribute.
ValueId PlannedValues::text(const Part& part, const PlannedResource* of) {
  const std::string_view text = document_.text(part.value);
  const Span span = document_.span(part.value);
  if (of != nullptr && !text.empty()) {
    const auto named = references_.named_by(part.expression, *of);
    if (named && reads(*named, text)) return reference(*named, span);
    const bool tag = part.name == "tags" || part.name == "tags_all";
    const auto known = tag ? std::nullopt : references_.known_as(text, *of);
    if (known) return reference(*known, span);
  }
  return values_.add_string(std::string(text), content_span(sources_, document_, part.value));
}

ValueId PlannedValues::list(const Part& part, const PlannedResource* of) {
  const auto unknowns = items_of(document_, part.unknown);
  const auto secrets = items_of(document_, part.sensitive);
  const auto blocks = items_of(document_, part.expression);
  std::vector<ValueId> items;
  std::size_t n = 0;
  for (const NodeIndex item : children(document_, part.value)) {
    Part one = part;
    one.value = item;
    one.unknown = nth(unknowns, n);
    one.sensitive = nth(secrets, n);
    if (!blocks.empty()) one.expression = nth(blocks, n);  // else that of the whole list
    one.configuration_known = one.expression != kNoNode && !blocks.empty();
    ++one.depth;
    ValueId made = value(one, of);
    if (!made.valid() && document_[item].kind == NodeKind::null)
      made = values_.add_null(document_.span(item));
    if (made.valid()) items.push_back(made);
    ++n;
  }
  return values_.add_list(items, document_.span(part.value));
}

ValueId PlannedValues::map(const Part& part, const PlannedResource* of) {
  const NodeIndex at = part.value == kNoNode ? part.unknown : part.value;
  return values_.add_map(entries(part, of), document_.span(at));
}

std::vector<MapEntry> PlannedValues::entries(const Part& part, const PlannedResource* of) {
  const Entries known(document_, part.value);
  const Entries unknowns(document_, part.unknown);
  const Entries secrets(document_, part.sensitive);
  const bool of_attribute =
      part.depth > 0 && part.expression != kNoNode && is_of_attribute(document_, part.expression);
  const Entries expressions(document_, of_attribute ? kNoNode : part.expression);
  std::vector<MapEntry> made;
  const auto add = [&](std::string_view name, NodeIndex key, NodeIndex value_node) {
    Part one{value_node, unknowns.at(name), secrets.at(name),
             of_attribute ? part.expression : expressions.at(name)};
    one.configuration_known = part.configuration_known && !of_attribute;
    one.name = part.depth == 0 ? name : part.name;
    one.depth = part.depth + 1;
    // a secret map is one in all its parts
    if (is_true(part.sensitive)) one.sensitive = part.sensitive;
    const ValueId value_made = value(one, of);
    if (value_made.valid()) made.push_back({std::string(name), document_.span(key), value_made});
  };
  for (const Entries::Entry& entry : known.ordered) add(entry.name, entry.key, entry.value);
  for (const Entries::Entry& entry : unknowns.ordered)
    if (known.by_name.count(entry.name) == 0) add(entry.name, entry.key, kNoNode);
  return made;
}

}  // namespace weir::terraform
