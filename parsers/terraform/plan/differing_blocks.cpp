// The configuration that a plan repeats, and the one beside it.

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "analyzer/base/limits.h"
#include "analyzer/base/notes.h"
#include "parsers/terraform/plan/differences.h"
#include "parsers/terraform/plan/literals.h"

namespace weir::terraform {
namespace {

/// Arguments of terraform itself: a plan says nothing of them among the expressions.
bool is_own(std::string_view name) {
  static const std::set<std::string_view> kOwn = {
      "count",     "for_each",   "depends_on", "provider", "lifecycle", "provisioner",
      "providers", "connection", "source",     "version",  "dynamic"};
  return kOwn.count(name) != 0;
}

class BlockComparison {
 public:
  BlockComparison(const Plan& plan, const Beside& beside, SourceMap& sources)
      : plan_(plan), document_(*plan.document), beside_(beside), sources_(sources) {}

  std::string run() {
    if (plan_.modules.empty()) return "";
    std::vector<Place> open = {{0, beside_.root, "", ""}};
    for (std::size_t i = 0; i < open.size() && found_.empty(); ++i) {
      const Module* declared = module_in(open[i].folder);
      if (declared == nullptr) continue;
      const Place place = open[i];
      compare(*declared, plan_.modules[place.module], place.address);
      for (const auto& [name, inner] : plan_.modules[place.module].modules) {
        const auto call = declared->calls.find(name);
        if (call == declared->calls.end()) continue;
        const std::string key = place.key.empty() ? name : place.key + "." + name;
        if (const auto folder = folder_of(place, call->second, key))
          open.push_back({inner, *folder, place.address + "module." + name + ".", key});
      }
    }
    return found_;
  }

 private:
  struct Place {
    std::size_t module;
    std::string folder, address, key;
  };

  const Module* module_in(const std::string& folder) {
    const auto known = modules_.find(folder);
    if (known != modules_.end()) return &known->second;
    const auto files = beside_.configuration->folders.find(folder);
    if (files == beside_.configuration->folders.end() || files->second.files.empty())
      return nullptr;
    Notes unsaid("module");  // whoever lowers the folder says it
    return &modules_.emplace(folder, read_module(folder, files->second, sources_, unsaid))
                .first->second;
  }

  std::optional<std::string> folder_of(const Place& caller, const Block& call,
                                       const std::string& key) const {
    const std::string source = source_of(call);
    if (is_local(source)) return local_folder(caller.folder, source);
    const auto installed = beside_.configuration->installed.find(beside_.root);
    if (installed == beside_.configuration->installed.end()) return std::nullopt;
    const auto at = installed->second.find(key);
    return at == installed->second.end() ? std::nullopt : std::optional(at->second);
  }

  void compare(const Module& declared, const PlannedModule& planned, const std::string& address) {
    compare_names(declared.resources, planned.resources, address);
    compare_names(declared.calls, planned.calls, address + "module.");
    for (const auto& [name, expressions] : planned.resources) {
      if (!found_.empty()) return;
      const Block& block = declared.resources.find(name)->second;
      body(block.at_body(), entries_of(expressions), address + name, 0);
    }
    for (const auto& [name, arguments] : planned.calls) {
      if (!found_.empty()) return;
      const Block& block = declared.calls.find(name)->second;
      const std::string source = source_of(block);
      const std::string& other = planned.sources.find(name)->second;
      if (is_local(source) && is_local(other) && source != other)
        found_ = address + "module." + name + " has another source";
      Expressions expressions(arguments.begin(), arguments.end());
      body(block.at_body(), expressions, address + "module." + name, 0);
    }
    for (const auto& [name, node] : planned.variables) default_of(declared, name, node, address);
  }

  template <class A, class B>
  void compare_names(const A& declared, const B& planned, const std::string& prefix) {
    for (const auto& [name, block] : declared)
      if (found_.empty() && planned.count(name) == 0)
        found_ = "the configuration declares " + prefix + name + " and the plan's does not";
    for (const auto& [name, node] : planned)
      if (found_.empty() && declared.count(name) == 0)
        found_ = "the plan's configuration declares " + prefix + name + ", which is not there";
  }

  using Expressions = std::map<std::string_view, NodeIndex>;

  Expressions entries_of(NodeIndex map) const {
    Expressions entries;
    if (map == kNoNode || document_[map].kind != NodeKind::map) return entries;
    for (const NodeIndex entry : children(document_, map)) {
      if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
      const NodeIndex key = document_.first_child(entry);
      const NodeIndex value = document_.next_sibling(key);
      if (value < document_.next_sibling(entry)) entries.emplace(document_.text(key), value);
    }
    return entries;
  }

