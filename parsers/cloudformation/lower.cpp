// The sections of a template, in the order in which they are read.

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/base/limits.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/embedded/content.h"
#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
namespace {

/// What stands beside the attributes of a resource.
constexpr std::array<std::string_view, 6> kMeta = {"DependsOn",           "DeletionPolicy",
                                                   "UpdateReplacePolicy", "Metadata",
                                                   "CreationPolicy",      "UpdatePolicy"};
constexpr std::string_view kServerless = "AWS::Serverless-";
constexpr std::string_view kLanguageExtensions = "AWS::LanguageExtensions";

/// Why a resource of this type hides resources of its own; empty if it does not.
std::string_view hides_resources(std::string_view type) {
  if (type == "AWS::CloudFormation::Stack" || type == "AWS::Serverless::Application") {
    return "a nested stack: its template is not read";
  }
  if (type.ends_with("::MODULE")) return "a module: its resources are not read";
  return {};
}

}  // namespace

Lowering::Lowering(const Document& document, SourceMap& sources, const Catalog& catalog,
                   const ParameterValues& given)
    : document_(document),
      sources_(sources),
      catalog_(catalog),
      given_(given),
      values_(model_.values) {}

ResourceModel Lowering::run() {
  Unit unit;
  unit.path = sources_.path(document_.file);
  unit.language = Language::cloudformation;
  unit.span = sources_.line_at(document_.file, 0);
  model_.units.push_back(std::move(unit));
  if (document_.empty() || document_[0].kind != NodeKind::map) {
    model_.diagnostics.push_back({Level::error, model_.units.front().span, "malformed-template",
                                  "a template must be a map of sections"});
    return std::move(model_);
  }
  find_sections();
  read_parameters();
  read_conditions();
  index_resources();
  for (std::size_t i = 0; i < resource_nodes_.size(); ++i) {
    if (resource_nodes_[i] == kNoNode) continue;
    Resource resource = std::move(model_.resources[i]);
    lower_resource(resource, resource_nodes_[i]);
    model_.resources[i] = std::move(resource);
  }
  lower_outputs();
  for (Diagnostic& diagnostic : notes_.take()) model_.diagnostics.push_back(std::move(diagnostic));
  return std::move(model_);
}

void Lowering::find_sections() {
  parameters_ = find_entry(document_, 0, "Parameters");
  mappings_ = find_entry(document_, 0, "Mappings");
  conditions_ = find_entry(document_, 0, "Conditions");
  resources_ = find_entry(document_, 0, "Resources");
  outputs_ = find_entry(document_, 0, "Outputs");
  const NodeIndex transform = find_entry(document_, 0, "Transform");
  if (transform != kNoNode) read_transforms(transform);
  const NodeIndex included = find_entry(document_, 0, "Fn::Transform");
  if (included != kNoNode) read_transforms(included);
  const NodeIndex globals = find_entry(document_, 0, "Globals");
  if (globals != kNoNode) {
    notes_.add(Level::note, "not-resolved", "Globals", document_.span(globals),
               "Globals are not merged into the resources");
  }
}

void Lowering::read_transforms(NodeIndex node) {
  if (document_[node].kind == NodeKind::list) {
    for (const NodeIndex item : children(document_, node)) {
      if (document_[item].kind != NodeKind::list) read_transforms(item);
    }
    return;
  }
  const NodeIndex named = find_entry(document_, node, "Name");
  const std::string name(document_.text(named == kNoNode ? node : named));
  if (name.starts_with(kLanguageExtensions)) return;
  open_ = true;
  if (name.starts_with(kServerless)) return;
  hand_over("Transform::" + name, "Fn::Transform", document_.span(node),
            "transform " + name + " makes what the template does not show");
}

