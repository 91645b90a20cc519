#include <algorithm>

#include "analyzer/base/program_limits.h"
#include "parsers/app_source/reading.h"

namespace weir::app_source {
namespace {

class Python {
 public:
  Python(const ProgramTree& tree, Module& module) : r_(tree, module) {}

  void read() {
    for (const NodeIndex at : r_.children(0)) visit(at, 1);
  }

 private:
  template <class Language>
  friend auto app_source::visit_node(Language&, Reading&, NodeIndex, int) -> ExprId;

  ExprId visit(NodeIndex node, int depth) { return visit_node(*this, r_, node, depth); }

  /// kNoExpr: it is no such expression.
  ExprId expression(NodeIndex node, std::string_view type, int depth) {
    if (type == "identifier") return r_.name(node);
    if (type == "attribute")
      return r_.member(node, visit(r_.child(node, "object"), depth + 1),
                       r_.text(r_.child(node, "attribute")));
    if (type == "call") return call(node, depth);
    if (type == "string") return string(node, depth);
    if (type == "concatenated_string") return items(ExprKind::joined, node, depth);
    if (type == "subscript")
      return r_.add(ExprKind::index, node, {},
                    {{visit(r_.child(node, "value"), depth + 1)},
                     {visit(r_.child(node, "subscript"), depth + 1)}});
    if (type == "binary_operator" && r_.text(r_.child(node, "operator")) == "+")
      return sides(ExprKind::joined, node, depth);
    if (type == "boolean_operator" && r_.text(r_.child(node, "operator")) == "or")
      return sides(ExprKind::either, node, depth);
    if (type == "comparison_operator") return comparison(node, depth);
    if (type == "conditional_expression") return conditional(node, depth);
    if (type == "dictionary") return dictionary(node, depth);
    if (type == "list" || type == "tuple") return items(ExprKind::list, node, depth);
    if (type == "parenthesized_expression" || type == "await" || type == "interpolation")
      return visit(r_.first_child(node), depth + 1);
    if (type == "lambda") return lambda(node, depth);
    return kNoExpr;
  }

  ExprId sides(ExprKind kind, NodeIndex node, int depth) {
    const ExprId left = visit(r_.child(node, "left"), depth + 1);
    return r_.add(kind, node, {}, {{left}, {visit(r_.child(node, "right"), depth + 1)}});
  }

  ExprId items(ExprKind kind, NodeIndex node, int depth) {
    std::vector<Link> links;
    for (const NodeIndex at : r_.children(node)) links.push_back({visit(at, depth + 1)});
    return r_.add(kind, node, {}, links);
  }

  ExprId call(NodeIndex node, int depth) {
    std::vector<Link> links = {{visit(r_.child(node, "function"), depth + 1)}};
    for (const NodeIndex at : r_.children(r_.child(node, "arguments"))) {
      if (r_.is(at, "keyword_argument"))
        links.push_back({visit(r_.child(at, "value"), depth + 1), r_.text(r_.child(at, "name"))});
      else
        links.push_back({visit(at, depth + 1)});
    }
    return r_.call(ExprKind::call, node, links);
  }

  /// The pieces of a string; what stands in an f-string's braces is read too.
  ExprId string(NodeIndex node, int depth) {
    std::vector<Link> links;
    for (const NodeIndex at : r_.children(node)) {
      if (r_.is(at, "string_content"))
        links.push_back({r_.add(ExprKind::text, at, r_.text(at))});
      else if (r_.is(at, "interpolation"))
        links.push_back({visit(at, depth + 1)});
    }
    if (links.size() == 1 && r_.module().exprs[links[0].value].kind == ExprKind::text)
      return links[0].value;
    return r_.add(ExprKind::joined, node, {}, links);
  }

  ExprId comparison(NodeIndex node, int depth) {
    const std::vector<NodeIndex> parts = r_.children(node);
    std::vector<Link> sides;
    std::string_view sign;
    for (const NodeIndex at : parts) {
      if (r_.is(at, "==") || r_.is(at, "!="))
        sign = r_.type(at);
      else if (!sign.empty() || sides.empty())
        sides.push_back({visit(at, depth + 1)});
      else
        visit(at, depth + 1);
    }
    if (sign.empty() || sides.size() != 2) return r_.unknown(node);
    return r_.add(ExprKind::equals, node, sign == "!=" ? "!" : "", sides);
  }

