#include "parsers/cloudformation/sam/tree.h"

#include <algorithm>

#include "analyzer/base/check.h"
#include "analyzer/base/limits.h"
#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation::sam {
namespace {

bool is_function_tag(std::string_view tag) {
  return tag.size() > 1 && tag[0] == '!' && tag[1] != '!' && tag[1] != '<';
}

/// Maps with more entries are searched by an index.
constexpr std::size_t kIndexed = 16;

bool is_leaf(NodeKind kind) {
  return kind == NodeKind::string || kind == NodeKind::number || kind == NodeKind::boolean;
}

/// Functions, and the word under which a condition is read.
bool is_function_key(std::string_view key) { return key == "Ref" || key.starts_with("Fn::"); }

}  // namespace

Tree::Tree(const Document& document) : document_(document) {}

Part Tree::keep(Node node) {
  ++weight_;
  nodes_.push_back(std::move(node));
  return Part(nodes_.size() - 1);
}

Part Tree::at(NodeIndex node) {
  const auto known = at_.find(node);
  if (known != at_.end()) return known->second;
  Node fresh;
  fresh.kind = document_[node].kind;
  fresh.place = document_.span(node);
  fresh.source = node;
  return at_[node] = keep(std::move(fresh));
}

NodeKind Tree::kind(Part part) const {
  return part.valid() ? nodes_[part.index()].kind : NodeKind::error;
}

Span Tree::place(Part part) const { return part.valid() ? nodes_[part.index()].place : Span{}; }

NodeIndex Tree::node(Part part) const {
  if (!part.valid()) return kNoNode;
  const Node& node = nodes_[part.index()];
  return node.untagged ? kNoNode : node.source;
}

std::string_view Tree::tag(Part part) const {
  if (!part.valid()) return {};
  const Node& node = nodes_[part.index()];
  return node.source == kNoNode || node.untagged || node.made ? std::string_view()
                                                              : document_.tag(node.source);
}

std::string_view Tree::text(Part part) const {
  if (!is_scalar(part)) return {};
  const Node& node = nodes_[part.index()];
  if (node.source == kNoNode) return node.text;
  const auto reworded = reworded_.find(node.source);
  return reworded == reworded_.end() ? document_.text(node.source)
                                     : std::string_view(reworded->second);
}

bool Tree::is_scalar(Part part) const { return is_leaf(kind(part)) && !is_function_tag(tag(part)); }

bool Tree::is_map(Part part) { return kind(part) == NodeKind::map && !call(part); }

bool Tree::is_made(Part part) const { return part.valid() && nodes_[part.index()].made; }

bool Tree::is_list(Part part) {
  return kind(part) == NodeKind::list && !is_function_tag(tag(part));
}

std::optional<PartCall> Tree::call(Part part) {
  if (!part.valid()) return std::nullopt;
  if (const std::string_view tagged = tag(part); is_function_tag(tagged)) {
    Node argument;
    argument.kind = nodes_[part.index()].kind;
    argument.place = nodes_[part.index()].place;
    argument.source = nodes_[part.index()].source;
    argument.untagged = true;
    return PartCall{std::string(tagged.substr(1)), keep(std::move(argument))};
  }
  if (kind(part) != NodeKind::map || entries(part).size() != 1) return std::nullopt;
  const Entry& only = entries(part).front();
  if (!is_function_key(only.key)) return std::nullopt;
  return PartCall{only.key.starts_with("Fn::") ? only.key.substr(4) : only.key, only.value};
}

void Tree::open(Part part) {
  if (nodes_[part.index()].opened) return;
  nodes_[part.index()].opened = true;
  const NodeIndex source = nodes_[part.index()].source;
  if (source == kNoNode) return;
  std::vector<Entry> entries;
  for (const NodeIndex child : children(document_, source)) {
    if (kind(part) == NodeKind::list) {
      entries.push_back({{}, document_.span(child), at(child), kNoNode});
    } else if (const auto parts = parts_of(document_, child)) {
      entries.push_back({std::string(document_.text(parts->key)), document_.span(parts->key),
                         at(parts->value), parts->key});
    }
  }
  weight_ += entries.size();
  nodes_[part.index()].entries = std::move(entries);
}

const std::vector<Entry>& Tree::entries(Part part) {
  static const std::vector<Entry> none;
  if (kind(part) != NodeKind::map && kind(part) != NodeKind::list) return none;
  open(part);
  return nodes_[part.index()].entries;
}

