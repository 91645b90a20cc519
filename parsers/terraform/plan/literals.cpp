#include "parsers/terraform/plan/literals.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <vector>

#include "analyzer/base/limits.h"

namespace weir::terraform {
namespace {

bool is_scalar_node(NodeKind kind) {
  return kind == NodeKind::boolean || kind == NodeKind::number || kind == NodeKind::string;
}

/// Texts are normalised (NFC) where they are not ASCII, and heredocs have their own blanks.
Likeness compare_scalar(const Document& document, NodeIndex node, const Document& plan,
                        NodeIndex known) {
  if (!is_scalar_node(plan[known].kind)) return Likeness::other;
  std::string a(document.text(node)), b(plan.text(known));
  if (same_scalars(a, b)) return Likeness::same;
  const auto ascii = [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; };
  if (!std::all_of(a.begin(), a.end(), ascii)) return Likeness::untold;
  if (document[node].style == ScalarStyle::heredoc) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    std::erase_if(a, blank);
    std::erase_if(b, blank);
  }
  return a == b ? Likeness::same : Likeness::other;
}

struct Member {
  std::string name;
  NodeIndex value = kNoNode;
};

/// The members of an object or map; complete only if all names are literal.
bool members_of(const Document& document, NodeIndex node, std::vector<Member>& members) {
  for (const NodeIndex entry : children(document, node)) {
    if (document[entry].kind != NodeKind::entry || !document.has_children(entry)) return false;
    const NodeIndex key = document.first_child(entry);
    const NodeIndex value = document.next_sibling(key);
    const NodeKind kind = document[key].kind;
    const bool literal = kind == NodeKind::string || kind == NodeKind::variable;
    if (!literal || value >= document.next_sibling(entry)) return false;
    members.push_back({std::string(document.text(key)), value});
  }
  return true;
}

/// The worst of parts: one other is enough.
Likeness both(Likeness a, Likeness b) {
  if (a == Likeness::other || b == Likeness::other) return Likeness::other;
  return a == Likeness::same ? b : a;
}

Likeness compare(const Syntax& written, const Document& plan, NodeIndex known, bool converted,
                 int depth);

Likeness compare_list(const Syntax& written, const Document& plan, NodeIndex known, bool converted,
                      int depth) {
  if (plan[known].kind != NodeKind::list) return Likeness::other;
  const Document& document = *written.document;
  std::vector<NodeIndex> items, others;
  for (const NodeIndex item : children(document, written.node)) items.push_back(item);
  for (const NodeIndex item : children(plan, known)) others.push_back(item);
  Likeness found = Likeness::same;
  if (converted) {  // perhaps a set
    std::set<std::string_view> one, other;
    for (const NodeIndex item : items) {
      if (!is_literal_scalar({&document, item})) return Likeness::untold;
      one.insert(document.text(item));
    }
    for (const NodeIndex item : others) other.insert(plan.text(item));
    return one == other ? Likeness::same : Likeness::other;
  }
  if (items.size() != others.size()) found = Likeness::other;
  for (std::size_t i = 0; i < std::min(items.size(), others.size()); ++i)
    found = both(found, compare({&document, items[i]}, plan, others[i], converted, depth + 1));
  return found;
}

Likeness compare_object(const Syntax& written, const Document& plan, NodeIndex known,
                        bool converted, int depth) {
  if (plan[known].kind != NodeKind::map) return Likeness::other;
  std::vector<Member> members, others;
  if (!members_of(*written.document, written.node, members)) return Likeness::untold;
  members_of(plan, known, others);
  const bool fewer = !converted && members.size() < others.size();
  Likeness found = fewer ? Likeness::other : Likeness::same;
  std::map<std::string_view, NodeIndex> by_name;
  for (const Member& other : others) by_name.emplace(other.name, other.value);
  for (const Member& member : members) {
    const auto other = by_name.find(member.name);
    const Likeness one = other == by_name.end() ? (converted ? Likeness::untold : Likeness::other)
                                                : compare({written.document, member.value}, plan,
                                                          other->second, converted, depth + 1);
    found = both(found, one);
  }
  return found;
}

Likeness compare(const Syntax& written, const Document& plan, NodeIndex known, bool converted,
                 int depth) {
  if (depth > limits::kNesting) return Likeness::untold;
  const Document& document = *written.document;
  switch (document[written.node].kind) {
    case NodeKind::boolean:
    case NodeKind::number:
    case NodeKind::string:
      return compare_scalar(document, written.node, plan, known);
    case NodeKind::tuple:
    case NodeKind::list:
      return compare_list(written, plan, known, converted, depth);
    case NodeKind::object:
    case NodeKind::map:
      return compare_object(written, plan, known, converted, depth);
    default:
      return Likeness::untold;
  }
}

}  // namespace

bool same_scalars(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.empty() || b.empty()) return false;
  const std::string one(a), other(b);
  char* end_of_one = nullptr;
  char* end_of_other = nullptr;
  const double number = std::strtod(one.c_str(), &end_of_one);
  const double other_number = std::strtod(other.c_str(), &end_of_other);
  return *end_of_one == '\0' && *end_of_other == '\0' && number == other_number;
}

Likeness compare_literal(const Syntax& written, const Document& plan, NodeIndex known) {
  return compare(written, plan, known, false, 0);
}

Likeness compare_converted(const Syntax& written, const Document& plan, NodeIndex known) {
  return compare(written, plan, known, true, 0);
}

bool is_literal_scalar(const Syntax& at) {
  return at.there() && is_scalar_node((*at.document)[at.node].kind);
}

bool is_traversal(const Syntax& at) {
  if (!at.there()) return false;
  const Document& document = *at.document;
  NodeIndex node = at.node;
  while (document[node].kind == NodeKind::get_attr && document.has_children(node))
    node = document.first_child(node);
  return node != at.node && document[node].kind == NodeKind::variable;
}

}  // namespace weir::terraform
