#include "parsers/cloudformation/sam/api/api_records.h"

#include <string>
#include <vector>

#include "parsers/cloudformation/sam/properties.h"

namespace weir::cloudformation::sam {
namespace {

/// A name, also one that a parameter has.
std::string name_of(Expansion& expansion, Part part) {
  return expansion.known_text(part).value_or(words_of(expansion.tree(), part));
}

}  // namespace

void add_records(Expansion& expansion, const Macro& api, Part domain, Part target) {
  Tree& tree = expansion.tree();
  const Part route = tree.find(domain, "Route53");
  if (!route.valid() || tree.kind(route) == NodeKind::null) return;
  const Maker maker = expansion.at(route, api.place);
  const Part zone_id = tree.find(route, "HostedZoneId"),
             zone_name = tree.find(route, "HostedZoneName");
  const Part zone = is_given(tree, zone_id) ? zone_id : zone_name;
  if (!tree.is_map(route) || !is_given(tree, zone)) {
    return expansion.warn(
        maker.place(), "Route53",
        "Route53 in the Domain of " + api.id + " needs a HostedZoneId or a HostedZoneName");
  }
  const Part name = tree.find(domain, "DomainName");
  const Part alone = tree.find(route, "SeparateRecordSetGroup");
  if (is_given(tree, alone) && tree.kind(alone) != NodeKind::boolean)
    expansion.warn(tree.place(alone), "SeparateRecordSetGroup",
                   "SeparateRecordSetGroup in the Domain of " + api.id + " must be true or false");
  std::string key = name_of(expansion, zone);
  if (is_given(tree, alone)) key += "\n" + name_of(expansion, name);
  const std::string id = expansion.id_for("RecordSetGroup", key);
  Part group = expansion.resource(id);
  if (!group.valid()) {
    const Part properties = maker.map({{"RecordSets", maker.list(std::vector<Part>())}});
    maker.take(properties, route, {"HostedZoneId", "HostedZoneName"});
    group = expansion.make(api, id, "AWS::Route53::RecordSetGroup", properties, maker.place());
  }
  const Part records = tree.find(group, {"Properties", "RecordSets"});
  if (!tree.is_made(records)) return;
  const auto add = [&](std::string_view type) {
    const Part record =
        maker.map({{"Name", name}, {"Type", maker.text(type)}, {"AliasTarget", target}});
    maker.take(record, route, {"Region", "SetIdentifier"});
    tree.add(records, record);
  };
  add("A");
  if (is_given(tree, tree.find(route, "IpV6"))) add("AAAA");
}

}  // namespace weir::cloudformation::sam
