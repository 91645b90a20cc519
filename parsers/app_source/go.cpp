#include <algorithm>

#include "parsers/app_source/reading.h"

namespace weir::app_source {
namespace {

/// What a package is called where nothing else is said: the last word of its path that is no
/// version.
std::string_view package_of(std::string_view path) {
  const auto last = [](std::string_view p) { return p.substr(p.rfind('/') + 1); };
  const std::string_view name = last(path);
  const bool version = name.size() > 1 && name[0] == 'v' &&
                       std::all_of(name.begin() + 1, name.end(),
                                   [](unsigned char c) { return c >= '0' && c <= '9'; });
  return version && path.size() > name.size() ? last(path.substr(0, path.size() - name.size() - 1))
                                              : name;
}

class Go {
 public:
  Go(const ProgramTree& tree, Module& module) : r_(tree, module) {}

  void read() {
    r_.statements(r_.children(0), [&](NodeIndex at) { visit(at, 1); });
  }

 private:
  template <class Language>
  friend auto app_source::visit_node(Language&, Reading&, NodeIndex, int) -> ExprId;

  ExprId visit(NodeIndex node, int depth) { return visit_node(*this, r_, node, depth); }

  ExprId expression(NodeIndex node, std::string_view type, int depth) {
    if (type == "identifier" || type == "type_identifier") return r_.name(node);
    if (type == "selector_expression")
      return r_.member(node, visit(r_.child(node, "operand"), depth + 1),
                       r_.text(r_.child(node, "field")));
    if (type == "qualified_type") {
      const NodeIndex package = r_.child(node, "package");
      return r_.member(node, r_.name(package), r_.text(r_.child(node, "name")));
    }
    if (type == "call_expression") return call(node, depth);
    if (type == "interpreted_string_literal" || type == "raw_string_literal")
      return r_.add(ExprKind::text, node, unquoted(r_.text(node)));
    if (type == "composite_literal") return composite(node, depth);
    if (type == "binary_expression") return binary(node, depth);
    if (type == "parenthesized_expression" || type == "pointer_type" || type == "literal_element" ||
        type == "type_conversion_expression")
      return visit(r_.first_child(node), depth + 1);
    if (type == "true" || type == "false") return r_.truth(node, type == "true");
    if (type == "int_literal" || type == "float_literal" || type == "nil")
      return r_.add(ExprKind::plain, node);
    if (type == "unary_expression" && r_.text(r_.child(node, "operator")) == "!")
      return r_.add(ExprKind::negation, node, {}, {{visit(r_.child(node, "operand"), depth + 1)}});
    if (type == "unary_expression") return visit(r_.child(node, "operand"), depth + 1);
    if (type == "func_literal") {
      r_.within("", false, [&] {
        parameters(r_.child(node, "parameters"), depth);
        visit(r_.child(node, "body"), depth + 1);
      });
      return r_.unknown(node);
    }
    return kNoExpr;
  }

  ExprId call(NodeIndex node, int depth) {
    std::vector<Link> links = {{visit(r_.child(node, "function"), depth + 1)}};
    for (const NodeIndex at : r_.children(r_.child(node, "arguments")))
      links.push_back({visit(at, depth + 1)});
    return r_.call(ExprKind::call, node, links);
  }

  ExprId binary(NodeIndex node, int depth) {
    const std::string_view sign = r_.text(r_.child(node, "operator"));
    const ExprId left = visit(r_.child(node, "left"), depth + 1);
    const ExprId right = visit(r_.child(node, "right"), depth + 1);
    if (sign == "+") return r_.add(ExprKind::joined, node, {}, {{left}, {right}});
    if (sign == "&&") return r_.add(ExprKind::both, node, {}, {{left}, {right}});
    if (sign == "||") return r_.add(ExprKind::any, node, {}, {{left}, {right}});
    if (sign == "==" || sign == "!=")
      return r_.add(ExprKind::equals, node, sign == "!=" ? "!" : "", {{left}, {right}});
    return r_.unknown(node);
  }

