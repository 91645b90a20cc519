#include "parsers/cloudformation/rewriting/loop_syntax.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "parsers/cloudformation/calls.h"

namespace weir::cloudformation {
namespace {

constexpr std::string_view kLoop = "Fn::ForEach";
constexpr std::string_view kNamedLoop = "Fn::ForEach::";
constexpr std::string_view kTransform = "AWS::LanguageExtensions";

bool is_loop(const Document& document, NodeIndex node) {
  if (document[node].kind != NodeKind::entry || !document.has_children(node)) return false;
  const std::string_view key = document.text(document.first_child(node));
  return key == kLoop || key.starts_with(kNamedLoop);
}

bool before(const Loop& loop, NodeIndex node) { return loop.entry < node; }

}  // namespace

Loops::Loops(const Document& document, Notes& notes) : document_(document) {
  if (document.strings.find(kLoop) == std::string::npos) return;  // the usual case, at once
  for (NodeIndex node = 0; node < document.nodes.size(); ++node) {
    if (is_loop(document, node)) loops_.push_back(read(node, notes));
  }
  if (loops_.empty()) return;
  check_transform(notes);
  check_names(notes);
}

const Loop* Loops::at(NodeIndex entry) const {
  const Loop* loop = next(entry, entry + 1);
  return loop != nullptr && loop->entry == entry ? loop : nullptr;
}

const Loop* Loops::next(NodeIndex node, NodeIndex end) const {
  const auto found = std::lower_bound(loops_.begin(), loops_.end(), node, before);
  return found != loops_.end() && found->entry < end ? &*found : nullptr;
}

void Loops::malformed(Notes& notes, std::string_view subject, NodeIndex node,
                      std::string what) const {
  notes.add(Level::warning, "malformed-template", subject, document_.span(node), std::move(what));
}

Loop Loops::read(NodeIndex entry, Notes& notes) const {
  Loop loop;
  loop.entry = entry;
  loop.key = document_.first_child(entry);
  const std::string loop_name(name(loop));
  const auto fault = [&](NodeIndex node, const std::string& what) {
    malformed(notes, loop_name, node, loop_name + " " + what);
    return loop;
  };
  if (loop_name.size() <= kNamedLoop.size()) return fault(loop.key, "needs a name of its own");
  std::vector<NodeIndex> items;
  const std::optional<EntryParts> parts = parts_of(document_, entry);
  if (parts && document_[parts->value].kind == NodeKind::list) {
    for (const NodeIndex item : children(document_, parts->value)) items.push_back(item);
  }
  if (items.size() != 3) {
    return fault(loop.key, "needs an identifier, a collection and a map of what it makes");
  }
  loop.identifier = items[0];
  loop.collection = items[1];
  loop.body = items[2];
  if (document_[loop.identifier].kind != NodeKind::string ||
      document_.text(loop.identifier).empty() || !document_.tag(loop.identifier).empty()) {
    return fault(loop.identifier, "needs an identifier that is a text");
  }
  if (document_[loop.body].kind != NodeKind::map || !document_.tag(loop.body).empty()) {
    return fault(loop.body, "needs a map of what it makes");
  }
  loop.well_formed = true;
  return loop;
}

void Loops::check_transform(Notes& notes) const {
  const NodeIndex declared = find_entry(document_, 0, "Transform");
  if (declared != kNoNode) {
    for (NodeIndex node = declared; node < document_[declared].subtree_end; ++node) {
      if (document_.text(node).starts_with(kTransform)) return;
    }
  }
  malformed(notes, "loops", loops_.front().key,
            "Fn::ForEach needs the transform AWS::LanguageExtensions, which the template does not "
            "declare");
}

/// Names that the service would refuse; the loops are unrolled nevertheless.
void Loops::check_names(Notes& notes) const {
  std::set<std::string, std::less<>> taken, names;
  for (const std::string_view section : {"Parameters", "Resources"}) {
    const NodeIndex map = find_entry(document_, 0, section);
    if (map == kNoNode || document_[map].kind != NodeKind::map) continue;
    for (const NodeIndex entry : children(document_, map)) {
      if (!document_.has_children(entry)) continue;
      taken.emplace(document_.text(document_.first_child(entry)));
    }
  }
  for (const Loop& loop : loops_) {
    if (!loop.well_formed) continue;
    const std::string own(name(loop).substr(kNamedLoop.size()));
    if (taken.count(own) != 0 || !names.insert(own).second) {
      malformed(notes, name(loop), loop.key, "the name of loop " + own + " is taken");
    }
    const std::string identifier(document_.text(loop.identifier));
    if (taken.count(identifier) != 0) {
      malformed(notes, "identifier " + identifier, loop.identifier,
                "the identifier " + identifier + " is a parameter's or a resource's name");
    }
  }
}

}  // namespace weir::cloudformation
