#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/setting_words.h"
#include "analyzer/graph/ends.h"
#include "analyzer/graph/inference.h"

namespace weir {

/// Hosts of others, and stores at them, whose addresses settings of a process hold: as an address, as a connection
/// string, or as a host with what stands beside it.
class OutsideHosts {
 public:
  OutsideHosts(Inference& inference, const SettingWords& words);

  /// Takes a setting of a process. All of them are noted before any is asked for.
  void note(NodeId process, const Hit& hit);
  /// What a setting names; nothing where that is not known to be a host of others.
  std::vector<End> named_in(UnitId unit, NodeId process, const Hit& hit);

 private:
  struct Sibling {
    std::string last, value;  ///< the last word of its name, and its text
  };
  std::string address_in(NodeId process, const Hit& hit, const std::string& text) const;
  std::string beside(NodeId process, const std::string& setting, const std::string& host) const;
  NodeId node_at(UnitId unit, const std::string& address, const std::string& setting, Span place);

  Inference& in_;
  const SettingWords& words_;
  ConceptId host_;  ///< what a host of others is
  std::map<std::pair<std::uint32_t, std::string>, std::vector<Sibling>> siblings_;  ///< by process and what their names begin with
};

}  // namespace weir
