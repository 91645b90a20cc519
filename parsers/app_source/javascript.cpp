#include <algorithm>

#include "analyzer/base/program_limits.h"
#include "parsers/app_source/reading.h"

namespace weir::app_source {
namespace {

/// Without its quotes.
/// The module that a text names; those that come with the runtime may say so.
std::string module_named(std::string_view text) {
  constexpr std::string_view kOwn = "node:";
  return std::string(text.starts_with(kOwn) ? text.substr(kOwn.size()) : text);
}

/// JavaScript and TypeScript.
class JavaScript {
 public:
  JavaScript(const ProgramTree& tree, Module& module) : r_(tree, module) {}

  void read() {
    for (const NodeIndex at : r_.children(0)) visit(at, 1);
  }

 private:
  template <class Language>
  friend auto app_source::visit_node(Language&, Reading&, NodeIndex, int) -> ExprId;

  ExprId visit(NodeIndex node, int depth) { return visit_node(*this, r_, node, depth); }

  ExprId expression(NodeIndex node, std::string_view type, int depth) {
    if (type == "identifier" || type == "this" || type == "shorthand_property_identifier")
      return r_.name(node);
    if (type == "member_expression")
      return r_.member(node, visit(r_.child(node, "object"), depth + 1),
                       r_.text(r_.child(node, "property")));
    if (type == "call_expression") return call(ExprKind::call, "function", node, depth);
    if (type == "new_expression") return call(ExprKind::construct, "constructor", node, depth);
    if (type == "string") return r_.add(ExprKind::text, node, unquoted(r_.text(node)));
    if (type == "template_string") return template_string(node, depth);
    if (type == "subscript_expression")
      return r_.add(ExprKind::index, node, {},
                    {{visit(r_.child(node, "object"), depth + 1)},
                     {visit(r_.child(node, "index"), depth + 1)}});
    if (type == "binary_expression") return binary(node, depth);
    if (type == "ternary_expression") return ternary(node, depth);
    if (type == "object") return object(node, depth);
    if (type == "array") return items(node, depth);
    if (type == "arrow_function" || type == "function_expression" || type == "generator_function")
      return function(node, {}, depth);
    if (type == "parenthesized_expression" || type == "await_expression" ||
        type == "non_null_expression" || type == "as_expression" || type == "satisfies_expression")
      return visit(r_.first_child(node), depth + 1);
    if (type == "assignment_expression") return assignment(node, depth);
    return kNoExpr;
  }

  ExprId items(NodeIndex node, int depth) {
    std::vector<Link> links;
    for (const NodeIndex at : r_.children(node)) links.push_back({visit(at, depth + 1)});
    return r_.add(ExprKind::list, node, {}, links);
  }

  ExprId call(ExprKind kind, std::string_view callee, NodeIndex node, int depth) {
    std::vector<Link> links = {{visit(r_.child(node, callee), depth + 1)}};
    for (const NodeIndex at : r_.children(r_.child(node, "arguments")))
      links.push_back({visit(at, depth + 1)});
    return r_.call(kind, node, links);
  }

  ExprId template_string(NodeIndex node, int depth) {
    std::vector<Link> links;
    for (const NodeIndex at : r_.children(node)) {
      if (r_.is(at, "template_substitution"))
        links.push_back({visit(r_.first_child(at), depth + 1)});
      else
        links.push_back({r_.add(ExprKind::text, at, r_.text(at))});
    }
    if (links.size() == 1 && links[0].value != kNoExpr &&
        r_.module().exprs[links[0].value].kind == ExprKind::text)
      return links[0].value;
    return r_.add(ExprKind::joined, node, {}, links);
  }

  ExprId binary(NodeIndex node, int depth) {
    const std::string_view sign = r_.text(r_.child(node, "operator"));
    const ExprId left = visit(r_.child(node, "left"), depth + 1);
    const ExprId right = visit(r_.child(node, "right"), depth + 1);
    if (sign == "+") return r_.add(ExprKind::joined, node, {}, {{left}, {right}});
    if (sign == "??" || sign == "||") return r_.add(ExprKind::either, node, {}, {{left}, {right}});
    if (sign == "===" || sign == "==") return r_.add(ExprKind::equals, node, {}, {{left}, {right}});
    if (sign == "!==" || sign == "!=")
      return r_.add(ExprKind::equals, node, "!", {{left}, {right}});
    return r_.unknown(node);
  }

