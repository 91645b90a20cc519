#include "parsers/cloudformation/rewriting/includes.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/calls.h"
#include "parsers/cloudformation/rewriting/included_files.h"

namespace weir::cloudformation {
namespace {

constexpr std::string_view kCall = "Fn::Transform";
constexpr std::string_view kSection = "Transform";

using CopiedKeys = std::set<std::string, std::less<>>;

/// A value in one of the texts.
struct Part {
  const Source* source = nullptr;
  NodeIndex entry = kNoNode, value = kNoNode;
};

/// A section of the template, with what included files add to it.
struct Section {
  std::string_view name;
  std::vector<Part> parts;
};

/// The sections of the template and of what is included at its top level, each name once.
struct Sections {
  std::vector<Section> all;
  std::map<std::string_view, std::size_t> by_name;

  Section* find(std::string_view name) {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : &all[found->second];
  }
  void add(std::string_view name, const Part& part) {
    by_name.emplace(name, all.size());
    all.push_back({name, {part}});
  }
};

class Including {
 public:
  Including(Rewriting& out, IncludedFiles& files, Notes& notes)
      : out_(out), files_(files), notes_(notes) {}
  void copy_root();

 private:
  void copy(const Source& from, NodeIndex node);
  void copy_map(const Source& from, NodeIndex map);
  void copy_entry(const Source& from, NodeIndex entry);
  void copy_entries(const Source& from, NodeIndex map, CopiedKeys& keys);
  bool include_entries(const Source& from, NodeIndex include, CopiedKeys& keys);
  void copy_section(const Section& section);
  void copy_transforms(const Source& from, NodeIndex entry, const EntryParts& parts);
  void add_sections(const Source& from, Sections& sections);
  void include_at_top(const Source& from, NodeIndex value, Sections& sections);
  const Source* enter(const Source& from, NodeIndex include);
  void leave_file() { inside_.pop_back(); }
  /// Does something while a file counts as being read.
  template <class Action>
  void within(const Source& source, const Action& action) {
    if (&source == &files_.root()) return action();
    inside_.push_back(&source);
    action();
    inside_.pop_back();
  }

