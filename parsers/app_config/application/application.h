#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/nginx.h"
#include "parsers/app_config/application/frameworks.h"
#include "parsers/app_config/hosts.h"

namespace weir::app_config {

/// The name under which an application is found by others (`spring.application.name`); "" if it has none.
std::string name_of_application(const ValueStore& values, const Configuration& configuration);

/// Adds `application`, the properties as maps inside each other (those of Spring at its top, of others below the framework's
/// name), with hosts of the project as references. Those that are texts stand behind `settings` as `{name, value}`. Nothing
/// without properties.
void add_application(ResourceModel& model, const Hosts& hosts, const SettingWords& words, Configuration configuration, Span place,
                     std::vector<ValueId>& settings, std::vector<MapEntry>& entries);

/// Adds `variables`: what processes are given, by name. `settings`: maps {name, value}; of two of one name the last counts.
void add_variables(ResourceModel& model, const std::vector<ValueId>& settings, Span place, std::vector<MapEntry>& entries);

/// Adds `proxy: {routes: [{name, to}], listens: [{port, secure}]}`. Nothing where it says neither.
void add_proxy(ResourceModel& model, const Proxy& proxy, Span place, std::vector<MapEntry>& entries);

/// Whether a file that is mounted or copied to this path of a container configures nginx there; of a template too.
bool configures_proxy(std::string_view path);

}  // namespace weir::app_config
