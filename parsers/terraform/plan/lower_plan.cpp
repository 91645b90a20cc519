// A plan or state as a unit, with the configuration that stands beside it.

#include <algorithm>
#include <set>
#include <utility>

#include "parsers/embedded/content.h"
#include "parsers/terraform/evaluation/lowering.h"
#include "parsers/terraform/plan/overlay.h"
#include "parsers/terraform/plan/plan.h"
#include "parsers/terraform/plan/references.h"
#include "parsers/terraform/plan/values.h"
#include "parsers/terraform/plan/written.h"

namespace weir::terraform {
namespace {

class PlanLowering {
 public:
  PlanLowering(const Plan& plan, ResourceModel configuration, SourceMap& sources,
               const Catalog& catalog)
      : plan_(plan),
        model_(std::move(configuration)),
        written_(std::exchange(model_.resources, {})),
        blocks_(written_),
        made_(model_.values.references().size()),
        sources_(sources),
        catalog_(catalog),
        references_(plan),
        values_(plan, references_, model_, sources, notes_),
        overlay_(plan, references_, written_, model_, sources,
                 [this](std::uint64_t steps) { return values_.spend(steps, first_line()); }) {}

  ResourceModel run(const std::string& path) {
    const bool alone = model_.units.empty();
    if (alone) model_.units.emplace_back();
    Unit& unit = model_.units.front();
    unit.path = path;
    unit.language = Language::terraform;
    unit.span = first_line();
    if (alone) add_variables(unit);
    for (const PlannedResource& planned : plan_.resources) add_resource(planned);
    if (alone) add_outputs(unit);
    overlay_.point_at_plan(made_);
    drop_unread();
    const Diagnostics& said = plan_.diagnostics;
    model_.diagnostics.insert(model_.diagnostics.end(), said.begin(), said.end());
    for (Diagnostic& diagnostic : notes_.take())
      model_.diagnostics.push_back(std::move(diagnostic));
    return std::move(model_);
  }

 private:
  Span first_line() const { return sources_.line_at(plan_.document->file, 0); }

  void add_resource(const PlannedResource& planned) {
    Resource resource;
    resource.address = planned.address;
    resource.type = planned.type;
    resource.language = Language::terraform;
    resource.unit = UnitId(0);
    resource.exists = kAlways;
    resource.span = plan_.document->span(planned.node);
    const NodeIndex address = find_entry(*plan_.document, planned.node, "address");
    resource.header = plan_.document->span(address);
    resource.attributes = values_.attributes(planned, encoded_in(planned.type));
    if (values_.spend(kStepsPerResource + planned_bytes(planned) / kBytesPerStep,
                      resource.header)) {
      apply_content(model_, sources_, catalog_, resource);
    } else {
      resource.handed_over = true;
      resource.why_open = "the plan is too large to read whole";
    }
    if (const Resource* block = blocks_.block_of(planned)) {
      resource.span = block->span;
      resource.header = block->header;
      resource.meta = block->meta;
      resource.attributes =
          overlay_.attributes(resource.attributes, block->attributes, planned, block->header);
    } else if (const Resource* call = blocks_.call_of(planned)) {
      read_calls_.insert(call);
      resource.span = call->span;
      resource.header = call->header;
      resource.attributes = overlay_.at_place(resource.attributes, call->header);
    }
    if (!resource.meta.valid()) resource.meta = model_.values.add_map({}, resource.span);
    model_.resources.push_back(std::move(resource));
  }

  /// Attributes in which the catalogue says that a format of its own stands.
  std::set<std::string, std::less<>> encoded_in(const std::string& type) const {
    std::set<std::string, std::less<>> names;
    const ConceptId known = catalog_.concept_of(Language::terraform, type);
    if (!known.valid()) return names;
    const Range rules = catalog_.concepts[known.index()].content;
    for (const ContentRule& rule : Catalog::slice(catalog_.content, rules)) {
      const LanguagePath* where = catalog_.path(rule.selector, Language::terraform);
      if (where == nullptr) continue;
      for (const PathRecord& path : Catalog::slice(catalog_.paths, where->paths))
        for (const PathStep& step : Catalog::slice(catalog_.steps, path.steps).first(1))
          names.emplace(catalog_.text(step.text));
    }
    return names;
  }

  /// What is said of modules that are not in the input goes where the plan has what they make.
  void drop_unread() {
    std::erase_if(model_.diagnostics, [&](const Diagnostic& diagnostic) {
      const bool of_module =
          diagnostic.code == "not-resolved" || diagnostic.code == "unresolved-module";
      return of_module &&
             std::any_of(read_calls_.begin(), read_calls_.end(), [&](const Resource* call) {
               return call->header.file == diagnostic.span.file &&
                      call->header.begin == diagnostic.span.begin;
             });
    });
  }

  /// Contents are parsed again: their bytes are paid for.
  std::uint64_t planned_bytes(const PlannedResource& planned) const {
    if (planned.values == kNoNode) return 0;
    const SyntaxNode& values = (*plan_.document)[planned.values];
    return values.end - values.begin;
  }

  bool is_secret(const std::string& variable) const {
    if (plan_.modules.empty()) return false;
    const auto found = plan_.modules.front().variables.find(variable);
    if (found == plan_.modules.front().variables.end()) return false;
    const NodeIndex secret = find_entry(*plan_.document, found->second, "sensitive");
    return secret != kNoNode && (*plan_.document)[secret].kind == NodeKind::boolean &&
           plan_.document->text(secret) == "true";
  }

  void add_variables(Unit& unit) {
    for (const auto& [name, node] : plan_.variables) {
      const bool secret = is_secret(name);
      const ValueId value = values_.plain(node, secret);
      unit.parameters.push_back({name, value, secret, plan_.document->span(node)});
    }
  }

  void add_outputs(Unit& unit) {
    const Document& document = *plan_.document;
    if (plan_.outputs == kNoNode) return;
    for (const NodeIndex entry : children(document, plan_.outputs)) {
      const NodeIndex key = document.first_child(entry);
      const NodeIndex output = document.next_sibling(key);
      if (document[output].kind != NodeKind::map) continue;
      const NodeIndex node = find_entry(document, output, "value");
      const NodeIndex secret = find_entry(document, output, "sensitive");
      const bool hidden = secret != kNoNode && document.text(secret) == "true";
      const std::string name(document.text(key));
      ValueId value = values_.plain(node, hidden);
      const Span span = document.span(output);
      const auto named = value.valid() ? std::nullopt : references_.root_output(name);
      if (named)
        value = model_.values.add_reference(
            {ResourceId(named->resource), plan_.resources[named->resource].address,
             named->attribute},
            span);
      if (!value.valid())
        value = model_.values.add_unknown(UnknownKind::computed, "known after apply", name, span);
      unit.outputs.push_back({name, value, ValueId{}, document.span(key)});
    }
  }

  const Plan& plan_;
  ResourceModel model_;
  std::vector<Resource> written_;  ///< the configuration's
  WrittenResources blocks_;
  std::size_t made_;  ///< references that the configuration made
  SourceMap& sources_;
  const Catalog& catalog_;
  Notes notes_{"plan"};
  PlanReferences references_;
  PlannedValues values_;
  Overlay overlay_;
  std::set<const Resource*> read_calls_;  ///< of modules that only the plan has
};

}  // namespace

ResourceModel lower_plan(const Plan& plan, const std::string& path, ResourceModel lowered,
                         SourceMap& sources, const Catalog& catalog) {
  return PlanLowering(plan, std::move(lowered), sources, catalog).run(path);
}

}  // namespace weir::terraform
