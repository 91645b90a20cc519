#include "parsers/cloudformation/sam/events/event_properties.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace weir::cloudformation::sam {
void wrong(Expansion& expansion, const Invoked& invoked, const Event& event, Part part,
           const std::string& what) {
  expansion.warn(
      expansion.at(part, event.place).place(), "event " + event.type + " " + what,
      "the " + event.type + " event " + event.name + " of " + invoked.owner.id + " " + what);
}

Part own(Expansion& expansion, const Event& event, std::string_view key) {
  const Part part = expansion.tree().find(event.properties, key);
  return expansion.tree().kind(part) == NodeKind::null ? Part{} : part;
}

Part make_or_replace(Expansion& expansion, const Invoked& invoked, std::string id,
                     std::string_view type, Part properties, Span place) {
  const Part there = expansion.resource(id);
  if (!expansion.tree().is_made(there) || expansion.type_of(id) != type)
    return expansion.make(invoked.owner, std::move(id), type, properties, place);
  expansion.at(place).set(there, "Properties", properties);
  return there;
}

Part policy(const Maker& maker, std::string_view name, Part statements) {
  return maker.map({{"PolicyName", maker.text(name)},
                    {"PolicyDocument", maker.map({{"Version", maker.text("2012-10-17")},
                                                  {"Statement", statements}})}});
}

Part allow(const Maker& maker, std::span<const std::string_view> actions, Part resource) {
  std::vector<Part> texts;
  for (const std::string_view action : actions) texts.push_back(maker.text(action));
  return maker.map(
      {{"Action", maker.list(texts)}, {"Effect", maker.text("Allow")}, {"Resource", resource}});
}

}  // namespace weir::cloudformation::sam
