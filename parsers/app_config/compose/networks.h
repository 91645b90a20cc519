#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/compose/project.h"
#include "parsers/app_config/hosts.h"

namespace weir::compose {

/// The network that services are in which name none.
inline constexpr std::string_view kDefaultNetwork = "default";

/// One network that a service is in.
struct Membership {
  std::string network;
  Span place;                        ///< where it says so; its name where it does not
  std::vector<std::string> aliases;  ///< what it is called there besides
};

/// Which networks a service is in: those that it names, else the default one; none that shares the machine's, has none,
/// or has that of a container elsewhere. One that has another service's network (`network_mode: service:db`) is where
/// that is.
class Networks {
 public:
  Networks(const ValueStore& values, const std::vector<Service>& services, const std::vector<Declared>& declared);

  /// Whether anything comes in from outside of a service's networks, or goes out.
  enum class Outside : std::uint8_t { reached, unreachable, unknown };
  Outside outside(std::size_t service) const;

  const std::vector<Membership>& of(std::size_t service) const { return members_[service]; }
  /// Names under which a service reaches others: those of the services that it shares a network with, and its
  /// links. The resource of a service has its number.
  const app_config::Hosts& hosts_for(std::size_t service);

 private:
  void read(std::size_t service);
  Outside beyond(std::string_view network) const;
  void follow();
  void add_names(std::size_t service);
  void add_links(std::size_t service, app_config::Hosts& hosts) const;

  const ValueStore& values_;
  const std::vector<Service>& services_;
  std::vector<std::vector<Membership>> members_;
  std::map<std::string, ValueId, std::less<>> declared_;  ///< networks by name
  std::map<std::string, std::size_t> index_;             ///< services by name
  std::map<std::string, app_config::Hosts> by_network_;
  std::map<std::string, app_config::Hosts> known_;       ///< by networks and links
  std::size_t steps_ = 0;
};

}  // namespace weir::compose
