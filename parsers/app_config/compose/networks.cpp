#include "parsers/app_config/compose/networks.h"

#include <algorithm>
#include <string_view>

namespace weir::compose {
namespace {

constexpr std::size_t kMemberships = 100'000;  // of all services of a project
constexpr std::size_t kMergedHosts = 2'000'000;
constexpr int kThroughOthers = 8;  // services that have each other's network
constexpr std::string_view kOfService = "service:";

ValueId in_map(const ValueStore& values, ValueId map, std::string_view key) {
  return map.valid() && values[map].kind == ValueKind::map ? values.find(map, key) : ValueId{};
}

std::vector<std::string> texts_of(const ValueStore& values, ValueId list) {
  std::vector<std::string> texts;
  if (list.valid() && values[list].kind == ValueKind::list)
    for (const ValueId item : values.items(list))
      if (values[item].kind == ValueKind::string) texts.emplace_back(values.string(item));
  return texts;
}

}  // namespace

Networks::Networks(const ValueStore& values, const std::vector<Service>& services, const std::vector<Declared>& declared)
    : values_(values), services_(services), members_(services.size()) {
  for (const Declared& one : declared)
    if (one.kind == "network") declared_.emplace(one.name, one.written);
  for (std::size_t i = 0; i < services.size(); ++i) index_.emplace(services[i].name, i);
  for (std::size_t i = 0; i < services.size(); ++i) read(i);
  follow();
  for (std::size_t i = 0; i < services.size(); ++i) add_names(i);
}

void Networks::read(std::size_t service) {
  const ValueId written = services_[service].written;
  if (in_map(values_, written, "network_mode").valid()) return;
  const ValueId named = in_map(values_, written, "networks");
  if (named.valid() && values_[named].kind == ValueKind::map) {
    for (std::size_t n = 0; n < values_.item_count(named) && steps_ < kMemberships; ++n, ++steps_) {
      const MapEntry& entry = values_.entry(named, n);
      members_[service].push_back(
          {entry.key, entry.key_span, texts_of(values_, in_map(values_, entry.value, "aliases"))});
    }
    if (values_.item_count(named) > 0) return;
  }
  members_[service].push_back({std::string(kDefaultNetwork), services_[service].header, {}});
}

/// What lies outside of one network. An internal one that is a bridge of the machine publishes no ports and has no way
/// out; what an internal one of another driver does is not known.
Networks::Outside Networks::beyond(std::string_view network) const {
  const auto found = declared_.find(network);
  const ValueId internal = found == declared_.end() ? ValueId{} : in_map(values_, found->second, "internal");
  if (!internal.valid() || values_[internal].kind == ValueKind::null) return Outside::reached;
  const std::string_view said = values_[internal].kind == ValueKind::string ? values_.string(internal) : std::string_view{};
  const bool truth = values_[internal].kind == ValueKind::boolean;
  if (truth ? !values_[internal].boolean : said == "false") return Outside::reached;
  const ValueId driver = in_map(values_, found->second, "driver");
  const bool bridge = !driver.valid() || values_.string(driver) == "bridge";
  return bridge && (truth || said == "true") ? Outside::unreachable : Outside::unknown;
}

Networks::Outside Networks::outside(std::size_t service) const {
  const std::vector<Membership>& members = members_[service];
  if (members.empty()) {
    const ValueId mode = in_map(values_, services_[service].written, "network_mode");
    const std::string_view text = mode.valid() ? values_.string(mode) : std::string_view{};
    if (text == "none") return Outside::unreachable;
    return text.starts_with("container:") ? Outside::unknown : Outside::reached;
  }
  bool all_shut = true;
  for (const Membership& member : members) {
    const Outside one = beyond(member.network);
    if (one == Outside::reached) return one;
    all_shut &= one == Outside::unreachable;
  }
  return all_shut ? Outside::unreachable : Outside::unknown;
}

/// `network_mode: service:db`, also through others; `bridge` and names of networks that stand elsewhere are none of ours.
void Networks::follow() {
  for (std::size_t i = 0; i < services_.size(); ++i) {
    std::size_t at = i;
    for (int through = 0; through < kThroughOthers && members_[at].empty(); ++through) {
      const ValueId mode = in_map(values_, services_[at].written, "network_mode");
      const std::string_view text = mode.valid() ? values_.string(mode) : std::string_view{};
      if (!text.starts_with(kOfService)) break;
      const auto found = index_.find(std::string(text.substr(kOfService.size())));
      if (found == index_.end()) break;
      at = found->second;
    }
    if (at == i) continue;
    for (Membership member : members_[at]) {
      member.aliases.clear();
      member.place = services_[i].header;
      members_[i].push_back(std::move(member));
    }
  }
}

void Networks::add_names(std::size_t service) {
  const ResourceId target(service);
  for (const Membership& member : members_[service]) {
    app_config::Hosts& hosts = by_network_[member.network];
    hosts.add(services_[service].name, target);
    for (const char* key : {"container_name", "hostname"})
      if (const ValueId name = in_map(values_, services_[service].written, key); name.valid())
        hosts.add(values_.string(name), target);
    for (const std::string& alias : member.aliases) hosts.add(alias, target);
  }
}

/// `links: ["db:database"]`
void Networks::add_links(std::size_t service, app_config::Hosts& hosts) const {
  for (const std::string& link : texts_of(values_, in_map(values_, services_[service].written, "links"))) {
    const std::size_t colon = std::min(link.find(':'), link.size());
    const auto found = index_.find(link.substr(0, colon));
    if (found != index_.end())
      hosts.add(colon < link.size() ? link.substr(colon + 1) : link, ResourceId(found->second));
  }
}

const app_config::Hosts& Networks::hosts_for(std::size_t service) {
  const bool linked = in_map(values_, services_[service].written, "links").valid();
  std::string key = linked ? std::to_string(service) : "";
  for (const Membership& member : members_[service]) key += "/" + member.network;
  const auto [at, fresh] = known_.try_emplace(key);
  if (!fresh) return at->second;
  if (linked) add_links(service, at->second);
  for (const Membership& member : members_[service]) {
    steps_ += by_network_[member.network].size();
    if (steps_ > kMemberships + kMergedHosts) break;  // who shares so much is nobody's neighbour in particular
    at->second.add_all(by_network_[member.network]);
  }
  return at->second;
}

}  // namespace weir::compose
