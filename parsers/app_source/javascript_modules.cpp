// What files of JavaScript take from others, and give to them.

#include "parsers/app_source/javascript_modules.h"

#include <string>

namespace weir::app_source {
namespace {

/// The module that a text names; those that come with the runtime may say so.
std::string module_named(std::string_view text) {
  constexpr std::string_view kOwn = "node:";
  return std::string(text.starts_with(kOwn) ? text.substr(kOwn.size()) : text);
}

}  // namespace

void read_imports(Reading& reading, NodeIndex node) {
  const std::string module = module_named(unquoted(reading.text(reading.child(node, "source"))));
  bool any = false;
  for (const NodeIndex clause : reading.children(node)) {
    if (!reading.is(clause, "import_clause")) continue;
    for (const NodeIndex at : reading.children(clause)) {
      any = true;
      if (reading.is(at, "identifier")) reading.import(reading.text(at), module, "default");
      if (reading.is(at, "namespace_import"))
        reading.import(reading.text(reading.first_child(at)), module, {});
      if (!reading.is(at, "named_imports")) continue;
      for (const NodeIndex one : reading.children(at)) {
        const NodeIndex name = reading.child(one, "name"), alias = reading.child(one, "alias");
        reading.import(reading.text(alias == kNone ? name : alias), module, reading.text(name));
      }
    }
  }
  if (!any) reading.import({}, module, {});  // it runs all the same
}

void read_reexports(Reading& reading, NodeIndex node) {
  const std::string module = module_named(unquoted(reading.text(reading.child(node, "source"))));
  reading.import({}, module, {});
  if (reading.children(node).size() == 1) reading.import("*", module, "*");  // `export * from`
  for (const NodeIndex clause : reading.children(node))
    for (const NodeIndex one : reading.children(clause)) {
      const NodeIndex name = reading.child(one, "name"), alias = reading.child(one, "alias");
      if (name != kNone)
        reading.import(reading.text(alias == kNone ? name : alias), module, reading.text(name));
    }
}

void export_all(Reading& reading, ExprId value) {
  if (value == kNoExpr) return;
  reading.bind("default", value, 0);
  const Expr made = reading.module().exprs[value];
  for (std::uint32_t i = 0; made.kind == ExprKind::object && i < made.count; ++i) {
    const Link link = reading.module().link(value, i);
    const Expr& entry = reading.module().exprs[link.value == kNoExpr ? 0 : link.value];
    const bool same = entry.kind == ExprKind::name && entry.text == link.key;
    if (!link.key.empty() && !same) reading.bind(link.key, link.value, 0);
  }
}

}  // namespace weir::app_source