/// A stand-in for resources that only something unread knows.
void Lowering::hand_over(std::string address, std::string type, Span span, std::string why) {
  notes_.add(Level::note, "not-resolved", address, span, why);
  Resource resource;
  resource.address = std::move(address);
  resource.type = std::move(type);
  resource.unit = UnitId(0);
  resource.attributes = unknown(UnknownKind::unsupported, why, "", span);
  resource.meta = values_.add_map({}, span);
  resource.span = resource.header = span;
  resource.handed_over = true;
  resource.why_open = std::move(why);
  model_.resources.push_back(std::move(resource));
  resource_nodes_.push_back(kNoNode);
  open_ = true;
}

void Lowering::index_resources() {
  if (resources_ == kNoNode) {
    malformed("Resources", model_.units.front().span, "the template has no Resources");
    return;
  }
  if (document_[resources_].kind == NodeKind::null) return;
  if (document_[resources_].kind != NodeKind::map) {
    model_.diagnostics.push_back({Level::error, document_.span(resources_), "malformed-template",
                                  "Resources must be a map of resources by name"});
    return;
  }
  for (const NodeIndex entry : children(document_, resources_)) {
    if (document_[entry].kind == NodeKind::entry && document_.has_children(entry)) {
      index_resource(entry);
    }
  }
}

void Lowering::index_resource(NodeIndex entry) {
  const NodeIndex key = document_.first_child(entry);
  const NodeIndex node = document_.next_sibling(key);
  const std::string_view view = document_.text(key);
  const std::string name(view);
  const Span header = document_.span(key);
  if (node >= document_.next_sibling(entry)) return;
  if (view.starts_with("Fn::ForEach::")) {
    return hand_over(name, "Fn::ForEach", header, "the loop's resources are not expanded");
  }
  if (view == "Fn::Transform") {
    return hand_over(name, "Fn::Transform", header,
                     "the transform's resources are not in the template");
  }
  if (resource_of_.count(view) != 0 || broken_resources_.count(view) != 0) return;
  const NodeIndex type = find_entry(document_, node, "Type");
  if (const std::optional<Call> module = type == kNoNode ? std::nullopt : module_at(type)) {
    resource_of_.emplace(view, ResourceId(model_.resources.size()));
    return hand_over(name, std::string(module->function), header,
                     "a module: its resources are not in the template");
  }
  if (type == kNoNode || document_[type].kind != NodeKind::string) {
    broken_resources_.insert(view);
    const bool is_map = document_[node].kind == NodeKind::map;
    malformed("Type of " + name, is_map && type != kNoNode ? document_.span(type) : header,
              "resource " + name + (is_map ? " needs a Type that is a text" : " must be a map"));
    return;
  }
  Resource resource;
  resource.address = name;
  resource.type = document_.text(type);
  resource.language = Language::cloudformation;
  resource.unit = UnitId(0);
  resource.span = document_.span(entry);
  resource.header = header;
  const std::string_view why = hides_resources(resource.type);
  resource.handed_over = !why.empty();
  resource.why_open = why;
  if (resource.handed_over) {
    notes_.add(Level::note, "not-resolved", resource.type, header,
               name + " is " + std::string(why));
  }
  resource_of_.emplace(view, ResourceId(model_.resources.size()));
  model_.resources.push_back(std::move(resource));
  resource_nodes_.push_back(node);
}

/// A Type that is no name but `!Rain::Module …` or `{"Rain::Module": …}`: a preprocessor puts
/// resources there.
std::optional<Call> Lowering::module_at(NodeIndex type) const {
  if (const std::optional<Call> tagged = call_at(type)) return tagged;
  if (document_[type].kind != NodeKind::map || !document_.has_children(type)) return std::nullopt;
  const NodeIndex key = document_.first_child(document_.first_child(type));
  if (key >= document_.next_sibling(type)) return std::nullopt;
  return Call{document_.text(key), type, false, document_.span(type)};
}

