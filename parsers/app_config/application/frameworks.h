#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/overlay.h"
#include "parsers/app_config/application/properties.h"
#include "parsers/app_config/application/spring.h"

namespace weir::app_config {

/// What the files of one framework say.
struct FrameworkSettings {
  std::string framework;  ///< the key of `application` below which they stand; "" of Spring, whose stand at its top
  Properties properties;
};
using Configuration = std::vector<FrameworkSettings>;

/// The folder of an application that a file tells by its path (as shown): `shop` of `shop/appsettings.json`,
/// `shop/manage.py`, `shop/config/application.rb`, `shop/src/main/resources/application.yml`, `shop/config/default.json`.
std::optional<std::string> folder_of_application(std::string_view path);

/// The settings of an ASP.NET application: `appsettings.json`, that of its environment, and variables `Section__Key`.
Properties dotnet_settings(ResourceModel& model, SettingsFiles& read, const FilesCalled& files, const Process& process);

/// The settings of a Node.js application that uses the package `config`: `default`, those of its environment, `local`, what
/// the variable `NODE_CONFIG` holds, and the variables that `custom-environment-variables` names.
Properties node_settings(ResourceModel& model, SourceMap& sources, SettingsFiles& read, const FilesCalled& files, const Process& process);

/// The settings of a Rails application, of its environment: `database.…`, `cable.…`, `storage.…`.
Properties rails_settings(ResourceModel& model, SourceMap& sources, SettingsFiles& read, const FilesCalled& files,
                          const Process& process, std::size_t& budget);

/// The path of the module of settings that a `manage.py` names as the usual one (`shop/settings`); "" if it names none.
std::string module_of_settings(std::string_view text);

/// The settings of a Django application that its module of settings assigns as texts, numbers, truths, lists and maps,
/// with what they take from variables. What the program computes otherwise is unknown.
Properties django_settings(ResourceModel& model, SourceMap& sources, const FilesCalled& files, const Process& process,
                           std::size_t& budget);

/// Reads the settings of all applications of one unit.
class ApplicationReader {
 public:
  ApplicationReader(ResourceModel& model, SourceMap& sources, std::size_t& budget)
      : model_(model), sources_(sources), budget_(budget), spring_(model, sources, budget), read_(model, sources) {}

  /// What an application is configured with, by every framework whose files it has.
  Configuration read(const FilesCalled& files, const Process& process);
  /// Whether applications have more settings than those of one unit may have: the last one, and those to come, are not read.
  bool is_spent() const { return spring_.is_spent() || read_.is_spent(); }

 private:
  ResourceModel& model_;
  SourceMap& sources_;
  std::size_t& budget_;
  SpringReader spring_;
  SettingsFiles read_;
};

}  // namespace weir::app_config
