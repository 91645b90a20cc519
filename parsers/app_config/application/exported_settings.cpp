// Settings that modules of JavaScript export as an object of literals.
#include "parsers/app_config/application/exported_settings.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/app_config/application/overlay.h"
#include "parsers/app_config/application/python_values.h"
#include "parsers/syntax/program.h"

namespace weir::app_config {
namespace {

constexpr int kNestingOfObject = 32;
constexpr std::size_t kExportedSettings = 10'000;
constexpr std::size_t kNameOfExport = 512;

class ExportedObject {
 public:
  ExportedObject(ResourceModel& model, const ProgramTree& tree, const Process& process)
      : model_(model), tree_(tree), process_(process) {}

  void add(NodeIndex node, const std::string& name, Span place, int depth) {
    if (properties_.size() >= kExportedSettings || name.size() > kNameOfExport) return;
    const std::string_view type = tree_.nodes[node].type;
    if (type == "object" && depth < kNestingOfObject) {
      for (const NodeIndex one : children_of(tree_, node)) entry(one, name, depth);
    } else if (type == "array" && depth < kNestingOfObject) {
      std::size_t n = 0;
      for (const NodeIndex one : children_of(tree_, node)) add(one, name + "[" + std::to_string(n++) + "]", place, depth + 1);
    } else if (const ValueId value = scalar(node, 0); model_.values[value].kind != ValueKind::null) {
      properties_.push_back({name, place, value});
      keep_name(model_.values, properties_.back());
    }
  }

  Properties taken() { return std::move(properties_); }

 private:
  void entry(NodeIndex one, const std::string& front, int depth) {
    const NodeIndex key = child_for(tree_, one, "key"), value = child_for(tree_, one, "value");
    if (tree_.nodes[one].type != "pair" || key == 0 || value == 0) return;
    const std::string_view kind = tree_.nodes[key].type;
    std::string name(written_text(tree_, key));
    if (kind == "string") name = std::string(model_.values.string(text(key)));
    else if (kind != "property_identifier" && kind != "number") return;
    if (name.empty()) return;
    add(value, front.empty() ? name : front + "." + name, span_of(key), depth + 1);
  }

  ValueId scalar(NodeIndex node, int depth) {
    ValueStore& values = model_.values;
    const std::string_view type = tree_.nodes[node].type;
    if (depth > kNestingOfObject) return computed(node);
    if (type == "string") return text(node);
    if (type == "template_string" && substitutions_in(node) == 0) return text(node);
    if (type == "true" || type == "false") return values.add_boolean(type == "true", span_of(node));
    if (type == "null" || type == "undefined") return values.add_null(span_of(node));
    if (type == "number") {
      const std::string written(written_text(tree_, node));
      char* end = nullptr;
      const double number = std::strtod(written.c_str(), &end);
      return *end == '\0' ? values.add_number(number, span_of(node)) : computed(node);
    }
    if (type == "parenthesized_expression" && node + 1 < tree_.nodes[node].subtree_end) return scalar(node + 1, depth + 1);
    if (type == "member_expression") return variable(node, {});
    if (type == "binary_expression") {
      const NodeIndex sign = child_for(tree_, node, "operator"), left = child_for(tree_, node, "left"), right = child_for(tree_, node, "right");
      const bool either = sign != 0 && left != 0 && right != 0 && (written_text(tree_, sign) == "||" || written_text(tree_, sign) == "??");
      if (either && tree_.nodes[left].type == "member_expression") return variable(left, scalar(right, depth + 1));
    }
    return computed(node);
  }

  /// `process.env.NAME`, with what stands there otherwise.
  ValueId variable(NodeIndex node, ValueId otherwise) {
    constexpr std::string_view kFront = "process.env.";
    const std::string_view written = written_text(tree_, node);
    if (!written.starts_with(kFront)) return computed(node);
    const std::string name(written.substr(kFront.size()));
    if (const Property* given = variable_called(process_, name); given != nullptr) {
      const Value held = model_.values[given->value];
      return model_.values.moved(given->value, held.span, model_.values.add_origin({span_of(node), "the variable " + name, held.origin}));
    }
    if (otherwise.valid() && process_.all_variables) return otherwise;
    return model_.values.add_unknown(UnknownKind::parameter, "the variable " + name + " is given where the process is started", name, span_of(node));
  }

  std::size_t substitutions_in(NodeIndex node) const {
    const std::vector<NodeIndex> parts = children_of(tree_, node);
    return static_cast<std::size_t>(std::count_if(parts.begin(), parts.end(), [&](NodeIndex one) { return tree_.nodes[one].type == "template_substitution"; }));
  }

  /// A text between quotes; one with escapes is computed.
  ValueId text(NodeIndex node) {
    const Span whole = span_of(node);
    if (whole.end - whole.begin < 2) return computed(node);
    const Span inner{whole.file, whole.begin + 1, whole.end - 1};
    const std::string_view written = tree_.text.substr(inner.begin, inner.end - inner.begin);
    if (written.find('\\') != written.npos) return computed(node);
    return model_.values.add_string(std::string(written), inner);
  }

  ValueId computed(NodeIndex node) {
    return model_.values.add_unknown(UnknownKind::unsupported, "the program computes it", "", span_of(node));
  }

  Span span_of(NodeIndex node) const { return {tree_.file, tree_.nodes[node].begin, tree_.nodes[node].end}; }

  ResourceModel& model_;
  const ProgramTree& tree_;
  const Process& process_;
  Properties properties_;
};

/// The object that a module exports, where that is all it does with it; 0 if there is none.
NodeIndex exported_object(const ProgramTree& tree) {
  NodeIndex found = 0;
  std::size_t exports = 0;
  for (const NodeIndex statement : children_of(tree, 0)) {
    const bool exports_it = written_text(tree, statement).find("module.exports") != std::string_view::npos;
    exports += exports_it ? 1 : 0;
    if (tree.nodes[statement].type != "expression_statement" || !exports_it) continue;
    const NodeIndex assigned = statement + 1;
    const NodeIndex left = child_for(tree, assigned, "left"), right = child_for(tree, assigned, "right");
    if (left == 0 || right == 0 || written_text(tree, left) != "module.exports" || tree.nodes[right].type != "object") continue;
    found = right;
  }
  return exports == 1 ? found : 0;
}

}  // namespace

Properties exported_settings(ResourceModel& model, SourceMap& sources, FileId file, const Process& process) {
  const std::optional<ProgramTree> tree = parse_program(sources, file, ProgramLanguage::javascript);
  const NodeIndex object = tree && !tree->nodes.empty() ? exported_object(*tree) : 0;
  if (object == 0) {
    model.diagnostics.push_back({Level::note, {file, 0, 0}, "application-settings",
                                 "the settings of an application were not read: a program decides what stands in them"});
    return {};
  }
  ExportedObject read(model, *tree, process);
  read.add(object, "", {file, 0, 0}, 0);
  Properties found = read.taken();
  if (found.size() >= kExportedSettings)
    model.diagnostics.push_back({Level::warning, {file, 0, 0}, "application-settings",
                                 "more than " + std::to_string(kExportedSettings) + " settings in one file; the rest was not read"});
  return found;
}

}  // namespace weir::app_config
