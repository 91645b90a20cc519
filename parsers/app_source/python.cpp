#include <algorithm>
#include <array>

#include "analyzer/base/program_limits.h"
#include "parsers/app_source/reading.h"

namespace weir::app_source {
namespace {

class Python {
 public:
  Python(const ProgramTree& tree, Module& module) : r_(tree, module) {}

  void read() {
    r_.statements(r_.children(0), [&](NodeIndex at) { visit(at, 1); });
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
    if (type == "boolean_operator") return boolean(node, depth);
    if (type == "not_operator")
      return r_.add(ExprKind::negation, node, {}, {{visit(r_.child(node, "argument"), depth + 1)}});
    if (type == "true" || type == "false") return r_.truth(node, type == "true");
    if (type == "integer" || type == "float" || type == "none")
      return r_.add(ExprKind::plain, node);
    if (type == "comparison_operator") return comparison(node, depth);
    if (type == "conditional_expression") return conditional(node, depth);
    if (type == "dictionary") return dictionary(node, depth);
    if (type == "list" || type == "tuple" || type == "set" || type == "expression_list")
      return items(ExprKind::list, node, depth);
    if (type == "parenthesized_expression" || type == "await" || type == "interpolation")
      return visit(r_.first_child(node), depth + 1);
    if (type == "lambda") return lambda(node, depth);
    return kNoExpr;
  }

  ExprId sides(ExprKind kind, NodeIndex node, int depth) {
    const ExprId left = visit(r_.child(node, "left"), depth + 1);
    return r_.add(kind, node, {}, {{left}, {visit(r_.child(node, "right"), depth + 1)}});
  }

  /// `a and b`, `a or b`: the second one only runs where the first one does not decide.
  ExprId boolean(NodeIndex node, int depth) {
    const bool both = r_.text(r_.child(node, "operator")) == "and";
    const ExprId left = visit(r_.child(node, "left"), depth + 1);
    ExprId right = kNoExpr;
    r_.under(left, both, [&] { right = visit(r_.child(node, "right"), depth + 1); });
    return r_.add(both ? ExprKind::both : ExprKind::either, node, {}, {{left}, {right}});
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
      else if (r_.is(at, "dictionary_splat") || r_.is(at, "list_splat"))
        links.push_back({visit(r_.first_child(at), depth + 1), kSpreadLink});
      else
        links.push_back({visit(at, depth + 1)});
    }
    update(r_.child(node, "function"), links);
    return r_.call(ExprKind::call, node, links);
  }

  /// `name.update(…)`: the entries that it gives to a dictionary.
  void update(NodeIndex callee, const std::vector<Link>& links) {
    const NodeIndex object = r_.child(callee, "object");
    if (!r_.is(callee, "attribute") || !r_.is(object, "identifier") ||
        r_.text(r_.child(callee, "attribute")) != "update")
      return;
    for (std::size_t i = 1; i < links.size(); ++i) {
      const bool named = !links[i].key.empty() && links[i].key != kSpreadLink;
      if (named)
        r_.change(r_.text(object), links[i].key, links[i].value);
      else
        r_.change_all(r_.text(object), links[i].value);
    }
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
      if (r_.is(at, "==") || r_.is(at, "!=") || r_.is(at, "in") || r_.is(at, "not in"))
        sign = r_.type(at);
      else if (!sign.empty() || sides.empty())
        sides.push_back({visit(at, depth + 1)});
      else
        visit(at, depth + 1);
    }
    if (sign.empty() || sides.size() != 2) return r_.unknown(node);
    if (sign.ends_with("in")) return among(node, sides[0].value, sides[1].value, sign == "in");
    return r_.add(ExprKind::equals, node, sign == "!=" ? "!" : "", sides);
  }

  ExprId among(NodeIndex node, ExprId value, ExprId list, bool in) {
    if (list == kNoExpr || r_.module().exprs[list].kind != ExprKind::list) return r_.unknown(node);
    std::vector<ExprId> cases;
    for (std::uint32_t i = 0; i < r_.module().exprs[list].count; ++i)
      cases.push_back(r_.module().link(list, i).value);
    const ExprId made = r_.one_of(node, value, cases);
    return in ? made : r_.add(ExprKind::negation, node, {}, {{made}});
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
        const ExprId made = visit(r_.first_child(at), depth + 1);
        if (r_.is(at, "dictionary_splat")) links.push_back({made, kSpreadLink});
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
    } else if (type == "for_statement" || type == "for_in_clause") {
      const NodeIndex left = r_.child(node, "left"), right = r_.child(node, "right");
      const ExprId all = visit(right, depth + 1);
      targets(left, r_.add(ExprKind::item, node, {}, {{all}}), depth);
      for (const NodeIndex at : r_.children(node))
        if (at != left && at != right) visit(at, depth + 1);
    } else if (type == "block") {
      r_.statements(r_.children(node), [&](NodeIndex at) { visit(at, depth + 1); });
    } else if (type == "match_statement") {
      match(node, depth);
    } else if (type == "augmented_assignment") {
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
      r_.give_back(visit(r_.first_child(node), depth + 1));
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
      if (r_.is(object, "identifier"))
        r_.change(r_.text(object), r_.text(r_.child(node, "attribute")), value);
      visit(object, depth + 1);
      return;
    }
    if (r_.is(node, "subscript")) {
      const ExprId key = r_.module().link(visit(node, depth + 1), 1).value;
      const NodeIndex object = r_.child(node, "value");
      const bool known = key != kNoExpr && r_.module().exprs[key].kind == ExprKind::text;
      if (r_.is(object, "identifier"))
        r_.change(r_.text(object), known ? r_.module().exprs[key].text : std::string_view(), value);
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
    const std::uint32_t made = r_.within(name, true, [&] {
      for (const NodeIndex base : r_.children(r_.child(node, "superclasses"))) {
        const ExprId value = visit(base, depth + 1);
        if (!r_.is(base, "keyword_argument"))
          r_.module().functions[r_.function].bases.push_back(value);
      }
      visit(r_.child(node, "body"), depth + 1);
    });
    bind_function(node, name, made);
  }

