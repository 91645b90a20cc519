#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/terraform/plan/addresses.h"
#include "parsers/terraform/plan/plan.h"

namespace weir::terraform {

/// An attribute of one of a plan's resources.
struct PlannedAttribute {
  std::size_t resource = 0;  ///< index into Plan::resources
  std::string attribute;     ///< "" for the resource itself
};

/// Which resources' attributes others are made of, as far as a plan tells: its configuration names
/// what an expression refers to, and a state what a resource depends on.
class PlanReferences {
 public:
  explicit PlanReferences(const Plan& plan);

  /// Whether the plan repeats the resource's block.
  bool repeats(const PlannedResource& resource) const;
  /// The `expressions` of that block; kNoNode if it sets nothing.
  NodeIndex expressions_of(const PlannedResource& resource) const;
  /// The attribute that an expression names; none if it names nothing else, several, or one of
  /// which nobody can tell the instance.
  std::optional<PlannedAttribute> named_by(NodeIndex expression, const PlannedResource& by) const;
  /// The attribute that is handed out as an output of a module instance.
  std::optional<PlannedAttribute> output(std::string_view module, std::string_view name) const;
  /// The attribute that is an output of the root module.
  std::optional<PlannedAttribute> root_output(std::string_view name) const;
  /// Of a state: the `arn` or `id` of a resource that `by` depends on which reads so; none if
  /// others do, too, or `by` itself.
  std::optional<PlannedAttribute> known_as(std::string_view text, const PlannedResource& by) const;
  /// The instance among those of one block (by address without keys) that goes with another
  /// resource: the only one, or the one with the same key in the same module.
  std::optional<std::size_t> instance_for(const std::string& block,
                                          const PlannedResource& by) const;

 private:
  /// Where an expression stands, and with which key.
  struct Place {
    std::string module;  ///< address of the instance
    std::string key;
    int depth = 0;
  };

  std::optional<std::size_t> module_at(std::string_view address) const;
  const NodeIndex* block_of(const PlannedResource& resource) const;
  bool is_own(std::string_view text, const PlannedResource& by) const;
  const std::string& only_reference(NodeIndex expression) const;
  std::optional<PlannedAttribute> resolve(NodeIndex expression, const Place& at) const;
  std::optional<PlannedAttribute> variable(const std::string& name, const Place& at) const;
  std::optional<PlannedAttribute> module_output(const std::vector<AddressStep>& steps,
                                                const Place& at) const;
  std::optional<PlannedAttribute> resource(const std::vector<AddressStep>& steps,
                                           const Place& at) const;

  using ByKey = std::map<std::string, std::size_t, std::less<>>;

  const Plan& plan_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_block_;  ///< address, no keys
  std::map<std::string, ByKey, std::less<>> in_module_;  ///< by `type.name` behind the module's
  std::map<std::string, std::set<std::string>, std::less<>> instances_;      ///< keys of calls
  std::map<std::string, std::vector<PlannedAttribute>, std::less<>> known_;  ///< by text
  mutable std::map<NodeIndex, std::string> only_;  ///< by expression: many may share a long one
};

}  // namespace weir::terraform
