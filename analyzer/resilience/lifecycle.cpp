#include "analyzer/resilience/lifecycle.h"

#include <algorithm>

#include "analyzer/base/glob.h"

namespace weir::resilience {
namespace {

constexpr std::size_t kShownAsEvidence = 3;

std::string listed_names(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShownAsEvidence); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kShownAsEvidence)
    text += " and " + std::to_string(names.size() - kShownAsEvidence) + " more";
  return text;
}

/// What in the input bears one of the labels, or is of one of the types.
std::vector<std::string> evidence_in_code(const Input& input, const PracticeRecord& row) {
  const Dfd& dfd = input.dfd();
  const Catalog& catalog = input.catalog();
  std::vector<std::string> found;
  const auto labels = Catalog::slice(catalog.label_refs, row.labels);
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const bool bears = std::any_of(labels.begin(), labels.end(), [&](LabelId label) {
      return has_label(dfd, catalog, NodeId(i), label);
    });
    if (bears && dfd.nodes[i].exists != kNever && !dfd.nodes[i].outside)
      found.push_back(full_address(dfd, NodeId(i)));
  }
  std::sort(found.begin(), found.end());
  const auto types = Catalog::slice(catalog.texts, row.types);
  std::size_t any = 0;
  for (const auto& [type, count] : dfd.coverage.types)
    for (const Text pattern : types) {
      if (!glob_match(catalog.text(pattern), type)) continue;
      any += count;
      if (catalog.text(pattern) != "*") found.push_back(type);
      break;
    }
  if (found.empty() && any > 0)
    found.push_back(std::to_string(any) + (any == 1 ? " resource" : " resources"));
  return found;
}

const PracticeDeclaration* declared_practice(const Input& input, std::string_view id) {
  for (const DeclaredOf& declared : input.declared)
    for (const PracticeDeclaration& said : declared.said.practices)
      if (said.practice == id) return &said;
  return nullptr;
}

std::string words_of_practice(const PracticeDeclaration& said) {
  return said.evidence + (said.date.empty() ? "" : " (" + said.date + ")");
}

/// Objectives may be declared, which is said in their own key.
std::string declared_objectives(const Input& input) {
  std::size_t count = 0;
  for (const DeclaredOf& declared : input.declared) count += declared.said.objectives.size();
  if (count == 0) return "";
  return std::to_string(count) + (count == 1 ? " objective" : " objectives") + " in .weir.yaml";
}

}  // namespace

std::vector<PracticeStatus> lifecycle_of(const Input& input) {
  const Catalog& catalog = input.catalog();
  std::vector<PracticeStatus> all;
  for (const PracticeRecord& row : input.figures.practices) {
    PracticeStatus status{std::string(catalog.text(row.stage)), std::string(catalog.text(row.id)),
                          std::string(catalog.text(row.name)),
                          row.seen_in_code ? Evidence::absent : Evidence::open, ""};
    const std::vector<std::string> found = evidence_in_code(input, row);
    if (!found.empty()) {
      status.evidence = Evidence::in_code;
      status.by = listed_names(found);
    } else if (const PracticeDeclaration* said = declared_practice(input, status.practice)) {
      status.evidence = Evidence::declared;
      status.by = words_of_practice(*said);
    } else if (status.practice == "objectives" && !declared_objectives(input).empty()) {
      status.evidence = Evidence::declared;
      status.by = declared_objectives(input);
    }
    all.push_back(std::move(status));
  }
  return all;
}

}  // namespace weir::resilience