  ExprId conditional(NodeIndex node, int depth) {
    const std::vector<NodeIndex> parts = r_.children(node);  // then, condition, else
    if (parts.size() != 3) return r_.unknown(node);
    const ExprId condition = visit(parts[1], depth + 1);
    ExprId yes = kNoExpr, no = kNoExpr;
    r_.under(condition, true, [&] { yes = visit(parts[0], depth + 1); });
    r_.under(condition, false, [&] { no = visit(parts[2], depth + 1); });
    return r_.add(ExprKind::conditional, node, {}, {{condition}, {yes}, {no}});
  }

  ExprId dictionary(NodeIndex node, int depth) {
    std::vector<Link> links;
    for (const NodeIndex at : r_.children(node)) {
      if (!r_.is(at, "pair")) {
        visit(at, depth + 1);
        continue;
      }
      const ExprId key = visit(r_.child(at, "key"), depth + 1);
      const Expr& written = r_.module().exprs[key == kNoExpr ? 0 : key];
      const bool literal = key != kNoExpr && written.kind == ExprKind::text;
      const std::string_view name = literal ? written.text : std::string_view();
      links.push_back({visit(r_.child(at, "value"), depth + 1), name, key});
    }
    return r_.add(ExprKind::object, node, {}, links);
  }

  ExprId lambda(NodeIndex node, int depth) {
    r_.within("", false, [&] {
      parameters(r_.child(node, "parameters"), depth);
      visit(r_.child(node, "body"), depth + 1);
    });
    return r_.unknown(node);
  }

  bool statement(NodeIndex node, std::string_view type, int depth) {
    if (type == "assignment") {
      assignment(node, depth);
    } else if (type == "named_expression") {
      r_.bind(r_.text(r_.child(node, "name")), visit(r_.child(node, "value"), depth + 1));
    } else if (type == "augmented_assignment" || type == "for_statement" ||
               type == "for_in_clause") {
      const NodeIndex left = r_.child(node, "left");
      targets(left, kNoExpr, depth);
      for (const NodeIndex at : r_.children(node))
        if (at != left) visit(at, depth + 1);
    } else if (type == "as_pattern") {
      const NodeIndex alias = r_.child(node, "alias");
      const ExprId value = visit(r_.first_child(node), depth + 1);
      targets(r_.first_child(alias) == kNone ? alias : r_.first_child(alias), value, depth);
    } else if (type == "import_statement") {
      imports(node);
    } else if (type == "import_from_statement") {
      imports_from(node);
    } else if (type == "function_definition") {
      define(node, false, depth);
    } else if (type == "class_definition") {
      define_class(node, depth);
    } else if (type == "decorated_definition") {
      decorated(node, depth);
    } else if (type == "return_statement") {
      const ExprId value = visit(r_.first_child(node), depth + 1);
      if (value != kNoExpr) r_.module().functions[r_.function].returns.push_back(value);
    } else if (type == "if_statement") {
      branches(node, depth);
    } else {
      return false;
    }
    return true;
  }

  void assignment(NodeIndex node, int depth) {
    const NodeIndex left = r_.child(node, "left");
    const NodeIndex right = r_.child(node, "right");
    const ExprId value = visit(right, depth + 1);
    const std::vector<NodeIndex> names = r_.children(left);
    const bool several = r_.is(left, "pattern_list") || r_.is(left, "tuple_pattern");
    if (!several) return targets(left, value, depth);
    const bool each = value != kNoExpr && r_.module().exprs[value].kind == ExprKind::list &&
                      r_.module().exprs[value].count == names.size();
    for (std::size_t i = 0; i < names.size(); ++i)
      targets(names[i], each ? r_.module().link(value, i).value : kNoExpr, depth);
  }

  /// Binds what is assigned to.
  void targets(NodeIndex node, ExprId value, int depth) {
    if (node == kNone || depth > limits::kProgramDepth) return;
    if (r_.is(node, "identifier")) return r_.bind(r_.text(node), value);
    if (r_.is(node, "attribute")) {
      const NodeIndex object = r_.child(node, "object");
      const std::uint32_t of_class = r_.class_of(r_.scope);
      if (r_.text(object) == "self" && of_class != kNone)
        return r_.bind(r_.text(r_.child(node, "attribute")), value, of_class);
      visit(object, depth + 1);
      return;
    }
    if (r_.is(node, "subscript")) {
      visit(node, depth + 1);
      return;
    }
    for (const NodeIndex at : r_.children(node)) targets(at, kNoExpr, depth + 1);
  }

