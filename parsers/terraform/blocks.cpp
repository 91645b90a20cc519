// Bodies as maps: attributes by name, blocks as lists.

#include <algorithm>
#include <array>

#include "analyzer/model/passing.h"
#include "parsers/terraform/lowering.h"

namespace weir::terraform {
namespace {

/// What a resource's block says to terraform and not to the provider. The first ones have values.
constexpr std::array<std::string_view, 2> kMetaBlocks = {"lifecycle", "timeouts"};
constexpr std::array<std::string_view, 9> kMeta = {"count",    "for_each",    "depends_on",
                                                   "provider", "providers",   "lifecycle",
                                                   "timeouts", "provisioner", "connection"};

bool is_meta(std::string_view name) {
  return std::find(kMeta.begin(), kMeta.end(), name) != kMeta.end();
}

Span header_of(const Syntax& at) { return block_at(*at.document, at.node).header; }

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
      if ((top && is_meta(name)) || !names.insert(name).second) continue;
      const Span key{document.file, document[node].begin,
                     document[node].begin + static_cast<std::uint32_t>(name.size())};
      const ValueId value = evaluate(document.first_child(node), here);
      if (value.valid()) entries.push_back({name, key, value});
    } else if (document[node].kind == NodeKind::block) {
      if (top && is_meta(name)) continue;
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
  const Syntax over = terraform::attribute_of(block.at_body(), "for_each");
  const NodeIndex content = nested_block(block.at_body(), "content");
  if (!over.there() || content == kNoNode) {
    items.push_back(malformed("malformed-module", "dynamic", block.header,
                              "found a dynamic block without for_each or content"));
    return;
  }
  const Syntax iterator = terraform::attribute_of(block.at_body(), "iterator");
  const std::string_view name =
      iterator.there() ? document.text(iterator.node) : std::string_view(block.labels[0]);
  const std::string bound(name);
  const Guard outside = context_;
  for (const Alternative& way : ways(model_, settle(evaluate(over.node, scope)))) {
    const Guard here = model_.guards.both(outside, way.guard);
    if (!way.value.valid() || !model_.guards.satisfiable(here)) continue;
    const ValueKind kind = values_[way.value].kind;
    if (kind == ValueKind::null) continue;
    if (kind != ValueKind::list && kind != ValueKind::map) {
      const ValueId unread = depends_on(values_, way.value, " repeats a block", over.span());
      items.push_back(only_when(model_, way.guard, unread));
      continue;
    }
    for (const Entry& entry : entries_of(way.value)) {
      const Guard there = model_.guards.both(way.guard, entry.guard);
      const Guard inner_context = model_.guards.both(outside, there);
      if (!model_.guards.satisfiable(inner_context)) continue;
      context_ = inner_context;
      const ValueId key = kind == ValueKind::list ? entry.value : entry.key;
      const ValueId iterated = values_.add_map(
          {{"key", over.span(), key}, {"value", over.span(), entry.value}}, over.span());
      const Binding binding{bound, iterated, scope.bindings};
      items.push_back(
          only_when(model_, there, block_value({&document, content}, scope.with(binding))));
      context_ = outside;
    }
  }
  std::erase_if(items, [](ValueId item) { return !item.valid(); });
}

/// What stands beside the attributes: lifecycle, timeouts, and which provider it is.
ValueId Lowering::meta(const Syntax& at, const Scope& scope) {
  const Document& document = *at.document;
  std::vector<MapEntry> entries;
  for (const NodeIndex node : children(document, at.node)) {
    const std::string_view name = document.text(node);
    if (document[node].kind != NodeKind::block ||
        std::find(kMetaBlocks.begin(), kMetaBlocks.end(), name) == kMetaBlocks.end()) {
      continue;
    }
    std::vector<MapEntry> inside;  // `ignore_changes = [tags]` names attributes, not values
    const Syntax inner = block_at(document, node).at_body();
    if (!inner.there()) continue;
    for (const NodeIndex entry : children(document, inner.node)) {
      if (document[entry].kind != NodeKind::attribute || !document.has_children(entry)) continue;
      const NodeIndex value = document.first_child(entry);
      const NodeKind kind = document[value].kind;
      if (kind != NodeKind::boolean && kind != NodeKind::string) continue;
      inside.push_back({std::string(document.text(entry)), document.span(entry),
                        literal(value, scope.in(document))});
    }
    const ValueId map = values_.add_map(std::move(inside), header_of({&document, node}));
    entries.push_back({std::string(name), header_of({&document, node}), map});
  }
  return values_.add_map(std::move(entries), document.span(at.node));
}

}  // namespace weir::terraform
