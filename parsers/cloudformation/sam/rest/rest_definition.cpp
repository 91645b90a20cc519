#include "parsers/cloudformation/sam/rest/rest_definition.h"

#include <array>

#include "parsers/cloudformation/sam/api/implicit_api.h"
#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

RestDefinition::RestDefinition(Expansion& expansion, Part body)
    : expansion_(expansion), tree_(expansion.tree()), body_(body) {}

Part RestDefinition::empty(const Maker& maker) {
  const Part info =
      maker.map({{"version", maker.text("1.0")}, {"title", maker.ref("AWS::StackName")}});
  return maker.map({{"swagger", maker.text("2.0")}, {"info", info}, {"paths", maker.map({})}});
}

bool RestDefinition::is_valid() {
  if (!tree_.is_map(tree_.find(body_, "paths"))) return false;
  return is_given(tree_, tree_.find(body_, "swagger")) ||
         is_openapi3(tree_.text(tree_.find(body_, "openapi")));
}

Part RestDefinition::section(std::string_view name) { return child(body_, name); }

Part RestDefinition::section(std::string_view name, std::string_view part) {
  return child(child(body_, name), part);
}

Part RestDefinition::child(Part map, std::string_view key) {
  const Part there = tree_.find(map, key);
  if (tree_.is_map(there) && tree_.is_made(there)) return there;
  const Span place = tree_.place(there.valid() ? there : map);
  const Part fresh = tree_.is_map(there) ? tree_.copy(there) : tree_.map(place);
  if (tree_.call(there)) {
    expansion_.leave(place, "definition " + std::string(key),
                     std::string(key) + " of a definition is not written here; nothing is added");
    return fresh;
  }
  if (there.valid() && !tree_.is_map(there) && tree_.kind(there) != NodeKind::null)
    expansion_.warn(place, "definition " + std::string(key),
                    std::string(key) + " of a definition must be a map");
  tree_.set(map, key, fresh, place);
  return fresh;
}

Part RestDefinition::changed(Part value, const Change& change) {
  if (const std::optional<PartCall> call = tree_.call(value)) {
    const std::vector<Entry> branches = tree_.entries(call->argument);
    if (call->function != "If" || branches.size() != 3) return value;
    const Maker maker = expansion_.at(value, {});
    return maker.call("Fn::If", maker.list({branches[0].value, changed(branches[1].value, change),
                                            changed(branches[2].value, change)}));
  }
  if (!tree_.is_map(value)) return value;
  const Part own = tree_.is_made(value) ? value : tree_.copy(value);
  change(own);
  return own;
}

bool RestDefinition::integrated(Part method) {
  return is_given(tree_, tree_.find(method, kIntegration));
}

bool RestDefinition::has_integration(const std::string& path, std::string_view method) {
  bool found = false;
  const Change look = [&](Part definition) { found |= integrated(definition); };
  const auto look_in = [&](Part item) { changed(tree_.find(item, method), look); };
  changed(tree_.find(body_, {"paths", path}), look_in);
  return found;
}

void RestDefinition::put(const std::string& path, std::string_view method,
                         std::string_view condition, Span place, const Change& fill) {
  const Part paths = section("paths");
  const Maker maker = expansion_.at(place);
  Part item = tree_.find(paths, path);
  if (!item.valid()) item = tree_.map(place);
  item = changed(item, [&](Part methods) {
    Part definition = tree_.find(methods, method);
    if (!definition.valid()) definition = tree_.map(place);
    definition = changed(definition, fill);
    maker.set(
        methods, method,
        condition.empty() ? definition : maker.choose(condition, definition, maker.no_value()));
  });
  maker.set(paths, path, item);
}

void RestDefinition::each_path(const NamedChange& change) {
  if (!tree_.is_map(tree_.find(body_, "paths"))) return;
  const Part paths = section("paths");
  for (const Entry& entry : std::vector<Entry>(tree_.entries(paths))) {
    if (tree_.too_large()) return;
    if (entry.key.starts_with("Fn::")) continue;
    const Part item = changed(entry.value, [&](Part methods) { change(entry.key, methods); });
    tree_.set(paths, entry.key, item, entry.place);
  }
}

void RestDefinition::each_method(Part item, const NamedChange& change) {
  for (const Entry& entry : std::vector<Entry>(tree_.entries(item))) {
    if (!is_method(entry.key)) continue;
    const Part method = changed(entry.value, [&](Part definition) {
      if (integrated(definition)) change(method_in_definition(entry.key), definition);
    });
    tree_.set(item, entry.key, method, entry.place);
  }
}

void RestDefinition::change_method(const std::string& path, std::string_view method,
                                   const Change& change) {
  const Part paths = section("paths");
  const Part item = changed(tree_.find(paths, path), [&](Part methods) {
    const Part definition = changed(tree_.find(methods, method), [&](Part one) {
      if (integrated(one)) change(one);
    });
    tree_.set(methods, method, definition, tree_.place(definition));
  });
  tree_.set(paths, path, item, tree_.place(item));
}

bool is_method(std::string_view key) {
  return key != "summary" && key != "description" && key != "parameters" && key != "servers" &&
         !key.starts_with("Fn::");
}

Part list_in(Tree& tree, Part map, std::string_view key, Span place) {
  const Part there = tree.find(map, key);
  if (tree.is_list(there) && tree.is_made(there)) return there;
  Part fresh = tree.list(place);
  if (tree.is_list(there)) {
    fresh = tree.copy(there);
  } else if (is_given(tree, there)) {
    tree.add(fresh, there);
  }
  tree.set(map, key, fresh, place);
  return fresh;
}

bool is_openapi3(std::string_view version) {
  return (version.size() == 3 || version.size() == 5) && version.starts_with("3.") &&
         is_digit(version[2]) &&
         (version.size() == 3 || (version[3] == '.' && is_digit(version[4])));
}

}  // namespace weir::cloudformation::sam
