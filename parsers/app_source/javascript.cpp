#include <algorithm>
#include <utility>

#include "analyzer/base/program_limits.h"
#include "parsers/app_source/javascript_modules.h"
#include "parsers/app_source/reading.h"

namespace weir::app_source {
namespace {

/// JavaScript and TypeScript.
class JavaScript {
 public:
  JavaScript(const ProgramTree& tree, Module& module) : r_(tree, module) {}

  void read() {
    r_.statements(r_.children(0), [&](NodeIndex at) { visit(at, 1); });
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
    if (type == "unary_expression" && r_.text(r_.child(node, "operator")) == "!")
      return r_.add(ExprKind::negation, node, {}, {{visit(r_.child(node, "argument"), depth + 1)}});
    if (type == "true" || type == "false") return r_.truth(node, type == "true");
    if (type == "number" || type == "null" || type == "undefined")
      return r_.add(ExprKind::plain, node);
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
    const bool kept = std::exchange(kept_, false);
    std::vector<Link> links;
    for (const NodeIndex at : r_.children(node)) links.push_back({entry(at, kept, depth + 1)});
    return r_.add(ExprKind::list, node, {}, links);
  }

  /// Reads a value that is kept under a name: functions in its literals are called by theirs.
  ExprId kept(NodeIndex node, int depth) { return entry(node, true, depth); }
  ExprId entry(NodeIndex node, bool kept, int depth) {
    while (r_.is(node, "parenthesized_expression") || r_.is(node, "as_expression") ||
           r_.is(node, "satisfies_expression"))
      node = r_.first_child(node);
    kept_ = kept && (r_.is(node, "object") || r_.is(node, "array"));
    const ExprId value = visit(node, depth);
    kept_ = false;
    return value;
  }

  ExprId call(ExprKind kind, std::string_view callee, NodeIndex node, int depth) {
    std::vector<Link> links = {{visit(r_.child(node, callee), depth + 1)}};
    for (const NodeIndex at : r_.children(r_.child(node, "arguments"))) {
      const bool spread = r_.is(at, "spread_element");
      const ExprId value = visit(spread ? r_.first_child(at) : at, depth + 1);
      links.push_back({value, spread ? kSpreadLink : std::string_view()});
    }
    assign_entries(r_.child(node, callee), links);
    return r_.call(kind, node, links);
  }

