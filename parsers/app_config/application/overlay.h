#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/application/properties.h"
#include "parsers/app_config/application/spring.h"

namespace weir::app_config {

/// Files of settings of one unit, each read once, however many applications find it.
class SettingsFiles {
 public:
  SettingsFiles(ResourceModel& model, SourceMap& sources) : model_(model), sources_(sources) {}

  /// The properties of a file as `properties_in` reads them; those of all documents of it behind each other.
  const Properties& properties(FileId file, const std::string& name);
  /// The same of a YAML file that Ruby fills in: what it takes from variables is a placeholder `${NAME:otherwise}`.
  const Properties& properties_in_ruby(FileId file, const std::string& name);
  /// Whether properties may still be laid over others: there is a limit for all applications of a unit. Counts.
  bool may_lay(std::size_t properties);
  /// Whether that limit is passed.
  bool is_spent() const { return laid_ > kLaidOfUnit; }

 private:
  static constexpr std::size_t kLaidOfUnit = 2'000'000;

  ResourceModel& model_;
  SourceMap& sources_;
  std::map<std::uint32_t, Properties> read_;
  std::size_t laid_ = 0;
};

/// Properties laid over each other by their names, case aside.
class Overlay {
 public:
  /// Of lists the later replaces the earlier, item by item, as .NET does; or as a whole, as others do.
  enum class Lists { by_item, as_a_whole };
  explicit Overlay(SettingsFiles& files, Lists lists) : files_(files), lists_(lists) {}

  void lay(const Properties& properties);
  /// Lays properties of which it is not known whether they count: what they say is unknown, for the reason given.
  void lay_unknown(ResourceModel& model, const Properties& properties, const std::string& why, const std::string& variable);
  /// Something may be laid over all that is there: it is unknown, for the reason given.
  void disturb(ResourceModel& model, const std::string& why, const std::string& variable);
  /// Lays one that a variable gives; it keeps the spelling that is there.
  void replace(const std::string& name, const Property& given);
  bool has(const std::string& name) const;
  bool empty() const { return properties_.empty(); }
  Properties taken() const;

 private:
  void make_room(const Properties& properties);

  SettingsFiles& files_;
  Lists lists_;
  std::map<std::string, Property> properties_;
};

/// The variable of a name that a process is given, case aside; the last of several. None: it is given none.
const Property* variable_called(const Process& process, std::string_view name);

/// In which environment an application runs, by the variables that its framework asks, in their order.
struct Surroundings {
  bool known = true;
  std::string name;
};
/// The environment of that name; not known which one if that is no plain word.
Surroundings called(const std::string& name);
/// Told by the variables, those that the command gives before others; `otherwise` where none is given.
Surroundings surroundings(const ValueStore& values, const Process& process, const std::vector<std::string_view>& variables,
                          std::string_view otherwise);

}  // namespace weir::app_config
