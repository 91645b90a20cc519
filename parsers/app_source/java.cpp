#include <algorithm>
#include <set>

#include "parsers/app_source/reading.h"

namespace weir::app_source {
namespace {

/// What stands for a setting in a text of Spring's: `${name}`, `${name:otherwise}`.
constexpr std::string_view kSettingMark = "${";

class Java {
 public:
  Java(const ProgramTree& tree, Module& module) : r_(tree, module) {}

  void read() {
    find_assigned();
    for (const NodeIndex at : r_.children(0)) visit(at, 1);
  }

 private:
  template <class Language>
  friend auto app_source::visit_node(Language&, Reading&, NodeIndex, int) -> ExprId;

  ExprId visit(NodeIndex node, int depth) { return visit_node(*this, r_, node, depth); }

  ExprId expression(NodeIndex node, std::string_view type, int depth) {
    if (type == "identifier" || type == "type_identifier" || type == "this") return r_.name(node);
    if (type == "field_access")
      return r_.member(node, visit(r_.child(node, "object"), depth + 1), r_.text(r_.child(node, "field")));
    if (type == "scoped_identifier" || type == "scoped_type_identifier") return scoped(node, depth);
    if (type == "generic_type" || type == "annotated_type" || type == "parenthesized_expression")
      return visit(r_.first_child(node), depth + 1);
    if (type == "method_invocation") return call(node, depth);
    if (type == "object_creation_expression") return construct(node, depth);
    if (type == "string_literal") return r_.add(ExprKind::text, node, unquoted(r_.text(node)));
    if (type == "binary_expression") return binary(node, depth);
    if (type == "cast_expression") return visit(r_.child(node, "value"), depth + 1);
    if (type == "true" || type == "false") return r_.truth(node, type == "true");
    if (type == "null_literal" || type.ends_with("integer_literal")) return r_.add(ExprKind::plain, node);
    if (type == "lambda_expression") {
      r_.within("", false, [&] {
        for (const NodeIndex at : r_.children(r_.child(node, "parameters"))) r_.bind(r_.text(at), kNoExpr);
        visit(r_.child(node, "body"), depth + 1);
      });
      return r_.unknown(node);
    }
    return kNoExpr;
  }

  /// `Outer.Inner`, `package.Type`.
  ExprId scoped(NodeIndex node, int depth) {
    const std::vector<NodeIndex> parts = r_.children(node);
    if (parts.size() < 2) return r_.name(node);
    return r_.member(node, visit(parts.front(), depth + 1), r_.text(parts.back()));
  }

  std::vector<Link> with_arguments(ExprId callee, NodeIndex arguments, int depth) {
    std::vector<Link> links = {{callee}};
    for (const NodeIndex at : r_.children(arguments)) {
      if (!r_.is(at, "element_value_pair")) {
        links.push_back({visit(at, depth + 1)});
        continue;
      }
      Link link;
      link.key = r_.text(r_.child(at, "key"));
      link.value = annotated_value(r_.child(at, "value"), depth + 1);
      links.push_back(link);
    }
    return links;
  }

  ExprId call(NodeIndex node, int depth) {
    const NodeIndex object = r_.child(node, "object"), name = r_.child(node, "name");
    const ExprId callee =
        object == kNone ? r_.name(name) : r_.member(name, visit(object, depth + 1), r_.text(name));
    return r_.call(ExprKind::call, node, with_arguments(callee, r_.child(node, "arguments"), depth));
  }

  ExprId construct(NodeIndex node, int depth) {
    const ExprId type = visit(r_.child(node, "type"), depth + 1);
    return r_.call(ExprKind::construct, node, with_arguments(type, r_.child(node, "arguments"), depth));
  }

  ExprId binary(NodeIndex node, int depth) {
    const std::string_view sign = r_.text(r_.child(node, "operator"));
    const ExprId left = visit(r_.child(node, "left"), depth + 1);
    const ExprId right = visit(r_.child(node, "right"), depth + 1);
    return sign == "+" ? r_.add(ExprKind::joined, node, {}, {{left}, {right}}) : r_.unknown(node);
  }

