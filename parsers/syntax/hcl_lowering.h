#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "analyzer/base/limits.h"
#include "analyzer/base/utf.h"
#include "parsers/syntax/hcl_cst.h"
#include "parsers/syntax/hcl_template.h"
#include "parsers/syntax/input_check.h"

namespace weir::hcl {

/// The grammar's concrete tree → the document's nodes. Recursion is bounded by limits::kNesting.
class Lowering {
 public:
  Lowering(std::string_view source, Parsed& parsed)
      : source_(source), parsed_(parsed), document_(parsed.documents.back()) {}
  Lowering(const Lowering&) = delete;
  Lowering& operator=(const Lowering&) = delete;

  void file(CstNode root);

 private:
  std::string_view text(CstNode node) const {
    const std::size_t begin = begin_of(node);
    return source_.substr(begin, end_of(node) - begin);
  }

  // Writing nodes.

  StringRef keep(std::string_view written);

  NodeIndex open(NodeKind kind, std::size_t begin, std::size_t end, std::string_view value = {}) {
    SyntaxNode node;
    node.kind = kind;
    node.begin = static_cast<std::uint32_t>(begin);
    node.end = static_cast<std::uint32_t>(std::max(begin, end));
    node.text = keep(value);
    document_.nodes.push_back(node);
    return static_cast<NodeIndex>(document_.nodes.size() - 1);
  }
  NodeIndex open(NodeKind kind, CstNode at, std::string_view value = {}) {
    return open(kind, begin_of(at), end_of(at), value);
  }
  void close(NodeIndex node) {
    document_.nodes[node].subtree_end = static_cast<NodeIndex>(document_.nodes.size());
  }
  NodeIndex leaf(NodeKind kind, CstNode at, std::string_view value = {}) {
    const NodeIndex node = open(kind, at, value);
    close(node);
    return node;
  }

  /// Counts levels while it lives; false if there are too many (an error node stands there then).
  class Depth {
   public:
    Depth(Lowering& lowering, CstNode at) : lowering_(lowering) {
      fine_ = ++lowering_.depth_ <= limits::kNesting;
      if (fine_) return;
      lowering_.leaf(NodeKind::error, at);
      if (lowering_.too_deep_) return;
      lowering_.too_deep_ = true;
      report_error(lowering_.parsed_, lowering_.document_.file, begin_of(at), begin_of(at),
                   "too-deep",
                   "nested deeper than " + std::to_string(limits::kNesting) +
                       " levels; what is inside is not read");
    }
    ~Depth() { --lowering_.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    explicit operator bool() const { return fine_; }

   private:
    Lowering& lowering_;
    bool fine_ = false;
  };

  // Structure.

  void body_items(CstNode body);

  void attribute(CstNode at, std::unordered_set<std::string_view>& names);

  void report_duplicate(CstNode name);

  void block(CstNode at);

  void label(CstNode at);

  // Expressions.

  /// One expression, or one operand: a term with the traversals behind it.
  void expression(CstNode at);

  void operand(const Nodes& parts, CstNode at);

  /// `base` with traversals; a null base is "each item" of the splat around it.
  void chain(CstNode base, const Nodes& steps, CstNode at);

  void index_key(CstNode step);

  void splat(CstNode base, const Nodes& before, CstNode step, const Nodes& after, std::size_t begin,
             std::size_t end, CstNode at);

  void term(CstNode at);

  void all(NodeKind kind, CstNode at, const Nodes& parts);

  void conditional(CstNode at);

  void wrapped(CstNode at);

  void literal_word(CstNode at);

  void tuple(CstNode at);

  void object(CstNode at);

  /// A bare word is its own text; `(word)` is a variable.
  void object_key(CstNode at);

  void call(CstNode at);

  std::string loop_names(CstNode intro);

  void loop_collection(CstNode intro);

  void for_expression(CstNode at);

  void operation(CstNode at);

  // Templates.

  TemplateText quoted_text(CstNode at) const {
    TemplateText quoted;
    quoted.begin = begin_of(at) + 1;
    quoted.end = std::max<std::size_t>(quoted.begin, end_of(at) - 1);
    return quoted;
  }

  Nodes holes_of(CstNode at);

  void quoted(CstNode at);

  void heredoc(CstNode at);

  void whole_template(CstNode at, const TemplateText& content, const Nodes& holes,
                      ScalarStyle style);

  /// The holes, with the marks of directives one by one, in order.
  std::vector<Stretch> marks_of(const Nodes& holes);

  /// The texts and holes of a stretch. `trim`: the hole before it takes the blanks behind it
  /// (`~}`); `trim_end`: the one behind it takes those before it.
  void parts(const TemplateText& content, Stretch whole, const Nodes& holes, bool trim,
             bool trim_end);

  /// A text between holes. Of a heredoc it is known already what is trimmed.
  void literal(const TemplateText& content, std::size_t begin, std::size_t end, bool trim_left,
               bool trim_right);

  void interpolation(CstNode at);

  void directive(const TemplateText& content, CstNode at);

  /// What lies between two marks of a directive, as a template.
  void branch(const TemplateText& content, CstNode from, CstNode to, const Nodes& holes);

  std::string_view source_;
  Parsed& parsed_;
  Document& document_;
  int depth_ = 0;
  bool too_deep_ = false;
};

}  // namespace weir::hcl
