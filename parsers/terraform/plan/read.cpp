// What terraform says of a plan or a state, taken apart.

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "analyzer/base/notes.h"
#include "parsers/terraform/plan/addresses.h"
#include "parsers/terraform/plan/plan.h"

namespace weir::terraform {
namespace {

bool says(std::string_view text, std::string_view key) {
  const std::string quoted = '"' + std::string(key) + '"';
  for (std::size_t at = text.find(quoted); at != text.npos; at = text.find(quoted, at + 1)) {
    const std::size_t colon = text.find_first_not_of(" \t\r\n", at + quoted.size());
    if (colon != text.npos && text[colon] == ':') return true;
  }
  return false;
}

class PlanReader {
 public:
  PlanReader(const Document& document, Plan& plan) : document_(document), plan_(plan) {}

  bool read() {
    plan_.document = &document_;
    const NodeIndex planned = map_at(0, "planned_values");
    const NodeIndex current = map_at(0, "values");
    const NodeIndex format = find_entry(document_, 0, "format_version");
    if (planned == kNoNode && (format == kNoNode || !is_shown_state(current))) return false;
    plan_.is_state = planned == kNoNode;
    const NodeIndex values = plan_.is_state ? current : planned;
    check_version(format);
    check_complete();
    read_changes();
    read_modules(map_at(values, "root_module"));
    read_configuration();
    plan_.outputs = map_at(values, "outputs");
    for_each_entry(map_at(0, "variables"), [&](std::string_view name, NodeIndex variable) {
      const NodeIndex value = find_entry(document_, variable, "value");
      if (value != kNoNode) plan_.variables.emplace(name, value);
    });
    plan_.diagnostics = notes_.take();
    return true;
  }

 private:
  /// An empty state has no values at all.
  bool is_shown_state(NodeIndex values) const {
    if (values != kNoNode) return find_entry(document_, values, "root_module") != kNoNode;
    return find_entry(document_, 0, "terraform_version") != kNoNode &&
           find_entry(document_, 0, "values") == kNoNode;
  }

  bool is_a(NodeIndex node, NodeKind kind) const {
    return node != kNoNode && document_[node].kind == kind;
  }

  NodeIndex map_at(NodeIndex node, std::string_view key) const {
    const NodeIndex found = node == kNoNode ? kNoNode : find_entry(document_, node, key);
    return is_a(found, NodeKind::map) ? found : kNoNode;
  }

  std::string_view text_at(NodeIndex node, std::string_view key) const {
    const NodeIndex found = find_entry(document_, node, key);
    return is_a(found, NodeKind::string) ? document_.text(found) : std::string_view();
  }

  template <class Use>
  void for_each_entry(NodeIndex map, Use use) const {
    if (!is_a(map, NodeKind::map)) return;
    for (const NodeIndex entry : children(document_, map)) {
      if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
      const NodeIndex key = document_.first_child(entry);
      const NodeIndex value = document_.next_sibling(key);
      if (value < document_.next_sibling(entry)) use(document_.text(key), value);
    }
  }

  /// The items of a list that are maps.
  std::vector<NodeIndex> maps_in(NodeIndex node, std::string_view key) const {
    std::vector<NodeIndex> maps;
    const NodeIndex list = node == kNoNode ? kNoNode : find_entry(document_, node, key);
    if (!is_a(list, NodeKind::list)) return maps;
    for (const NodeIndex item : children(document_, list))
      if (document_[item].kind == NodeKind::map) maps.push_back(item);
    return maps;
  }

  void check_version(NodeIndex format) {
    const std::string_view version =
        is_a(format, NodeKind::string) ? document_.text(format) : std::string_view();
    int major = 0;
    const auto read = std::from_chars(version.data(), version.data() + version.size(), major);
    if (read.ec == std::errc() && major <= 1) return;
    const Span span = document_.span(format == kNoNode ? 0 : format);
    const std::string found = version.empty() ? "none" : std::string(version);
    notes_.add(Level::warning, "format-version", "", span,
               "found format_version " + found +
                   "; expected 0.x or 1.x; what has the form of these is read");
  }

  void check_complete() {
    const NodeIndex errored = find_entry(document_, 0, "errored");
    const NodeIndex complete = find_entry(document_, 0, "complete");
    if (is_a(errored, NodeKind::boolean) && document_.text(errored) == "true") {
      plan_.partial = "planning ended with an error";
      notes_.add(Level::warning, "incomplete-plan", "", document_.span(errored),
                 "planning ended with an error; what it did not come to is not in the plan");
    } else if (is_a(complete, NodeKind::boolean) && document_.text(complete) == "false") {
      plan_.partial = "it is a plan of a part only (-target, or changes that are deferred)";
      notes_.add(Level::warning, "incomplete-plan", "", document_.span(complete),
                 "is a plan of a part only; what else will be there is not in the plan");
    }
  }

  void read_changes() {
    std::size_t others = 0;
    for (const NodeIndex change : maps_in(0, "resource_changes")) {
      if (find_entry(document_, change, "deposed") != kNoNode) continue;
      const NodeIndex values = map_at(change, "change");
      if (values == kNoNode) continue;
      changes_.emplace(text_at(change, "address"), values);
      const NodeIndex actions = find_entry(document_, values, "actions");
      const bool deletes = is_a(actions, NodeKind::list) && document_.has_children(actions) &&
                           document_.next_sibling(document_.first_child(actions)) ==
                               document_.next_sibling(actions) &&
                           document_.text(document_.first_child(actions)) == "delete";
      others += deletes ? 0 : 1;
    }
    if (plan_.partial.empty() && !changes_.empty() && others == 0)
      plan_.partial = "it is a plan that destroys what is there";
  }

