#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/objects.h"
#include "parsers/app_config/kubernetes/selectors.h"

namespace weir::kubernetes {

/// What DestinationRules of Istio have the mesh's callers speak to the workloads behind Services.
class Destinations {
 public:
  enum class Spoken : std::uint8_t {
    unsaid,     ///< no rule says it: what the other side takes
    plain,      ///< all callers send plain text
    encrypted,  ///< callers in the mesh send TLS
    differing   ///< some do, or it is not known which rule counts for whom
  };

  explicit Destinations(const ResourceModel& model) : model_(model) {}

  /// Notes Services and DestinationRules. `object` has to outlive this.
  void index(const Object& object);

  /// What is spoken to pods of a namespace that bear these labels.
  Spoken to(std::string_view space, const Labels& labels) const;

 private:
  struct Rule {
    const Object* object;
    std::string host;  ///< in full
    Spoken said;
  };
  Spoken said_for(const Object& service) const;
  Spoken find_said_for(const Object& service) const;
  Spoken said_by(const Object& rule) const;

  const ResourceModel& model_;
  std::map<std::string, std::vector<const Object*>, std::less<>> services_;  ///< by namespace
  std::vector<Rule> rules_;                                                 ///< that say something of TLS
  mutable std::map<const Object*, Spoken> said_for_;                        ///< what has been asked
};

}  // namespace weir::kubernetes
