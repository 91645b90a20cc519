// region(element) = the name of the nearest Region around it, as the provider's configuration, an
// address, or the zones of the subnets in that Region (`eu-west-1a`) give it away; unknown where none of them is written, or where they
// disagree. account(element) = the number of the account, which only addresses of things outside
// hold; unknown in the account of the deployment, which no line of the input names. Both are absent
// where there is none around it. O(n + m).
#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "analyzer/analysis/attached.h"
#include "analyzer/analysis/derived.h"

namespace weir {
namespace {

constexpr std::size_t kAccountDigits = 12;

/// The Region of a zone: `eu-west-1` of `eu-west-1a`. None if it is not written as one.
std::string_view region_of(std::string_view zone) {
  const auto is = [&](std::size_t back, auto test) {
    return zone.size() > back &&
           test(static_cast<unsigned char>(zone[zone.size() - 1 - back])) != 0;
  };
  const bool zone_of_a_region = is(0, [](unsigned char c) { return std::islower(c); }) &&
                                is(1, [](unsigned char c) { return std::isdigit(c); }) &&
                                is(2, [](unsigned char c) { return c == '-' ? 1 : 0; });
  // further digits are those of a zone outside of its Region's cities (`us-west-2-lax-1a`)
  const bool plain =
      zone_of_a_region &&
      zone.substr(0, zone.size() - 2).find_first_of("0123456789") == std::string_view::npos;
  return plain ? zone.substr(0, zone.size() - 1) : std::string_view{};
}

/// By boundary: what its name is known to be; unknown or absent otherwise.
using Names = std::vector<std::set<std::string>>;

Names names_of_regions(const Dfd& dfd, const Catalog& catalog, const Attached& within) {
  const PropertyId zone_name = catalog.property("zone_name");
  const PropertyId region_name = catalog.property("region_name");
  Names names(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const PropertyValue* told = find_property(dfd.nodes[i].properties, region_name);
    if (told != nullptr && told->state == PropertyState::text) names[i].insert(told->text);
    if (dfd.nodes[i].boundary_kind != "subnet") continue;
    const PropertyValue* zone = find_property(dfd.nodes[i].properties, zone_name);
    if (zone == nullptr || zone->state != PropertyState::text) continue;
    const std::string_view region = region_of(zone->text);
    if (region.empty()) continue;
    for (const NodeId boundary : boundaries_around(within, NodeId(i)))
      if (dfd[boundary].boundary_kind == "region")
        names[boundary.index()].insert(std::string(region));
  }
  return names;
}

Names accounts_by_numbers(const Dfd& dfd, const Catalog& catalog) {
  const PropertyId numbers = catalog.property("numbers");
  Names names(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    const PropertyValue* value = find_property(dfd.nodes[i].properties, numbers);
    if (value == nullptr || value->state != PropertyState::list) continue;
    for (const PropertyValue& item : value->items)
      names[i].insert(item.state == PropertyState::text ? item.text : std::string());
    names[i].erase("");
  }
  return names;
}

PropertyColumn nearest(const Dfd& dfd, const Attached& within, std::string_view kind,
                       const Names& names) {
  PropertyColumn column(dfd.nodes.size());
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i) {
    if (!is_element(dfd.nodes[i].kind)) continue;
    for (const NodeId boundary : boundaries_around(within, NodeId(i))) {
      if (dfd[boundary].boundary_kind != kind) continue;
      const std::set<std::string>& known = names[boundary.index()];
      column.put(i, known.size() == 1 ? derived_text(*known.begin())
                                      : derived_unknown("the input does not say which " + std::string(kind) +
                                                        " it is deployed to"));
      break;
    }
  }
  return column;
}

/// The number of the account that a thing outside is, or lies in, by its address.
std::string_view account_in(std::string_view address) {
  if (address.size() <= kAccountDigits) return {};
  const std::string_view digits = address.substr(address.size() - kAccountDigits);
  const bool number = std::all_of(digits.begin(), digits.end(),
                                  [](unsigned char c) { return std::isdigit(c) != 0; });
  return number && address[address.size() - kAccountDigits - 1] == ':' ? digits
                                                                       : std::string_view{};
}

}  // namespace

PropertyColumn compute_region(const Dfd& dfd, const Catalog& catalog) {
  const Attached within(dfd, catalog, catalog.edge("within"));
  return nearest(dfd, within, "region", names_of_regions(dfd, catalog, within));
}

PropertyColumn compute_account(const Dfd& dfd, const Catalog& catalog) {
  const Attached within(dfd, catalog, catalog.edge("within"));
  PropertyColumn column = nearest(dfd, within, "account", accounts_by_numbers(dfd, catalog));
  for (std::size_t i = 0; i < dfd.nodes.size(); ++i)
    if (dfd.nodes[i].outside)
      if (const std::string_view number = account_in(dfd.nodes[i].address); !number.empty())
        column.put(i, derived_text(number));
  return column;
}

}  // namespace weir
