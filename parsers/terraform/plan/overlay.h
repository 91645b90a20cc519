#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "parsers/terraform/plan/plan.h"
#include "parsers/terraform/plan/references.h"

namespace weir::terraform {

/// Lays what a plan knows over what the configuration says: the plan's truth at the configuration's
/// places. Where the plan knows nothing yet, and where the configuration says the same more
/// precisely (a reference instead of its text), the configuration's value stays.
class Overlay {
 public:
  using Spend = std::function<bool(std::uint64_t)>;

  /// `written`: the configuration's resources, which its references lead to; those of the plan's
  /// values lead to its own resources.
  Overlay(const Plan& plan, const PlanReferences& references, const std::vector<Resource>& written,
          ResourceModel& model, SourceMap& sources, Spend spend);

  /// Attributes of one resource. `place` is where stands what the configuration does not set.
  ValueId attributes(ValueId planned, ValueId written, const PlannedResource& by, Span place);
  /// The plan's value with all its parts at one place.
  ValueId at_place(ValueId planned, Span place);
  /// Points the references that the configuration made (the first `count` of the model) at the
  /// plan's resources.
  void point_at_plan(std::size_t count);

 private:
  ValueId value(ValueId planned, ValueId written, Span place, int depth);
  ValueId scalar(ValueId planned, ValueId written);
  ValueId text(ValueId planned, ValueId written);
  ValueId list(ValueId planned, ValueId written, int depth);
  ValueId map(ValueId planned, ValueId written, Span place, int depth);
  ValueId choice(ValueId planned, ValueId written, Span place, int depth);
  ValueId instead_of(ValueId planned, ValueId written);
  ValueId at_place(ValueId planned, Span place, int depth);
  std::vector<ValueId> partners(const std::vector<ValueId>& planned,
                                const std::vector<ValueId>& written);
  int likeness(ValueId planned, ValueId written, int depth) const;
  bool same_scalar(ValueId a, ValueId b) const;
  ValueId retargeted(ValueId value, int depth);
  ValueId retargeted_reference(ValueId value);
  std::size_t instance_of(const Reference& reference) const;
  bool still_unknown(std::string_view attribute) const;

  const Plan& plan_;
  const PlanReferences& references_;
  const std::vector<Resource>& written_;
  std::vector<std::size_t> instance_;  ///< by written resource: index into Plan::resources
  ResourceModel& model_;
  ValueStore& values_;
  SourceMap& sources_;
  Spend spend_;
  const PlannedResource* by_ = nullptr;  ///< whose attributes are being laid over
};

}  // namespace weir::terraform
