#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/application.h"
#include "parsers/app_config/hosts.h"

namespace weir::kubernetes {

/// The files that pods see of ConfigMaps, and what applications and proxies in them read there.
class MountedConfiguration {
 public:
  MountedConfiguration(ResourceModel& model, SourceMap& sources, const Catalog& catalog)
      : model_(model), sources_(sources), words_(catalog), applications_(model, sources, budget_) {}

  /// Takes the texts of a ConfigMap.
  void add_map(std::string_view space, std::string_view name, const Document& document, NodeIndex object);
  /// The same of one that is made of files: what it says, of which only whole files count.
  void add_made(std::string_view space, std::string_view name, ValueId written);

  /// Adds `settings`, those of all containers (maps with `environment`), `application` and `proxy` of a pod, in the form of
  /// the README of parsers/app_config. `containers`: as the entry of that name has them. False if it was not read: applications
  /// have more settings than those of one unit may have.
  bool add(ValueId pod, ValueId containers, std::string_view space, const app_config::Hosts& hosts,
           std::vector<MapEntry>& entries);

 private:
  struct Text {
    const Document* document = nullptr;  ///< nullptr: a whole file
    NodeIndex node = 0;
    FileId file = {};
  };
  struct File {
    std::string path;  ///< in the container
    FileId file;
  };
  using Key = std::pair<std::string, std::string>;  ///< namespace and name

  using Volumes = std::map<std::string, ValueId>;           ///< of a pod, by name

  std::vector<File> files_of(const Volumes& volumes, ValueId container, std::string_view space);
  void add_volume(ValueId volume, ValueId mount, std::string_view space, std::vector<File>& files);
  FileId file_of(const Text& text);

  ResourceModel& model_;
  SourceMap& sources_;
  SettingWords words_;
  std::size_t budget_ = 32u << 20;  ///< bytes that texts of settings may come to
  app_config::ApplicationReader applications_;
  std::map<Key, std::map<std::string, Text>> maps_;
  std::map<std::pair<const Document*, NodeIndex>, FileId> derived_;
};

}  // namespace weir::kubernetes
