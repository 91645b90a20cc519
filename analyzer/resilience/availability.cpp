#include "analyzer/resilience/availability.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "analyzer/base/glob.h"
#include "analyzer/resilience/percent.h"

namespace weir::resilience {
namespace {

constexpr double kMostCopies = 16;  ///< more add nothing that a figure shows

/// What somebody declares in place of the table's figure.
const FigureDeclaration* declared_figure(const Input& input, NodeId node) {
  const GraphNode& n = input.dfd()[node];
  const Catalog& catalog = input.catalog();
  const std::string_view concept_name =
      n.concept_id.valid() ? catalog.text(catalog.concepts[n.concept_id.index()].name)
                           : std::string_view();
  const FigureDeclaration* found = nullptr;
  for (const DeclaredOf& declared : input.declared)
    for (const FigureDeclaration& figure : declared.said.figures) {
      if (!figure.availability || !concerns(declared, input.dfd(), node)) continue;
      const bool type = figure.type.empty() || glob_match(figure.type, n.type) ||
                        glob_match(figure.type, concept_name);
      if (type && (figure.address.empty() || means(figure.address, input.dfd(), node)))
        found = &figure;
    }
  return found;
}

struct Promise {
  double percent = 0;
  std::string how;
  const AvailabilityFigure* figure = nullptr;
};

/// What the table promises of so many copies.
std::optional<Promise> promised(const Input& input, ConceptId concept_id,
                                std::optional<double> copies) {
  const AvailabilityFigure *whole = nullptr, *one = nullptr;
  for (const AvailabilityFigure& row : input.figures.availability) {
    if (row.concept_id != concept_id) continue;
    if (row.of_copy)
      one = &row;
    else if ((row.copies == 0 || (copies && *copies >= row.copies)) &&
             (whole == nullptr || row.copies >= whole->copies))
      whole = &row;
  }
  std::optional<Promise> out;
  if (whole != nullptr) out = {whole->percent, "", whole};
  if (one == nullptr || !copies || !(*copies >= 1)) return out;  // of none or fewer nothing is promised
  const double n = std::min(*copies, kMostCopies);
  const double together =
      in_parallel(std::vector<double>(static_cast<std::size_t>(n), one->percent));
  if (out && out->percent <= together) return out;
  std::string how;
  if (n > 1) {
    char text[64];
    std::snprintf(text, sizeof text, "%g copies of %s in separate zones", n,
                  percent_text(one->percent).c_str());
    how = text;
  }
  return Promise{together, how, one};
}

}  // namespace

AvailabilityPart availability_of(const Input& input, NodeId node) {
  const Dfd& dfd = input.dfd();
  AvailabilityPart part;
  part.node = node;
  if (const FigureDeclaration* declared = declared_figure(input, node)) {
    part.percent = declared->availability;
    part.source = declared->source + ", declared";
    return part;
  }
  const ConceptId concept_id = dfd[node].concept_id;
  const std::optional<double> copies = copies_of(input, node);
  const auto promise = concept_id.valid() ? promised(input, concept_id, copies) : std::nullopt;
  if (promise) {
    const Catalog& catalog = input.catalog();
    part.percent = promise->percent;
    part.how = promise->how;
    part.source = std::string(catalog.text(promise->figure->source)) + ", " +
                  std::string(catalog.text(promise->figure->dated));
    return part;
  }
  const auto& rows = input.figures.availability;
  const bool listed = std::any_of(rows.begin(), rows.end(), [&](const AvailabilityFigure& row) {
    return row.concept_id == concept_id;
  });
  part.unknown = !listed  ? "no figure is known of such a thing"
                 : copies ? "nothing is promised of so few copies"
                          : "how many copies of it there are is not known";
  return part;
}

std::optional<BetterFigure> better_availability(const Input& input, const AvailabilityPart& part) {
  const std::optional<double> copies = copies_of(input, part.node);
  const ConceptId concept_id = input.dfd()[part.node].concept_id;
  if (!copies || *copies >= kMostCopies || !concept_id.valid()) return std::nullopt;
  const double more = std::max(2.0, *copies + 1);
  const auto promise = promised(input, concept_id, more);
  if (!promise || (part.percent && promise->percent <= *part.percent + 1e-9)) return std::nullopt;
  char advice[64];
  std::snprintf(advice, sizeof advice, "%g copies in separate zones", more);
  return BetterFigure{promise->percent, advice};
}

double in_series(const std::vector<AvailabilityPart>& parts) {
  double all = 1;
  for (const AvailabilityPart& part : parts)
    if (part.percent) all *= *part.percent / 100;
  return all * 100;
}

double in_parallel(const std::vector<double>& percents) {
  double none = 1;
  for (const double percent : percents) none *= 1 - percent / 100;
  return (1 - none) * 100;
}

}  // namespace weir::resilience