  void bind_function(NodeIndex node, std::string_view name, std::uint32_t function) {
    const ExprId value = r_.add(ExprKind::function, node);
    r_.module().exprs[value].function = function;
    r_.bind(name, value);
  }

  void decorated(NodeIndex node, int depth) {
    const NodeIndex definition = r_.child(node, "definition");
    bool called = false;
    for (const NodeIndex at : r_.children(node)) {
      if (at == definition) continue;
      called = called || !is_plain(r_.text(r_.first_child(at)));
      visit(at, depth + 1);
    }
    if (!r_.is(definition, "function_definition")) {
      visit(definition, depth + 1);
      return;
    }
    define(definition, called, depth);
  }

  /// Decorators that only say in which way a function is called by its name.
  static bool is_plain(std::string_view decorator) {
    constexpr std::array<std::string_view, 9> kPlain = {
        "staticmethod",       "classmethod",     "property",
        "abstractmethod",     "cached_property", "override",
        "abc.abstractmethod", "functools.cache", "lru_cache"};
    return std::find(kPlain.begin(), kPlain.end(), decorator) != kPlain.end() ||
           decorator.ends_with(".setter");
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
    std::vector<Condition> behind;
    bool none_leads_on = true;  // of the branches so far
    const auto branch = [&](NodeIndex at) {
      const ExprId condition = visit(r_.child(at, "condition"), depth + 1);
      r_.under(condition, true, [&] { visit(r_.child(at, "consequence"), depth + 1); });
      r_.conditions.push_back({condition, false});
      none_leads_on = none_leads_on && r_.leaves(r_.child(at, "consequence"));
      if (none_leads_on) behind.push_back({condition, false});
    };
    branch(node);
    for (const NodeIndex at : r_.children(node)) {
      if (r_.is(at, "elif_clause")) branch(at);
      if (r_.is(at, "else_clause")) {
        visit(r_.child(at, "body"), depth + 1);
        if (none_leads_on && r_.leaves(r_.child(at, "body")))
          behind.push_back({r_.truth(at, true), false});
      }
    }
    r_.conditions.resize(before);
    r_.afterwards = std::move(behind);
  }

  /// `match value: case "a" | "b": …`; a case runs where none before it does.
  void match(NodeIndex node, int depth) {
    const ExprId value = visit(r_.child(node, "subject"), depth + 1);
    const std::size_t before = r_.conditions.size();
    for (const NodeIndex at : r_.children(r_.child(node, "body"))) {
      if (!r_.is(at, "case_clause")) continue;
      const ExprId condition = pattern(at, value, depth);
      const bool guarded = r_.child(at, "guard") != kNone;
      visit(r_.child(at, "guard"), depth + 1);
      if (condition != kNoExpr) r_.conditions.push_back({condition, true});
      visit(r_.child(at, "consequence"), depth + 1);
      if (condition != kNoExpr) r_.conditions.pop_back();
      if (condition != kNoExpr && !guarded) r_.conditions.push_back({condition, false});
    }
    r_.conditions.resize(before);
  }

  /// Whether a value is one of the texts that a case names; kNoExpr: it names none, or more.
  ExprId pattern(NodeIndex clause, ExprId value, int depth) {
    std::vector<ExprId> cases;
    const auto add = [&](NodeIndex at) {
      const NodeIndex inner = r_.is(at, "case_pattern") ? r_.first_child(at) : at;
      if (!r_.is(inner, "string")) return false;
      cases.push_back(visit(inner, depth + 1));
      return true;
    };
    for (const NodeIndex at : r_.children(clause)) {
      if (!r_.is(at, "case_pattern")) continue;
      const NodeIndex inner = r_.first_child(at);
      const std::vector<NodeIndex> several =
          r_.is(inner, "union_pattern") ? r_.children(inner) : std::vector<NodeIndex>{at};
      if (!std::all_of(several.begin(), several.end(), add)) return kNoExpr;
    }
    return cases.empty() ? kNoExpr : r_.one_of(clause, value, cases);
  }

  Reading r_;
};

}  // namespace

void read_python(const ProgramTree& tree, Module& module) { Python(tree, module).read(); }

}  // namespace weir::app_source
