#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "parsers/app_config/compose/networks.h"
#include "parsers/app_config/compose/ports.h"
#include "parsers/app_config/compose/process.h"
#include "parsers/app_config/compose/project.h"
#include "parsers/app_config/compose/variables.h"

namespace weir::compose {

/// What a service finds around it: hosts, names under which applications find each other besides, and whether anything
/// lies outside of its networks.
struct Around {
  const app_config::Hosts& hosts;
  const app_config::Hosts& found;
  Networks::Outside outside = Networks::Outside::reached;
};

/// Makes the entries of services that stand beside what is written, in the form of the README of parsers/app_config.
class Containers {
 public:
  Containers(ResourceModel& model, SourceMap& sources, const Catalog& catalog)
      : model_(model), sources_(sources), catalog_(catalog), words_(catalog) {}

  /// Says what a config of the project holds.
  void add_content(std::string config, ValueId content) { contents_.emplace(std::move(config), content); }

  /// `containers`, `software`, `is`, `published`, `exposed`, `leads_out`, `code`, what its application's configuration says,
  /// and `unseen` where settings stand in files that cannot be read.
  void add(const Service& service, const ServiceProcess& process, const Around& around, std::vector<MapEntry>& entries);

 private:
  ValueId environment(const Service& service, const std::vector<Setting>& given, const app_config::Hosts& hosts);
  void note_awaited(ValueId value, ValueId waits);
  ValueId security(ValueId written, Span span);
  std::vector<ValueId> arguments(const Service& service, const app_config::Hosts& hosts);
  ValueId mounts(ValueId written, Span span);
  void add_reach(const Service& service, const Ports& ports, Networks::Outside outside, std::vector<MapEntry>& entries);
  void add_program(const Service& service, const ServiceProcess& process, ValueId container,
                   std::vector<MapEntry>& entries);
  void add_configuration(const Service& service, const ServiceProcess& process, ValueId environment,
                         const app_config::Hosts& hosts, const app_config::Hosts& found,
                         std::vector<MapEntry>& entries);

  ResourceModel& model_;
  SourceMap& sources_;
  const Catalog& catalog_;
  SettingWords words_;
  std::map<std::string, ValueId, std::less<>> contents_;  ///< of configs by name
};

}  // namespace weir::compose
