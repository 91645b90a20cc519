#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/hosts.h"
#include "parsers/app_config/kubernetes/settings.h"
#include "parsers/app_config/kubernetes/skaffold.h"

namespace weir::kubernetes {

/// The pod that a workload runs: `spec` and `metadata` of its template, or of a Pod itself, and the claims
/// that a StatefulSet makes for each of its pods; none where it has none.
struct Pod {
  ValueId spec, metadata, claims;
};
Pod pod_of(const ValueStore& values, std::string_view kind, ValueId object);

/// Makes the entries `pod`, `containers`, `mounts`, `software` and `is` of a workload, in the form of the README of
/// parsers/app_config: containers with the settings that they are given, names of hosts in them
/// references; names of images that are built first with a tag that is not known.
class Containers {
 public:
  Containers(ResourceModel& model, const Catalog& catalog, const Settings& settings,
             const app_config::Hosts& hosts, const BuiltImages& built)
      : model_(model), catalog_(catalog), words_(catalog), settings_(settings), hosts_(hosts), built_(built) {}

  void add(const Pod& pod, std::string_view space, std::vector<MapEntry>& entries) const;

 private:
  ValueId container(ValueId written, ValueId pod_security, std::string_view space, bool init) const;

  ResourceModel& model_;
  const Catalog& catalog_;
  SettingWords words_;
  const Settings& settings_;
  const app_config::Hosts& hosts_;
  const BuiltImages& built_;
};

}  // namespace weir::kubernetes
