#include "parsers/cloudformation/rewriting/loops.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/rewriting/known_values.h"
#include "parsers/cloudformation/rewriting/loop_syntax.h"
#include "parsers/cloudformation/rewriting/rewriting.h"

namespace weir::cloudformation {
namespace {

constexpr std::array<std::string_view, 3> kLoopSections = {"Resources", "Outputs", "Conditions"};

/// The keys of a map in the making.
class UnrolledKeys {
 public:
  /// False if the key is there already.
  bool add(std::string_view key) {
    const auto [at, fresh] = keys_.emplace(key);
    if (fresh) added_.push_back(at);
    return fresh;
  }
  std::size_t mark() const { return added_.size(); }
  void take_back(std::size_t mark) {
    for (; added_.size() > mark; added_.pop_back()) keys_.erase(added_.back());
  }

 private:
  std::set<std::string, std::less<>> keys_;
  std::vector<std::set<std::string, std::less<>>::iterator> added_;
};

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return a != 0 && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
  return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/// What all loops of a template have made so far, taken back or not.
struct Made {
  std::uint64_t nodes = 0, bytes = 0;
  bool too_much() const { return nodes > limits::kLoopNodes || bytes > limits::kLoopBytes; }
};

class Unrolling {
 public:
  Unrolling(const Document& document, SourceMap& sources, const KnownParameters& parameters,
            const Loops& loops, Notes& notes)
      : document_(document),
        known_(document, sources, parameters),
        out_(document, sources),
        loops_(loops),
        notes_(notes) {}

  Document run();

 private:
  void copy(NodeIndex node);
  bool copy_substituted(NodeIndex node);
  void copy_map(NodeIndex map);
  void copy_entry(NodeIndex entry);
  bool copy_condition(NodeIndex entry, const EntryParts& parts);
  void unroll_all(const Loop& loop, UnrolledKeys& keys);
  void unroll(const Loop& loop, UnrolledKeys& keys);
  void unroll(const Loop& loop, const std::vector<KnownValue>& items, UnrolledKeys& keys);
  void leave(const Loop& loop, UnrolledKeys& keys);
  std::optional<KnownValue> range_of(const Loop& loop, bool quietly);
  std::uint64_t cost(const Loop& loop, const KnownValue& range, int depth);
  Binding bind(const Loop& loop, const KnownValue& item) const;
  std::optional<std::vector<Stretch>> substituted(NodeIndex node, bool is_key);
  std::string key_of(NodeIndex key);
  void malformed(std::string_view subject, NodeIndex node, std::string message);

