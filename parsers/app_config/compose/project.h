#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/base/source_map.h"
#include "analyzer/document/document.h"
#include "analyzer/model/resource_model.h"
#include "parsers/app_config/beside.h"
#include "parsers/app_config/compose/build.h"
#include "parsers/app_config/compose/compose.h"
#include "parsers/app_config/compose/interpolation.h"

namespace weir::compose {

/// A file of settings that a service is given.
struct SettingsPath {
  std::optional<std::string> path;  ///< as shown; none if it is not known, or lies outside of the root
  Span span;                        ///< where it is named
  bool required = true;
};

/// A file or folder of the project that a service sees at a path of its own.
struct Mount {
  std::string path;    ///< as shown
  std::string target;  ///< in the container
};

/// A service with what it extends and what an override changes, variables replaced.
struct Service {
  std::string name;
  Span header;  ///< of its name
  Span span;
  ValueId written;  ///< a map in one form (merging.h)
  std::vector<SettingsPath> settings;
  std::vector<Mount> mounts;
  std::optional<Build> build;
  const Variables* variables = nullptr;  ///< of the file that it stands in; lives as long as the Loader
};

/// A network, volume, config or secret of the project.
struct Declared {
  std::string kind;  ///< "network", …
  std::string name;
  Span header;
  ValueId written;  ///< a map, or null
};

/// Everything that a project declares, in the order of the files.
struct ProjectParts {
  std::vector<Service> services;
  std::vector<Declared> declared;
  std::vector<FileId> included;  ///< compose files that are read into this one
};

/// Reads a project with the files that it names.
class Loader {
 public:
  Loader(ResourceModel& model, SourceMap& sources, const app_config::Beside& beside);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  ProjectParts load(const ProjectText& project);
  /// Bytes that texts of the project may still take.
  std::size_t& budget();

 private:
  struct State;
  struct Layer;
  State* state_;
};

}  // namespace weir::compose
