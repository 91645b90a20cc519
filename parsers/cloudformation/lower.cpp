// The sections of a template, in the order in which they are read.

#include <algorithm>
#include <array>
#include <utility>

#include "parsers/cloudformation/cdk/names.h"
#include "parsers/cloudformation/form/form.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/cloudformation/rewriting/rewritten.h"
#include "parsers/embedded/content.h"
#include "parsers/embedded/scalar.h"

namespace weir::cloudformation {
namespace {

/// What stands beside the attributes of a resource.
constexpr std::array<std::string_view, 6> kMeta = {"DependsOn",           "DeletionPolicy",
                                                   "UpdateReplacePolicy", "Metadata",
                                                   "CreationPolicy",      "UpdatePolicy"};

}  // namespace

Lowering::Lowering(UnitLowering& unit, const Document& document)
    : Lowering(unit, document, known_parameters(unit.given)) {}

Lowering::Lowering(UnitLowering& unit, const Document& document, const KnownParameters& parameters)
    : unit_(unit),
      rewritten_(rewritten(document, unit.sources, unit.around.files, parameters, unit.catalog)),
      document_(rewritten_.document ? *rewritten_.document : document),
      sources_(unit.sources),
      catalog_(unit.catalog),
      given_(unit.given),
      model_(unit.model),
      values_(unit.model.values),
      notes_(unit.notes) {}

/// Where what is wrong with the whole template is said.
Span Lowering::first_line() const {
  const Span start = sources_.in_host({document_.file, 0, 0});
  return sources_.line_at(start.file, start.begin);
}

void Lowering::read_declarations() {
  context_ = base_;
  Unit& unit = model_.units.front();
  unit.included.insert(unit.included.end(), rewritten_.included.begin(), rewritten_.included.end());
  model_.diagnostics.insert(model_.diagnostics.end(), rewritten_.diagnostics.begin(),
                            rewritten_.diagnostics.end());
  if (document_.empty() || document_[0].kind != NodeKind::map) {
    model_.diagnostics.push_back(
        {Level::error, first_line(), "malformed-template", "a template must be a map of sections"});
    return;
  }
  find_sections();
  read_parameters();
  read_conditions();
  if (parent_ == nullptr) read_rules();
  first_resource_ = model_.resources.size();
  index_resources();
  resource_count_ = model_.resources.size() - first_resource_;
  index_outputs();
}

void Lowering::lower_declared() {
  for (const auto& [id, node] : resource_nodes_) {
    Resource resource =
        model_[id];  // a copy: nested stacks add resources, and others ask for its type
    reading_ = id;
    lower_resource(resource, node);
    reading_ = ResourceId{};
    model_.resources[id.index()] = std::move(resource);
  }
  for (const std::string_view name : output_names_) lower_output(name, output_of_.at(name));
  read_other_conditions();
  report_absent_targets();
  report_circles();
  if (!rewritten_.of_service) check_form(document_, notes_);  // its sections are made here
  note_switched_off();
}

void Lowering::find_sections() {
  parameters_ = find_entry(document_, 0, "Parameters");
  mappings_ = find_entry(document_, 0, "Mappings");
  conditions_ = find_entry(document_, 0, "Conditions");
  resources_ = find_entry(document_, 0, "Resources");
  outputs_ = find_entry(document_, 0, "Outputs");
  has_macros_ = has_own_macros(document_);
  extended_ = has_language_extensions(document_);
  const NodeIndex transform = find_entry(document_, 0, "Transform");
  if (transform != kNoNode) read_transforms(transform);
  const NodeIndex included = find_entry(document_, 0, "Fn::Transform");
  if (included != kNoNode) read_transforms(included);
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
  if (name.starts_with(kServerlessTransform)) return;  // see sam/
  open_ = true;
  hand_over("Transform::" + name, "Fn::Transform", document_.span(node),
            "transform " + name + " makes what the template does not show");
}

/// A stand-in for resources that only something unread knows.
void Lowering::hand_over(std::string address, std::string type, Span span, std::string why) {
  notes_.add(Level::note, "not-resolved", address, span, why);
  Resource resource;
  resource.address = prefix_ + address;
  resource.type = std::move(type);
  resource.unit = UnitId(0);
  resource.exists = base_;
  resource.attributes = unknown(UnknownKind::unsupported, why, "", span);
  resource.meta = values_.add_map({}, span);
  resource.span = resource.header = span;
  resource.handed_over = true;
  resource.why_open = std::move(why);
  model_.resources.push_back(std::move(resource));
  open_ = true;
}

void Lowering::index_resources() {
  if (resources_ == kNoNode) {
    malformed("Resources", first_line(), "the template has no Resources");
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
  const std::optional<Call> made = call_at(node);
  if (made && made->function != "Transform" && makes_anything(made->function)) {
    resource_of_.emplace(view, ResourceId(model_.resources.size()));
    return hand_over(name, std::string(made->function), header,
                     "a preprocessor puts a resource there");
  }
  const NodeIndex type = find_entry(document_, node, "Type");
  if (const std::optional<Call> module = type == kNoNode ? std::nullopt : module_at(type)) {
    resource_of_.emplace(view, ResourceId(model_.resources.size()));
    return hand_over(name, std::string(module->function), header,
                     "a module: its resources are not in the template");
  }
  if (type == kNoNode && find_entry(document_, node, "Fn::Transform") != kNoNode) {
    resource_of_.emplace(view, ResourceId(model_.resources.size()));
    return hand_over(name, "Fn::Transform", header,
                     "the transform's resource is not in the template");
  }
  if (type == kNoNode || document_[type].kind != NodeKind::string) {
    broken_resources_.insert(view);
    const bool is_map = document_[node].kind == NodeKind::map;
    malformed("Type of " + name, is_map && type != kNoNode ? document_.span(type) : header,
              "resource " + name + (is_map ? " needs a Type that is a text" : " must be a map"));
    return;
  }
  Resource resource;
  resource.address = prefix_ + name;
  resource.type = document_.text(type);
  resource.language = Language::cloudformation;
  resource.unit = UnitId(0);
  resource.span = document_.span(entry);
  resource.header = header;
  const ResourceId id(model_.resources.size());
  if (resource.type.ends_with("::MODULE")) {
    resource.handed_over = true;
    resource.why_open = "a module: its resources are not read";
    open_ = true;  // they are called by its name and their own
    notes_.add(Level::note, "not-resolved", resource.type, header,
               name + " is " + resource.why_open);
  } else if (resource.type.starts_with(kServerlessTypes)) {
    open_ = true;  // it is not expanded
  } else if (resource.type == kStack) {
    NestedStack& stack = nested_of_[view];
    stack.node = node;
    stack.header = header;
    stack.resource = id;
  }
  resource_of_.emplace(view, id);
  resource_nodes_.emplace_back(id, node);
  model_.resources.push_back(std::move(resource));
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
  if (condition == kNoNode) return base_;
  if (document_[condition].kind != NodeKind::string) {
    malformed("Condition", document_.span(condition), "Condition must be a condition's name");
    return base_;
  }
  const Guard guard = guard_named(document_.text(condition), document_.span(condition));
  return model_.guards.both(base_, guard);
}

void Lowering::lower_resource(Resource& resource, NodeIndex node) {
  resource.exists = condition_named_at(node);
  // what can never exist is still read as if it did
  reading_for_show_ = resource.exists == kNever;
  context_ = resource.exists == kNever ? kAlways : resource.exists;
  handed_over_.clear();
  const std::string name = resource.address.substr(prefix_.size());
  if (nested_of_.count(name) != 0) {
    lower_stack(resource, name);
  } else {
    resource.attributes = attributes_of(node);
  }
  resource.meta = meta_of(node);
  read_depends_on(resource.address, node);
  reading_for_show_ = false;
  context_ = base_;
  if (!handed_over_.empty()) {
    resource.handed_over = true;
    resource.why_open = handed_over_;
  }
  apply_content(model_, sources_, catalog_, resource,
                [this](ValueId named) { return text_of_file(named); });
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

void Lowering::index_outputs() {
  if (outputs_ == kNoNode || document_[outputs_].kind == NodeKind::null) return;
  if (document_[outputs_].kind != NodeKind::map) {
    malformed("Outputs", document_.span(outputs_), "Outputs must be a map");
    return;
  }
  for (const NodeIndex entry : children(document_, outputs_)) {
    const std::optional<EntryParts> parts = parts_of(document_, entry);
    if (!parts) continue;
    const std::string_view name = document_.text(parts->key);
    if (name.starts_with("Fn::ForEach::")) {
      not_evaluated("Fn::ForEach", document_.span(parts->key), "");
    } else {
      const auto [at, fresh] = output_of_.try_emplace(name);
      if (!fresh) continue;
      at->second.entry = entry;
      output_names_.push_back(name);
    }
  }
}

void Lowering::lower_output(std::string_view name, const OutputInfo& info) {
  const NodeIndex key = document_.first_child(info.entry);
  Output made;
  made.name = prefix_ + std::string(name);
  made.span = document_.span(key);
  made.value = output(name, made.span);
  const NodeIndex exported = find_entry(document_, document_.next_sibling(key), "Export");
  const NodeIndex export_name =
      exported == kNoNode ? kNoNode : find_entry(document_, exported, "Name");
  if (export_name != kNoNode) made.export_name = evaluate(export_name);
  if (parent_ == nullptr || made.export_name.valid()) {
    model_.units.front().outputs.push_back(std::move(made));
  }
}

UnitLowering begin_unit(const Document& document, SourceMap& sources, const Catalog& catalog,
                        const ParameterValues& given, const Surroundings& around) {
  UnitLowering whole{sources, catalog, around, given, {}};
  Unit unit;
  unit.path = sources.path(document.file);
  unit.language = Language::cloudformation;
  unit.span = sources.line_at(document.file, 0);
  whole.model.units.push_back(std::move(unit));
  return whole;
}

ResourceModel lower(const Document& document, SourceMap& sources, const Catalog& catalog,
                    const ParameterValues& parameters, const Surroundings& around) {
  UnitLowering whole = begin_unit(document, sources, catalog, parameters, around);
  Lowering root(whole, document);
  root.read_declarations();
  root.lower_declared();
  cdk::name_constructs(whole.model, sources, around);
  for (Diagnostic& diagnostic : whole.notes.take()) {
    whole.model.diagnostics.push_back(std::move(diagnostic));
  }
  return std::move(whole.model);
}

}  // namespace weir::cloudformation
