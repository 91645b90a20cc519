#include "sarif/taxonomies.h"

#include <algorithm>

namespace weir::sarif {

const TaxonomyRecord* Taxonomies::of_tag(std::string_view tag, std::string_view& id) const {
  const TaxonomyRecord* taxonomy = judgement_.taxonomy_of(tag);
  if (taxonomy == nullptr || taxonomy->name.size == 0) return nullptr;
  id = tag.substr(tag.find('/') + 1);
  return taxonomy;
}

Taxonomies::Taxonomies(const Rules& rules, const RuleTable& table)
    : judgement_(rules.judgement) {
  for (const RuleRecord* rule : table.rules) {
    for (const Text tag : Catalog::slice(rules.texts, rule->tags)) {
      std::string_view id;
      const TaxonomyRecord* taxonomy = of_tag(rules.text(tag), id);
      if (taxonomy == nullptr) continue;
      auto at = std::find_if(taxonomies_.begin(), taxonomies_.end(),
                             [&](const auto& known) { return known.first == taxonomy; });
      if (at == taxonomies_.end()) at = taxonomies_.insert(taxonomies_.end(), {taxonomy, {}});
      at->second.emplace(id);
    }
  }
  std::sort(taxonomies_.begin(), taxonomies_.end(), [&](const auto& a, const auto& b) {
    return judgement_.text(a.first->name) < judgement_.text(b.first->name);
  });
}

std::size_t Taxonomies::index_of(const TaxonomyRecord* taxonomy) const {
  const auto at = std::find_if(taxonomies_.begin(), taxonomies_.end(),
                               [&](const auto& known) { return known.first == taxonomy; });
  return static_cast<std::size_t>(at - taxonomies_.begin());
}

Json Taxonomies::components() const {
  Json list = Json::array();
  for (const auto& [taxonomy, ids] : taxonomies_) {
    Json component;
    component["name"] = judgement_.text(taxonomy->name);
    component["organization"] = judgement_.text(taxonomy->organization);
    component["informationUri"] = judgement_.text(taxonomy->uri);
    component["shortDescription"]["text"] = std::string(judgement_.text(taxonomy->about)) + ".";
    component["taxa"] = Json::array();
    for (const std::string& id : ids) {
      Json taxon{{"id", id}};
      const std::string_view name = judgement_.taxon_name(*taxonomy, id);
      if (!name.empty()) taxon["name"] = name;
      component["taxa"].push_back(std::move(taxon));
    }
    list.push_back(std::move(component));
  }
  return list;
}

Json Taxonomies::references() const {
  Json list = Json::array();
  for (std::size_t i = 0; i < taxonomies_.size(); ++i)
    list.push_back(Json{{"name", judgement_.text(taxonomies_[i].first->name)}, {"index", i}});
  return list;
}

Json Taxonomies::relationships(const Rules& rules, const RuleRecord& rule) const {
  Json list = Json::array();
  for (const Text tag : Catalog::slice(rules.texts, rule.tags)) {
    std::string_view id;
    const TaxonomyRecord* taxonomy = of_tag(rules.text(tag), id);
    if (taxonomy == nullptr) continue;
    const std::size_t index = index_of(taxonomy);
    const std::set<std::string>& ids = taxonomies_[index].second;
    Json target;
    target["id"] = id;
    target["index"] = std::distance(ids.begin(), ids.find(std::string(id)));
    target["toolComponent"] = Json{{"name", judgement_.text(taxonomy->name)}, {"index", index}};
    list.push_back(Json{{"target", std::move(target)}, {"kinds", Json::array({"superset"})}});
  }
  return list;
}

}  // namespace weir::sarif
