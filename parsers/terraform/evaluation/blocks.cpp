// Bodies as maps: attributes by name, blocks as lists.

#include <algorithm>
#include <array>

#include "analyzer/model/passing.h"
#include "parsers/terraform/evaluation/lowering.h"

namespace weir::terraform {
namespace {

/// What a resource's block says to terraform and not to the provider.
constexpr std::array<std::string_view, 9> kResourceMeta = {"count",    "for_each",    "depends_on",
                                                           "provider", "providers",   "lifecycle",
                                                           "timeouts", "provisioner", "connection"};

bool is_resource_meta(std::string_view name) {
  return std::find(kResourceMeta.begin(), kResourceMeta.end(), name) != kResourceMeta.end();
}

}  // namespace

/// `top`: of a resource, whose meta-arguments are no attributes.
ValueId Lowering::body(const Syntax& at, const Scope& scope, bool top) {
  const Document& document = *at.document;
  const Scope here = scope.in(document);
  std::vector<MapEntry> entries;
  std::set<std::string> names;                         // of attributes: the first of a name counts
  std::map<std::string, std::size_t> block_entry;      // name → index into entries
  std::map<std::string, std::vector<ValueId>> blocks;  // by name
  const auto add_block = [&](const std::string& name, Span header) -> std::vector<ValueId>& {
    if (block_entry.emplace(name, entries.size()).second) entries.push_back({name, header, {}});
    return blocks[name];
  };
  for (const NodeIndex node : children(document, at.node)) {
    const std::string name(document.text(node));
    if (!spend()) break;
    if (document[node].kind == NodeKind::attribute && document.has_children(node)) {
      if ((top && is_resource_meta(name)) || !names.insert(name).second) continue;
      const Span key{document.file, document[node].begin,
                     document[node].begin + static_cast<std::uint32_t>(name.size())};
      const ValueId value = evaluate(document.first_child(node), here);
      if (value.valid()) entries.push_back({name, key, value});
    } else if (document[node].kind == NodeKind::block) {
      if (top && is_resource_meta(name)) continue;
      const Block block = block_at(document, node);
      if (name == "dynamic" && block.labels.size() == 1) {
        dynamic_blocks({&document, node}, here, add_block(block.labels[0], block.header));
      } else {
        const ValueId value = block_value({&document, node}, here);
        add_block(name, block.header).push_back(value);
      }
    }
  }
  for (const auto& [name, index] : block_entry) {
    const std::vector<ValueId>& items = blocks[name];
    if (!items.empty()) entries[index].value = values_.add_list(items, entries[index].key_span);
  }
  std::erase_if(entries, [](const MapEntry& entry) { return !entry.value.valid(); });
  return values_.add_map(std::move(entries), document.span(at.node));
}

/// A nested block as a map that stands at the block's header.
ValueId Lowering::block_value(const Syntax& at, const Scope& scope) {
  const Block block = block_at(*at.document, at.node);
  if (block.body == kNoNode) return values_.add_map({}, block.header);
  const ValueId value = body(block.at_body(), scope, false);
  return values_.moved(value, block.header, values_[value].origin);
}

void Lowering::dynamic_blocks(const Syntax& at, const Scope& scope, std::vector<ValueId>& items) {
  const Document& document = *at.document;
  const Block block = block_at(document, at.node);
  const Syntax iterator = terraform::attribute_of(block.at_body(), "iterator");
  Dynamic dynamic;
  dynamic.name = block.labels[0];
  dynamic.iterator = iterator.there() ? document.text(iterator.node) : dynamic.name;
  dynamic.over = terraform::attribute_of(block.at_body(), "for_each");
  dynamic.content = {&document, nested_block(block.at_body(), "content")};
  if (!dynamic.over.there() || !dynamic.content.there()) {
    items.push_back(malformed("malformed-module", "dynamic", block.header,
                              "found a dynamic block without for_each or content"));
    return;
  }
  for (const Alternative& way : ways(model_, settle(evaluate(dynamic.over, scope)))) {
    if (way.value.valid() && model_.guards.satisfiable(model_.guards.both(context_, way.guard)))
      repeat_block(dynamic, way.value, way.guard, scope, items);
  }
  std::erase_if(items, [](ValueId item) { return !item.valid(); });
}

/// A block for each item; one for all where nobody knows them, under a guard of its own.
void Lowering::repeat_block(const Dynamic& dynamic, ValueId collection, Guard guard,
                            const Scope& scope, std::vector<ValueId>& items) {
  const Value v = values_[collection];
  const Span span = dynamic.over.span();
  if (v.kind == ValueKind::list || v.kind == ValueKind::map) {
    const bool is_set = v.collection == CollectionType::set;
    std::size_t count = 0;
    for (Entry entry : entries_of(collection)) {
      if (is_set) entry.key = entry.value;
      const std::string which = "[" + std::to_string(count++) + "]";
      items.push_back(
          dynamic_block(dynamic, entry, model_.guards.both(guard, entry.guard), which, scope));
    }
    return;
  }
  if (v.kind != ValueKind::unknown && v.kind != ValueKind::reference) {
    items.push_back(malformed("wrong-type", "for_each", span,
                              v.kind == ValueKind::null
                                  ? "found null as the for_each of a dynamic block; expected a "
                                    "collection, which may be empty"
                                  : "found a for_each that is no list, set or map; expected one"));
    return;
  }
  const std::string what = "for_each of " + body_of_ + " " + dynamic.name;
  if (!spend(kStepsPerDecision)) return items.push_back(over_budget(span));
  const Guard any = model_.guards.is(model_.guards.atom(what, {"not empty", "empty"}), 0);
  const auto open = [&](const std::string& name) {
    return depends_on(values_, collection, "." + name, span);
  };
  const Entry entry{open("key"), open("value"), any};
  items.push_back(dynamic_block(dynamic, entry, model_.guards.both(guard, any), "[*]", scope));
  // what the others hold is not known: nobody may say that a block of some kind is missing
  items.push_back(
      only_when(model_, guard, depends_on(values_, collection, " repeats a block", span)));
}

ValueId Lowering::dynamic_block(const Dynamic& dynamic, const Entry& entry, Guard guard,
                                const std::string& which, const Scope& scope) {
  const Guard here = model_.guards.both(context_, guard);
  if (!model_.guards.satisfiable(here)) return {};
  const Guard outside = std::exchange(context_, here);
  const std::size_t size = body_of_.size();
  body_of_ += " " + dynamic.name + which;
  const Span span = dynamic.over.span();
  const ValueId iterated =
      values_.add_map({{"key", span, entry.key}, {"value", span, entry.value}}, span);
  const Binding binding{dynamic.iterator, iterated, scope.bindings};
  const ValueId block = block_value(dynamic.content, scope.with(binding));
  body_of_.resize(size);
  context_ = outside;
  return only_when(model_, guard, block);
}

}  // namespace weir::terraform