  /// `Type{Field: value}`: what it holds, and under kTypeLink what it is. The fields of a type of
  /// the file are known by the type too.
  ExprId composite(NodeIndex node, int depth) {
    const NodeIndex type = r_.child(node, "type");
    const bool named = r_.is(type, "type_identifier") || r_.is(type, "qualified_type");
    std::vector<Link> links;
    if (named) links.push_back({visit(type, depth + 1), kTypeLink});
    for (const NodeIndex at : r_.children(r_.child(node, "body"))) {
      if (!r_.is(at, "keyed_element")) {
        links.push_back({visit(at, depth + 1)});
        continue;
      }
      const NodeIndex key = r_.first_child(r_.child(at, "key"));
      Link link;
      if (r_.is(key, "identifier"))
        link.key = r_.text(key);
      else
        link.key_of = visit(key, depth + 1);
      link.value = visit(r_.child(at, "value"), depth + 1);
      if (r_.is(type, "type_identifier") && !link.key.empty())
        r_.bind(field_of(r_.text(type), '.', link.key), link.value, 0);
      links.push_back(link);
    }
    return r_.add(ExprKind::object, node, {}, links);
  }

  std::string_view field_of(std::string_view type, char mark, std::string_view field) {
    return r_.module().made.emplace_back(std::string(type) + mark + std::string(field));
  }

  bool statement(NodeIndex node, std::string_view type, int depth) {
    if (type == "import_spec") {
      const std::string_view path = unquoted(r_.text(r_.child(node, "path")));
      const NodeIndex name = r_.child(node, "name");
      r_.import(name == kNone ? package_of(path) : r_.text(name), std::string(path), {});
    } else if (type == "function_declaration" || type == "method_declaration") {
      define(node, depth);
    } else if (type == "short_var_declaration" || type == "assignment_statement" ||
               type == "range_clause") {
      assign(node, depth);
    } else if (type == "var_spec" || type == "const_spec") {
      declare(node, depth);
    } else if (type == "type_spec") {
      fields(node, depth);
    } else if (type == "return_statement") {
      const NodeIndex list = r_.first_child(node);
      const std::vector<NodeIndex> values = r_.children(list);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const ExprId value = visit(values[i], depth + 1);
        if (i == 0) r_.give_back(value);
      }
    } else if (type == "if_statement") {
      visit(r_.child(node, "initializer"), depth + 1);
      branches(r_, node, [&](NodeIndex at) { return visit(at, depth + 1); });
    } else if (type == "block" || type == "statement_list") {
      r_.statements(r_.children(node), [&](NodeIndex at) { visit(at, depth + 1); });
    } else if (type == "expression_switch_statement") {
      choose(node, depth);
    } else {
      return false;
    }
    return true;
  }

  /// `switch value { case "a", "b": … default: … }`; one without a value is no choice here.
  void choose(NodeIndex node, int depth) {
    const NodeIndex own = r_.child(node, "value");
    visit(r_.child(node, "initializer"), depth + 1);
    const ExprId value = visit(own, depth + 1);
    std::vector<ExprId> all;
    for (const NodeIndex at : r_.children(node)) {
      const bool otherwise = r_.is(at, "default_case");
      if (!otherwise && !r_.is(at, "expression_case")) continue;
      const NodeIndex list = r_.child(at, "value");
      std::vector<ExprId> cases;
      for (const NodeIndex one : r_.children(list)) cases.push_back(visit(one, depth + 1));
      all.insert(all.end(), cases.begin(), cases.end());
      std::vector<NodeIndex> body = r_.children(at);
      std::erase(body, list);
      const auto run = [&] { r_.statements(body, [&](NodeIndex one) { visit(one, depth + 1); }); };
      if (own == kNone || (otherwise ? all.empty() : cases.empty()))
        run();
      else if (otherwise)
        r_.under(r_.one_of(at, value, all), false, run);
      else
        r_.under(r_.one_of(at, value, cases), true, run);
    }
  }

  void define(NodeIndex node, int depth) {
    const std::string_view name = r_.text(r_.child(node, "name"));
    const std::uint32_t made = r_.within(name, false, [&] {
      parameters(r_.child(node, "parameters"), depth);
      for (const NodeIndex at : r_.children(r_.child(node, "receiver"))) {
        const NodeIndex written = r_.child(at, "type");
        const ExprId type = visit(written, depth + 1);
        const bool pointer = r_.is(written, "pointer_type");
        r_.module().functions[r_.function].receiver =
            r_.text(pointer ? r_.first_child(written) : written);
        r_.bind(r_.text(r_.child(at, "name")), r_.add(ExprKind::instance, at, {}, {{type}}));
      }
      visit(r_.child(node, "body"), depth + 1);
    });
    r_.module().functions[made].always = name == "init" || name == "main";
    if (r_.is(node, "method_declaration")) return;
    const ExprId value = r_.add(ExprKind::function, node);
    r_.module().exprs[value].function = made;
    r_.bind(name, value);
  }

