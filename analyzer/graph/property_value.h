#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/graph/dfd.h"

namespace weir {

/// A known text property value; "" for anything else.
std::string_view text_of(const PropertyValue* value);

/// Inserts or replaces, keeping the order by property id.
void set_property(std::vector<Property>& properties, PropertyId property, PropertyValue value);

PropertyValue text_value(std::string text, Span span = {});
PropertyValue boolean_value(bool boolean, Span span = {});
PropertyValue number_value(double number, Span span = {});
PropertyValue unknown_value(std::string why, Span span = {});
PropertyValue list_value(std::vector<std::string> texts, Span span = {});

}  // namespace weir
