#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"

namespace weir::kubernetes {

/// What service accounts may ask of the cluster's API, by Roles and their bindings.
class Permissions {
 public:
  Permissions(ResourceModel& model, const std::vector<Object>& objects);

  /// The rules that an account's pods act under: `[{verbs, apiGroups, resources, resourceNames, everywhere}]`, each placed
  /// where it is written; `everywhere` tells those that hold in all namespaces. A binding to a role that is not in the unit gives
  /// nothing, but for the roles that every cluster has. Unknown (budget) where accounts have too many.
  ValueId of(std::string_view space, std::string_view account, Span place);

 private:
  struct Binding {
    std::string role_kind, role, space;  ///< no namespace: it holds in all
    Span place;
    std::size_t number;  ///< in the order of the objects
  };
  using Key = std::pair<std::string, std::string>;  ///< namespace and name

  void add_binding(const Object& object);
  const std::vector<ValueId>& rules_of(const Binding& binding);
  std::vector<ValueId> made_rules(const Binding& binding);
  ValueId under_bindings(std::string_view space, std::string_view account, Span place);
  ValueId too_many(Span place);
  ValueId held(const std::vector<const std::vector<Binding>*>& bindings, Span place);
  ValueId rule(ValueId written, bool everywhere, Span place);

  ResourceModel& model_;
  std::map<std::pair<std::string, Key>, ValueId> roles_;  ///< by kind, namespace and name: their rules
  std::map<Key, std::vector<Binding>> by_account_;
  std::map<std::string, std::vector<Binding>, std::less<>> by_group_;
  std::map<Key, ValueId> known_;
  std::map<std::pair<std::string, Key>, std::vector<ValueId>> made_;  ///< by kind, namespace and name of the role
  std::map<std::pair<std::string, std::vector<std::size_t>>, ValueId> shared_;  ///< by groups and own bindings of accounts
  std::size_t bindings_ = 0, listed_ = 0;
};

}  // namespace weir::kubernetes
