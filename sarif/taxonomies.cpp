#include "sarif/taxonomies.h"

#include <algorithm>
#include <array>

namespace weir::sarif {

/// A catalogue whose entries tags name, `prefix/ENTRY`.
struct Taxonomies::Taxonomy {
  std::string_view prefix, name, organization, uri, about;
};

const Taxonomies::Taxonomy* Taxonomies::of_tag(std::string_view tag, std::string_view& id) {
  static constexpr std::array<Taxonomy, 5> kTaxonomies = {{
      {"cwe", "CWE", "MITRE", "https://cwe.mitre.org/", "Common Weakness Enumeration"},
      {"owasp-llm", "OWASP LLM Top 10", "OWASP", "https://genai.owasp.org/llm-top-10/",
       "OWASP Top 10 for LLM applications"},
      {"atlas", "ATLAS", "MITRE", "https://atlas.mitre.org/",
       "Adversarial Threat Landscape for Artificial-Intelligence Systems"},
      {"attack", "ATT&CK", "MITRE", "https://attack.mitre.org/",
       "Adversarial Tactics, Techniques, and Common Knowledge"},
      {"stride", "STRIDE", "Microsoft",
       "https://learn.microsoft.com/azure/security/develop/threat-modeling-tool-threats",
       "Spoofing, tampering, repudiation, information disclosure, denial of service, elevation of "
       "privilege"},
  }};
  const std::size_t slash = tag.find('/');
  if (slash == tag.npos) return nullptr;
  id = tag.substr(slash + 1);
  const auto found = std::find_if(
      kTaxonomies.begin(), kTaxonomies.end(),
      [&](const Taxonomy& taxonomy) { return taxonomy.prefix == tag.substr(0, slash); });
  return found == kTaxonomies.end() ? nullptr : &*found;
}

Taxonomies::Taxonomies(const Rules& rules, const RuleTable& table) {
  for (const RuleRecord* rule : table.rules) {
    for (const Text tag : Catalog::slice(rules.texts, rule->tags)) {
      std::string_view id;
      const Taxonomy* taxonomy = of_tag(rules.text(tag), id);
      if (taxonomy == nullptr) continue;
      auto at = std::find_if(taxonomies_.begin(), taxonomies_.end(),
                             [&](const auto& known) { return known.first == taxonomy; });
      if (at == taxonomies_.end()) at = taxonomies_.insert(taxonomies_.end(), {taxonomy, {}});
      at->second.emplace(id);
    }
  }
  std::sort(taxonomies_.begin(), taxonomies_.end(),
            [](const auto& a, const auto& b) { return a.first->name < b.first->name; });
}

std::size_t Taxonomies::index_of(const Taxonomy* taxonomy) const {
  const auto at = std::find_if(taxonomies_.begin(), taxonomies_.end(),
                               [&](const auto& known) { return known.first == taxonomy; });
  return static_cast<std::size_t>(at - taxonomies_.begin());
}

Json Taxonomies::components() const {
  Json list = Json::array();
  for (const auto& [taxonomy, ids] : taxonomies_) {
    Json component;
    component["name"] = taxonomy->name;
    component["organization"] = taxonomy->organization;
    component["informationUri"] = taxonomy->uri;
    component["shortDescription"]["text"] = std::string(taxonomy->about) + ".";
    component["taxa"] = Json::array();
    for (const std::string& id : ids) component["taxa"].push_back(Json{{"id", id}});
    list.push_back(std::move(component));
  }
  return list;
}

Json Taxonomies::references() const {
  Json list = Json::array();
  for (std::size_t i = 0; i < taxonomies_.size(); ++i)
    list.push_back(Json{{"name", taxonomies_[i].first->name}, {"index", i}});
  return list;
}

Json Taxonomies::relationships(const Rules& rules, const RuleRecord& rule) const {
  Json list = Json::array();
  for (const Text tag : Catalog::slice(rules.texts, rule.tags)) {
    std::string_view id;
    const Taxonomy* taxonomy = of_tag(rules.text(tag), id);
    if (taxonomy == nullptr) continue;
    const std::size_t index = index_of(taxonomy);
    const std::set<std::string>& ids = taxonomies_[index].second;
    Json target;
    target["id"] = id;
    target["index"] = std::distance(ids.begin(), ids.find(std::string(id)));
    target["toolComponent"] = Json{{"name", taxonomy->name}, {"index", index}};
    list.push_back(Json{{"target", std::move(target)}, {"kinds", Json::array({"superset"})}});
  }
  return list;
}

}  // namespace weir::sarif