  const Document& document_;
  KnownValues known_;
  Rewriting out_;
  const Loops& loops_;
  Notes& notes_;
  Bindings bindings_;
  Made made_;
};

Document Unrolling::run() {
  const NodeIndex root = out_.open(out_.original(), 0);
  for (const NodeIndex entry : children(document_, 0)) {
    const std::optional<EntryParts> parts = parts_of(document_, entry);
    const std::string_view section = parts ? document_.text(parts->key) : std::string_view();
    if (std::find(kLoopSections.begin(), kLoopSections.end(), section) != kLoopSections.end()) {
      copy_entry(entry);
      continue;
    }
    out_.copy(out_.original(), entry);
    if (const Loop* loop = loops_.next(entry, document_[entry].subtree_end)) {
      malformed(section, loop->key, "Fn::ForEach stands in Resources, Outputs and Conditions only");
    }
  }
  out_.close(root);
  return out_.finish();
}

void Unrolling::malformed(std::string_view subject, NodeIndex node, std::string message) {
  notes_.add(Level::warning, "malformed-template", subject, document_.span(node),
             std::move(message));
}

void Unrolling::copy(NodeIndex node) {
  if (bindings_.empty() && !loops_.any_in(node)) return out_.copy(out_.original(), node);
  if (!bindings_.empty()) {
    ++made_.nodes;
    made_.bytes += document_.text(node).size();
    if (made_.too_much() || copy_substituted(node)) return;
  }
  switch (document_[node].kind) {
    case NodeKind::map:
      return copy_map(node);
    case NodeKind::list: {
      const NodeIndex list = out_.open(out_.original(), node);
      for (const NodeIndex item : children(document_, node)) copy(item);
      return out_.close(list);
    }
    default:
      return out_.copy(out_.original(), node);
  }
}

std::optional<std::vector<Stretch>> Unrolling::substituted(NodeIndex node, bool is_key) {
  auto stretches = known_.substituted(node, bindings_, is_key);
  if (stretches) {
    for (const Stretch& stretch : *stretches) made_.bytes += stretch.text.size();
  }
  return stretches;
}

/// Adds what a node becomes in which an identifier stands, if that is a scalar in the end.
bool Unrolling::copy_substituted(NodeIndex node) {
  const bool scalar = document_[node].kind == NodeKind::string;
  const std::optional<Call> outer = call_in(document_, node);
  if (outer && outer->function == "Ref" && document_[outer->argument].kind == NodeKind::string) {
    if (const Binding* binding = bound(bindings_, document_.text(outer->argument))) {
      out_.scalar(binding->kind, {binding->item}, "");
      return true;
    }
  }
  const std::optional<Call> inner = full_call_in(document_, node);  // also of `!Ref {Fn::Sub: …}`
  NodeIndex text = kNoNode;
  if (scalar && outer && outer->function == "Sub") text = node;
  if (inner && inner->function == "Sub" && document_[inner->argument].kind == NodeKind::string &&
      document_.tag(inner->argument).empty()) {
    text = inner->argument;
  }
  if (text != kNoNode) {
    const auto stretches = substituted(text, false);
    const auto has_hole = [](const Stretch& stretch) {
      return stretch.text.find("${") != std::string::npos;
    };
    if (stretches && std::none_of(stretches->begin(), stretches->end(), has_hole)) {
      out_.scalar(NodeKind::string, *stretches, scalar ? "" : document_.tag(node));
      return true;
    }
  }
  if (!scalar) return false;
  const auto stretches = substituted(node, false);
  if (stretches) out_.scalar(NodeKind::string, *stretches, document_.tag(node));
  return stretches.has_value();
}

/// A key with its identifiers replaced.
std::string Unrolling::key_of(NodeIndex key) {
  const auto stretches = substituted(key, true);
  if (!stretches) return std::string(document_.text(key));
  std::string name;
  for (const Stretch& stretch : *stretches) name += stretch.text;
  return name;
}

void Unrolling::copy_map(NodeIndex map) {
  const NodeIndex opened = out_.open(out_.original(), map);
  UnrolledKeys keys;
  if (loops_.any_in(map)) {
    for (const NodeIndex entry : children(document_, map)) {
      const std::optional<EntryParts> parts = parts_of(document_, entry);
      if (parts && loops_.at(entry) == nullptr) keys.add(key_of(parts->key));
    }
  }
  for (const NodeIndex entry : children(document_, map)) {
    const Loop* loop = loops_.at(entry);
    if (loop == nullptr) {
      copy_entry(entry);
    } else if (bindings_.empty()) {
      unroll_all(*loop, keys);
    } else {
      unroll(*loop, keys);
    }
  }
  out_.close(opened);
}

void Unrolling::copy_entry(NodeIndex entry) {
  const std::optional<EntryParts> parts = parts_of(document_, entry);
  if (!parts) return out_.copy(out_.original(), entry);
  if (!bindings_.empty() && copy_condition(entry, *parts)) return;
  const NodeIndex opened = out_.open(out_.original(), entry);
  if (const auto key = substituted(parts->key, true)) {
    out_.scalar(NodeKind::string, *key, "");
  } else {
    out_.copy(out_.original(), parts->key);
  }
  copy(parts->value);
  out_.close(opened);
}

/// `Condition: !FindInMap […]` names a condition, or none: what a loop may choose by its
/// identifier.
bool Unrolling::copy_condition(NodeIndex entry, const EntryParts& parts) {
  if (document_.text(parts.key) != "Condition") return false;
  const std::optional<Call> call = call_in(document_, parts.value);
  if (!call || call->function != "FindInMap") return false;
  const KnownValue name = known_.value(document_, parts.value, bindings_);
  if (name.kind == KnownValue::Kind::absent) return true;
  if (name.kind != KnownValue::Kind::text) return false;
  const NodeIndex opened = out_.open(out_.original(), entry);
  out_.copy(out_.original(), parts.key);
  out_.scalar(NodeKind::string, {{name.text, name.span}}, "");
  out_.close(opened);
  return true;
}

/// A loop that is not unrolled stays where it is, once.
void Unrolling::leave(const Loop& loop, UnrolledKeys& keys) {
  if (keys.add(loops_.name(loop))) out_.copy(out_.original(), loop.entry);
}

/// What a loop ranges over; none, with a note, if that is not known.
std::optional<KnownValue> Unrolling::range_of(const Loop& loop, bool quietly) {
  if (!loop.well_formed) return std::nullopt;
  KnownValue range = known_.value(document_, loop.collection, bindings_);
  if (range.kind == KnownValue::Kind::list) return range;
  if (!quietly) {
    const bool open = range.kind == KnownValue::Kind::open;
    const std::string name(loops_.name(loop));
    notes_.add(Level::note, "not-resolved", name, document_.span(loop.collection),
               name + " is not unrolled: " + (open ? range.why : "its collection is no list"));
  }
  return std::nullopt;
}

Binding Unrolling::bind(const Loop& loop, const KnownValue& item) const {
  return {document_.text(loop.identifier), {item.text, item.span}, item.written};
}

/// The nodes that a loop makes, loops within it counted as for its first item.
std::uint64_t Unrolling::cost(const Loop& loop, const KnownValue& range, int depth) {
  if (range.items.empty()) return 0;
  const NodeIndex end = document_[loop.body].subtree_end;
  std::uint64_t nodes = end - loop.body;
  bindings_.push_back(bind(loop, range.items.front()));
  const Loop* inner = loops_.next(loop.body, end);
  while (inner != nullptr && depth < limits::kNesting) {
    if (const auto inner_range = range_of(*inner, true)) {
      nodes = sum(nodes, cost(*inner, *inner_range, depth + 1));
    }
    inner = loops_.next(document_[inner->entry].subtree_end, end);
  }
  bindings_.pop_back();
  return product(range.items.size(), nodes);
}

/// A loop that stands in no other one: all of it is unrolled, or nothing.
void Unrolling::unroll_all(const Loop& loop, UnrolledKeys& keys) {
  const std::optional<KnownValue> range = range_of(loop, false);
  if (!range) return leave(loop, keys);
  const Rewriting::Mark mark = out_.mark();
  const std::size_t known = keys.mark();
  bool fits = sum(made_.nodes, cost(loop, *range, 0)) <= limits::kLoopNodes;
  if (fits) {
    unroll(loop, range->items, keys);
    fits = !made_.too_much();
  }
  if (fits) return;
  out_.take_back(mark);
  keys.take_back(known);
  const std::string name(loops_.name(loop));
  notes_.add(Level::warning, "budget", name, document_.span(loop.key),
             name + " makes more than a template may hold; it is not unrolled");
  leave(loop, keys);
}

/// A loop in another one.
void Unrolling::unroll(const Loop& loop, UnrolledKeys& keys) {
  const std::optional<KnownValue> range = range_of(loop, false);
  if (!range) return leave(loop, keys);
  const std::string_view identifier = document_.text(loop.identifier);
  if (bound(bindings_, identifier) != nullptr) {
    malformed("identifier of " + std::string(loops_.name(loop)), loop.identifier,
              "the identifier " + std::string(identifier) + " is that of a loop around it");
  }
  unroll(loop, range->items, keys);
}

void Unrolling::unroll(const Loop& loop, const std::vector<KnownValue>& items, UnrolledKeys& keys) {
  for (const KnownValue& item : items) {
    bindings_.push_back(bind(loop, item));
    for (const NodeIndex entry : children(document_, loop.body)) {
      ++made_.nodes;
      if (made_.too_much()) break;
      const std::optional<EntryParts> parts = parts_of(document_, entry);
      const Loop* inner = loops_.at(entry);
      if (inner != nullptr) {
        unroll(*inner, keys);
      } else if (!parts) {
        continue;
      } else if (std::string name = key_of(parts->key); !keys.add(name)) {
        const std::string loop_name(loops_.name(loop));
        malformed("keys of " + loop_name, parts->key,
                  loop_name + " makes " + name + ", which is there already; the first one counts");
      } else {
        copy_entry(entry);
      }
    }
    bindings_.pop_back();
  }
}

}  // namespace

std::optional<Document> with_loops_unrolled(const Document& document, SourceMap& sources,
                                            const KnownParameters& parameters,
                                            Diagnostics& diagnostics) {
  if (document.empty() || document[0].kind != NodeKind::map) return std::nullopt;
  Notes notes("template");
  const Loops loops(document, notes);
  if (loops.empty()) return std::nullopt;
  Document unrolled = Unrolling(document, sources, parameters, loops, notes).run();
  for (Diagnostic& diagnostic : notes.take()) diagnostics.push_back(std::move(diagnostic));
  return unrolled;
}

}  // namespace weir::cloudformation