const Entry* Tree::entry(Part map, std::string_view key) {
  if (kind(map) != NodeKind::map) return nullptr;
  const std::vector<Entry>& all = entries(map);
  if (all.size() > kIndexed) {
    const Index& index = index_of(map);
    const auto found = index.find(std::string(key));
    return found == index.end() ? nullptr : &all[found->second];
  }
  for (const Entry& entry : all) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

Tree::Index& Tree::index_of(Part map) {
  const auto [place, fresh] = indices_.try_emplace(map.index());
  if (fresh) {
    const std::vector<Entry>& all = entries(map);
    for (std::size_t i = 0; i < all.size(); ++i) place->second.emplace(all[i].key, i);
  }
  return place->second;
}

Part Tree::find(Part map, std::string_view key) {
  const Entry* found = entry(map, key);
  return found != nullptr ? found->value : Part{};
}

Part Tree::find(Part map, std::initializer_list<std::string_view> path) {
  for (const std::string_view key : path) map = find(map, key);
  return map;
}

Part Tree::scalar(NodeKind kind, std::string text, Span place) {
  Node node;
  node.kind = kind;
  node.text = std::move(text);
  node.place = place;
  return keep(std::move(node));
}

Part Tree::map(Span place) {
  Node node;
  node.kind = NodeKind::map;
  node.place = place;
  node.opened = node.made = true;
  return keep(std::move(node));
}

Part Tree::list(Span place) {
  const Part part = map(place);
  nodes_[part.index()].kind = NodeKind::list;
  return part;
}

Part Tree::copy(Part part) {
  if (!is_map(part) && !is_list(part)) return part;
  open(part);
  Node node = nodes_[part.index()];
  node.made = true;
  node.source = kNoNode;
  node.untagged = false;
  weight_ += node.entries.size();
  return keep(std::move(node));
}

void Tree::set(Part map, std::string_view key, Part value, Span place) {
  if (!value.valid()) return remove(map, key);
  set(map, Entry{std::string(key), place, value, kNoNode});
}

void Tree::set(Part map, const Entry& entry) {
  Node& node = nodes_[map.index()];
  CHECK(node.made && node.kind == NodeKind::map);
  if (const Entry* there = this->entry(map, entry.key)) {
    node.entries[there - node.entries.data()].value = entry.value;
    return;
  }
  ++weight_;
  node.entries.push_back(entry);
  if (node.entries.size() > kIndexed + 1) index_of(map).emplace(entry.key, node.entries.size() - 1);
}

void Tree::append(Part map, const Entry& entry) {
  Node& node = nodes_[map.index()];
  CHECK(node.made && node.kind == NodeKind::map);
  ++weight_;
  node.entries.push_back(entry);
}

void Tree::add(Part list, Part item) {
  Node& node = nodes_[list.index()];
  CHECK(node.made && node.kind == NodeKind::list);
  if (!item.valid()) return;
  ++weight_;
  node.entries.push_back({{}, node.place, item, kNoNode});
}

void Tree::remove(Part map, std::string_view key) {
  Node& node = nodes_[map.index()];
  CHECK(node.made);
  if (std::erase_if(node.entries, [&](const Entry& entry) { return entry.key == key; }) > 0)
    indices_.erase(map.index());
}

Part Tree::changeable(Part map, std::string_view key, NodeKind kind, Span place) {
  const Part there = find(map, key);
  if (is_made(there) && nodes_[there.index()].kind == kind) return there;
  Part result;
  if (!there.valid() || this->kind(there) == NodeKind::null) {
    result = kind == NodeKind::map ? this->map(place) : list(place);
  } else if (kind == NodeKind::map ? is_map(there) : is_list(there)) {
    result = copy(there);
  } else {
    return {};
  }
  set(map, key, result, place);
  return result;
}

void Tree::reword(NodeIndex node, std::string text) { reworded_[node] = std::move(text); }

bool Tree::too_large() const { return weight_ > limits::kExpandedNodes; }

/// Writes a Tree's parts as nodes of a Document.
class Writer {
 public:
  Writer(Tree& tree, SourceMap& sources) : tree_(tree), out_(tree.document_, sources) {
    for (const auto& [node, text] : tree.reworded_) reworded_.push_back(node);
    std::sort(reworded_.begin(), reworded_.end());
  }

  std::optional<Document> document(Part root) {
    write(root, 0);
    if (out_.nodes() > limits::kExpandedNodes) return std::nullopt;
    return out_.finish();
  }

 private:
  void write(Part part, int depth) {
    if (out_.nodes() > limits::kExpandedNodes) return;
    const Tree::Node& node = tree_.nodes_[part.index()];
    if (node.source != kNoNode && !node.untagged) return write_source(node.source);
    if (is_leaf(node.kind) || node.kind == NodeKind::null) {
      const std::string text(tree_.text(part));
      return out_.scalar(node.kind, {{text, node.place}}, {});
    }
    if (depth > 2 * limits::kNesting) return out_.scalar(NodeKind::null, {{"", node.place}}, {});
    const NodeIndex opened = out_.open(node.kind, node.place);
    for (const Entry& entry : std::vector<Entry>(tree_.entries(part))) write(entry, depth);
    out_.close(opened);
  }

  void write(const Entry& entry, int depth) {
    if (entry.key.empty() && entry.written == kNoNode) return write(entry.value, depth + 1);
    const NodeIndex opened = out_.open(NodeKind::entry, whole(entry));
    if (entry.written != kNoNode) {
      out_.copy(out_.original(), entry.written);
    } else {
      out_.scalar(NodeKind::string, {{entry.key, entry.place}}, {});
    }
    write(entry.value, depth + 1);
    out_.close(opened);
  }

  /// From the key to the end of the value, where both stand together.
  Span whole(const Entry& entry) const {
    const Span value = tree_.place(entry.value);
    Span place = entry.place;
    if (value.file == place.file && value.begin >= place.end) place.end = value.end;
    return place;
  }

  bool any_reworded(NodeIndex node) const {
    const auto next = std::lower_bound(reworded_.begin(), reworded_.end(), node);
    return next != reworded_.end() && *next < tree_.document_[node].subtree_end;
  }

  /// Depth: that of the Document, which the parser has limited.
  void write_source(NodeIndex node) {
    const Document& document = tree_.document_;
    if (!any_reworded(node)) return out_.copy(out_.original(), node);
    const auto reworded = tree_.reworded_.find(node);
    if (reworded != tree_.reworded_.end()) {
      return out_.scalar(document[node].kind, {{reworded->second, document.span(node)}},
                         document.tag(node));
    }
    const NodeIndex opened = out_.open(out_.original(), node);
    for (const NodeIndex child : children(document, node)) write_source(child);
    out_.close(opened);
  }

  Tree& tree_;
  Rewriting out_;
  std::vector<NodeIndex> reworded_;
};

std::optional<Document> Tree::written(Part root, SourceMap& sources) {
  if (too_large()) return std::nullopt;
  return Writer(*this, sources).document(root);
}

Part Maker::text(std::string_view text) const {
  return tree_.scalar(NodeKind::string, std::string(text), place_);
}

Part Maker::number(std::int64_t number) const {
  return tree_.scalar(NodeKind::number, std::to_string(number), place_);
}

Part Maker::boolean(bool value) const {
  return tree_.scalar(NodeKind::boolean, value ? "true" : "false", place_);
}

Part Maker::map(Pairs entries) const {
  const Part part = tree_.map(place_);
  for (const auto& [key, value] : entries) {
    if (value.valid()) tree_.set(part, key, value, place_);
  }
  return part;
}

Part Maker::list(std::initializer_list<Part> items) const { return list(std::vector<Part>(items)); }

Part Maker::list(const std::vector<Part>& items) const {
  const Part part = tree_.list(place_);
  for (const Part item : items) tree_.add(part, item);
  return part;
}

void Maker::set(Part map, std::string_view key, Part value) const {
  tree_.set(map, key, value, place_);
}

void Maker::take(Part map, Part from, std::initializer_list<std::string_view> keys) const {
  take(map, from, std::span(keys.begin(), keys.size()));
}

void Maker::take(Part map, Part from, std::span<const std::string_view> keys) const {
  for (const std::string_view key : keys) {
    if (const Entry* entry = tree_.entry(from, key)) tree_.set(map, Entry(*entry));
  }
}

Part Maker::call(std::string_view function, Part argument) const {
  return map({{function, argument}});
}

Part Maker::ref(std::string_view name) const { return call("Ref", text(name)); }

Part Maker::get_att(std::string_view name, std::string_view attribute) const {
  return call("Fn::GetAtt", list({text(name), text(attribute)}));
}

Part Maker::sub(std::string_view words) const { return call("Fn::Sub", text(words)); }

Part Maker::join(std::string_view delimiter, const std::vector<Part>& parts) const {
  return call("Fn::Join", list({text(delimiter), list(parts)}));
}

Part Maker::choose(std::string_view condition, Part then, Part otherwise) const {
  return call("Fn::If", list({text(condition), then, otherwise}));
}

Part Maker::no_value() const { return ref("AWS::NoValue"); }

Part Maker::unread(Part value) const { return call("Fn::" + std::string(kUnread), value); }

}  // namespace weir::cloudformation::sam