  bool is_expression(NodeIndex node) const {
    return document_[node].kind == NodeKind::map &&
           (!document_.has_children(node) ||
            find_entry(document_, node, "constant_value") != kNoNode ||
            find_entry(document_, node, "references") != kNoNode);
  }

  /// The attributes and blocks of a body against a plan's expressions.
  void body(const Syntax& at, const Expressions& expressions, const std::string& address,
            int depth) {
    if (depth > limits::kNesting || at.node == kNoNode) return;
    const Document& written = *at.document;
    std::map<std::string_view, std::vector<NodeIndex>> blocks;
    std::set<std::string_view> dynamic, names;
    for (const NodeIndex node : children(written, at.node)) {
      if (!found_.empty()) return;
      const std::string_view name = written.text(node);
      if (written[node].kind == NodeKind::attribute && written.has_children(node)) {
        names.insert(name);
        if (depth > 0 || !is_own(name))
          attribute({&written, written.first_child(node)}, expressions, name, address);
      } else if (written[node].kind == NodeKind::block) {
        const Block block = block_at(written, node);
        if (name == "dynamic" && !block.labels.empty())
          dynamic.insert(written.text(written.first_child(node)));
        else if (block.labels.empty() && (depth > 0 || !is_own(name)))
          blocks[name].push_back(block.body);
      }
    }
    for (const auto& [name, bodies] : blocks) {
      const auto planned = expressions.find(name);
      if (planned != expressions.end() && dynamic.count(name) == 0)
        nested(written, bodies, planned->second, address + "." + std::string(name), depth);
    }
    for (const auto& [name, node] : expressions)
      if (found_.empty() && names.count(name) == 0 && blocks.count(name) == 0 &&
          dynamic.count(name) == 0 && !is_null(node))
        found_ = differs(address + "." + std::string(name));
  }

  /// Whether an expression comes to nothing that is known.
  bool is_null(NodeIndex node) const {
    return document_[node].kind == NodeKind::map && !document_.has_children(node);
  }

  void nested(const Document& written, const std::vector<NodeIndex>& bodies, NodeIndex planned,
              const std::string& address, int depth) {
    if (document_[planned].kind == NodeKind::map && !is_expression(planned) && bodies.size() == 1)
      return body({&written, bodies.front()}, entries_of(planned), address, depth + 1);
    if (document_[planned].kind != NodeKind::list) return;
    std::size_t n = 0;
    for (const NodeIndex item : children(document_, planned)) {
      if (document_[item].kind != NodeKind::map) return;
      if (n < bodies.size()) body({&written, bodies[n]}, entries_of(item), address, depth + 1);
      ++n;
    }
    if (n != bodies.size() && found_.empty()) found_ = differs(address);
  }

  void attribute(const Syntax& written, const Expressions& expressions, std::string_view name,
                 const std::string& address) {
    const auto planned = expressions.find(name);
    const std::string where = address + "." + std::string(name);
    if (planned == expressions.end()) {
      if (is_literal_scalar(written)) found_ = differs(where);
      return;
    }
    const NodeIndex node = planned->second;
    if (!is_expression(node)) return;
    const NodeIndex constant = find_entry(document_, node, "constant_value");
    const bool refers = find_entry(document_, node, "references") != kNoNode;
    const bool other = constant != kNoNode
                           ? is_traversal(written) ||
                                 compare_literal(written, document_, constant) == Likeness::other
                           : refers && is_literal_scalar(written);
    if (other) found_ = differs(where);
  }

  void default_of(const Module& declared, const std::string& name, NodeIndex planned,
                  const std::string& address) {
    const auto variable = declared.variables.find(name);
    if (variable == declared.variables.end() || !found_.empty()) return;
    const Syntax written = attribute_of(variable->second.at_body(), "default");
    const NodeIndex known = document_[planned].kind == NodeKind::map
                                ? find_entry(document_, planned, "default")
                                : kNoNode;
    const bool other = !written.there() ? known != kNoNode
                       : known == kNoNode
                           ? is_literal_scalar(written)
                           : compare_converted(written, document_, known) == Likeness::other;
    if (other) found_ = differs("the default of " + address + "var." + name);
  }

  static std::string differs(const std::string& what) {
    return what + " is not what it was when the plan was made";
  }

  const Plan& plan_;
  const Document& document_;
  const Beside& beside_;
  SourceMap& sources_;
  std::map<std::string, Module, std::less<>> modules_;
  std::string found_;
};

}  // namespace

std::string differing_blocks(const Plan& plan, const Beside& beside, SourceMap& sources) {
  return BlockComparison(plan, beside, sources).run();
}

}  // namespace weir::terraform
