#include "parsers/cloudformation/calls.h"

#include <string>

namespace weir::cloudformation {
namespace {

/// Functions, and what the preprocessor rain puts something else in the place of.
bool is_call_key(std::string_view key) {
  return key == "Ref" || key.starts_with("Fn::") || key.starts_with("Rain::");
}

}  // namespace

std::optional<EntryParts> parts_of(const Document& document, NodeIndex entry) {
  if (document[entry].kind != NodeKind::entry || !document.has_children(entry)) return std::nullopt;
  const NodeIndex key = document.first_child(entry);
  const NodeIndex value = document.next_sibling(key);
  if (value >= document.next_sibling(entry)) return std::nullopt;
  return EntryParts{key, value};
}

std::optional<Call> call_in(const Document& document, NodeIndex node) {
  const std::string_view tag = document.tag(node);
  if (tag.size() > 1 && tag[0] == '!' && tag[1] != '!' && tag[1] != '<') {
    return Call{tag.substr(1), node, true, document.span(node)};
  }
  return full_call_in(document, node);
}

std::optional<Call> full_call_in(const Document& document, NodeIndex node) {
  if (document[node].kind != NodeKind::map || !document.has_children(node)) return std::nullopt;
  const NodeIndex entry = document.first_child(node);
  if (document.next_sibling(entry) != document.next_sibling(node)) return std::nullopt;
  const std::optional<EntryParts> parts = parts_of(document, entry);
  if (!parts) return std::nullopt;
  std::string_view name = document.text(parts->key);
  if (!is_call_key(name)) return std::nullopt;
  if (name.starts_with("Fn::")) name.remove_prefix(4);
  return Call{name, parts->value, false, document.span(node)};
}

std::vector<NodeIndex> arguments_of(const Document& document, const Call& call) {
  std::vector<NodeIndex> result;
  const bool list = document[call.argument].kind == NodeKind::list;
  if (!list || (!call.tagged && call_in(document, call.argument))) return result;
  for (const NodeIndex item : children(document, call.argument)) result.push_back(item);
  return result;
}

bool says_true(std::string_view word) {
  std::string lower(word);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return lower == "true" || lower == "yes" || lower == "on" || lower == "y" || lower == "1";
}

bool is_list_type(std::string_view type) {
  return type.starts_with("List<") || type == "CommaDelimitedList";
}

bool is_stored_type(std::string_view type) {
  return type.starts_with("AWS::SSM::Parameter::Value<");
}

}  // namespace weir::cloudformation