  ExprId ternary(NodeIndex node, int depth) {
    const ExprId condition = visit(r_.child(node, "condition"), depth + 1);
    ExprId yes = kNoExpr, no = kNoExpr;
    r_.under(condition, true, [&] { yes = visit(r_.child(node, "consequence"), depth + 1); });
    r_.under(condition, false, [&] { no = visit(r_.child(node, "alternative"), depth + 1); });
    return r_.add(ExprKind::conditional, node, {}, {{condition}, {yes}, {no}});
  }

  /// The name of a property; `computed` is what makes it where it does not stand there.
  std::string_view key(NodeIndex node, ExprId& computed, int depth) {
    if (r_.is(node, "string")) return unquoted(r_.text(node));
    if (!r_.is(node, "computed_property_name")) return r_.text(node);
    computed = visit(r_.first_child(node), depth + 1);
    return {};
  }

  ExprId object(NodeIndex node, int depth) {
    std::vector<Link> links;
    for (const NodeIndex at : r_.children(node)) {
      if (r_.is(at, "pair")) {
        Link link;
        link.key = key(r_.child(at, "key"), link.key_of, depth);
        link.value = visit(r_.child(at, "value"), depth + 1);
        links.push_back(link);
      } else if (r_.is(at, "shorthand_property_identifier")) {
        links.push_back({r_.name(at), r_.text(at)});
      } else {
        visit(at, depth + 1);
      }
    }
    return r_.add(ExprKind::object, node, {}, links);
  }

  bool statement(NodeIndex node, std::string_view type, int depth) {
    if (type == "variable_declarator") {
      declare(node, depth);
    } else if (type == "import_statement") {
      imports(node);
    } else if (type == "export_statement") {
      exported(node, depth);
    } else if (type == "function_declaration" || type == "generator_function_declaration" ||
               type == "method_definition") {
      const std::string_view name = r_.text(r_.child(node, "name"));
      r_.bind(name, function(node, name, depth));
    } else if (type == "class_declaration" || type == "class" ||
               type == "abstract_class_declaration") {
      define_class(node, depth);
    } else if (type == "public_field_definition" || type == "field_definition") {
      field(node, depth);
    } else if (type == "return_statement") {
      const ExprId value = visit(r_.first_child(node), depth + 1);
      if (value != kNoExpr) r_.module().functions[r_.function].returns.push_back(value);
    } else if (type == "if_statement") {
      const ExprId condition = visit(r_.child(node, "condition"), depth + 1);
      r_.under(condition, true, [&] { visit(r_.child(node, "consequence"), depth + 1); });
      r_.under(condition, false, [&] { visit(r_.child(node, "alternative"), depth + 1); });
    } else if (type == "for_in_statement") {
      pattern(r_.child(node, "left"), kNoExpr, depth);
      visit(r_.child(node, "right"), depth + 1);
      visit(r_.child(node, "body"), depth + 1);
    } else if (type == "catch_clause") {
      pattern(r_.child(node, "parameter"), kNoExpr, depth);
      visit(r_.child(node, "body"), depth + 1);
    } else if (type == "type_annotation" || type == "type_arguments" ||
               type == "interface_declaration" || type == "type_alias_declaration") {
      // types say nothing here
    } else {
      return false;
    }
    return true;
  }

  void declare(NodeIndex node, int depth) {
    const NodeIndex name = r_.child(node, "name"), value = r_.child(node, "value");
    const bool is_function = r_.is(value, "arrow_function") || r_.is(value, "function_expression");
    if (is_function && r_.is(name, "identifier"))
      return r_.bind(r_.text(name), function(value, r_.text(name), depth));
    pattern(name, visit(value, depth + 1), depth);
  }

