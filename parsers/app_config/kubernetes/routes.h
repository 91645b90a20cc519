#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/model/resource_model.h"
#include "parsers/app_config/kubernetes/attachment.h"
#include "parsers/app_config/kubernetes/objects.h"
#include "parsers/app_config/kubernetes/ports.h"

namespace weir::kubernetes {

/// The resource of an object by kind, namespace and name; none if the unit has none.
using FindObject =
    std::function<ResourceId(std::string_view kind, std::string_view space, std::string_view name)>;

/// Whether objects of the kind hand on what a Gateway takes.
bool is_route(std::string_view kind);

/// A port that something leads to and that the Service does not have.
struct LostPort {
  std::string from;  ///< kind and name of what leads there
  std::string service;
  std::string port;
  Span place;
};

/// What Ingresses, and the routes of Gateways, hand requests on to.
class Routes {
 public:
  Routes(ResourceModel& model, const std::vector<Object>& objects, FindObject find)
      : model_(model), objects_(objects), find_(std::move(find)) {}

  /// Notes what routes do with what the listeners of Gateways take, what a ReferenceGrant lets in, and the ports of Services.
  void index(const Object& object);
  /// Adds `backends`; of a route `gateways` too, of a Gateway `listeners`, which say whether
  /// they answer for themselves.
  void add(ResourceId id, const Object& object, std::vector<MapEntry>& entries);
  /// What was left out of `backends` for its port.
  const std::vector<LostPort>& lost() const { return lost_; }

 private:
  /// A Gateway that a route names, and which of its listeners take it.
  struct Attached {
    ResourceId gateway;
    Takers takers;
    Span place;
  };
  /// Hosts that routes are for.
  struct Hosts {
    bool all = false;
    std::set<std::string, std::less<>> names;

    void add(const Hosts& other);
  };
  /// What a listener's routes do with what it takes.
  struct Doing {
    bool hand_on = false;     ///< to something
    bool send_to_tls = false;
    bool attached = false;
    Hosts handed, sent;  ///< of routes that hand on and send nobody to TLS, and of those that send some
    bool hosts_left_out = false;  ///< there were too many to note them all

    void add(const Doing& other, std::size_t& noted);
  };
  struct DoingOfGateway {
    Doing all;                      ///< of routes that any listener may take
    std::vector<Doing> listeners;
  };

  std::vector<Attached> attached(const Object& route);
  Doing doing_of(const Object& route) const;
  Hosts hosts_of(const Object& route) const;
  bool hands_on_plainly(const Doing& doing, ValueId listener) const;
  ValueId listeners(ResourceId id, const Object& gateway, std::string_view key);
  ValueId answers_itself(const Doing& doing, const Object& gateway, ValueId listener);
  std::vector<ValueId> backends(const Object& route);
  std::vector<ValueId> ingress_backends(const Object& ingress);
  void add_mesh_gateways(const Object& route, std::vector<Attached>& to) const;
  void add_destinations(const Object& route, std::vector<ValueId>& to);
  /// What `{kind, namespace, name}` names, where the kind is the one that is asked for.
  ResourceId named_by(std::string_view kind, const Object& from, ValueId named) const;
  void add_parent(const Object& route, ValueId parent, std::vector<Attached>& to);
  void add_target(ResourceId target, Span place, std::vector<ValueId>& to) const;
  /// The same for a Service, unless it has no such port.
  void add_service(const Object& from, ResourceId target, ValueId port, Span place, std::vector<ValueId>& to);
  bool may_refer(const Object& route, const Object& service) const;
  const Object* object_at(ResourceId id) const;

  ResourceModel& model_;
  const std::vector<Object>& objects_;  ///< those of the first resources
  FindObject find_;
  std::map<ResourceId, DoingOfGateway> doing_;
  std::set<std::string, std::less<>> spaces_;  ///< with routes in them
  std::map<std::string, std::vector<const Object*>, std::less<>> grants_;  ///< by namespace
  ServicePorts ports_;
  std::vector<LostPort> lost_;
  std::size_t compared_ = 0;  ///< listeners with routes
  std::size_t noted_ = 0;     ///< hosts at listeners
};

}  // namespace weir::kubernetes
