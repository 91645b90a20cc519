// Program source by its tree-sitter grammar.

#include "parsers/syntax/program.h"

#include <tree_sitter/api.h>

#include <array>
#include <utility>

#include "analyzer/base/program_limits.h"
#include "analyzer/base/utf.h"
#include "parsers/syntax/grammar.h"

extern "C" {
const TSLanguage* tree_sitter_python(void);
const TSLanguage* tree_sitter_javascript(void);
const TSLanguage* tree_sitter_typescript(void);
const TSLanguage* tree_sitter_tsx(void);
const TSLanguage* tree_sitter_go(void);
const TSLanguage* tree_sitter_java(void);
}

namespace weir {
namespace {

const TSLanguage* grammar_of(ProgramLanguage language) {
  switch (language) {
    case ProgramLanguage::python:
      return tree_sitter_python();
    case ProgramLanguage::javascript:
      return tree_sitter_javascript();
    case ProgramLanguage::typescript:
      return tree_sitter_typescript();
    case ProgramLanguage::tsx:
      return tree_sitter_tsx();
    case ProgramLanguage::go:
      return tree_sitter_go();
    case ProgramLanguage::java:
      return tree_sitter_java();
  }
  return nullptr;
}

/// Reads a grammar's tree into nodes, without recursion.
class Flattening {
 public:
  explicit Flattening(const TSTree* tree) : cursor_(ts_tree_cursor_new(ts_tree_root_node(tree))) {}
  ~Flattening() { ts_tree_cursor_delete(&cursor_); }
  Flattening(const Flattening&) = delete;
  Flattening& operator=(const Flattening&) = delete;

  /// False if there are too many nodes.
  bool run(std::vector<ProgramNode>& nodes) {
    std::vector<std::size_t> open;  // ancestors
    while (true) {
      const bool keep = add(nodes);
      if (nodes.size() > limits::kProgramNodes) return false;
      if (keep && ts_tree_cursor_goto_first_child(&cursor_)) {
        open.push_back(nodes.size() - 1);
        continue;
      }
      if (keep) nodes.back().subtree_end = static_cast<std::uint32_t>(nodes.size());
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (!ts_tree_cursor_goto_parent(&cursor_)) return true;
        nodes[open.back()].subtree_end = static_cast<std::uint32_t>(nodes.size());
        open.pop_back();
      }
    }
  }

 private:
  /// Adds the node at hand, unless it is a mark or a comment.
  bool add(std::vector<ProgramNode>& nodes) {
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    const char* field = ts_tree_cursor_current_field_name(&cursor_);
    ProgramNode added;
    added.type = ts_node_type(node);
    if (field != nullptr) added.field = field;
    const bool named = ts_node_is_named(node);
    if (!named && !added.field.starts_with("operator")) return false;
    if (added.type.ends_with("comment")) return false;
    added.begin = ts_node_start_byte(node);
    added.end = ts_node_end_byte(node);
    nodes.push_back(added);
    return true;
  }

  TSTreeCursor cursor_;
};

}  // namespace

std::optional<ProgramLanguage> program_language(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, ProgramLanguage>, 11> kEnds = {
      {{".py", ProgramLanguage::python},
       {".js", ProgramLanguage::javascript},
       {".mjs", ProgramLanguage::javascript},
       {".cjs", ProgramLanguage::javascript},
       {".jsx", ProgramLanguage::javascript},
       {".ts", ProgramLanguage::typescript},
       {".mts", ProgramLanguage::typescript},
       {".cts", ProgramLanguage::typescript},
       {".tsx", ProgramLanguage::tsx},
       {".go", ProgramLanguage::go},
       {".java", ProgramLanguage::java}}};
  for (const auto& [end, language] : kEnds)
    if (path.ends_with(end) && !path.ends_with(".d.ts")) return language;
  return std::nullopt;
}

std::optional<ProgramTree> parse_program(const SourceMap& sources, FileId file,
                                         ProgramLanguage language) {
  ProgramTree program;
  program.file = file;
  program.language = language;
  program.text = sources.text(file);
  if (program.text.size() > limits::kProgramBytes ||
      program.text.find('\0') != std::string_view::npos || !is_valid_utf8(program.text))
    return std::nullopt;
  const GrammarTree tree =
      parse_with(grammar_of(language), program.text, progress_budget(program.text.size()));
  if (tree == nullptr || !Flattening(tree.get()).run(program.nodes)) return std::nullopt;
  return program;
}

}  // namespace weir
