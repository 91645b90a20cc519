#include "parsers/app_config/compose/models.h"

#include <string_view>

namespace weir::compose {
namespace {

constexpr std::string_view kModel = "model";

bool is_map(const ValueStore& values, ValueId value) { return value.valid() && values[value].kind == ValueKind::map; }

bool provides_model(const ValueStore& values, const Service& service) {
  const ValueId type = provider_of(values, service);
  return type.valid() && values.string(type) == kModel;
}

}  // namespace

ValueId provider_of(const ValueStore& values, const Service& service) {
  const ValueId provider = values.find(service.written, "provider");
  return is_map(values, provider) ? values.find(provider, "type") : ValueId{};
}

void add_provided(ResourceModel& model, const Service& service, std::vector<MapEntry>& entries) {
  ValueStore& values = model.values;
  const ValueId type = provider_of(values, service);
  if (!type.valid()) return;
  const Span place = values[type].span;
  const ValueId is = provides_model(values, service)
                         ? values.add_string(std::string(kModel), place)
                         : values.add_unknown(UnknownKind::outside, "only its provider knows what it is", "", place);
  entries.push_back({"is", place, is});
}

Models::Models(const ValueStore& values, const std::vector<Service>& services) : values_(values) {
  for (std::size_t i = 0; i < services.size(); ++i)
    if (provides_model(values, services[i])) provided_.emplace(services[i].name, ResourceId(i));
}

std::vector<Models::Given> Models::of(const Service& service) const {
  std::vector<Given> given;
  const ValueId named = values_.find(service.written, "models"), waits = values_.find(service.written, "depends_on");
  for (std::size_t i = 0; is_map(values_, named) && i < values_.item_count(named); ++i) {
    const MapEntry& entry = values_.entry(named, i);
    const auto known = declared_.find(entry.key);
    given.push_back({entry.key, entry.key_span, known == declared_.end() ? ResourceId{} : known->second});
  }
  for (std::size_t i = 0; is_map(values_, waits) && i < values_.item_count(waits); ++i) {
    const MapEntry& entry = values_.entry(waits, i);
    if (const auto known = provided_.find(entry.key); known != provided_.end())
      given.push_back({entry.key, entry.key_span, known->second});
  }
  return given;
}

}  // namespace weir::compose
