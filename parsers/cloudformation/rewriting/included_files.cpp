#include "parsers/cloudformation/rewriting/included_files.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/escape.h"
#include "analyzer/base/limits.h"
#include "parsers/cloudformation/calls.h"
#include "parsers/embedded/local_text.h"

namespace weir::cloudformation {
namespace {

/// The file's name in an address: what stands before and behind it may be a credential.
std::string_view file_in(std::string_view address) {
  address = address.substr(0, address.find_first_of("?#"));
  return address.substr(address.rfind('/') + 1);  // npos + 1 is 0
}

/// Entries `Fn::Transform`, and nodes that bear its tag.
std::vector<NodeIndex> calls_in(const Document& document) {
  std::vector<NodeIndex> calls;
  for (NodeIndex node = 0; node < document.nodes.size(); ++node) {
    const bool entry = document[node].kind == NodeKind::entry && document.has_children(node);
    if ((entry && document.text(document.first_child(node)) == "Fn::Transform") ||
        document.tag(node) == "!Transform") {
      calls.push_back(node);
    }
  }
  return calls;
}

int depth_of(const Document& document) {
  std::size_t deepest = 0;
  std::vector<NodeIndex> ends;
  for (NodeIndex node = 0; node < document.nodes.size(); ++node) {
    while (!ends.empty() && ends.back() <= node) ends.pop_back();
    if (document.has_children(node)) ends.push_back(document[node].subtree_end);
    deepest = std::max(deepest, ends.size());
  }
  return static_cast<int>(deepest);
}

}  // namespace

bool Source::any_in(NodeIndex node) const {
  const auto next = std::lower_bound(calls.begin(), calls.end(), node);
  return next != calls.end() && *next < document()[node].subtree_end;
}

IncludedFiles::IncludedFiles(const Document& document, SourceMap& sources, const LocalFiles& files,
                             const KnownParameters& parameters, Rewriting& out, Notes& notes,
                             Diagnostics& diagnostics)
    : sources_(sources),
      files_(files),
      known_(document, sources, parameters),
      out_(out),
      notes_(notes),
      diagnostics_(diagnostics),
      root_{out.original(), std::string(sources.path(document.file)), calls_in(document), 0} {}

NodeIndex IncludedFiles::include_in(const Document& document, NodeIndex value) {
  if (document[value].kind == NodeKind::list && document.has_children(value) &&
      document[document.first_child(value)].subtree_end == document[value].subtree_end) {
    value = document.first_child(value);
  }
  const NodeIndex name = find_entry(document, value, "Name");
  return name != kNoNode && document.text(name) == kInclude ? value : kNoNode;
}

void IncludedFiles::leave(const Source& from, NodeIndex include, std::string why, bool malformed) {
  const std::string message = "AWS::Include is left as it is: " + std::move(why);
  notes_.add(malformed ? Level::warning : Level::note,
             malformed ? "malformed-template" : "not-resolved", message,
             from.document().span(include), message);
}

const Source* IncludedFiles::open(const Source& from, NodeIndex include) {
  const auto refuse = [&](std::string why, bool malformed) {
    leave(from, include, std::move(why), malformed);
    return nullptr;
  };
  const NodeIndex parameters = find_entry(from.document(), include, "Parameters");
  const NodeIndex location =
      parameters == kNoNode ? kNoNode : find_entry(from.document(), parameters, "Location");
  if (location == kNoNode) return refuse("it needs a Location", true);
  if (++opened_ > limits::kIncludes) return refuse("the template has too many of them", true);
  const KnownValue name = known_.value(from.document(), location, {});
  const bool whole = name.kind == KnownValue::Kind::text;
  const bool nothing =
      std::all_of(name.pieces.begin(), name.pieces.end(), [](const auto& piece) { return !piece; });
  if (!whole && name.pieces.empty()) return refuse("its Location is no text", true);
  if (!whole && nothing) return refuse(name.why, false);
  const auto path =
      resolve_local(from.path, whole ? NameWithHoles{name.text} : name.pieces, files_);
  if (!path) {
    std::string shown;
    for (const auto& piece : name.pieces) shown += piece ? *piece : "…";
    return refuse("no file that is read is " + escape_terminal(file_in(whole ? name.text : shown)),
                  false);
  }
  const auto [known, fresh] = read_.try_emplace(*path);
  if (fresh) {
    const Source* source = read(*path, files_.find(*path)->second);
    if (source == nullptr) leave(from, include, *path + " cannot be read", true);
  }
  return known->second.get();
}

const Source* IncludedFiles::read(const std::string& path, FileId file) {
  bytes_ += sources_.text(file).size();
  if (bytes_ > limits::kIncludedBytes) return nullptr;
  read_files_.push_back(file);
  LocalText text = read_local_text(sources_, file);
  for (Diagnostic& diagnostic : text.diagnostics) diagnostics_.push_back(std::move(diagnostic));
  if (!text.document) return nullptr;
  documents_.push_back(std::make_unique<Document>(std::move(*text.document)));
  const Document& document = *documents_.back();
  read_[path] = std::make_unique<Source>(
      Source{out_.place(document), path, calls_in(document), depth_of(document)});
  return read_[path].get();
}

}  // namespace weir::cloudformation
