#include "analyzer/graph/whereabouts.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyzer/base/glob.h"
#include "analyzer/graph/accounts.h"
#include "analyzer/graph/passes.h"
#include "analyzer/graph/render.h"

namespace weir {
namespace {

/// What tables/principals.yaml calls the Region that a unit is deployed to.
constexpr std::string_view kOwnRegion = "own_region";

/// The Region that the resource's provider works in, if it is written.
std::string region_of(Inference& inference, const Resource& resource) {
  const MapEntry* told = inference.model.values.find_entry(resource.meta, "region");
  if (told == nullptr) return "";
  const std::vector<Rendered> texts = render(inference.model, inference.guards, told->value);
  if (texts.size() != 1 || !texts.front().literal()) return "";
  std::string text = texts.front().text();
  return is_region_name(text) ? text : "";
}

bool has_default_provider(const Inference& inference, const Resource& resource) {
  return inference.model.values.find_entry(resource.meta, "provider") == nullptr;
}

std::string provider_of(const Resource& resource) {
  return resource.type.substr(0, resource.type.find('_'));
}

/// By unit and provider: what default configurations say; "" where they do not say it.
using RegionsSaid = std::map<std::uint32_t, std::map<std::string, std::set<std::string>>>;

/// The Region on which all providers agree that name any; "" if there is none.
std::string agreed(const std::map<std::string, std::set<std::string>>& providers) {
  std::set<std::string> named;
  for (const auto& [provider, regions] : providers)
    if (regions.size() > 1 || !regions.begin()->empty())
      named.insert(regions.begin(), regions.end());
  return named.size() == 1 ? *named.begin() : "";
}

}  // namespace

void infer_regions(Inference& inference) {
  RegionsSaid said;
  for (std::size_t i = 0; i < inference.model.resources.size(); ++i) {
    const Resource& one = inference.model.resources[i];
    const std::string region = region_of(inference, one);
    if (inference.concept_of[i].valid() && has_default_provider(inference, one))
      said[one.unit.value].try_emplace(provider_of(one)).first->second.insert(region);
    const NodeId node = inference.node_of[i];
    if (!region.empty() && node.valid() && inference.dfd[node].resource == ResourceId(i))
      inference.whereabouts[node.value].region = region;
  }
  std::map<std::string, std::set<std::string>> by_system;
  for (const auto& [unit, providers] : said)
    by_system[inference.model.units[unit].system].insert(agreed(providers));
  for (const auto& [system, regions] : by_system)
    if (regions.size() == 1 && !regions.begin()->empty())
      inference.own_regions[system] = *regions.begin();
}

std::string_view own_region(const Inference& inference, UnitId unit) {
  if (!unit.valid()) return "";
  const auto at = inference.own_regions.find(inference.model.units[unit.index()].system);
  return at == inference.own_regions.end() ? std::string_view() : std::string_view(at->second);
}

bool is_own_region(const Inference& inference, UnitId unit, std::string_view text) {
  const Catalog& catalog = inference.catalog;
  if (text.starts_with("${"))
    return std::any_of(catalog.principals.begin(), catalog.principals.end(),
                       [&](const PrincipalRecord& record) {
                         return catalog.text(record.what) == kOwnRegion &&
                                glob_match(catalog.text(record.principal), text);
                       });
  return !text.empty() && text == own_region(inference, unit);
}

bool is_region_name(std::string_view text) {
  const auto part = [](unsigned char c) { return std::islower(c) != 0 || c == '-'; };
  const std::size_t digit = text.find_first_of("0123456789");
  return digit != std::string_view::npos && digit > 3 && digit + 1 == text.size() &&
         text[digit - 1] == '-' && std::all_of(text.begin(), text.end() - 1, part) &&
         text[2] == '-';
}

void note_whereabouts(Inference& inference, NodeId node, std::string_view region,
                      std::string_view account) {
  const Whereabouts said{is_region_name(region) ? std::string(region) : "",
                         is_account_number(account) ? std::string(account) : "", false,
                         false};
  const auto [at, fresh] = inference.whereabouts.try_emplace(node.value, said);
  if (!fresh && (at->second.region != said.region || at->second.account != said.account))
    at->second.several = true;
}

}  // namespace weir
