#include "parsers/terraform/declarations/variables.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace weir::terraform {
namespace {

constexpr std::array<std::string_view, 7> kTypeWords = {"string", "number", "bool", "any",
                                                        "list",   "map",    "set"};
constexpr std::array<std::string_view, 6> kTypesOfParts = {"list",  "set",    "map",
                                                           "tuple", "object", "optional"};

bool is_one_of(std::string_view word, const auto& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The types that a type is made of, as far as they are written as types.
std::vector<NodeIndex> parts_of_type(const Document& document, NodeIndex type) {
  if (document[type].kind != NodeKind::call || !document.has_children(type)) return {};
  const NodeIndex inner = document.first_child(type);
  std::vector<NodeIndex> parts;
  if (document[inner].kind == NodeKind::tuple) {
    for (const NodeIndex item : children(document, inner)) parts.push_back(item);
  } else if (document[inner].kind == NodeKind::object) {
    for (const NodeIndex entry : children(document, inner)) {
      if (!document.has_children(entry)) continue;
      const NodeIndex value = document.next_sibling(document.first_child(entry));
      if (value < document.next_sibling(entry)) parts.push_back(value);
    }
  } else {
    parts.push_back(inner);
  }
  return parts;
}

/// The first part of a type that is none. A text in quotes is the type of old versions.
std::optional<NodeIndex> no_type(const Syntax& whole) {
  const Document& document = *whole.document;
  std::vector<NodeIndex> open = {whole.node};
  while (!open.empty()) {
    const NodeIndex type = open.back();
    open.pop_back();
    const NodeKind kind = document[type].kind;
    if (kind == NodeKind::error || kind == NodeKind::string) continue;
    const bool word = kind == NodeKind::variable && is_one_of(document.text(type), kTypeWords);
    const bool of_parts = kind == NodeKind::call && document.has_children(type) &&
                          is_one_of(document.text(type), kTypesOfParts);
    if (!word && !of_parts) return type;
    const std::vector<NodeIndex> parts = parts_of_type(document, type);
    open.insert(open.end(), parts.rbegin(), parts.rend());
  }
  return std::nullopt;
}

/// The first name or call in an expression in which there may be none.
std::optional<NodeIndex> not_constant(const Syntax& whole) {
  const Document& document = *whole.document;
  std::optional<NodeIndex> found;
  for (NodeIndex node = whole.node; node < document.next_sibling(whole.node); ++node) {
    const NodeKind kind = document[node].kind;
    const bool binds =
        kind == NodeKind::for_list || kind == NodeKind::for_map || kind == NodeKind::template_for;
    if (binds || kind == NodeKind::error) return std::nullopt;  // its names are its own
    if (!found && (kind == NodeKind::variable || kind == NodeKind::call)) found = node;
  }
  return found;
}

}  // namespace

void check_variables(const Module& module, Notes& notes) {
  for (const auto& [name, block] : module.variables) {
    const std::string what = "var." + name;
    const auto fault = [&](Span span, const std::string& message) {
      notes.add(Level::warning, "malformed-variable", what, span, message);
    };
    const Syntax type = attribute_of(block.at_body(), "type");
    const Syntax usual = attribute_of(block.at_body(), "default");
    if (type.there()) {
      if (const auto wrong = no_type(type)) {
        fault(type.document->span(*wrong), "found for the type of " + what +
                                               " what is no type; expected string, number, bool, "
                                               "any, or list, set, map, tuple or object of types");
      }
    }
    if (!usual.there()) continue;
    if (const auto wrong = not_constant(usual)) {
      const bool call = (*usual.document)[*wrong].kind == NodeKind::call;
      fault(usual.document->span(*wrong),
            std::string("found ") + (call ? "a call" : "a reference") + " in the default of " +
                what + "; expected a constant value");
    }
    const bool null = (*usual.document)[usual.node].kind == NodeKind::null;
    if (null && says(block, "nullable", "false")) {
      fault(usual.span(), "found the default null for " + what +
                              ", which is not nullable; expected a value or no default");
    }
  }
}

}  // namespace weir::terraform
