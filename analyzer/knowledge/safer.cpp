#include <algorithm>
#include <array>

#include "analyzer/knowledge/readers.h"
#include "analyzer/knowledge/safer.h"

namespace weir {

void read_safer(Builder& b, const Yaml& row) {
  constexpr std::array<std::pair<std::string_view, bool>, 2> kWays = {
      {{"more", true}, {"less", false}}};
  bool more = true;
  std::vector<Yaml> names;
  row.fields("a safer way",
             {{"safer", Field::required,
               [&](const Yaml& y) { more = read_word(y, kWays).value_or(true); }},
              {"properties", Field::required, [&](const Yaml& y) { names = y.items(); }},
              {"doc", Field::optional, ignore}});
  for (const Yaml& name : names) {
    const PropertyId property = b.property(name, std::nullopt);
    if (!property.valid()) continue;
    if (!b.has_order(property))
      name.fault("property " + in_backticks(name.raw()) +
                 " has no order: expected a boolean, a figure or an ordered enum");
    const auto same = [&](const SaferRecord& other) { return other.property == property; };
    if (std::any_of(b.safer.begin(), b.safer.end(), same))
      name.fault("property " + in_backticks(name.raw()) + " stands twice");
    b.safer.push_back({property, more});
  }
}

}  // namespace weir