Guard Lowering::condition_named_at(NodeIndex node) {
  const NodeIndex condition = find_entry(document_, node, "Condition");
  if (condition == kNoNode) return kAlways;
  if (document_[condition].kind != NodeKind::string) {
    malformed("Condition", document_.span(condition), "Condition must be a condition's name");
    return kAlways;
  }
  return guard_named(document_.text(condition), document_.span(condition));
}

void Lowering::lower_resource(Resource& resource, NodeIndex node) {
  resource.exists = condition_named_at(node);
  // what can never exist is still read as if it did
  context_ = resource.exists == kNever ? kAlways : resource.exists;
  handed_over_.clear();
  resource.attributes = attributes_of(node);
  resource.meta = meta_of(node);
  context_ = kAlways;
  if (!handed_over_.empty()) {
    resource.handed_over = true;
    resource.why_open = handed_over_;
  }
  apply_content(model_, sources_, catalog_, resource);
}

ValueId Lowering::attributes_of(NodeIndex node) {
  const NodeIndex properties = find_entry(document_, node, "Properties");
  const Span span = document_.span(properties == kNoNode ? node : properties);
  if (properties == kNoNode || document_[properties].kind == NodeKind::null) {
    return values_.add_map({}, span);
  }
  const NodeKind kind = document_[properties].kind;
  if (kind != NodeKind::map && document_.tag(properties).empty()) {
    return malformed("Properties", span, "Properties must be a map");
  }
  const ValueId value = evaluate(properties);
  return value.valid() ? value : values_.add_map({}, span);
}

ValueId Lowering::meta_of(NodeIndex node) {
  std::vector<MapEntry> entries;
  for (const NodeIndex entry : children(document_, node)) {
    if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
    const NodeIndex key = document_.first_child(entry);
    const NodeIndex content = document_.next_sibling(key);
    const std::string_view name = document_.text(key);
    if (content >= document_.next_sibling(entry)) continue;
    if (std::find(kMeta.begin(), kMeta.end(), name) == kMeta.end()) continue;
    const ValueId value = evaluate(content);
    if (value.valid()) entries.push_back({std::string(name), document_.span(key), value});
  }
  return values_.add_map(std::move(entries), document_.span(node));
}

void Lowering::lower_outputs() {
  if (outputs_ == kNoNode || document_[outputs_].kind == NodeKind::null) return;
  if (document_[outputs_].kind != NodeKind::map) {
    malformed("Outputs", document_.span(outputs_), "Outputs must be a map");
    return;
  }
  for (const NodeIndex entry : children(document_, outputs_)) {
    if (document_[entry].kind != NodeKind::entry || !document_.has_children(entry)) continue;
    const NodeIndex key = document_.first_child(entry);
    const NodeIndex node = document_.next_sibling(key);
    if (node >= document_.next_sibling(entry)) continue;
    if (document_.text(key).starts_with("Fn::ForEach::")) {
      not_evaluated("Fn::ForEach", document_.span(key), "");
      continue;
    }
    Output output;
    output.name = document_.text(key);
    output.span = document_.span(key);
    const NodeIndex written = find_entry(document_, node, "Value");
    const Guard exists = condition_named_at(node);
    context_ = exists == kNever ? kAlways : exists;
    if (written == kNoNode) {
      output.value = malformed("Output", output.span, "output " + output.name + " has no Value");
    } else {
      output.value = only_when(model_, exists, evaluate(written));
    }
    const NodeIndex exported = find_entry(document_, node, "Export");
    const NodeIndex name = exported == kNoNode ? kNoNode : find_entry(document_, exported, "Name");
    if (name != kNoNode) output.export_name = evaluate(name);
    context_ = kAlways;
    model_.units.front().outputs.push_back(std::move(output));
  }
}

ResourceModel lower(const Document& document, SourceMap& sources, const Catalog& catalog,
                    const ParameterValues& parameters) {
  return Lowering(document, sources, catalog, parameters).run();
}

}  // namespace weir::cloudformation
