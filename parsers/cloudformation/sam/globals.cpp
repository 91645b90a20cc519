// What all resources of a kind have in common.

#include <algorithm>

#include "parsers/cloudformation/sam/expansion.h"
#include "parsers/cloudformation/sam/global_properties.h"
#include "parsers/cloudformation/sam/property_forms.h"

namespace weir::cloudformation::sam {
namespace {

constexpr std::string_view kTypePrefix = "AWS::Serverless::";

std::string_view section_of(std::string_view type) {
  return type.starts_with(kTypePrefix) ? type.substr(kTypePrefix.size()) : std::string_view();
}

Part merged(Tree& tree, Part common, Part own) {
  if (tree.is_map(common) && tree.is_map(own)) {
    const Part all = tree.copy(common);
    for (const Entry& entry : tree.entries(own)) {
      const Part shared = tree.find(common, entry.key);
      Entry joined = entry;
      if (shared.valid()) joined.value = merged(tree, shared, entry.value);
      tree.set(all, joined);
    }
    return all;
  }
  if (tree.is_list(common) && tree.is_list(own)) {
    const Part all = tree.copy(common);
    for (const Entry& entry : tree.entries(own)) tree.add(all, entry.value);
    return all;
  }
  return own;
}

/// The Globals without what `IgnoreGlobals` names: "*", or a list of properties.
Part not_ignored(Tree& tree, Part globals, Part ignored) {
  if (tree.text(ignored) == "*") return {};
  if (!tree.is_list(ignored) || !tree.is_map(globals)) return globals;
  const Part rest = tree.copy(globals);
  for (const Entry& entry : tree.entries(ignored)) tree.remove(rest, tree.text(entry.value));
  return rest;
}

void check_ignored(Expansion& expansion, Part globals, const Macro& macro) {
  Tree& tree = expansion.tree();
  const Part ignored = tree.find(macro.resource, "IgnoreGlobals");
  if (!ignored.valid() || tree.text(ignored) == "*") return;
  if (!tree.is_list(ignored)) {
    return expansion.warn(
        tree.place(ignored), "IgnoreGlobals",
        "IgnoreGlobals of " + macro.id + " must be \"*\" or a list of properties");
  }
  const Part common = tree.find(globals, section_of(macro.type));
  for (const Entry& entry : tree.entries(ignored)) {
    if (!tree.find(common, tree.text(entry.value)).valid())
      expansion.warn(tree.place(entry.value), "IgnoreGlobals",
                     "IgnoreGlobals of " + macro.id + " names " +
                         std::string(tree.text(entry.value)) + ", which Globals do not have");
  }
}

}  // namespace

void check_globals(Expansion& expansion, Part globals) {
  Tree& tree = expansion.tree();
  for (const Macro& macro : expansion.macros()) check_ignored(expansion, globals, macro);
  if (globals.valid() && !tree.is_map(globals))
    return expansion.warn(tree.place(globals), "Globals", "Globals must be a map of sections");
  for (const Entry& section : tree.entries(globals)) {
    if (!is_global_section(section.key)) {
      expansion.warn(section.place, "Globals " + section.key,
                     "Globals has no section " + section.key);
    } else if (!tree.is_map(section.value)) {
      expansion.warn(section.place, "Globals " + section.key,
                     "the section " + section.key + " of Globals must be a map of properties");
    }
    if (!is_global_section(section.key)) continue;
    for (const Entry& property : tree.entries(section.value)) {
      if (is_global_property(section.key, property.key)) continue;
      expansion.warn(property.place, "Globals " + section.key + property.key,
                     "the section " + section.key + " of Globals may not have " + property.key);
    }
    check_forms(expansion, std::string(kTypePrefix) + section.key, "Globals", section.value);
  }
}

Part with_globals(Expansion& expansion, Part globals, std::string_view type, Part resource) {
  Tree& tree = expansion.tree();
  const Part written = tree.find(resource, "Properties");
  const Part own = tree.is_map(written) ? tree.copy(written) : tree.map(tree.place(resource));
  // a macro's call that stands for all of them: it has no other entries
  if (const Entry* call = tree.entry(written, "Fn::Transform");
      call != nullptr && tree.call(written))
    tree.set(own, Entry(*call));
  const Part common =
      not_ignored(tree, tree.find(globals, section_of(type)), tree.find(resource, "IgnoreGlobals"));
  return tree.is_map(common) ? merged(tree, common, own) : own;
}

}  // namespace weir::cloudformation::sam