  Rewriting& out_;
  IncludedFiles& files_;
  Notes& notes_;
  std::vector<const Source*> inside_;  ///< the included files that are being read
  std::set<NodeIndex> at_top_;         ///< includes of the top level that were found
  int depth_ = 0;
};

/// The file that an include names, to be left again; nullptr if it stays as it is.
const Source* Including::enter(const Source& from, NodeIndex include) {
  const auto refuse = [&](std::string why) {
    files_.leave(from, include, std::move(why), true);
    return nullptr;
  };
  if (inside_.size() >= limits::kIncludeDepth) return refuse("files include each other too deeply");
  const Source* source = files_.open(from, include);
  if (source == nullptr) return nullptr;
  if (std::find(inside_.begin(), inside_.end(), source) != inside_.end()) {
    return refuse(source->path + " includes itself");
  }
  if (depth_ + source->depth > limits::kNesting ||
      out_.nodes() + source->document().nodes.size() > limits::kDocumentNodes) {
    return refuse("the template would be too large");
  }
  inside_.push_back(source);
  return source;
}

void Including::copy(const Source& from, NodeIndex node) {
  if (!from.any_in(node)) return out_.copy(from.placed, node);
  const Document& document = from.document();
  const std::optional<Call> call = call_in(document, node);
  if (call && call->function == kSection) {
    const NodeIndex include = IncludedFiles::include_in(document, call->argument);
    const Source* source = include == kNoNode ? nullptr : enter(from, include);
    if (source == nullptr) return out_.copy(from.placed, node);
    copy(*source, 0);
    return leave_file();
  }
  ++depth_;
  if (document[node].kind == NodeKind::map) {
    copy_map(from, node);
  } else if (document[node].kind == NodeKind::list) {
    const NodeIndex list = out_.open(from.placed, node);
    for (const NodeIndex item : children(document, node)) copy(from, item);
    out_.close(list);
  } else {
    out_.copy(from.placed, node);
  }
  --depth_;
}

void Including::copy_map(const Source& from, NodeIndex map) {
  const Document& document = from.document();
  const NodeIndex opened = out_.open(from.placed, map);
  CopiedKeys keys;
  for (const NodeIndex entry : children(document, map)) {
    const std::optional<EntryParts> parts = parts_of(document, entry);
    if (parts) keys.emplace(document.text(parts->key));
  }
  for (const NodeIndex entry : children(document, map)) {
    const std::optional<EntryParts> parts = parts_of(document, entry);
    const NodeIndex include = parts && document.text(parts->key) == kCall
                                  ? IncludedFiles::include_in(document, parts->value)
                                  : kNoNode;
    if (include == kNoNode || !include_entries(from, include, keys)) copy_entry(from, entry);
  }
  out_.close(opened);
}

void Including::copy_entry(const Source& from, NodeIndex entry) {
  const std::optional<EntryParts> parts = parts_of(from.document(), entry);
  if (!parts || !from.any_in(parts->value)) return out_.copy(from.placed, entry);
  const NodeIndex opened = out_.open(from.placed, entry);
  out_.copy(from.placed, parts->key);
  ++depth_;
  copy(from, parts->value);
  --depth_;
  out_.close(opened);
}

/// Adds a file's entries to the map that is open; false if the include stays as it is.
bool Including::include_entries(const Source& from, NodeIndex include, CopiedKeys& keys) {
  const Source* source = enter(from, include);
  if (source == nullptr) return false;
  const NodeKind kind = source->document()[0].kind;
  const bool fits = kind == NodeKind::map || kind == NodeKind::null;
  if (fits) {
    copy_entries(*source, 0, keys);
  } else {
    files_.leave(from, include, source->path + " is no map that fits among others' entries", true);
  }
  leave_file();
  return fits;
}

/// Adds the entries of an included map to the one that is open, but for keys that are there.
void Including::copy_entries(const Source& from, NodeIndex map, CopiedKeys& keys) {
  const Document& document = from.document();
  if (document[map].kind != NodeKind::map) return;
  for (const NodeIndex entry : children(document, map)) {
    const std::optional<EntryParts> parts = parts_of(document, entry);
    if (!parts) continue;
    const std::string_view key = document.text(parts->key);
    const NodeIndex include =
        key == kCall ? IncludedFiles::include_in(document, parts->value) : kNoNode;
    if (include != kNoNode && include_entries(from, include, keys)) continue;
    if (keys.emplace(key).second) {
      copy_entry(from, entry);
    } else if (key != kCall) {
      notes_.add(Level::warning, "malformed-template", "included " + std::string(key),
                 document.span(parts->key),
                 "what includes " + from.path + " has an entry " + std::string(key) +
                     " of its own, which counts");
    }
  }
}

void Including::copy_root() {
  const Source& root = files_.root();
  const Document& document = root.document();
  Sections sections;
  for (const NodeIndex entry : children(document, 0)) {
    const std::optional<EntryParts> parts = parts_of(document, entry);
    sections.add(parts ? document.text(parts->key) : "",
                 {&root, entry, parts ? parts->value : kNoNode});
  }
  for (const std::string_view name : {kSection, kCall}) {
    const Section* transforms = sections.find(name);
    if (transforms != nullptr) include_at_top(root, transforms->parts.front().value, sections);
  }
  const NodeIndex opened = out_.open(root.placed, 0);
  for (const Section& section : sections.all) copy_section(section);
  out_.close(opened);
}

/// Finds the includes in a transform of the top level, one or a list of them.
void Including::include_at_top(const Source& from, NodeIndex value, Sections& sections) {
  const Document& document = from.document();
  std::vector<NodeIndex> items = {value};
  if (document[value].kind == NodeKind::list) {
    const Children all = children(document, value);
    items.clear();
    for (const NodeIndex item : all) items.push_back(item);
  }
  for (const NodeIndex item : items) {
    const NodeIndex include = IncludedFiles::include_in(document, item);
    if (document[item].kind == NodeKind::string && document.text(item) == kInclude) {
      at_top_.insert(item);  // without a Location it only allows the calls below
    }
    const Source* source = include == kNoNode ? nullptr : enter(from, include);
    if (source == nullptr) continue;
    if (source->document()[0].kind == NodeKind::map) {
      at_top_.insert(item);
      add_sections(*source, sections);
    } else {
      files_.leave(from, include, source->path + " is no map of sections", true);
    }
    leave_file();
  }
}

void Including::add_sections(const Source& from, Sections& sections) {
  const Document& document = from.document();
  for (const NodeIndex entry : children(document, 0)) {
    const std::optional<EntryParts> parts = parts_of(document, entry);
    if (!parts) continue;
    const std::string_view name = document.text(parts->key);
    Section* known = sections.find(name);
    if (known == nullptr) {
      sections.add(name, {&from, entry, parts->value});
      continue;
    }
    const Part& first = known->parts.front();
    if (document[parts->value].kind == NodeKind::map && first.value != kNoNode &&
        first.source->document()[first.value].kind == NodeKind::map) {
      known->parts.push_back({&from, entry, parts->value});
    } else {
      notes_.add(Level::warning, "malformed-template", "included " + std::string(name),
                 document.span(parts->key),
                 "what includes " + from.path + " has a section " + std::string(name) +
                     " of its own, which counts");
    }
  }
}

void Including::copy_section(const Section& section) {
  const Part& first = section.parts.front();
  const std::optional<EntryParts> parts = parts_of(first.source->document(), first.entry);
  if (parts && (section.name == kSection || section.name == kCall)) {
    return copy_transforms(*first.source, first.entry, *parts);
  }
  if (section.parts.size() == 1 || !parts) {
    return within(*first.source, [&] { copy_entry(*first.source, first.entry); });
  }
  const NodeIndex entry = out_.open(first.source->placed, first.entry);
  out_.copy(first.source->placed, parts->key);
  const NodeIndex map = out_.open(first.source->placed, first.value);
  depth_ += 2;
  CopiedKeys keys;
  for (const Part& part : section.parts) {
    within(*part.source, [&] { copy_entries(*part.source, part.value, keys); });
  }
  depth_ -= 2;
  out_.close(map);
  out_.close(entry);
}

/// The template's transforms without the includes that are done.
void Including::copy_transforms(const Source& from, NodeIndex entry, const EntryParts& parts) {
  const Document& document = from.document();
  const auto done = [&](NodeIndex item) { return at_top_.count(item) != 0; };
  if (&from != &files_.root()) return out_.copy(from.placed, entry);
  if (done(parts.value)) return;
  if (document[parts.value].kind != NodeKind::list) return out_.copy(from.placed, entry);
  const NodeIndex opened = out_.open(from.placed, entry);
  out_.copy(from.placed, parts.key);
  const NodeIndex list = out_.open(from.placed, parts.value);
  for (const NodeIndex item : children(document, parts.value)) {
    if (!done(item)) out_.copy(from.placed, item);
  }
  out_.close(list);
  out_.close(opened);
}

}  // namespace

std::optional<Document> with_includes(const Document& document, SourceMap& sources,
                                      const LocalFiles& files, const KnownParameters& parameters,
                                      std::vector<FileId>& included, Diagnostics& diagnostics) {
  if (document.empty() || document[0].kind != NodeKind::map) return std::nullopt;
  if (document.strings.find(kInclude) == std::string::npos) return std::nullopt;
  Rewriting out(document, sources);
  Notes notes("template");
  IncludedFiles reader(document, sources, files, parameters, out, notes, diagnostics);
  Including(out, reader, notes).copy_root();
  included = reader.read_files();
  for (Diagnostic& diagnostic : notes.take()) diagnostics.push_back(std::move(diagnostic));
  return out.finish();
}

}  // namespace weir::cloudformation