  /// Binds the names of a pattern to parts of a value.
  void pattern(NodeIndex node, ExprId value, int depth) {
    if (node == kNone || depth > limits::kProgramDepth) return;
    const std::string_view type = r_.type(node);
    if (type == "identifier") return r_.bind(r_.text(node), value);
    if (type == "shorthand_property_identifier_pattern")
      return r_.bind(r_.text(node), part(node, value, r_.text(node)));
    if (type == "pair_pattern")
      return pattern(r_.child(node, "value"), part(node, value, r_.text(r_.child(node, "key"))),
                     depth + 1);
    if (type == "object_assignment_pattern" || type == "assignment_pattern") {
      const NodeIndex left = r_.child(node, "left");
      const ExprId fallback = visit(r_.child(node, "right"), depth + 1);
      if (value == kNoExpr) return pattern(left, kNoExpr, depth + 1);
      if (!r_.is(left, "shorthand_property_identifier_pattern"))
        return pattern(left, value, depth + 1);
      const ExprId own = part(left, value, r_.text(left));
      return r_.bind(r_.text(left), r_.add(ExprKind::either, node, {}, {{own}, {fallback}}));
    }
    for (const NodeIndex at : r_.children(node))
      pattern(at, type == "object_pattern" ? value : kNoExpr, depth + 1);
  }

  ExprId part(NodeIndex at, ExprId value, std::string_view property) {
    return value == kNoExpr ? kNoExpr : r_.member(at, value, property);
  }

  ExprId assignment(NodeIndex node, int depth) {
    const NodeIndex left = r_.child(node, "left"), right = r_.child(node, "right");
    if (!r_.is(left, "member_expression")) {
      const ExprId value = visit(right, depth + 1);
      pattern(left, value, depth);
      return value == kNoExpr ? r_.unknown(node) : value;
    }
    const NodeIndex object = r_.child(left, "object");
    const std::string_view property = r_.text(r_.child(left, "property"));
    const std::string_view of = r_.text(object);
    const bool exports = of == "exports" || of == "module.exports";
    const bool is_function = r_.is(right, "arrow_function") || r_.is(right, "function_expression");
    r_.silent = of == "module" && property == "exports" && r_.is(right, "object");
    const ExprId value =
        exports && is_function ? function(right, property, depth) : visit(right, depth + 1);
    r_.silent = false;
    const std::uint32_t of_class = r_.class_of(r_.scope);
    if (of == "this" && of_class != kNone)
      r_.bind(property, value, of_class);
    else if (exports)
      r_.bind(property, value, 0);
    else if (of == "module" && property == "exports")
      export_all(value);
    else
      visit(object, depth + 1);
    return value == kNoExpr ? r_.unknown(node) : value;
  }

  /// `module.exports = {…}`: what the file is called by.
  void export_all(ExprId value) {
    if (value == kNoExpr) return;
    r_.bind("default", value, 0);
    const Expr made = r_.module().exprs[value];
    for (std::uint32_t i = 0; made.kind == ExprKind::object && i < made.count; ++i) {
      const Link link = r_.module().link(value, i);
      const Expr& entry = r_.module().exprs[link.value == kNoExpr ? 0 : link.value];
      const bool same = entry.kind == ExprKind::name && entry.text == link.key;
      if (!link.key.empty() && !same) r_.bind(link.key, link.value, 0);
    }
  }

  void imports(NodeIndex node) {
    const std::string module = module_named(unquoted(r_.text(r_.child(node, "source"))));
    bool any = false;
    for (const NodeIndex clause : r_.children(node)) {
      if (!r_.is(clause, "import_clause")) continue;
      for (const NodeIndex at : r_.children(clause)) {
        any = true;
        if (r_.is(at, "identifier")) r_.import(r_.text(at), module, "default");
        if (r_.is(at, "namespace_import")) r_.import(r_.text(r_.first_child(at)), module, {});
        if (!r_.is(at, "named_imports")) continue;
        for (const NodeIndex one : r_.children(at)) {
          const NodeIndex name = r_.child(one, "name"), alias = r_.child(one, "alias");
          r_.import(r_.text(alias == kNone ? name : alias), module, r_.text(name));
        }
      }
    }
    if (!any) r_.import({}, module, {});  // it runs all the same
  }

