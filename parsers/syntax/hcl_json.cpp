// Terraform's JSON syntax as the tree of its native syntax: files, bodies, blocks.

#include "parsers/syntax/hcl_json.h"

#include <utility>

#include "analyzer/base/escape.h"
#include "parsers/syntax/input_check.h"

namespace weir::hcl {
namespace {

/// A property of this name is for people.
constexpr std::string_view kComment = "//";

std::string_view kind_name(NodeKind kind) {
  switch (kind) {
    case NodeKind::map:
      return "an object";
    case NodeKind::list:
      return "an array";
    case NodeKind::string:
      return "a string";
    case NodeKind::number:
      return "a number";
    case NodeKind::boolean:
      return "true or false";
    case NodeKind::null:
      return "null";
    default:
      return "something that is not JSON";
  }
}

}  // namespace

StringRef JsonRewriting::keep(std::string_view text) {
  const StringRef ref{static_cast<std::uint32_t>(out_.strings.size()),
                      static_cast<std::uint32_t>(text.size())};
  out_.strings += text;
  return ref;
}

NodeIndex JsonRewriting::open(NodeKind kind, std::uint32_t begin, std::uint32_t end,
                              std::string_view text) {
  SyntaxNode node;
  node.kind = kind;
  node.begin = begin;
  node.end = end;
  node.text = keep(text);
  out_.nodes.push_back(node);
  const auto index = static_cast<NodeIndex>(out_.nodes.size() - 1);
  close(index);
  return index;
}

void JsonRewriting::unexpected(NodeIndex at, std::string_view what, std::string_view expected) {
  report_error(parsed_, out_.file, json_[at].begin, json_[at].end, "syntax-error",
               "found " + std::string(kind_name(json_[at].kind)) + " for " + escape_terminal(what) +
                   "; expected " + std::string(expected));
  open(NodeKind::error, at);
}

void JsonRewriting::file() {
  const BodyForm& form = file_form();
  const NodeIndex root = open(NodeKind::body, 0);
  if (!parsed_.ok()) open(NodeKind::error, 0);  // something is missing, nobody knows what
  if (is_map(0)) {
    body(0, form);
  } else if (is_list(0)) {
    for (const NodeIndex item : children(json_, 0)) {
      is_map(item) ? body(item, form) : unexpected(item, "a part of the file", "an object");
    }
  } else if (json_[0].kind != NodeKind::error) {
    unexpected(0, "the whole file", "an object");
  }
  close(root);
}

void JsonRewriting::body(NodeIndex map, const BodyForm& form) {
  for (const NodeIndex entry : children(json_, map)) {
    if (json_[entry].kind == NodeKind::entry && value_of(entry) != kNoNode) {
      property(entry, form);
    } else {
      open(NodeKind::error, entry);
    }
  }
}

void JsonRewriting::property(NodeIndex entry, const BodyForm& form) {
  const NodeIndex key = json_.first_child(entry), value = value_of(entry);
  const std::string_view name = json_.text(key);
  if (name == kComment) return comment(entry);
  if (const BlockForm* found = find_block(form, name)) return blocks(*found, key, value);
  if (holds_dynamic(value)) return blocks({name, 0, &open_form()}, key, value);
  attribute(key, value, reading_of(form, name));
}

void JsonRewriting::comment(NodeIndex entry) {
  const NodeIndex value = value_of(entry);
  if (json_[value].kind != NodeKind::string) return;
  Comment comment;
  comment.begin = json_[entry].begin;
  comment.end = json_[value].end;
  comment.text = keep(json_.text(value));
  comment.own_line = true;
  out_.comments.push_back(comment);
}

/// A block repeats others by `dynamic`, which no attribute's value does.
bool JsonRewriting::holds_dynamic(NodeIndex value) const {
  const auto holds = [this](NodeIndex map) {
    const NodeIndex repeated = find_entry(json_, map, "dynamic");
    if (repeated == kNoNode || !is_map(repeated)) return false;
    for (const NodeIndex entry : children(json_, repeated)) {
      const NodeIndex one = json_[entry].kind == NodeKind::entry ? value_of(entry) : kNoNode;
      if (one != kNoNode && find_entry(json_, one, "for_each") != kNoNode) return true;
    }
    return false;
  };
  if (is_map(value)) return holds(value);
  if (!is_list(value)) return false;
  for (const NodeIndex item : children(json_, value)) {
    if (is_map(item) && holds(item)) return true;
  }
  return false;
}

void JsonRewriting::attribute(NodeIndex key, NodeIndex value, Reading reading) {
  const NodeIndex node =  // its name stands inside of the quotes
      open(NodeKind::attribute, json_[key].begin + 1, json_[value].end, json_.text(key));
  expression(value, reading);
  close(node);
}

void JsonRewriting::blocks(const BlockForm& form, NodeIndex key, NodeIndex value) {
  std::vector<NodeIndex> keys = {key};
  labelled(form, keys, value);
}

void JsonRewriting::labelled(const BlockForm& form, std::vector<NodeIndex>& keys, NodeIndex value) {
  const bool whole = keys.size() == form.labels + 1;
  if (json_[value].kind == NodeKind::null) return;
  if (is_list(value)) {
    for (const NodeIndex item : children(json_, value)) {
      if (json_[item].kind == NodeKind::null) continue;
      is_map(item) ? labelled(form, keys, item) : unexpected(item, form.type, "an object");
    }
    return;
  }
  if (!is_map(value)) return unexpected(value, form.type, "an object or an array of them");
  if (whole) return block(form, keys, value);
  for (const NodeIndex entry : children(json_, value)) {
    if (json_[entry].kind != NodeKind::entry || value_of(entry) == kNoNode) {
      open(NodeKind::error, entry);
      continue;
    }
    if (json_.text(json_.first_child(entry)) == kComment) {
      comment(entry);
      continue;
    }
    keys.push_back(json_.first_child(entry));
    labelled(form, keys, value_of(entry));
    keys.pop_back();
  }
}

/// Its header is the last key that leads to it.
void JsonRewriting::block(const BlockForm& form, const std::vector<NodeIndex>& keys,
                          NodeIndex body_map) {
  const SyntaxNode& last = json_[keys.back()];
  const bool quoted = keys.size() == 1;  // the type itself, inside of its quotes
  const NodeIndex node =
      open(NodeKind::block, last.begin + (quoted ? 1 : 0), json_[body_map].end, form.type);
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const NodeIndex label = open(NodeKind::label, keys[i], json_.text(keys[i]));
    out_.nodes[label].style = ScalarStyle::double_quoted;
  }
  const NodeIndex content = open(NodeKind::body, body_map);
  body(body_map, *form.body);
  close(content);
  close(node);
}

}  // namespace weir::hcl

namespace weir {

Parsed parse_hcl_json(SourceMap& sources, FileId file) {
  Parsed parsed = parse_json(sources, file);
  if (parsed.documents.empty() || parsed.documents.front().empty()) return parsed;
  const Document json = std::exchange(parsed.documents.front(), {});
  parsed.documents.front().file = file;
  parsed.documents.front().strings.reserve(json.strings.size());
  parsed.documents.front().nodes.reserve(json.nodes.size());
  hcl::JsonRewriting(sources, json, parsed).file();
  return parsed;
}

Parsed parse_hcl_or_json(SourceMap& sources, FileId file) {
  return sources.path(file).ends_with(".json") ? parse_hcl_json(sources, file)
                                               : parse_hcl(sources, file);
}

}  // namespace weir
