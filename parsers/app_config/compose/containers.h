#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "parsers/app_config/beside.h"
#include "parsers/app_config/compose/networks.h"
#include "parsers/app_config/compose/project.h"
#include "parsers/app_config/compose/variables.h"

namespace weir::compose {

/// Makes the entries of services that stand beside what is written, in the form of the README of parsers/app_config.
class Containers {
 public:
  Containers(ResourceModel& model, SourceMap& sources, const Catalog& catalog, const app_config::Beside& beside,
             std::size_t& budget)
      : model_(model), sources_(sources), catalog_(catalog), beside_(beside), budget_(budget) {}

  /// Says what a config of the project holds.
  void add_content(std::string config, ValueId content) { contents_.emplace(std::move(config), content); }

  /// `containers`, `software`, `is`, `published`, `exposed`, `code`, and `unseen` where settings stand in files that
  /// cannot be read.
  void add(const Service& service, const app_config::Hosts& hosts, std::vector<MapEntry>& entries);

 private:
  bool add_files(const Service& service, std::vector<Setting>& given);
  void add_written(const Service& service, std::vector<Setting>& given);
  ValueId environment(const Service& service, const app_config::Hosts& hosts, bool& unseen);
  void note_awaited(ValueId value, ValueId waits);
  ValueId security(ValueId written, Span span);
  ValueId with_arguments(const Service& service, const app_config::Hosts& hosts, ValueId settings);
  ValueId mounts(ValueId written, Span span);
  void add_program(const Service& service, ValueId container, std::vector<MapEntry>& entries);
  std::string command_of(ValueId written) const;

  ResourceModel& model_;
  SourceMap& sources_;
  const Catalog& catalog_;
  const app_config::Beside& beside_;
  std::size_t& budget_;
  std::map<std::string, ValueId, std::less<>> contents_;  ///< of configs by name
};

}  // namespace weir::compose