  bool statement(NodeIndex node, std::string_view type, int depth) {
    if (type == "package_declaration") return true;
    if (type == "import_declaration") {
      import(node);
    } else if (type == "class_declaration" || type == "interface_declaration" ||
               type == "record_declaration" || type == "enum_declaration") {
      define_class(node, depth);
    } else if (type == "method_declaration" || type == "constructor_declaration") {
      define(node, depth);
    } else if (type == "field_declaration" || type == "local_variable_declaration") {
      declare(node, depth);
    } else if (type == "assignment_expression") {
      assign(node, depth);
    } else if (type == "annotation") {
      annotation(node, depth);
    } else if (type == "return_statement") {
      r_.give_back(visit(r_.first_child(node), depth + 1));
    } else {
      return false;
    }
    return true;
  }

  /// `import org.example.Type;`: the type of its package.
  void import(NodeIndex node) {
    const NodeIndex path = r_.first_child(node);
    const std::string_view whole = r_.text(path);
    const std::size_t dot = whole.rfind('.');
    if (dot != whole.npos) r_.import(whole.substr(dot + 1), std::string(whole.substr(0, dot)), whole.substr(dot + 1));
  }

  void define_class(NodeIndex node, int depth) {
    annotations(node, depth);
    const std::string_view name = r_.text(r_.child(node, "name"));
    const std::uint32_t made = r_.within(name, true, [&] {
      const NodeIndex components = r_.child(node, "parameters");
      for (const NodeIndex at : r_.children(components)) parameter(at, depth);
      for (const NodeIndex at : r_.children(r_.child(node, "body"))) visit(at, depth + 1);
    });
    r_.module().functions[made].always = true;
  }

  void define(NodeIndex node, int depth) {
    annotations(node, depth);
    const std::uint32_t made = r_.within(r_.text(r_.child(node, "name")), false, [&] {
      for (const NodeIndex at : r_.children(r_.child(node, "parameters"))) parameter(at, depth);
      visit(r_.child(node, "body"), depth + 1);
    });
    r_.module().functions[made].always = true;  // the container makes what there is, and calls it
  }

  void annotations(NodeIndex node, int depth) {
    for (const NodeIndex at : r_.children(node))
      if (r_.is(at, "modifiers"))
        for (const NodeIndex one : r_.children(at)) visit(one, depth + 1);
  }

  /// An annotation says something to a library, as a call of it would.
  void annotation(NodeIndex node, int depth) {
    const ExprId callee = visit(r_.child(node, "name"), depth + 1);
    r_.call(ExprKind::call, node, with_arguments(callee, r_.child(node, "arguments"), depth));
  }

  /// What the annotation `@Value` says a field or parameter holds; kNoExpr without one.
  ExprId value_given(NodeIndex node, int depth) {
    for (const NodeIndex at : r_.children(node)) {
      if (!r_.is(at, "modifiers")) continue;
      for (const NodeIndex one : r_.children(at)) {
        if (!r_.is(one, "annotation") || r_.text(r_.child(one, "name")) != "Value") continue;
        NodeIndex value = r_.first_child(r_.child(one, "arguments"));
        if (r_.is(value, "element_value_pair")) value = r_.child(value, "value");
        return annotated_value(value, depth);
      }
    }
    return kNoExpr;
  }

  /// A text in an annotation: what it has in `${…}` are settings.
  ExprId annotated_value(NodeIndex node, int depth) {
    if (!r_.is(node, "string_literal")) return visit(node, depth + 1);
    const std::string_view text = unquoted(r_.text(node));
    std::vector<Link> links;
    std::size_t at = 0;
    for (std::size_t mark = text.find(kSettingMark); mark != text.npos; mark = text.find(kSettingMark, at)) {
      const std::size_t end = text.find('}', mark);
      if (end == text.npos) break;
      if (mark > at) links.push_back({r_.add(ExprKind::text, node, text.substr(at, mark - at))});
      links.push_back({setting(node, text.substr(mark + 2, end - mark - 2))});
      at = end + 1;
    }
    if (at < text.size()) links.push_back({r_.add(ExprKind::text, node, text.substr(at))});
    if (links.empty()) return r_.add(ExprKind::text, node, text);
    return links.size() == 1 ? links.front().value : r_.add(ExprKind::joined, node, {}, links);
  }