  void exported(NodeIndex node, int depth) {
    if (const NodeIndex source = r_.child(node, "source"); source != kNone) {
      const std::string module = module_named(unquoted(r_.text(source)));
      r_.import({}, module, {});
      for (const NodeIndex clause : r_.children(node))
        for (const NodeIndex one : r_.children(clause)) {
          const NodeIndex name = r_.child(one, "name"), alias = r_.child(one, "alias");
          if (name != kNone)
            r_.import(r_.text(alias == kNone ? name : alias), module, r_.text(name));
        }
      return;
    }
    if (const NodeIndex value = r_.child(node, "value"); value != kNone) {
      const bool is_function =
          r_.is(value, "arrow_function") || r_.is(value, "function_expression");
      return r_.bind("default",
                     is_function ? function(value, "default", depth) : visit(value, depth + 1), 0);
    }
    for (const NodeIndex at : r_.children(node)) {
      if (!r_.is(at, "export_clause")) {
        visit(at, depth + 1);
        continue;
      }
      for (const NodeIndex one : r_.children(at)) {
        const NodeIndex name = r_.child(one, "name"), alias = r_.child(one, "alias");
        if (alias != kNone) r_.bind(r_.text(alias), r_.name(name), 0);
      }
    }
    // `export default function …`
    const NodeIndex declared = r_.child(node, "declaration");
    const NodeIndex name = r_.child(declared, "name");
    const std::string_view written = r_.text(node);
    if (name != kNone && written.starts_with("export default"))
      r_.bind("default", r_.name(name), 0);
  }

  ExprId function(NodeIndex node, std::string_view name, int depth) {
    const NodeIndex body = r_.child(node, "body");
    const std::uint32_t made = r_.within(name, false, [&] {
      std::uint32_t n = 0;
      if (const NodeIndex one = r_.child(node, "parameter"); one != kNone)
        r_.bind_parameter(r_.text(one), n);
      for (const NodeIndex at : r_.children(r_.child(node, "parameters")))
        parameter(at, n++, depth);
      const ExprId value = visit(body, depth + 1);
      const bool returns = !name.empty() && value != kNoExpr && !r_.is(body, "statement_block");
      if (returns) r_.module().functions[r_.function].returns.push_back(value);
    });
    const ExprId value = r_.add(name.empty() ? ExprKind::unknown : ExprKind::function, node);
    r_.module().exprs[value].function = made;
    if (name == "constructor") r_.module().functions[made].always = true;
    return value;
  }

  void parameter(NodeIndex node, std::uint32_t n, int depth) {
    NodeIndex own = r_.child(node, "pattern");
    if (own == kNone) own = node;
    if (r_.is(own, "identifier"))
      r_.bind_parameter(r_.text(own), n);
    else
      pattern(own, kNoExpr, depth);
    // a parameter of a constructor that is a field as well
    const std::uint32_t of_class = r_.class_of(r_.scope);
    for (const NodeIndex at : r_.children(node))
      if (r_.is(at, "accessibility_modifier") && of_class != kNone)
        r_.bind(r_.text(own), r_.add(ExprKind::name, own, r_.text(own)), of_class);
    if (const NodeIndex value = r_.child(node, "value"); value != kNone) visit(value, depth + 1);
  }

  void field(NodeIndex node, int depth) {
    NodeIndex name = r_.child(node, "name");
    if (name == kNone) name = r_.child(node, "property");
    const NodeIndex value = r_.child(node, "value");
    if (r_.is(value, "arrow_function"))
      return r_.bind(r_.text(name), function(value, r_.text(name), depth));
    if (value != kNone) r_.bind(r_.text(name), visit(value, depth + 1));
  }

  void define_class(NodeIndex node, int depth) {
    const std::string_view name = r_.text(r_.child(node, "name"));
    const auto first = static_cast<std::uint32_t>(r_.module().functions.size());
    bool derived = r_.child(node, "decorator") != kNone;
    for (const NodeIndex at : r_.children(node))
      if (r_.is(at, "class_heritage")) {
        derived = true;
        visit(at, depth + 1);
      }
    for (const NodeIndex at : r_.children(r_.child(node, "body")))
      derived = derived || r_.is(at, "decorator") || r_.child(at, "decorator") != kNone;
    const std::uint32_t made =
        r_.within(name, true, [&] { visit(r_.child(node, "body"), depth + 1); });
    for (std::uint32_t i = first + 1; derived && i < r_.module().functions.size(); ++i)
      r_.module().functions[i].always = true;
    if (name.empty()) return;
    const ExprId value = r_.add(ExprKind::function, node);
    r_.module().exprs[value].function = made;
    r_.bind(name, value);
  }

  Reading r_;
};

}  // namespace

void read_javascript(const ProgramTree& tree, Module& module) { JavaScript(tree, module).read(); }

}  // namespace weir::app_source
