#include "tests/templates/logical_ids.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::templates {
namespace {

/// How many digits of a hash SAM appends.
constexpr std::size_t kHash = 10;

std::string_view without_hash(std::string_view id) {
  if (id.size() <= kHash) return id;
  const std::string_view end = id.substr(id.size() - kHash);
  if (end.find_first_not_of("0123456789abcdef") != end.npos) return id;
  return id.substr(0, id.size() - kHash);
}

/// The ids of each side that no pair has yet, by what makes them alike.
using Alike = std::map<std::pair<std::string, std::string>,
                       std::pair<std::vector<std::string>, std::vector<std::string>>>;

class Pairing {
 public:
  Pairing(const ResourceModel& first, const ResourceModel& second) {
    for (const Resource& resource : first.resources) first_[resource.address] = resource.type;
    for (const Resource& resource : second.resources) second_[resource.address] = resource.type;
    for (auto at = second_.begin(); at != second_.end();) {
      const auto same = first_.find(at->first);
      const bool paired = same != first_.end() && same->second == at->second;
      if (paired) first_.erase(same);
      at = paired ? second_.erase(at) : std::next(at);
    }
  }

  template <class Key>
  void pair_by(Key key) {
    Alike alike;
    for (const auto& [id, type] : first_) alike[{type, key(id)}].first.push_back(id);
    for (const auto& [id, type] : second_) alike[{type, key(id)}].second.push_back(id);
    for (const auto& [what, ids] : alike) {
      if (ids.first.size() != 1 || ids.second.size() != 1) continue;
      twins.names.emplace_back(ids.first[0], ids.second[0]);
      first_.erase(ids.first[0]);
      second_.erase(ids.second[0]);
    }
  }

  Twins twins;

 private:
  std::map<std::string, std::string> first_, second_;  ///< types by id
};

}  // namespace

Twins pair_ids(const ResourceModel& first, const ResourceModel& second) {
  Pairing pairing(first, second);
  pairing.pair_by([](const std::string& id) { return std::string(without_hash(id)); });
  pairing.pair_by([](const std::string&) { return std::string(); });
  return std::move(pairing.twins);
}

}  // namespace weir::templates
