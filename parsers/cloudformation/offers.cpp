// What a unit gives to others: exported and other outputs, and values stored under a name.

#include <utility>

#include "parsers/cloudformation/files/paths.h"
#include "parsers/cloudformation/lowering.h"
#include "parsers/cloudformation/serverless/serverless.h"
#include "parsers/embedded/content.h"

namespace weir::cloudformation {

void Lowering::collect_offers(std::vector<Offer>& offers) {
  for (const std::string_view name : output_names_) {
    offer_output(name, output_of_.at(name), offers);
  }
  for (const auto& [id, node] : resource_nodes_) offer_resource(id, node, offers);
  for (const auto& [name, stack] : nested_of_) {
    if (Lowering* child = nested(name, stack.header)) child->collect_offers(offers);
  }
}

void Lowering::offer_output(std::string_view name, const OutputInfo& info,
                            std::vector<Offer>& offers) {
  const NodeIndex key = document_.first_child(info.entry);
  const NodeIndex node = document_.next_sibling(key);
  Offer offer;
  offer.value = output(name, document_.span(key));
  if (!offer.value.valid()) return;
  offer.unit = model_.units.front().path;
  offer.region = region_said();
  offer.what = "output " + prefix_ + std::string(name) + " of " + offer.unit;
  const NodeIndex exported = find_entry(document_, node, "Export");
  const NodeIndex written = exported == kNoNode ? kNoNode : find_entry(document_, exported, "Name");
  const ValueId export_name = written == kNoNode ? ValueId{} : evaluate(written);
  if (export_name.valid()) {
    if (std::optional<NameWithHoles> pieces = named_text(export_name)) {
      offers.push_back(offer);
      offers.back().as = "export";
      offers.back().name = std::move(*pieces);
    }
  }
  if (parent_ != nullptr) return;
  offer_as_service(name, offer, offers);
  offer.as = "output";
  offer.name = {std::string(name)};
  offers.push_back(std::move(offer));
}

/// An output of a service, which others name by its stack or its folder.
void Lowering::offer_as_service(std::string_view name, Offer offer, std::vector<Offer>& offers) {
  const NodeIndex about = find_entry(document_, 0, "Metadata");
  if (about == kNoNode || find_entry(document_, about, kLinksOfService) == kNoNode) return;
  offer.as = kOutputOfFolder;
  offer.name = {std::string(folder_of(offer.unit)) + "\n" + std::string(name)};
  offers.push_back(offer);
  const NodeIndex stack = find_entry(document_, about, kStackNameOfService);
  if (stack == kNoNode) return;
  offer.as = kOutputOfStack;
  offer.name = {std::string(document_.text(stack)) + "." + std::string(name)};
  offers.push_back(std::move(offer));
}

/// The Region that a service says it is deployed to; empty if it says none.
std::string_view Lowering::region_said() const {
  const NodeIndex about = find_entry(document_, 0, "Metadata");
  const NodeIndex region =
      about == kNoNode ? about : find_entry(document_, about, kRegionOfService);
  return region == kNoNode ? std::string_view() : document_.text(region);
}

void Lowering::offer_resource(ResourceId id, NodeIndex node, std::vector<Offer>& offers) {
  const ConceptId type = catalog_.concept_of(Language::cloudformation, model_[id].type);
  if (!type.valid()) return;
  const ConceptRecord& known = catalog_.concepts[type.index()];
  if (known.published_as.size == 0) return;
  const Guard context = std::exchange(context_, condition_named_at(node));
  const ValueId attributes = attributes_of(node);
  context_ = context;
  const ValueId name =
      value_at(model_, catalog_, known.physical_name, Language::cloudformation, attributes);
  const ValueId value =
      value_at(model_, catalog_, known.published_value, Language::cloudformation, attributes);
  const std::optional<NameWithHoles> pieces =
      name.valid() ? named_text(name) : std::optional<NameWithHoles>();
  if (!pieces || !value.valid()) return;
  Offer offer;
  offer.as = catalog_.text(known.published_as);
  offer.name = *pieces;
  offer.unit = model_.units.front().path;
  offer.region = region_said();
  offer.what = model_[id].address + " of " + offer.unit;
  offer.value = value;
  offers.push_back(std::move(offer));
}

Offers offers_of(const Document& document, SourceMap& sources, const Catalog& catalog,
                 const ParameterValues& parameters, const Surroundings& around) {
  UnitLowering unit = begin_unit(document, sources, catalog, parameters, around);
  Lowering root(unit, document);
  root.read_declarations();
  Offers made;
  root.collect_offers(made.offers);
  made.models.push_back(std::move(unit.model));
  return made;
}

KnownEnds::KnownEnds(const NameWithHoles& name) {
  std::size_t first = 0, last = name.size();
  while (first < name.size() && name[first]) begin += *name[first++];
  literal = first == name.size();
  while (last > first && name[last - 1]) end = *name[--last] + end;
}

void Offers::add(Offers more) {
  for (Offer& offer : more.offers) {
    offer.model += models.size();
    const KnownEnds ends(offer.name);
    if (ends.literal) {
      literal[offer.as + "\n" + ends.begin].push_back(offers.size());
    } else if (!ends.begin.empty() || !ends.end.empty()) {
      open[offer.as + "\n" + ends.begin + "\n" + ends.end].push_back(offers.size());
    }
    offers.push_back(std::move(offer));
  }
  for (ResourceModel& model : more.models) models.push_back(std::move(model));
}

}  // namespace weir::cloudformation
