#include "analyzer/graph/property_value.h"

#include <algorithm>
#include <utility>

namespace weir {

PropertyValue text_value(std::string text, Span span) {
  PropertyValue out;
  out.state = PropertyState::text;
  out.text = std::move(text);
  out.span = span;
  return out;
}
PropertyValue boolean_value(bool boolean, Span span) {
  PropertyValue out;
  out.state = PropertyState::boolean;
  out.boolean = boolean;
  out.span = span;
  return out;
}
PropertyValue number_value(double number, Span span) {
  PropertyValue out;
  out.state = PropertyState::number;
  out.number = number;
  out.span = span;
  return out;
}
PropertyValue unknown_value(std::string why, Span span) {
  PropertyValue out;
  out.state = PropertyState::unknown;
  out.text = std::move(why);
  out.span = span;
  return out;
}
PropertyValue list_value(std::vector<std::string> texts, Span span) {
  PropertyValue out;
  out.state = PropertyState::list;
  out.span = span;
  for (std::string& text : texts) out.items.push_back(text_value(std::move(text), span));
  return out;
}

std::string_view text_of(const PropertyValue* value) {
  return value != nullptr && value->state == PropertyState::text ? std::string_view(value->text)
                                                                 : std::string_view();
}

void set_property(std::vector<Property>& properties, PropertyId property, PropertyValue value) {
  if (!property.valid()) return;
  const auto at =
      std::lower_bound(properties.begin(), properties.end(), property,
                       [](const Property& p, PropertyId id) { return p.property < id; });
  if (at != properties.end() && at->property == property)
    at->value = std::move(value);
  else
    properties.insert(at, {property, std::move(value)});
}

}  // namespace weir