  void read_modules(NodeIndex root) {
    std::vector<std::pair<NodeIndex, std::string>> open = {{root, ""}};
    for (std::size_t i = 0; i < open.size(); ++i) {
      const auto [module, address] = open[i];
      for (const NodeIndex node : maps_in(module, "resources")) read_resource(node, address);
      for (const NodeIndex child : maps_in(module, "child_modules"))
        open.emplace_back(child, text_at(child, "address"));
    }
  }

  void read_resource(NodeIndex node, const std::string& module) {
    if (text_at(node, "mode") == "data") return;
    PlannedResource resource;
    resource.address = text_at(node, "address");
    resource.type = text_at(node, "type");
    resource.name = text_at(node, "name");
    resource.module = module;
    resource.node = node;
    if (resource.address.empty() || resource.type.empty()) {
      notes_.add(Level::warning, "malformed-plan", "resource", document_.span(node),
                 "found a resource without an address or a type");
      return;
    }
    if (!addresses_.insert(resource.address).second) {
      notes_.add(Level::warning, "duplicate", resource.address, document_.span(node),
                 "found " + resource.address + " a second time; the first one counts");
      return;
    }
    resource.key = steps_of(resource.address).back().key;
    resource.values = map_at(node, "values");
    resource.sensitive = find_entry(document_, node, "sensitive_values");
    read_change(resource);
    const NodeIndex depends_on = find_entry(document_, node, "depends_on");
    if (is_a(depends_on, NodeKind::list))
      for (const NodeIndex item : children(document_, depends_on))
        if (document_[item].kind == NodeKind::string)
          resource.depends_on.emplace(document_.text(item));
    plan_.resources.push_back(std::move(resource));
  }

  /// Only changes say what is unknown; older formats have what is secret only there, too.
  void read_change(PlannedResource& resource) const {
    const auto change = changes_.find(resource.address);
    if (change == changes_.end()) return;
    resource.changes = true;
    resource.unknown = find_entry(document_, change->second, "after_unknown");
    if (resource.sensitive == kNoNode)
      resource.sensitive = find_entry(document_, change->second, "after_sensitive");
  }

  void read_configuration() {
    const NodeIndex root = map_at(map_at(0, "configuration"), "root_module");
    if (root == kNoNode) return;
    std::vector<NodeIndex> open = {root};  // in step with plan_.modules
    plan_.modules.emplace_back();
    for (std::size_t i = 0; i < open.size(); ++i) {
      PlannedModule module;
      for (const NodeIndex resource : maps_in(open[i], "resources")) {
        const std::string_view mode = text_at(resource, "mode");
        if (!mode.empty() && mode != "managed") continue;
        module.resources.emplace(
            std::string(text_at(resource, "type")) + "." + std::string(text_at(resource, "name")),
            map_at(resource, "expressions"));
      }
      for_each_entry(map_at(open[i], "outputs"), [&](std::string_view name, NodeIndex output) {
        module.outputs.emplace(name, map_at(output, "expression"));
      });
      for_each_entry(map_at(open[i], "variables"), [&](std::string_view name, NodeIndex variable) {
        module.variables.emplace(name, variable);
      });
      for_each_entry(map_at(open[i], "module_calls"), [&](std::string_view name, NodeIndex call) {
        const auto [at, fresh] = module.calls.try_emplace(std::string(name));
        if (!fresh) return;
        auto& arguments = at->second;  // a lambda cannot capture a structured binding
        module.sources.emplace(name, text_at(call, "source"));
        for_each_entry(map_at(call, "expressions"), [&](std::string_view argument, NodeIndex node) {
          arguments.emplace(argument, node);
        });
        const NodeIndex called = map_at(call, "module");
        if (called == kNoNode) return;
        module.modules.emplace(name, open.size());
        open.push_back(called);
        plan_.modules.emplace_back();
      });
      plan_.modules[i] = std::move(module);
    }
  }

  const Document& document_;
  Plan& plan_;
  Notes notes_{"plan"};
  std::map<std::string_view, NodeIndex> changes_;  ///< by address
  std::set<std::string, std::less<>> addresses_;
};

}  // namespace

ShownForm form_of(std::string_view beginning) {
  if (beginning.starts_with("\xEF\xBB\xBF")) beginning.remove_prefix(3);
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  if (first == beginning.npos || beginning[first] != '{') return ShownForm::none;
  if (says(beginning, "lineage") && says(beginning, "serial") &&
      says(beginning, "terraform_version"))
    return ShownForm::raw_state;
  const bool of_modules = says(beginning, "root_module");
  const bool planned = says(beginning, "planned_values");
  if (says(beginning, "format_version") &&
      (of_modules || planned || says(beginning, "terraform_version") ||
       says(beginning, "resource_changes")))
    return ShownForm::shown;
  // with its keys sorted, a large configuration comes before the version
  const bool shown = of_modules && (planned || says(beginning, "provider_config"));
  return shown ? ShownForm::shown : ShownForm::none;
}

bool is_state_file(std::string_view path) {
  return path.ends_with(".tfstate") || path.ends_with(".tfstate.backup");
}

std::optional<Plan> read_plan(const Document& document) {
  if (document.empty() || document[0].kind != NodeKind::map) return std::nullopt;
  Plan plan;
  if (!PlanReader(document, plan).read()) return std::nullopt;
  return plan;
}

}  // namespace weir::terraform
