#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/destinations.h"
#include "parsers/app_config/kubernetes/objects.h"
#include "parsers/app_config/kubernetes/selectors.h"

namespace weir::kubernetes {

/// What policies of Istio ask of those who call a workload.
class Mesh {
 public:
  explicit Mesh(ResourceModel& model) : model_(model), destinations_(model) {}

  /// Notes policies, and labels of namespaces. `object` has to outlive this.
  void index(const Object& object);

  /// Adds an entry `mesh` to a workload: `tls` (`required`: it takes mutual TLS only; `perhaps`: what is spoken in plain text may be
  /// encrypted on the way) and `callers` (`asked`: each has an identity; `refused`: nobody is let in). What is not known is not there.
  void add(const Object& workload, ValueId pod_spec, ValueId pod_metadata, std::vector<MapEntry>& entries) const;
  /// The same for a Gateway of Istio, of which only `callers` is told.
  void add_gateway(const Object& gateway, std::vector<MapEntry>& entries) const;

 private:
  enum class Member : std::uint8_t { no, perhaps, yes };
  /// Labels of what a policy may be for, and where it lies; `gateway` for a Gateway of the Gateway API.
  struct Target {
    std::string space;
    Labels labels;
    std::string gateway;
  };

  Member member(const Object& workload, ValueId spec, ValueId metadata) const;
  std::string tls_mode(const Target& target) const;
  bool may_encrypt(Member in_mesh, const std::string& mode, Destinations::Spoken spoken) const;
  /// `chosen_only`: its pods may lie in another namespace, and policies that choose none of them do not count.
  std::string callers(const Target& target, bool chosen_only) const;
  bool applies(const Object& policy, const Target& target) const;
  bool chooses(const Object& policy) const;
  std::string mode_of(const Object& policy) const;

  ResourceModel& model_;
  Destinations destinations_;
  using BySpace = std::map<std::string, std::vector<const Object*>, std::less<>>;
  BySpace peers_, rules_;  ///< PeerAuthentications, AuthorizationPolicies
  std::map<std::string, Labels, std::less<>> spaces_;
};

}  // namespace weir::kubernetes
