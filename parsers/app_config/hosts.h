#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "analyzer/catalog/setting_words.h"
#include "analyzer/model/resource_model.h"

namespace weir::app_config {

/// The names under which the things of a project are reached within its network: services of a compose
/// project, Services of Kubernetes.
class Hosts {
 public:
  /// Says that `target` answers at `host`; of two that claim a name the first has it.
  void add(std::string_view host, ResourceId target);
  /// Says that `host` is another name of a host outside; none that answers here.
  void add_elsewhere(std::string_view host, std::string_view elsewhere);
  /// Adds the names of others; those that are known stay.
  void add_all(const Hosts& others) { hosts_.insert(others.hosts_.begin(), others.hosts_.end()); }
  /// Has what is not found here looked for in `around`, which must outlive this.
  void look_also_in(const Hosts& around) { around_ = &around; }
  /// Who answers at a host, case aside; one of its machines (`kafka-0.kafka`) is it too. None: nobody
  /// of the project.
  ResourceId find(std::string_view host) const;
  /// The host outside that a name stands for, case aside; "" if it stands for none.
  std::string_view elsewhere(std::string_view host) const;
  bool empty() const { return hosts_.empty() && elsewhere_.empty() && (around_ == nullptr || around_->empty()); }
  std::size_t size() const { return hosts_.size(); }

 private:
  ResourceId exactly(std::string_view host) const;

  std::map<std::string, ResourceId, std::less<>> hosts_;
  std::map<std::string, std::string, std::less<>> elsewhere_;
  const Hosts* around_ = nullptr;
};

/// A setting's value in which each host of the project is a reference (attribute kOwnHost) to who answers
/// there: `http://cart:8080/v1`, `kafka-1:9092,kafka-2:9092`, `tcp(db:3306)`, `host=db port=5432`; a lone
/// name without a port only if the setting's name says that it holds an address. A name of a host outside gives way to that. Of a text with holes, what is
/// written between them; of a secret text what stands around the hosts stays secret. Any other value as it is.
/// O(length of the text).
ValueId with_hosts(ResourceModel& model, const Hosts& hosts, const SettingWords& words, std::string_view setting,
                   ValueId value);

}  // namespace weir::app_config
