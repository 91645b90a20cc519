#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parsers/app_config/application/application.h"
#include "parsers/app_config/beside.h"
#include "parsers/app_config/compose/build.h"
#include "parsers/app_config/compose/project.h"
#include "parsers/app_config/compose/variables.h"

namespace weir::compose {

/// What the process of a service is started with, and what it finds where it runs.
struct ServiceProcess {
  std::vector<Setting> given;  ///< in their order; of two of one name the last counts
  bool left_out = false;       ///< the services before it were started with more than those of one project may be
  bool all_given = true;       ///< else there are settings in files that cannot be read
  bool lacks_files = false;    ///< a file of settings that is named cannot be read
  std::optional<BuiltImage> image;
  std::string dockerfile;              ///< its path, where there is an image
  std::string command;                 ///< what it starts instead of what its image does, else that; "" = not known
  app_config::Configuration configuration;  ///< of the application
  std::vector<app_config::ProxyFile> proxy;
};

/// Finds out what the processes of a project's services are started with.
class ServiceProcesses {
 public:
  /// `folder`: of the project, in which programs without a build are looked for by the names of their images.
  ServiceProcesses(ResourceModel& model, SourceMap& sources, const app_config::Beside& beside, std::string folder,
                   std::size_t& budget)
      : model_(model),
        sources_(sources),
        beside_(beside),
        folder_(std::move(folder)),
        budget_(budget),
        applications_(model, sources, budget) {}

  ServiceProcess of(const Service& service);

 private:
  const std::vector<Setting>& settings_of(FileId file, const Variables& around);
  bool add_files(const Service& service, ServiceProcess& process);
  void add_image_variables(const Service& service, const ServiceProcess& process, std::vector<Setting>& given);
  void add_written(const Service& service, std::vector<Setting>& given);
  std::string command_of(ValueId written) const;
  std::optional<std::string> program_folder(const Service& service) const;
  app_config::FilesCalled files_of(const Service& service) const;
  std::vector<app_config::ProxyFile> proxy_files(const Service& service, const ServiceProcess& process) const;
  void add_proxy_files(const std::string& path, std::string target, std::vector<app_config::ProxyFile>& files) const;

  ResourceModel& model_;
  SourceMap& sources_;
  const app_config::Beside& beside_;
  std::string folder_;
  std::size_t& budget_;
  app_config::ApplicationReader applications_;
  std::map<std::pair<std::uint32_t, const Variables*>, std::vector<Setting>> read_;  ///< each file once
  std::size_t settings_ = 0;  ///< of all services so far, and of files
};

}  // namespace weir::compose