  /// `name:otherwise`.
  ExprId setting(NodeIndex node, std::string_view text) {
    const std::size_t colon = text.find(':');
    std::vector<Link> links = {{r_.add(ExprKind::name, node, kReadsSetting)},
                               {r_.add(ExprKind::text, node, text.substr(0, colon))}};
    if (colon != text.npos) links.push_back({r_.add(ExprKind::text, node, text.substr(colon + 1))});
    return r_.add(ExprKind::call, node, {}, links);
  }

  void parameter(NodeIndex node, int depth) {
    const NodeIndex name = r_.child(node, "name");
    if (name == kNone) return;
    r_.bind(r_.text(name), held(node, r_.child(node, "type"), depth));
  }

  /// What something holds that is declared and gets no value here.
  ExprId held(NodeIndex node, NodeIndex type, int depth) {
    const ExprId given = value_given(node, depth);
    return given != kNoExpr ? given : r_.add(ExprKind::instance, node, {}, {{visit(type, depth + 1)}});
  }

  void declare(NodeIndex node, int depth) {
    annotations(node, depth);
    const NodeIndex type = r_.child(node, "type");
    const ExprId given = value_given(node, depth);
    for (const NodeIndex at : r_.children(node)) {
      if (!r_.is(at, "variable_declarator")) continue;
      const NodeIndex value = r_.child(at, "value");
      const std::string_view name = r_.text(r_.child(at, "name"));
      if (value != kNone)
        bind(name, visit(value, depth + 1));
      else if (given != kNoExpr)
        bind(name, given);
      else if (assigned_.count(name) == 0)
        bind(name, held(node, type, depth));
    }
  }

  /// Names of fields that get a value behind `this.`: what they hold is told there.
  void find_assigned() {
    constexpr std::string_view kOwn = "this.";
    const std::string_view text = r_.text(0);
    for (std::size_t at = text.find(kOwn); at != text.npos; at = text.find(kOwn, at)) {
      at += kOwn.size();
      const std::size_t end = std::min(text.find_first_of(" =.;,()+\n", at), text.size());
      const std::size_t sign = std::min(text.find_first_not_of(' ', end), text.size());
      if (text.substr(sign, 1) == "=" && text.substr(sign, 2) != "==") assigned_.insert(text.substr(at, end - at));
    }
  }

  /// A field goes by its name alone in the whole file, and is `this.name` of its class.
  void bind(std::string_view name, ExprId value) {
    r_.bind(name, value);
    if (r_.module().scopes[r_.scope].of_class) r_.bind(name, value, 0);
  }
  void bind_own(std::string_view name, ExprId value) {
    const std::uint32_t own = r_.class_of(r_.scope);
    if (own != kNone) r_.bind(name, value, own);
    r_.bind(name, value, 0);
  }

  void assign(NodeIndex node, int depth) {
    const NodeIndex left = r_.child(node, "left");
    const ExprId value = visit(r_.child(node, "right"), depth + 1);
    if (r_.is(left, "identifier")) return r_.bind(r_.text(left), value);
    if (r_.is(left, "field_access") && r_.is(r_.child(left, "object"), "this"))
      return bind_own(r_.text(r_.child(left, "field")), value);
    visit(left, depth + 1);
  }

  Reading r_;
  std::set<std::string_view> assigned_;
};

}  // namespace

void read_java(const ProgramTree& tree, Module& module) { Java(tree, module).read(); }

}  // namespace weir::app_source
