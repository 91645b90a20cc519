#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "analyzer/document/document.h"

namespace weir::cloudformation {

/// A call that stands for what a rewriting cannot read: no function of CloudFormation, and never known.
inline constexpr std::string_view kUnread = "Unread";

/// A function call in short (`!Sub …`) or full form (`Fn::Sub: …`).
struct Call {
  std::string_view function;  ///< without "Fn::" or "!": "Ref", "Sub", "GetAtt" …
  NodeIndex argument = kNoNode;
  bool tagged = false;  ///< the argument node itself carries the tag
  Span span;            ///< of the whole call
};

/// The call that a node is, in either form (of a tagged map in full form, the tag's).
std::optional<Call> call_in(const Document& document, NodeIndex node);
/// The same, of calls in full form only: a map with one entry.
std::optional<Call> full_call_in(const Document& document, NodeIndex node);
/// The items of a call's argument; empty if it is no list, or a call itself.
std::vector<NodeIndex> arguments_of(const Document& document, const Call& call);

/// CloudFormation takes any of YAML's words for it, quoted or not.
bool says_true(std::string_view word);
/// Whether a parameter of this type is given as a text of items between commas.
bool is_list_type(std::string_view type);
/// Whether a parameter's text is only the name of what the parameter store keeps.
bool is_stored_type(std::string_view type);

/// Key and value of an entry; none of an entry that is not whole.
struct EntryParts {
  NodeIndex key = kNoNode, value = kNoNode;
};
std::optional<EntryParts> parts_of(const Document& document, NodeIndex entry);

}  // namespace weir::cloudformation
