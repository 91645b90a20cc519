#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"

namespace weir::app_config {

/// A setting of an application by its whole name: `spring.datasource.url`, `routes[0].uri`; or a variable that its
/// process is given.
struct Property {
  std::string name;
  Span name_span;
  ValueId value;  ///< a scalar
};
using Properties = std::vector<Property>;

/// The properties of each document of a file: YAML or JSON with maps and lists inside each other, or lines `name=value`
/// (`.properties`; `#---` begins the next document). Scalars stay as they are written. A malformed file has none and is
/// said to be left out, with what is wrong with it; of more than a file may have the rest is left out.
std::vector<Properties> properties_in(ResourceModel& model, SourceMap& sources, FileId file, std::string_view name);

/// Keeps what a file calls a text, also where another one counts in the end: by its name it is told whether it must be hidden.
void keep_name(ValueStore& values, const Property& property);

/// How the names of properties are compared: case, `-` and `_` aside.
std::string canonical_name(std::string_view name);
/// How names of properties and of variables are compared: what is no letter and no digit aside too
/// (`SPRING_DATASOURCE_URL`, `spring.datasource.url`).
std::string squeezed_name(std::string_view name);

/// The properties as maps and lists inside each other; keys in lower case, with dashes between their words. Of a name that is
/// there twice the last counts.
ValueId tree_of(ResourceModel& model, const Properties& properties, Span span);

}  // namespace weir::app_config