  /// `Object.assign(name, …)`: the entries that it gives to an object.
  void assign_entries(NodeIndex callee, const std::vector<Link>& links) {
    if (r_.text(callee) != "Object.assign" || links.size() < 2 || links[1].value == kNoExpr) return;
    const Expr changed = r_.module().exprs[links[1].value];
    if (changed.kind != ExprKind::name) return;
    for (std::size_t i = 2; i < links.size(); ++i) r_.change_all(changed.text, links[i].value);
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
    if (sign == "&&" || sign == "||") {  // the second one runs where the first does not decide
      ExprId second = kNoExpr;
      r_.under(left, sign == "&&", [&] { second = visit(r_.child(node, "right"), depth + 1); });
      const ExprKind kind = sign == "&&" ? ExprKind::both : ExprKind::either;
      return r_.add(kind, node, {}, {{left}, {second}});
    }
    const ExprId right = visit(r_.child(node, "right"), depth + 1);
    if (sign == "+") return r_.add(ExprKind::joined, node, {}, {{left}, {right}});
    if (sign == "??") return r_.add(ExprKind::either, node, {}, {{left}, {right}});
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

  /// A function in an object: it is called by the name that it has there, or by whom it is given
  /// to.
  ExprId method(NodeIndex node, std::string_view name, bool kept, int depth) {
    const ExprId value = function(node, name, depth);
    Function& made = r_.module().functions[r_.module().exprs[value].function];
    made.entry = true;
    made.always = !kept;
    return value;
  }

  static bool is_function(std::string_view type) {
    return type == "arrow_function" || type == "function_expression" ||
           type == "generator_function";
  }

  ExprId object(NodeIndex node, int depth) {
    const bool kept = std::exchange(kept_, false);
    std::vector<Link> links;
    for (const NodeIndex at : r_.children(node)) {
      if (r_.is(at, "pair")) {
        Link link;
        link.key = key(r_.child(at, "key"), link.key_of, depth);
        const NodeIndex value = r_.child(at, "value");
        const bool named = value != kNone && is_function(r_.type(value)) && !link.key.empty();
        link.value = named ? method(value, link.key, kept, depth) : entry(value, kept, depth + 1);
        links.push_back(link);
      } else if (r_.is(at, "method_definition")) {
        const std::string_view name = r_.text(r_.child(at, "name"));
        if (!name.empty()) links.push_back({method(at, name, kept, depth), name});
      } else if (r_.is(at, "spread_element")) {
        links.push_back({visit(r_.first_child(at), depth + 1), kSpreadLink});
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
      read_imports(r_, node);
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
      r_.give_back(kept(r_.first_child(node), depth + 1));
    } else if (type == "if_statement") {
      branches(r_, node, [&](NodeIndex at) { return visit(at, depth + 1); });
    } else if (type == "statement_block") {
      r_.statements(r_.children(node), [&](NodeIndex at) { visit(at, depth + 1); });
    } else if (type == "switch_statement") {
      choose(node, depth);
    } else if (type == "for_in_statement") {
      const ExprId all = visit(r_.child(node, "right"), depth + 1);
      pattern(r_.child(node, "left"), r_.add(ExprKind::item, node, {}, {{all}}), depth);
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

  /// `switch`: what a case does that does not end by itself, the next one does too.
  void choose(NodeIndex node, int depth) {
    const ExprId value = visit(r_.child(node, "value"), depth + 1);
    std::vector<ExprId> open, all;  // the texts of cases that lead to the one at hand, and of all
    for (const NodeIndex at : r_.children(r_.child(node, "body"))) {
      const NodeIndex own = r_.child(at, "value");
      const bool otherwise = r_.is(at, "switch_default");
      if (own != kNone) open.push_back(visit(own, depth + 1));
      if (own != kNone) all.push_back(open.back());
      std::vector<NodeIndex> body = r_.children(at);
      std::erase(body, own);
      const auto run = [&] { r_.statements(body, [&](NodeIndex one) { visit(one, depth + 1); }); };
      if (!otherwise)
        r_.under(r_.one_of(at, value, open), true, run);
      else if (open.empty() && !all.empty())
        r_.under(r_.one_of(at, value, all), false, run);
      else
        run();
      if (otherwise || (!body.empty() && r_.leaves(body.back()))) open.clear();
    }
  }

  void declare(NodeIndex node, int depth) {
    const NodeIndex name = r_.child(node, "name"), value = r_.child(node, "value");
    const bool is_function = r_.is(value, "arrow_function") || r_.is(value, "function_expression");
    if (is_function && r_.is(name, "identifier"))
      return r_.bind(r_.text(name), function(value, r_.text(name), depth));
    pattern(name, kept(value, depth + 1), depth);
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
    if (r_.is(left, "subscript_expression")) return assign_entry(node, left, right, depth);
    if (!r_.is(left, "member_expression")) {
      const ExprId value = kept(right, depth + 1);
      pattern(left, value, depth);
      return value == kNoExpr ? r_.unknown(node) : value;
    }
    const NodeIndex object = r_.child(left, "object");
    const std::string_view property = r_.text(r_.child(left, "property"));
    const std::string_view of = r_.text(object);
    const bool exports = of == "exports" || of == "module.exports";
    const bool is_function = r_.is(right, "arrow_function") || r_.is(right, "function_expression");
    // what is exported is called by those who import it
    r_.silent = (of == "module" && property == "exports" && r_.is(right, "object")) ||
                ((exports || of == "module") && r_.is(right, "identifier"));
    const ExprId value =
        exports && is_function ? function(right, property, depth) : kept(right, depth + 1);
    r_.silent = false;
    const std::uint32_t of_class = r_.class_of(r_.scope);
    if (of == "this" && of_class != kNone)
      r_.bind(property, value, of_class);
    else if (exports)
      r_.bind(property, value, 0);
    else if (of == "module" && property == "exports")
      export_all(r_, value);
    else if (r_.is(object, "identifier"))
      r_.change(of, property, value);
    else
      visit(object, depth + 1);
    return value == kNoExpr ? r_.unknown(node) : value;
  }

  /// `name["key"] = value`
  ExprId assign_entry(NodeIndex node, NodeIndex left, NodeIndex right, int depth) {
    const ExprId value = visit(right, depth + 1);
    const ExprId key = visit(r_.child(left, "index"), depth + 1);
    const NodeIndex object = r_.child(left, "object");
    const bool known = key != kNoExpr && r_.module().exprs[key].kind == ExprKind::text;
    if (r_.is(object, "identifier"))
      r_.change(r_.text(object), known ? r_.module().exprs[key].text : std::string_view(), value);
    else
      visit(object, depth + 1);
    return value == kNoExpr ? r_.unknown(node) : value;
  }

  void exported(NodeIndex node, int depth) {
    if (r_.child(node, "source") != kNone) return read_reexports(r_, node);
    if (const NodeIndex value = r_.child(node, "value"); value != kNone) {
      const bool is_function =
          r_.is(value, "arrow_function") || r_.is(value, "function_expression");
      return r_.bind("default",
                     is_function ? function(value, "default", depth) : exported_value(value, depth),
                     0);
    }
    for (const NodeIndex at : r_.children(node)) {
      if (!r_.is(at, "export_clause")) {
        visit(at, depth + 1);
        continue;
      }
      for (const NodeIndex one : r_.children(at)) {
        const NodeIndex name = r_.child(one, "name"), alias = r_.child(one, "alias");
        if (alias != kNone) r_.bind(r_.text(alias), exported_value(name, depth), 0);
      }
    }
    // `export default function …`
    const NodeIndex declared = r_.child(node, "declaration");
    const NodeIndex name = r_.child(declared, "name");
    const std::string_view written = r_.text(node);
    if (name != kNone && written.starts_with("export default"))
      r_.bind("default", exported_value(name, depth), 0);
  }

  /// What is exported by its name is called by those who import it.
  ExprId exported_value(NodeIndex node, int depth) {
    r_.silent = r_.is(node, "identifier") || r_.is(node, "type_identifier");
    const ExprId value = r_.silent ? r_.name(node) : kept(node, depth + 1);
    r_.silent = false;
    return value;
  }

  ExprId function(NodeIndex node, std::string_view name, int depth) {
    const NodeIndex body = r_.child(node, "body");
    const std::uint32_t made = r_.within(name, false, [&] {
      std::uint32_t n = 0;
      if (const NodeIndex one = r_.child(node, "parameter"); one != kNone)
        r_.bind_parameter(r_.text(one), n);
      for (const NodeIndex at : r_.children(r_.child(node, "parameters")))
        parameter(at, n++, depth);
      if (r_.is(body, "statement_block"))
        visit(body, depth + 1);
      else
        r_.give_back(kept(body, depth + 1));
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
    if (value != kNone) r_.bind(r_.text(name), kept(value, depth + 1));
  }

  void define_class(NodeIndex node, int depth) {
    const std::string_view name = r_.text(r_.child(node, "name"));
    const auto first = static_cast<std::uint32_t>(r_.module().functions.size());
    bool called = r_.child(node, "decorator") != kNone;
    for (const NodeIndex at : r_.children(r_.child(node, "body")))
      called = called || r_.is(at, "decorator") || r_.child(at, "decorator") != kNone;
    const std::uint32_t made = r_.within(name, true, [&] {
      for (const NodeIndex at : r_.children(node))
        if (r_.is(at, "class_heritage")) base(at, depth);
      visit(r_.child(node, "body"), depth + 1);
    });
    for (std::uint32_t i = first + 1; called && i < r_.module().functions.size(); ++i)
      r_.module().functions[i].always = true;
    if (name.empty()) return;
    const ExprId value = r_.add(ExprKind::function, node);
    r_.module().exprs[value].function = made;
    r_.bind(name, value);
  }

  /// `extends Base`, in TypeScript one level further in.
  void base(NodeIndex heritage, int depth) {
    NodeIndex value = r_.first_child(heritage);
    if (r_.is(value, "implements_clause")) return;
    if (r_.is(value, "extends_clause")) value = r_.first_child(value);
    const ExprId made = visit(value, depth + 1);
    r_.module().functions[r_.function].bases.push_back(made);
  }

  Reading r_;
  bool kept_ = false;  ///< the literal at hand is kept under a name
};

}  // namespace

void read_javascript(const ProgramTree& tree, Module& module) { JavaScript(tree, module).read(); }

}  // namespace weir::app_source
