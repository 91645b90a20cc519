#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/notes.h"
#include "parsers/terraform/plan/plan.h"
#include "parsers/terraform/plan/references.h"

namespace weir::terraform {

/// Makes values of what a plan says of its resources. Their ids in references are indices into
/// Plan::resources.
class PlannedValues {
 public:
  PlannedValues(const Plan& plan, const PlanReferences& references, ResourceModel& model,
                SourceMap& sources, Notes& notes);

  /// The attributes that are set. Null ones are not; neither is what is empty, or known after
  /// apply, that the configuration does not set: providers write all that they have.
  /// `encoded`: attributes whose text holds a format of its own, and is not another's attribute.
  ValueId attributes(const PlannedResource& resource,
                     const std::set<std::string, std::less<>>& encoded);
  /// A value that stands by itself; `secret`: its text does not enter the model.
  ValueId plain(NodeIndex node, bool secret);
  /// Whether what is made still fits; says once that it does not.
  bool spend(std::uint64_t steps, Span span);

 private:
  /// The same part of a plan's several trees.
  struct Part {
    NodeIndex value = kNoNode, unknown = kNoNode, sensitive = kNoNode;
    NodeIndex expression = kNoNode;
    bool configuration_known = false;  ///< no expression: the configuration does not set it
    std::string_view name = {};        ///< of the attribute that it belongs to
    int depth = 0;
  };

  ValueId value(const Part& part, const PlannedResource* of);
  ValueId unknown(const Part& part, const PlannedResource* of);
  ValueId secret(const Part& part, Span span);
  ValueId text(const Part& part, const PlannedResource* of);
  ValueId list(const Part& part, const PlannedResource* of);
  ValueId map(const Part& part, const PlannedResource* of);
  std::vector<MapEntry> entries(const Part& part, const PlannedResource* of);
  bool is_empty(NodeIndex node) const;
  bool is_true(NodeIndex node) const;
  bool reads(const PlannedAttribute& attribute, std::string_view text) const;
  ValueId reference(const PlannedAttribute& attribute, Span span);
  void drop_own_tags(std::vector<MapEntry>& entries);

  const Plan& plan_;
  const Document& document_;
  const PlanReferences& references_;
  ResourceModel& model_;
  ValueStore& values_;
  SourceMap& sources_;
  Notes& notes_;
  std::set<std::string, std::less<>> encoded_;  ///< of the resource that is read
  std::uint64_t steps_ = 0;
};

}  // namespace weir::terraform