  void parameters(NodeIndex node, int depth) {
    std::uint32_t n = 0;
    for (const NodeIndex at : r_.children(node)) {
      const ExprId type = visit(r_.child(at, "type"), depth + 1);
      for (const NodeIndex name : r_.children(at)) {
        if (!r_.is(name, "identifier")) continue;
        const ExprId value = r_.add(ExprKind::instance, at, {}, {{type}});
        r_.bind_parameter(r_.text(name), n++, value);
      }
    }
  }

  void assign(NodeIndex node, int depth) {
    const NodeIndex left = r_.child(node, "left"), right = r_.child(node, "right");
    const bool range = r_.is(node, "range_clause");
    std::vector<ExprId> values;
    if (range)
      visit(right, depth + 1);
    else
      for (const NodeIndex at : r_.children(right)) values.push_back(visit(at, depth + 1));
    const std::vector<NodeIndex> names = r_.children(left);
    for (std::size_t i = 0; i < names.size(); ++i) {
      // of a call with several results the first is what it is called for
      const bool known = values.size() == names.size() || (values.size() == 1 && i == 0);
      target(names[i], known ? values[std::min(i, values.size() - 1)] : kNoExpr, depth);
    }
  }

  void target(NodeIndex node, ExprId value, int depth) {
    if (r_.is(node, "identifier")) return r_.bind(r_.text(node), value);
    const NodeIndex object = r_.child(node, "operand");
    if (r_.is(node, "selector_expression") && r_.is(object, "identifier"))
      if (const std::string_view type = type_of(r_.text(object)); !type.empty())
        return r_.bind(field_of(type, '.', r_.text(r_.child(node, "field"))), value, 0);
    visit(node, depth + 1);
  }

  /// The type of the file that a variable last got; "" if that is not said.
  std::string_view type_of(std::string_view name) const {
    const Module& module = r_.module();
    constexpr std::size_t kLooked = 64;
    const std::size_t size = module.bindings.size();
    for (std::size_t i = size; i-- > 0 && size - i < kLooked;) {
      const Binding& binding = module.bindings[i];
      if (binding.name != name || binding.value == kNoExpr) continue;
      const Expr& value = module.exprs[binding.value];
      const bool typed = value.count > 0 && (value.kind == ExprKind::instance ||
                                             module.link(binding.value, 0).key == kTypeLink);
      if (!typed || module.link(binding.value, 0).value == kNoExpr) return {};
      const Expr& type = module.exprs[module.link(binding.value, 0).value];
      return type.kind == ExprKind::name ? type.text : std::string_view();
    }
    return {};
  }

  void declare(NodeIndex node, int depth) {
    const NodeIndex type = r_.child(node, "type");
    const std::vector<NodeIndex> values = r_.children(r_.child(node, "value"));
    std::size_t i = 0;
    for (const NodeIndex at : r_.children(node)) {
      if (!r_.is(at, "identifier") || r_.child(node, "name") == kNone) continue;
      if (i < values.size())
        r_.bind(r_.text(at), visit(values[i], depth + 1));
      else if (type != kNone)
        r_.bind(r_.text(at), r_.add(ExprKind::instance, node, {}, {{visit(type, depth + 1)}}));
      ++i;
    }
  }

  /// What the fields of a type are, for those that nothing in the file gives a value.
  void fields(NodeIndex node, int depth) {
    const NodeIndex type = r_.child(node, "type");
    if (!r_.is(type, "struct_type")) return;
    const std::string_view name = r_.text(r_.child(node, "name"));
    for (const NodeIndex at : r_.children(r_.first_child(type))) {
      const ExprId of = visit(r_.child(at, "type"), depth + 1);
      for (const NodeIndex field : r_.children(at))
        if (r_.is(field, "field_identifier"))
          r_.bind(field_of(name, ':', r_.text(field)), r_.add(ExprKind::instance, at, {}, {{of}}),
                  0);
    }
  }

  Reading r_;
};

}  // namespace

void read_go(const ProgramTree& tree, Module& module) { Go(tree, module).read(); }

}  // namespace weir::app_source
