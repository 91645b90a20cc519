// References to what a resource is expanded to: `!Ref Function.Version`, `!GetAtt
// Function.DestinationQueue.Arn`,
// `${Api.Stage}`.

#include <array>

#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/sam/expansion.h"

namespace weir::cloudformation::sam {
namespace {

using Referable = std::map<std::string, std::string, std::less<>>;

/// `Macro.Property` at the beginning of a name, and what it becomes; empty if it is none.
std::string resolved(std::string_view name, const Referable& referable) {
  const std::size_t first = name.find('.');
  if (first == name.npos) return {};
  const std::size_t second = std::min(name.find('.', first + 1), name.size());
  const auto found = referable.find(name.substr(0, second));
  return found == referable.end() ? std::string()
                                  : found->second + std::string(name.substr(second));
}

/// The text of a Sub with the names in its holes resolved; empty if there is none to resolve.
std::string resolved_in_text(std::string_view text, const Referable& referable) {
  std::string result;
  bool any = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t hole = text.find("${", at);
    const std::size_t end = hole == text.npos ? hole : text.find('}', hole);
    if (end == text.npos) return any ? result + std::string(text.substr(at)) : std::string();
    const std::string name = resolved(text.substr(hole + 2, end - hole - 2), referable);
    any |= !name.empty();
    result += text.substr(at, hole - at);
    result += name.empty() ? std::string(text.substr(hole, end - hole + 1)) : "${" + name + "}";
    at = end + 1;
  }
  return any ? result : std::string();
}

}  // namespace

void Expansion::resolve_references() {
  if (referable_.empty()) return;
  const auto reword = [&](NodeIndex node, std::string text) {
    if (!text.empty()) tree_.reword(node, std::move(text));
  };
  const auto reword_name = [&](NodeIndex node) {
    if (document_[node].kind == NodeKind::string)
      reword(node, resolved(document_.text(node), referable_));
  };
  for (NodeIndex node = 0; node < document_.nodes.size(); ++node) {
    const std::optional<Call> call = call_in(document_, node);
    if (!call) continue;
    const NodeIndex argument = call->argument;
    const bool list = document_[argument].kind == NodeKind::list;
    const NodeIndex first =
        list && document_.has_children(argument) ? document_.first_child(argument) : argument;
    if (call->function == "Ref" || call->function == "GetAtt") {
      reword_name(first);
    } else if (call->function == "Sub" && document_[first].kind == NodeKind::string) {
      reword(first, resolved_in_text(document_.text(first), referable_));
    }
  }
}

}  // namespace weir::cloudformation::sam