  void imports(NodeIndex node) {
    for (const NodeIndex at : r_.children(node)) {
      if (r_.is(at, "aliased_import")) {
        r_.import(r_.text(r_.child(at, "alias")), std::string(r_.text(r_.child(at, "name"))), {});
      } else {
        const std::string_view name = r_.text(at);
        const std::string_view first = name.substr(0, name.find('.'));
        r_.import(first, std::string(first), {});
        if (first != name) r_.import({}, std::string(name), {});  // it runs all the same
      }
    }
  }

  void imports_from(NodeIndex node) {
    const NodeIndex from = r_.child(node, "module_name");
    const std::string module(r_.text(from));
    for (const NodeIndex at : r_.children(node)) {
      if (at == from) continue;
      if (r_.is(at, "aliased_import"))
        r_.import(r_.text(r_.child(at, "alias")), module, r_.text(r_.child(at, "name")));
      else
        r_.import(r_.text(at), module, r_.text(at));
    }
  }

  std::uint32_t define(NodeIndex node, bool always, int depth) {
    const std::string_view name = r_.text(r_.child(node, "name"));
    const std::uint32_t made = r_.within(name, false, [&] {
      parameters(r_.child(node, "parameters"), depth);
      visit(r_.child(node, "body"), depth + 1);
    });
    // what makes an object, or lets it be used in a certain way, is not called by its name
    r_.module().functions[made].always = always || (name.starts_with("__") && name.ends_with("__"));
    bind_function(node, name, made);
    return made;
  }

  void define_class(NodeIndex node, int depth) {
    const std::string_view name = r_.text(r_.child(node, "name"));
    const NodeIndex bases = r_.child(node, "superclasses");
    if (bases != kNone) visit(bases, depth + 1);
    const bool derived = r_.first_child(bases) != kNone;
    const auto first = static_cast<std::uint32_t>(r_.module().functions.size());
    const std::uint32_t made =
        r_.within(name, true, [&] { visit(r_.child(node, "body"), depth + 1); });
    for (std::uint32_t i = first + 1; derived && i < r_.module().functions.size(); ++i)
      r_.module().functions[i].always = true;
    bind_function(node, name, made);
  }

  void bind_function(NodeIndex node, std::string_view name, std::uint32_t function) {
    const ExprId value = r_.add(ExprKind::function, node);
    r_.module().exprs[value].function = function;
    r_.bind(name, value);
  }

  void decorated(NodeIndex node, int depth) {
    const NodeIndex definition = r_.child(node, "definition");
    for (const NodeIndex at : r_.children(node))
      if (at != definition) visit(at, depth + 1);
    if (!r_.is(definition, "function_definition")) {
      visit(definition, depth + 1);
      return;
    }
    define(definition, true, depth);
  }

  void parameters(NodeIndex node, int depth) {
    std::uint32_t n = 0;
    for (const NodeIndex at : r_.children(node)) {
      const NodeIndex name = r_.child(at, "name");
      const NodeIndex bare = r_.is(at, "identifier") ? at
                             : name != kNone         ? name
                                                     : r_.first_child(at);
      if (r_.text(bare) == "self" || r_.text(bare) == "cls") {
        r_.bind(r_.text(bare), kNoExpr);
        continue;
      }
      r_.bind_parameter(r_.text(bare), n++);
      if (const NodeIndex value = r_.child(at, "value"); value != kNone) visit(value, depth + 1);
    }
  }

  /// `if … elif … else`: what runs in the later branches runs where no earlier condition held.
  void branches(NodeIndex node, int depth) {
    const std::size_t before = r_.conditions.size();
    const auto branch = [&](NodeIndex at) {
      const ExprId condition = visit(r_.child(at, "condition"), depth + 1);
      r_.under(condition, true, [&] { visit(r_.child(at, "consequence"), depth + 1); });
      r_.conditions.push_back({condition, false});
    };
    branch(node);
    for (const NodeIndex at : r_.children(node)) {
      if (r_.is(at, "elif_clause")) branch(at);
      if (r_.is(at, "else_clause")) visit(r_.child(at, "body"), depth + 1);
    }
    r_.conditions.resize(before);
  }

  Reading r_;
};

}  // namespace

void read_python(const ProgramTree& tree, Module& module) { Python(tree, module).read(); }

}  // namespace weir::app_source
